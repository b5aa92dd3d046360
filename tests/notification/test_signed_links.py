"""Signed links do one thing each."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.signing import TimestampSigner
from django.utils import timezone

from policies.notification.signed_links import (
    BadToken,
    ExpiredToken,
    Purpose,
    make_token,
    read_token,
)

ID = uuid.UUID(int=7)


def test_a_token_gives_its_uuid_back_for_its_purpose_only() -> None:
    assert read_token(Purpose.CONFIRM, make_token(Purpose.CONFIRM, ID)) == ID
    assert read_token(Purpose.UNSUBSCRIBE, make_token(Purpose.UNSUBSCRIBE, ID)) == ID
    with pytest.raises(BadToken):
        read_token(Purpose.CONFIRM, make_token(Purpose.UNSUBSCRIBE, ID))
    with pytest.raises(BadToken):
        read_token(Purpose.UNSUBSCRIBE, make_token(Purpose.CONFIRM, ID))


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "٣", "\x00", "a" * 5000])
def test_a_forged_token_is_bad(token: str) -> None:
    with pytest.raises(BadToken):
        read_token(Purpose.CONFIRM, token)


@pytest.mark.parametrize(("age", "expired"), [(6, False), (8, True)])
def test_a_link_to_confirm_expires_and_one_to_unsubscribe_does_not(
    monkeypatch: pytest.MonkeyPatch, age: int, expired: bool
) -> None:
    now = timezone.now().timestamp()
    monkeypatch.setattr(
        "django.core.signing.time.time", lambda: now - timedelta(days=age).total_seconds()
    )
    confirm, unsubscribe = make_token(Purpose.CONFIRM, ID), make_token(Purpose.UNSUBSCRIBE, ID)
    monkeypatch.undo()

    assert read_token(Purpose.UNSUBSCRIBE, unsubscribe) == ID
    if expired:
        with pytest.raises(ExpiredToken):
            read_token(Purpose.CONFIRM, confirm)
    else:
        assert read_token(Purpose.CONFIRM, confirm) == ID


def test_signatures_are_those_of_django(settings: object) -> None:
    """Links in mails that were sent before the keys were derived once still work, and the other way round."""
    signer = TimestampSigner(salt="policies.notification.unsubscribe")
    settings.SECRET_KEY_FALLBACKS = ["a former key"]  # type: ignore[attr-defined]
    former = TimestampSigner(key="a former key", salt="policies.notification.unsubscribe")

    assert signer.unsign(make_token(Purpose.UNSUBSCRIBE, ID)) == ID.hex
    assert read_token(Purpose.UNSUBSCRIBE, signer.sign(ID.hex)) == ID
    assert read_token(Purpose.UNSUBSCRIBE, former.sign(ID.hex)) == ID


def test_links_survive_a_change_of_the_key(settings: object) -> None:
    token = make_token(Purpose.UNSUBSCRIBE, ID)
    former = settings.SECRET_KEY  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another key, as long as a key has to be on a public address"  # type: ignore[attr-defined]
    with pytest.raises(BadToken):
        read_token(Purpose.UNSUBSCRIBE, token)
    settings.SECRET_KEY_FALLBACKS = [former]  # type: ignore[attr-defined]

    assert read_token(Purpose.UNSUBSCRIBE, token) == ID
