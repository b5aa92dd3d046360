"""Signed links: what one carries, and how the page behind it answers.

A token carries a UUID of ours, never an address. Each purpose has a salt of its own, so that a link made for one
thing does nothing else. Django signs with ``SECRET_KEY``; links signed with a former key work as long as
it is listed in ``SECRET_KEY_FALLBACKS``.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods


class Purpose(StrEnum):
    """What a link is for; it names a confirmation, an invitation, a review, or else a subscriber."""

    CONFIRM = "confirm"
    UNSUBSCRIBE = "unsubscribe"
    # In every notice, which people forward: shows what is subscribed to, and changes nothing.
    PREFERENCES = "preferences"
    # In a mail that its owner just asked for: changes, exports and erases.
    MANAGE = "manage"
    # Sent to a new address: moves the subscriptions there.
    MOVE = "move"
    INVITATION = "invitation"
    # To one draft, for one mailbox; until when is said by what it names.
    REVIEW = "review"


CONFIRM_WITHIN = timedelta(days=7)
INVITED_WITHIN = timedelta(days=7)
WITHIN = {
    Purpose.INVITATION: INVITED_WITHIN,
    Purpose.CONFIRM: CONFIRM_WITHIN,
    # It shows a part of the address and what is subscribed to: not for ever, from an old mailbox.
    Purpose.PREFERENCES: timedelta(days=90),
    Purpose.MANAGE: timedelta(days=1),
    Purpose.MOVE: CONFIRM_WITHIN,
}

View = Callable[..., HttpResponse]


class BadToken(Exception):
    """Forged, damaged, or made for another purpose."""


class ExpiredToken(Exception):
    """Genuine, but too old, or no longer about anything. ``purpose`` is that of the link."""

    def __init__(self, purpose: Purpose) -> None:
        super().__init__(purpose)
        self.purpose = purpose


def make_token(purpose: Purpose, named: uuid.UUID) -> str:
    return _signer(purpose).sign(named.hex)


def read_token(purpose: Purpose, token: str) -> uuid.UUID:
    """What the token names. A link to unsubscribe never expires, nor does the token of a
    review, which ends otherwise. Raises ``BadToken`` or ``ExpiredToken``."""
    try:
        return uuid.UUID(hex=_signer(purpose).unsign(token, max_age=WITHIN.get(purpose)))
    except signing.SignatureExpired as error:
        raise ExpiredToken(purpose) from error
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error


def _signer(purpose: Purpose) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"policies.notification.{purpose}")


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
            response = message(
                request,
                "expired_link",
                HTTPStatus.GONE,
                days=WITHIN[error.purpose].days,
                purpose=error.purpose,
            )
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return answer
