"""What is not there: pages that say so in the reader's language and name what exists instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from policies.document.languages import CODES

QUOTED_AT_MOST = 60
# Control characters, and the marks, embeddings, overrides and isolates of bidirectional text (UAX 9).
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
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


def absent_page(request: HttpRequest, absent: Absent) -> HttpResponse:
    """The localized page for it, 404, never stored by a shared cache."""
    response = render(request, "policies/absent.html", {"absent": absent}, status=HTTPStatus.NOT_FOUND)
    response.headers["Cache-Control"] = "no-cache"
    if request.path_info.strip("/").split("/")[0] not in CODES:
        patch_vary_headers(response, ["Accept-Language"])
    return response


def bad_value_page(request: HttpRequest, reason: str) -> HttpResponse:
    """A localized 400 that says which value is wrong and how it is written."""
    context = {"absent": Absent(reason), "malformed": True}
    response = render(request, "policies/absent.html", context, status=HTTPStatus.BAD_REQUEST)
    response.headers["Cache-Control"] = "no-cache"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler404``."""
    if not isinstance(exception, Absent):
        exception = Absent(_("There is nothing at this address."))
    return absent_page(request, exception)


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    """Django's ``handler400``: the request itself is broken, so nothing of it is used."""
    return HttpResponse(
        render_to_string("policies/400.html"), status=HTTPStatus.BAD_REQUEST, charset="utf-8"
    )


def server_error(_request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: no database, no language of a request that may be what failed."""
    return HttpResponse(
        render_to_string("policies/500.html"),
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        charset="utf-8",
    )
