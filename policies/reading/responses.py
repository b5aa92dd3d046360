"""How public pages answer: what is there, what moved, what is not there, and what is not understood.

GET and HEAD only, no cookie, revalidated by the digest of the bytes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from policies.document.languages import CODES

# Browsers ask again (a 304 costs nothing), shared caches answer a burst of readers.
REVALIDATED = "public, max-age=0, s-maxage=60, must-revalidate"
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

    @require_safe
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Absent as absent:
            return not_found(request, absent)
        except Moved as moved:
            return HttpResponsePermanentRedirect(moved.path, headers={"Cache-Control": DAY})
        response.headers.setdefault("Cache-Control", REVALIDATED)
        return revalidated(request, response)

    return answer


def revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, or 304 when the reader has it; the tag is the digest of the bytes unless set."""
    if response.status_code != HTTPStatus.OK:
        return response
    if not response.has_header("ETag"):
        response.headers["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
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


def bad_value(request: HttpRequest, reason: str) -> HttpResponse:
    """A localized 400 that says which value is wrong and how it is written."""
    return _absent_page(request, Absent(reason), HTTPStatus.BAD_REQUEST)


def _absent_page(request: HttpRequest, absent: Absent, status: HTTPStatus) -> HttpResponse:
    """No shared cache stores it."""
    context = {"absent": absent, "malformed": status == HTTPStatus.BAD_REQUEST}
    response = render(request, "policies/absent.html", context, status=status)
    response.headers["Cache-Control"] = "no-cache"
    return response


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    """Django's ``handler400``: the request itself is broken, so nothing of it is used."""
    return HttpResponse(render_to_string("policies/400.html"), status=HTTPStatus.BAD_REQUEST)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: it uses no database and no language, because either may be what failed."""
    return HttpResponse(render_to_string("policies/500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
