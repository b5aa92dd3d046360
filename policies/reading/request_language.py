"""The language of a request: the first part of a public address, else the browser's wish."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request

from policies.document.languages import CODES


class LanguageMiddleware:
    """Activates the language of the address, so that every message of the request is in it.

    The admin has its own choice per user and is left alone. No cookie, no ``Vary`` on public pages:
    one address is one language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    """One of the register's languages; English when the browser asks for none of them."""
    first = request.path_info.strip("/").split("/")[0]
    if first in CODES:
        return first
    wanted = get_language_from_request(request)
    return wanted if wanted in CODES else "en"
