"""How public pages answer: what is there, what moved, what is not there, and what is not understood.

GET and HEAD only, no cookie, revalidated by the digest of the bytes.
"""

from __future__ import annotations

import functools
import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from policies.document.languages import CODES
from policies.publication.altered import AlteredText
from policies.publication.localize import active_language
from policies.publication.models import PolicyVersion
from policies.publication.public_addresses import absolute, organisation_path
from policies.publication.withheld_text import WithheldText

from .cross_origin import open_to_every_origin
from .shelf.keeping import current, promised, watched
from .shelf.page import SHARED
from .time_limit import time_limit

# Browsers ask again (a 304 costs nothing), shared caches answer a burst of readers: a change shows within two seconds.
REVALIDATED = f"public, max-age=0, s-maxage={SHARED}, must-revalidate"
DAY = "public, max-age=86400"
IMMUTABLE = "public, max-age=31536000, immutable"

QUOTED_AT_MOST = 60
# Control characters, and the marks, embeddings, overrides and isolates of bidirectional text (UAX 9).
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that does exist; ``language`` when its label is not in the page's language."""

    label: str
    path: str
    language: str = ""


class Absent(Http404):
    """The address names nothing. ``reason`` says what, ``choices`` what exists under ``offer``."""

    def __init__(self, reason: str, *, offer: str = "", choices: Iterable[Choice] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offer = offer
        self.choices = tuple(choices)


class Moved(Exception):
    """The address is a former one; ``path`` is where the same thing is now."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def quoted(value: str) -> str:
    """A value from an address, short enough to show, and without what would turn the words around it."""
    value = _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", value)
    return value if len(value) <= QUOTED_AT_MOST else value[:QUOTED_AT_MOST] + "…"


def public(view: View) -> View:
    """A page of the register: absences and moves become answers, with DEBUG on or off."""

    @open_to_every_origin
    @csrf_exempt  # what changes nothing needs no token: anything but GET and HEAD is refused as such
    @require_safe
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with time_limit():
                response = watched(lambda: view(request, *args, **kwargs))
        except Absent as absent:
            return not_found(request, absent)
        except Moved as moved:
            return HttpResponsePermanentRedirect(moved.path, headers={"Cache-Control": DAY})
        except AlteredText:
            return altered_text(request)
        except WithheldText as withheld:
            return withheld_text(request, withheld.version)
        response.headers.setdefault("Cache-Control", REVALIDATED)
        return revalidated(request, response)

    return answer


def revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, or 304 when the reader has it; the tag is the digest of the bytes unless set."""
    if response.status_code != HTTPStatus.OK:
        return response
    if not response.has_header("ETag"):
        response.headers["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    if promised(response) is not None and current() is not None:
        return response  # whole, so that it can be kept: ``shelf.front`` compares the tags
    modified = parse_http_date_safe(response.headers.get("Last-Modified", ""))
    return get_conditional_response(request, response.headers["ETag"], modified, response) or response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The localized 404 that says what exists instead; also Django's ``handler404``."""
    if not isinstance(exception, Absent):
        exception = Absent(_("There is nothing at this address."))
    response = _absent_page(request, exception, HTTPStatus.NOT_FOUND)
    if request.path_info.strip("/").split("/")[0] not in CODES:
        patch_vary_headers(response, ["Accept-Language"])
    return response


def altered_text(request: HttpRequest) -> HttpResponse:
    """The stored text is not the one that was published: it is not shown, and the page says so. No cache stores it."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    response = render(request, "policies/altered.html", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def withheld_text(request: HttpRequest, version: PolicyVersion) -> HttpResponse:
    """The place of a text that readers are not shown: that it is withheld, why and since when, and how it is proven.

    451, and who withholds it (RFC 7725). Data says the same in JSON.
    """
    policy, marks = version.policy, version.withheld
    first = request.path_info.strip("/").split("/")[0]
    language = first if first in CODES else active_language()
    status = HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS
    if request.path_info.endswith((".json", ".md")):
        facts = withheld_facts(version)
        response = HttpResponse(
            json.dumps(facts, ensure_ascii=False), content_type="application/problem+json", status=status
        )
    else:
        context = {
            "policy": policy,
            "organisation": policy.organisation,
            "version": version,
            "statements": [mark.statement(language).split("\n") for mark in marks.each],
            "country": policy.organisation.country,
        }
        response = render(request, "policies/withheld.html", context, status=status)
    response.headers["Cache-Control"] = "no-cache"
    blocked = absolute(organisation_path(policy.organisation, language))
    response.headers["Link"] = f'<{blocked}>; rel="blocked-by"'
    return response


def withheld_facts(version: PolicyVersion) -> dict[str, Any]:
    """As problem details (RFC 9457): what is withheld of the version, since when and why, and its digest."""
    status = HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": version.withheld.each[0].statement(active_language()),
        "version": version.number,
        "sha256": version.sha256,
        "withheld": withheld_parts(version),
    }


def withheld_parts(version: PolicyVersion) -> list[dict[str, Any]]:
    """Each part that is withheld, as data; ``part`` is empty for the whole version."""
    return [
        {
            "part": mark.part,
            "category": mark.category,
            "since": mark.at.isoformat(),
            "reason": dict(mark.reason),
        }
        for mark in version.withheld.each
    ]


def bad_value(request: HttpRequest, reason: str) -> HttpResponse:
    """A localized 400 that says which value is wrong and how it is written."""
    return _absent_page(request, Absent(reason), HTTPStatus.BAD_REQUEST)


def _absent_page(request: HttpRequest, absent: Absent, status: HTTPStatus) -> HttpResponse:
    """No shared cache stores it."""
    context = {"absent": absent, "malformed": status == HTTPStatus.BAD_REQUEST}
    response = render(request, "policies/absent.html", context, status=status)
    response.headers["Cache-Control"] = "no-cache"
    return response


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    """Django's ``CSRF_FAILURE_VIEW``: the form was too old, or the browser keeps no cookie. Nothing was done."""
    context = {
        "absent": Absent(_("The form could not be accepted, so nothing was sent.")),
        "stale": True,
    }
    response = render(request, "policies/absent.html", context, status=HTTPStatus.FORBIDDEN)
    response.headers["Cache-Control"] = "no-store"
    return response


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    """Django's ``handler400``: the request itself is broken, so nothing of it is used."""
    return HttpResponse(render_to_string("policies/400.html"), status=HTTPStatus.BAD_REQUEST)


# What a database answers that was only stopped, is full, or can be read alone: it was not the request's fault.
_DOWN = (OperationalError, InterfaceError)
RETRY_AFTER = 30  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: it uses no database, because that may be what failed.

    Where it did, the answer is 503: what was asked for is there again soon.
    """
    failure = sys.exc_info()[1]
    if isinstance(failure, _DOWN) or (
        isinstance(failure, InternalError) and "read-only" in str(failure)
    ):
        return unavailable(request)
    return HttpResponse(render_to_string("policies/500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 in the reader's language, with the time after which to come back."""
    path = request.path_info
    if path.startswith("/api/"):
        problem = {"type": "about:blank", "title": "Service Unavailable", "status": 503}
        response = HttpResponse(json.dumps(problem), content_type="application/problem+json")
    else:
        first = path.strip("/").split("/")[0]
        language = first if first in CODES else ""
        response = HttpResponse(render_to_string("policies/503.html", {"language": language}))
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response
