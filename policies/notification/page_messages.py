"""How pages of subscribers answer: messages, and addresses whose token is the authority."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .signed_links import CONFIRM_WITHIN, PREFERENCES_WITHIN, BadToken, ExpiredToken

View = Callable[..., HttpResponse]


def message(request: HttpRequest, name: str, status: HTTPStatus, **context: Any) -> HttpResponse:
    """A page that says one thing."""
    return render(request, f"policies/notification/{name}.html", context, status=status)


def by_token(view: View) -> View:
    """The token in the address is the authority: no cookie, no session, no CSRF token is needed.

    A mail program's one-click unsubscription (RFC 8058) has none of them. The address is a secret: it is
    in no index and no Referer.
    """

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except BadToken:
            response = message(request, "bad_link", HTTPStatus.NOT_FOUND)
        except ExpiredToken as error:
            within = CONFIRM_WITHIN if error.purpose == "confirm" else PREFERENCES_WITHIN
            response = message(
                request, "expired_link", HTTPStatus.GONE, days=within.days, purpose=error.purpose
            )
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return answer
