"""Unsubscribing with a bare HTTP client, and by mail."""

from __future__ import annotations

import http.client
import io
import sys
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from policies.notification.consent_log import Consent
from policies.notification.models import Subscription
from policies.notification.signed_links import Purpose, make_token
from tests.notification.register import make_register


@pytest.mark.django_db(transaction=True)
def test_one_post_without_anything_else_ends_all_subscriptions(
    live_server: LiveServer, settings: object
) -> None:
    settings.SECURE_SSL_REDIRECT = False  # type: ignore[attr-defined]
    reader = make_register().subscribe("amina")
    path = reverse("policies:unsubscribe", args=["en", make_token(Purpose.UNSUBSCRIBE, reader.uuid)])
    client = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=20)

    for _time in range(2):
        client.putrequest("POST", path, skip_accept_encoding=True)
        body = b"List-Unsubscribe=One-Click"
        client.putheader("Content-Type", "application/x-www-form-urlencoded")
        client.putheader("Content-Length", str(len(body)))
        client.endheaders(body)
        answer = client.getresponse()
        answer.read()
        assert answer.status == 200
        assert answer.getheader("Location") is None
        assert answer.getheader("Set-Cookie") is None
        assert answer.getheader("Referrer-Policy") == "no-referrer"
    client.close()

    assert not Subscription.objects.exists()
    assert [entry.way for entry in Consent.objects.filter(act="ended")] == ["one_click"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("subject", "ends"),
    [
        ("{token}", True),
        ("Re: [list] {token}", True),
        ("{head}\r\n {tail}", True),
        ("unsubscribe", False),
        ("{other}", False),
        ("=?utf-8?q?=00?=", False),
    ],
)
def test_a_mail_with_the_token_in_its_subject_unsubscribes(
    subject: str, ends: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = make_register().subscribe("amina")
    token = make_token(Purpose.UNSUBSCRIBE, reader.uuid)
    line = subject.format(
        token=token, other=make_token(Purpose.PREFERENCES, reader.uuid), head=token[:40], tail=token[40:]
    )
    raw = f"From: somebody@else.example\r\nTo: u@policies.example.org\r\nSubject: {line}\r\n\r\n-\r\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw.encode())))

    call_command("receive_unsubscribe", stdout=io.StringIO(), stderr=io.StringIO())

    assert Subscription.objects.exists() != ends
    assert Consent.objects.filter(way="mail").exists() == ends
