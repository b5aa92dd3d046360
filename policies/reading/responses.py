"""How public pages answer: GET and HEAD only, no cookie, revalidated by their digest."""

from __future__ import annotations

import functools
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe
from django.views.decorators.http import require_safe

from .not_found import Absent, Moved, absent_page

# Browsers ask again (a 304 costs nothing), shared caches answer a burst of readers.
REVALIDATED = "public, max-age=0, s-maxage=60, must-revalidate"
DAY = "public, max-age=86400"
IMMUTABLE = "public, max-age=31536000, immutable"

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """A page of the register: absences and moves become answers, with DEBUG on or off."""

    @require_safe
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Absent as absent:
            return absent_page(request, absent)
        except Moved as moved:
            return HttpResponsePermanentRedirect(moved.path, headers={"Cache-Control": DAY})
        response.headers.setdefault("Cache-Control", REVALIDATED)
        return revalidated(request, response)

    return answer


def revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, or 304 when the reader has it; the tag is the digest of the bytes unless set."""
    if response.status_code != 200:
        return response
    if not response.has_header("ETag"):
        response.headers["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    modified = parse_http_date_safe(response.headers.get("Last-Modified", ""))
    return get_conditional_response(request, response.headers["ETag"], modified, response) or response
