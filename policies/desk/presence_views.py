"""Who else has the draft open, and where: said and asked by the editor's script, never by a save."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from policies.authoring.presence import be_at, others
from policies.document.languages import CODES

from .find_draft import page_to_read


@require_POST
def presence(request: HttpRequest, page_id: int) -> JsonResponse:
    """Where this tab is (``session`` is Wagtail's number of it, ``key`` its clause), and where everybody else is."""
    page = page_to_read(page_id, request.user)
    number, language = request.POST.get("session", ""), request.POST.get("language", "")
    if not (number.isdecimal() and len(number) < 18 and language in CODES):
        raise Http404("no such session")
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        key = None
    session = int(number)
    if not be_at(page=page, session=session, by=request.user, key=key, language=language):
        raise Http404("no such session")
    response = JsonResponse({"others": others(page=page, session=session, by=request.user)})
    response["Cache-Control"] = "no-store"
    return response


ADDRESSES = [path("policies/<int:page_id>/presence/", presence, name="policies_presence")]
