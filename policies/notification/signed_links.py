"""Signed links: one salt per purpose, so that a link made for one thing does nothing else.

A token carries a UUID of ours, never an address. The key is ``SECRET_KEY``; links signed with a former one
work as long as it is listed in ``SECRET_KEY_FALLBACKS``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from datetime import timedelta
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.core import signing
from django.utils.encoding import force_bytes

CONFIRM_WITHIN: Final = timedelta(days=7)
# Whoever holds the link can read and erase what is kept: an old mailbox must not open it for ever.
PREFERENCES_WITHIN: Final = timedelta(days=90)

_CONFIRM: Final = "policies.notification.confirm"
_UNSUBSCRIBE: Final = "policies.notification.unsubscribe"
_PREFERENCES: Final = "policies.notification.preferences"


class BadToken(Exception):
    """Forged, damaged, or made for another purpose."""


class ExpiredToken(Exception):
    """Genuine, but too old, or no longer about anything. ``purpose`` is ``confirm`` or ``preferences``."""

    def __init__(self, purpose: str = "confirm") -> None:
        super().__init__(purpose)
        self.purpose = purpose


class _Signer(signing.TimestampSigner):
    """Django's own signatures, with the key of a purpose derived once: every mail carries two of them."""

    def signature(self, value: bytes | str, key: bytes | str | None = None) -> str:
        signed = hmac.digest(_derived(self.salt, key or self.key), force_bytes(value), "sha256")
        return base64.urlsafe_b64encode(signed).decode().rstrip("=")


@lru_cache(maxsize=32)
def _derived(salt: str, key: bytes | str) -> bytes:
    """As ``django.core.signing.Signer`` and ``django.utils.crypto.salted_hmac`` derive it."""
    return hashlib.sha256(force_bytes(salt + "signer") + force_bytes(key)).digest()


def _signer(purpose: str) -> _Signer:
    return _signer_with(purpose, settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=16)
def _signer_with(purpose: str, key: str, former_keys: tuple[str, ...]) -> _Signer:
    return _Signer(key=key, salt=purpose, fallback_keys=list(former_keys))


def confirm_token(confirmation: uuid.UUID) -> str:
    return _signer(_CONFIRM).sign(confirmation.hex)


def read_confirm_token(token: str) -> uuid.UUID:
    """The confirmation's UUID. Raises ``BadToken`` or ``ExpiredToken``."""
    return _read(token, _CONFIRM, CONFIRM_WITHIN)


def unsubscribe_token(subscriber: uuid.UUID) -> str:
    return _signer(_UNSUBSCRIBE).sign(subscriber.hex)


def read_unsubscribe_token(token: str) -> uuid.UUID:
    """The subscriber's UUID; such a link never expires. Raises ``BadToken``."""
    return _read(token, _UNSUBSCRIBE, None)


def preferences_token(subscriber: uuid.UUID) -> str:
    return _signer(_PREFERENCES).sign(subscriber.hex)


def read_preferences_token(token: str) -> uuid.UUID:
    """The subscriber's UUID. Raises ``BadToken`` or ``ExpiredToken``."""
    try:
        return _read(token, _PREFERENCES, PREFERENCES_WITHIN)
    except ExpiredToken:
        raise ExpiredToken("preferences") from None


def _read(token: str, salt: str, max_age: timedelta | None) -> uuid.UUID:
    try:
        return uuid.UUID(hex=_signer(salt).unsign(token, max_age=max_age))
    except signing.SignatureExpired as error:
        raise ExpiredToken from error
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error
