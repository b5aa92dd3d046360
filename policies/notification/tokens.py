"""Signed links: one salt per purpose, so that a link made for one thing does nothing else.

A token carries a UUID of ours and a time, never an address. ``SECRET_KEY_FALLBACKS`` keeps links alive
when the key is changed.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from django.core import signing

CONFIRM_WITHIN: Final = timedelta(days=7)

_CONFIRM: Final = "policies.notification.confirm"
_UNSUBSCRIBE: Final = "policies.notification.unsubscribe"


class BadToken(Exception):
    """Forged, damaged, or made for another purpose."""


class ExpiredToken(Exception):
    """Genuine, but too old, or no longer about anything."""


def confirm_token(confirmation: uuid.UUID) -> str:
    return signing.TimestampSigner(salt=_CONFIRM).sign(confirmation.hex)


def read_confirm_token(token: str) -> uuid.UUID:
    """The confirmation's UUID. Raises ``BadToken`` or ``ExpiredToken``."""
    return _read(token, _CONFIRM, CONFIRM_WITHIN)


def unsubscribe_token(subscriber: uuid.UUID) -> str:
    return signing.TimestampSigner(salt=_UNSUBSCRIBE).sign(subscriber.hex)


def read_unsubscribe_token(token: str) -> uuid.UUID:
    """The subscriber's UUID; such a link never expires. Raises ``BadToken``."""
    return _read(token, _UNSUBSCRIBE, None)


def _read(token: str, salt: str, max_age: timedelta | None) -> uuid.UUID:
    try:
        return uuid.UUID(hex=signing.TimestampSigner(salt=salt).unsign(token, max_age=max_age))
    except signing.SignatureExpired as error:
        raise ExpiredToken from error
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error
