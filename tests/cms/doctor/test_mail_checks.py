"""A mail server that is dead, rude or unproven is told in a sentence; so is what the sender's domain says."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import dns.exception
import dns.resolver
import pytest

from cms.doctor import mail_checks
from policies.publication.site_checks import Seen, Unasked
from tests.conftest import Mailbox


def told(check: Callable[[], Any]) -> list[tuple[str, str]]:
    kinds: dict[type, str] = {Seen: "seen", Unasked: "unasked"}
    return [(kinds.get(type(said), "wrong"), str(said)) for said in check()]


def test_server_that_answers_is_told_with_how(smtp_sink: Mailbox) -> None:
    ((kind, said),) = told(mail_checks.mail_server_takes_us)

    assert kind == "seen"
    assert "answers without TLS and asks for no account" in said


def test_dead_port_is_wrong(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings.EMAIL_PORT = free.getsockname()[1]
    ((kind, said),) = told(mail_checks.mail_server_takes_us)

    assert kind == "wrong"
    assert "does not answer" in said


def test_server_without_tls_or_account_is_wrong_where_they_are_set(
    smtp_sink: Mailbox, settings: Any
) -> None:
    settings.EMAIL_USE_TLS = True
    assert told(mail_checks.mail_server_takes_us)[0][0] == "wrong"

    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, "sijill"
    kind, said = told(mail_checks.mail_server_takes_us)[0]
    assert kind == "wrong"
    assert "does not talk to us" in said


RECORDS = {
    "policies.org": ["v=spf1 mx -all", "unrelated"],
    "_dmarc.policies.org": ["v=DMARC1; p=quarantine"],
    "s1._domainkey.policies.org": ["v=DKIM1; p=MIIB"],
}


@pytest.fixture
def domain(settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What DNS says of the sender's domain; no name server is asked."""
    records = {name: list(texts) for name, texts in RECORDS.items()}
    settings.DEFAULT_FROM_EMAIL = "Register <notices@policies.org>"
    settings.MAIL_DKIM_SELECTOR = "s1"
    monkeypatch.setattr(mail_checks, "_is_known", lambda _domain: True)
    monkeypatch.setattr(mail_checks, "_texts", lambda name: records.get(name, []))
    return records


def test_domain_with_all_three_records_is_right(domain: Any) -> None:
    assert [kind for kind, _said in told(mail_checks.domain_vouches)] == ["seen"] * 3


@pytest.mark.parametrize(
    ("name", "texts", "words"),
    [
        ("policies.org", [], "no record of SPF"),
        ("policies.org", ["v=spf1 -all", "v=spf1 mx"], "2 records of SPF"),
        ("policies.org", ["v=spf1 +all"], "everybody send"),
        ("_dmarc.policies.org", [], "no record of DMARC"),
        ("s1._domainkey.policies.org", ["v=DKIM1; p="], "revoked"),
    ],
)
def test_record_that_is_missing_or_weak_is_wrong(
    domain: dict[str, list[str]], name: str, texts: list[str], words: str
) -> None:
    domain[name] = texts

    (wrong,) = [said for kind, said in told(mail_checks.domain_vouches) if kind == "wrong"]
    assert words in wrong


def test_silent_name_server_is_not_taken_for_a_missing_record(
    domain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_name: str) -> list[str]:
        raise dns.resolver.LifetimeTimeout(timeout=4, errors=[])

    monkeypatch.setattr(mail_checks, "_texts", silent)

    assert {kind for kind, _said in told(mail_checks.domain_vouches)} == {"unasked"}


def test_sender_without_a_public_domain_is_not_asked_about(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "notices@sijill.example"

    assert [kind for kind, _said in told(mail_checks.domain_vouches)] == ["unasked"]
