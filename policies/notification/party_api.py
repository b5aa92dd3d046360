"""Lists of contract parties handed in by a program of the organisation, with a key: ``docs/contract-parties.md``."""

from __future__ import annotations

import hashlib
import json
import secrets
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.db.models.functions import Now
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .contract_parties import PartyKey, PartyList
from .party_lists import CannotEnter, lines_of, propose, read_rows

_PREFIX: Final = "sijill_parties_"


def new_key() -> tuple[str, str]:
    """A key to show once, and the digest that is kept of it."""
    key = _PREFIX + secrets.token_urlsafe(32)
    return key, digest_of(key)


def digest_of(key: str) -> str:
    # Of 256 random bits: nothing to slow down.
    return hashlib.sha256(key.encode()).hexdigest()


@csrf_exempt  # no cookie is looked at
@never_cache
@require_POST
def hand_in(request: HttpRequest) -> JsonResponse:
    """``{"source": …, "complete": false, "parties": [{"email": …, "language": …, "basis": …, "reference": …}]}``."""
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    known = PartyKey.objects.filter(digest=digest_of(key.strip()), revoked_at=None)
    held = known.select_related("organisation").first() if scheme.lower() == "bearer" else None
    if held is None:
        answer = _faults(HTTPStatus.UNAUTHORIZED, _("A key of the organisation is needed."))
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    try:
        sent = json.loads(request.body)
    except RequestDataTooBig:
        return _faults(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("The list is too large: send it in parts.")
        )
    except (ValueError, RecursionError):
        return _faults(HTTPStatus.UNPROCESSABLE_ENTITY, _("This is no JSON."))
    parties = sent.get("parties") if isinstance(sent, dict) else None
    if not isinstance(parties, list):
        return _faults(HTTPStatus.UNPROCESSABLE_ENTITY, _("“parties” must be a list."))
    known.update(used_at=Now())
    try:
        made = propose(
            held.organisation,
            read_rows(lines_of(parties)),
            source=str(sent.get("source", "")),
            origin=PartyList.Origin.API,
            complete=sent.get("complete") is True,
            by=held.made_by,
            name=held.made_by_name,
        )
    except CannotEnter as refused:
        said = [str(refusal.message) for refusal in refused.refusals]
        return _faults(HTTPStatus.UNPROCESSABLE_ENTITY, *said)
    return JsonResponse(
        {"list": str(made.uuid), "people": made.count, "state": "waiting"}, status=HTTPStatus.ACCEPTED
    )


def _faults(status: HTTPStatus, *said: Any) -> JsonResponse:
    return JsonResponse({"faults": [str(each) for each in said]}, status=status)
