"""Evidence for readers who do not trust this site: bundles, the log's checkpoint and keys, and checking a bundle."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from policies.document.languages import CODES
from policies.evidence.bundle import bundle, fingerprint
from policies.evidence.digests import digest
from policies.evidence.offline.archive import LARGEST
from policies.evidence.offline.earlier import EXPLANATIONS, PROGRAMS
from policies.evidence.offline.rendering import LABELS, STYLE
from policies.evidence.single_file import MONITOR, MONITOR_NAME, NAME, sha256_of_program, single_file
from policies.publication.checkpoints import authorities, evidence_of, latest, public_keys, signed_tree

from .lookup import content_of, entry_at, no_version, policy_page
from .responses import Absent, public
from .shelf.keeping import promise
from .timeline import Timeline
from .upload_limits import may_upload
from .verification_verdict import (
    SENTENCES,
    TOO_LARGE,
    TOO_OFTEN,
    UNREADABLE,
    Verdict,
    verdict_of,
)

FORM_AROUND = 64 * 1024  # bytes of a form beside its file
STATUSES = {
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "too_often": HTTPStatus.TOO_MANY_REQUESTS,
}


@policy_page
def evidence(request: HttpRequest, history: Timeline, language: str, number: str) -> HttpResponse:
    """The bundle of one version. It grows when the log does, so it is asked for anew."""
    policy = history.policy
    version = content_of(history, entry_at(history, language, number))
    found = evidence_of(version)
    if found is None:
        reason = _(
            "The evidence of version %(number)s is not signed yet: it follows with the next checkpoint."
        )
        raise no_version(reason % {"number": version.number}, history, language)
    try:
        tree = signed_tree(found.latest)
    except LookupError:
        reason = _(
            "The evidence of version %(number)s cannot be given: the log of this register no longer agrees "
            "with its signed checkpoint."
        )
        raise Absent(reason % {"number": version.number}) from None
    tag = f'"{fingerprint(found)[:32]}"'
    name = f"{policy.organisation.slug}-{policy.slug}-v{version.number}-evidence.zip"
    response = get_conditional_response(request, tag) or HttpResponse(
        bundle(found, tree),
        content_type="application/zip",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
            "ETag": tag,
        },
    )
    promise(response)
    return response


@public
def checkpoint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The newest signed checkpoint (C2SP tlog-checkpoint), at an address that stays."""
    newest = latest()
    if newest is None:
        raise Absent(_("The log has no signed checkpoint yet."))
    return _plain(newest.note)


@public
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The public keys the log was ever signed with, one a line."""
    known = public_keys()
    if not known:
        raise Absent(_("The log has no signed checkpoint yet."))
    return _plain("".join(f"{key.text}\n" for key in known))


@public
def program(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The program that checks bundles, in one file. Its digest is in the log and in the documentation."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=NAME) or "",
        "ETag": f'"{sha256_of_program()}"',
    }
    return HttpResponse(single_file(), content_type="text/x-python; charset=utf-8", headers=headers)


@public
def monitor(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The program that follows the log from another machine, in one file."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=MONITOR_NAME)
        or ""
    }
    program = single_file(MONITOR)
    return HttpResponse(program, content_type="text/x-python; charset=utf-8", headers=headers)


def _plain(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    promise(response)
    return response


# No cookie and no CSRF token: nothing is stored, and a page that makes a reader's browser send a bundle learns nothing.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001 - in the address
    """How to check evidence, and the check of an uploaded bundle."""
    verdict = _verdict(request) if request.method == "POST" else None
    status = HTTPStatus.OK
    if verdict is not None and verdict.unreadable:
        status = STATUSES.get(verdict.faults[0].code, HTTPStatus.BAD_REQUEST)
    context = {
        "verdict": verdict,
        "keys": public_keys(),
        "checkpoint": latest(),
        "program": NAME,
        "program_digest": sha256_of_program(),
        "largest": LARGEST // (1024 * 1024),
        "alternates": CODES,
        "checker": _checker(),
    }
    return render(request, "policies/verify.html", context, status=status)


def _checker() -> dict[str, Any]:
    """What the check in the browser knows: the words of its verdicts, and what bundles of each format hold."""
    return {
        "sentences": {code: str(words) for code, words in SENTENCES.items()},
        "unreadable": sorted(UNREADABLE),
        "keys": "".join(f"{key.text}\n" for key in public_keys()),
        "authorities": sorted(digest(pem.encode()) for pem in authorities()),
        "programs": PROGRAMS,
        "explanations": EXPLANATIONS,
        "labels": LABELS,
        "style": STYLE,
    }


def _verdict(request: HttpRequest) -> Verdict:
    if not may_upload(request):
        return TOO_OFTEN
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + FORM_AROUND:
        return TOO_LARGE
    handler = InMemory(request)
    request.upload_handlers = [handler]
    uploaded = request.FILES.get("bundle")
    if handler.stopped:
        return TOO_LARGE
    return verdict_of(uploaded.read() if uploaded is not None else b"")


class InMemory(MemoryFileUploadHandler):
    """Keeps the upload in memory and nowhere else, and stops it at the largest size a bundle may have."""

    stopped = False

    def handle_raw_input(self, *_args: Any, **_kwargs: Any) -> None:
        # At any size: Django's own limit is for uploads that may go to a file.
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > LARGEST:
            self.stopped = True
            raise StopUpload(connection_reset=True)
        return super().receive_data_chunk(raw_data, start)
