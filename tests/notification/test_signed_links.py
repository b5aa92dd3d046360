"""Signed links do one thing each."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.signing import TimestampSigner
from django.utils import timezone

from policies.notification import signed_links

ID = uuid.UUID(int=7)


def test_a_token_gives_its_uuid_back_for_its_purpose_only() -> None:
    assert signed_links.read_confirm_token(signed_links.confirm_token(ID)) == ID
    assert signed_links.read_unsubscribe_token(signed_links.unsubscribe_token(ID)) == ID
    with pytest.raises(signed_links.BadToken):
        signed_links.read_confirm_token(signed_links.unsubscribe_token(ID))
    with pytest.raises(signed_links.BadToken):
        signed_links.read_unsubscribe_token(signed_links.confirm_token(ID))


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "٣", "\x00", "a" * 5000])
def test_a_forged_token_is_bad(token: str) -> None:
    with pytest.raises(signed_links.BadToken):
        signed_links.read_confirm_token(token)


@pytest.mark.parametrize(("age", "expired"), [(6, False), (8, True)])
def test_a_link_to_confirm_expires_and_one_to_unsubscribe_does_not(
    monkeypatch: pytest.MonkeyPatch, age: int, expired: bool
) -> None:
    now = timezone.now().timestamp()
    monkeypatch.setattr(
        "django.core.signing.time.time", lambda: now - timedelta(days=age).total_seconds()
    )
    confirm, unsubscribe = signed_links.confirm_token(ID), signed_links.unsubscribe_token(ID)
    monkeypatch.undo()

    assert signed_links.read_unsubscribe_token(unsubscribe) == ID
    if expired:
        with pytest.raises(signed_links.ExpiredToken):
            signed_links.read_confirm_token(confirm)
    else:
        assert signed_links.read_confirm_token(confirm) == ID


def test_signatures_are_those_of_django(settings: object) -> None:
    """Links in mails that were sent before the keys were derived once still work, and the other way round."""
    signer = TimestampSigner(salt="policies.notification.unsubscribe")
    settings.SECRET_KEY_FALLBACKS = ["a former key"]  # type: ignore[attr-defined]
    former = TimestampSigner(key="a former key", salt="policies.notification.unsubscribe")

    assert signer.unsign(signed_links.unsubscribe_token(ID)) == ID.hex
    assert signed_links.read_unsubscribe_token(signer.sign(ID.hex)) == ID
    assert signed_links.read_unsubscribe_token(former.sign(ID.hex)) == ID


def test_links_survive_a_change_of_the_key(settings: object) -> None:
    token = signed_links.unsubscribe_token(ID)
    former = settings.SECRET_KEY  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another key, as long as a key has to be on a public address"  # type: ignore[attr-defined]
    with pytest.raises(signed_links.BadToken):
        signed_links.read_unsubscribe_token(token)
    settings.SECRET_KEY_FALLBACKS = [former]  # type: ignore[attr-defined]

    assert signed_links.read_unsubscribe_token(token) == ID
