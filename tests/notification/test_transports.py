"""Handing mails over: what a server answers is what the ledger is told, mail by mail."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core import mail as django_mail

from policies.notification.transports import open_transport, provider
from policies.notification.transports.files import FileTransport
from policies.notification.transports.port import UNTOUCHED, Mail
from policies.notification.transports.smtp import SmtpTransport
from tests.notification.servers import Server, listening


def mails(count: int) -> list[Mail]:
    content = (
        b"From: a@mail.example\r\nTo: x@mail.example\r\nSubject: x\r\n\r\nOne\r\n.two\r\n..three\r\n"
    )
    return [
        Mail(
            key=f"{number:032x}",
            sender="notices@mail.example",
            recipient=f"reader{number}@mail.example",
            content=content,
        )
        for number in range(count)
    ]


def keep() -> None:
    """Nothing stands in the way of the next mail."""


@pytest.fixture(params=[False, True], ids=["one by one", "pipelined"])
def smtp(request: pytest.FixtureRequest, server: Server) -> Iterator[Server]:
    """A mail server, without and with pipelining."""
    server.pipelining = request.param
    with listening(server):
        yield server


@pytest.fixture
def hand_over() -> Iterator[Callable[[int], list[str]]]:
    """What became of each of so many mails; who is in trouble need not have taken the last ones."""
    transport = SmtpTransport()

    def send(count: int) -> list[str]:
        outcomes = transport.send(mails(count), keep)
        outcomes += [UNTOUCHED] * (count - len(outcomes))
        return [
            outcome.fate.name + (f" {outcome.reason}" if outcome.reason else "") for outcome in outcomes
        ]

    send.transport = transport  # type: ignore[attr-defined]
    yield send
    transport.close()


def test_every_mail_arrives_as_it_was(smtp: Server, hand_over: Any) -> None:
    assert hand_over(3) == ["SENT"] * 3
    assert hand_over(2) == ["SENT"] * 2

    assert smtp.connections == 1
    assert [raw.replace(b"\r\n", b"\n") for raw in smtp.raw] == [
        mails(1)[0].content.replace(b"\r\n", b"\n")
    ] * 5
    assert [r for (r,) in smtp.recipients[:3]] == [m.recipient for m in mails(3)]


def test_a_pipelined_mail_is_composed_while_the_server_reads_the_one_before(server: Server) -> None:
    composed: list[int] = []
    read: list[int] = []

    def letters() -> Iterator[Mail]:
        for mail in mails(4):
            composed.append(len(server))
            yield mail

    server.pipelining = True
    server.on_mail = lambda _server: read.append(len(composed))  # type: ignore[func-returns-value]
    with listening(server):
        transport = SmtpTransport()
        outcomes = transport.send(letters(), keep)
        transport.close()

    assert [outcome.fate.name for outcome in outcomes] == ["SENT"] * 4
    # Never further ahead than one mail beside those on their way.
    assert all(ahead - number <= 2 for number, ahead in enumerate(read, start=1))
    assert composed[:2] == [0, 0]


def test_a_refused_recipient_stands_between_others(smtp: Server, hand_over: Any) -> None:
    replies = {"reader1@mail.example": "550 5.1.1 no such user", "reader2@mail.example": "450 busy"}
    smtp.on_recipient = replies.get

    assert hand_over(4) == ["SENT", "REFUSED address_gone", "DEFERRED smtp_450", "SENT"]


def test_a_refusal_of_us_is_not_one_of_the_address(smtp: Server, hand_over: Any) -> None:
    smtp.on_recipient = lambda _address: "550 5.7.1 your network is on a list"

    assert hand_over(1) == ["REFUSED smtp_550"]


def test_a_refused_text_is_final_and_the_next_is_tried(smtp: Server, hand_over: Any) -> None:
    replies = iter(["554 no", None, "452 full"])
    smtp.on_mail = lambda _server: next(replies)

    assert hand_over(3) == ["REFUSED smtp_554", "SENT", "DEFERRED smtp_452"]


def test_a_server_that_closes_with_421_has_taken_what_it_said(smtp: Server, hand_over: Any) -> None:
    smtp.on_recipient = lambda address: "421 bye" if address.startswith("reader2") else None

    assert hand_over(4) == ["SENT", "SENT", "UNTOUCHED", "UNTOUCHED"]
    assert hand_over.transport.trouble == "smtp_421 bye"
    smtp.on_recipient = lambda _address: None
    assert hand_over(1) == ["SENT"]
    assert smtp.connections == 2


def test_a_connection_that_breaks_after_the_text_leaves_that_mail_in_doubt(
    smtp: Server, hand_over: Any
) -> None:
    smtp.on_mail = lambda server: server.transport.abort() if len(smtp) == 2 else None

    assert hand_over(4) == ["SENT", "UNKNOWN connection_lost", "UNTOUCHED", "UNTOUCHED"]
    assert hand_over.transport.trouble == "connection_lost"


def test_a_connection_that_breaks_before_the_text_leaves_it_untouched(
    smtp: Server, hand_over: Any
) -> None:
    smtp.on_recipient = lambda address: smtp.drop() if address.startswith("reader0") else None

    assert hand_over(2) == ["UNTOUCHED", "UNTOUCHED"]


@pytest.mark.parametrize(
    "address",
    [
        "a@mail.example>\r\nRCPT TO:<b@mail.example",
        "a b@mail.example",
        "a@b\n",
        "",
        "@",
    ],
)
def test_an_address_that_is_none_reaches_no_server(smtp: Server, address: str) -> None:
    transport = SmtpTransport()
    first, second = mails(2)
    bad = Mail(key=first.key, sender=first.sender, recipient=address, content=first.content)

    outcomes = transport.send([bad, second], keep)
    transport.close()

    assert [outcome.reason for outcome in outcomes] == ["address_invalid", ""]
    assert smtp.recipients == [("reader1@mail.example",)]


def test_a_refused_sender_touches_no_mail(smtp: Server, hand_over: Any) -> None:
    smtp.on_sender = lambda _address: "530 authentication required"

    assert hand_over(2) == ["UNTOUCHED"] * 2
    assert hand_over.transport.trouble == "smtp_530 authentication required"


def test_an_error_between_two_mails_ends_the_conversation(smtp: Server) -> None:
    calls: list[int] = []

    def stop_at_the_third() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyError

    with pytest.raises(KeyError):
        SmtpTransport().send(mails(5), stop_at_the_third)
    assert len(smtp) <= 2


def test_tls_and_an_account_are_used_where_the_settings_say_so(
    server: Server, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = (
        True,
        "amina",
        "secret",
    )
    trusted = ssl.create_default_context()
    server.pipelining = True
    with listening(server, tls_in=tmp_path) as secured:
        trusted.load_verify_locations(tmp_path / "server.pem")
        monkeypatch.setattr(ssl, "create_default_context", lambda: trusted)
        transport = SmtpTransport()
        outcomes = transport.send(mails(2), keep)
        transport.close()

    assert [outcome.fate.name for outcome in outcomes] == ["SENT", "SENT"]
    assert secured.accounts == [("amina", "secret")]


def test_server_whose_certificate_nobody_vouches_for_learns_nothing(
    server: Server, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = True, "amina"
    with listening(server, tls_in=tmp_path) as secured:
        transport = SmtpTransport()
        outcomes = transport.send(mails(2), keep)
        transport.close()

    assert outcomes == []
    assert transport.trouble.startswith("unreachable: SSLCertVerificationError")
    assert secured.accounts == []


def test_files_are_named_for_the_delivery_and_a_repetition_replaces_its_own(
    settings: Any, tmp_path: Path
) -> None:
    settings.MAIL_FOLDER, settings.MAIL_TRANSPORT = tmp_path / "mail", "file"
    transport = open_transport()
    assert isinstance(transport, FileTransport)

    transport.send(mails(2), keep)
    transport.send(mails(1), keep)

    assert sorted(path.name for path in (tmp_path / "mail").iterdir()) == [
        f"{number:032x}.eml" for number in range(2)
    ]


def test_a_provider_is_given_the_mail_and_the_name_of_its_delivery() -> None:
    outcomes = provider.ProviderTransport().send(mails(1), keep)

    assert outcomes[0].fate.name == "SENT"
    [message] = django_mail.outbox
    assert message.to == ["reader0@mail.example"]
    assert message.subject == "x"
    assert message.metadata == {"delivery": "0" * 32}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("error", "fates"),
    [
        (AnymailRecipientsRefused(), ["REFUSED", "SENT"]),
        (AnymailAPIError(status_code=400), ["REFUSED", "SENT"]),
        # The second is not even taken.
        (AnymailAPIError(status_code=429), ["UNTOUCHED"]),
        (AnymailAPIError(status_code=503), ["UNKNOWN"]),
        (AnymailAPIError("timed out"), ["UNKNOWN"]),
    ],
)
def test_what_a_provider_answers_is_what_is_known(
    error: Exception, fates: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Backend:
        tries = 0

        def open(self) -> None: ...

        def close(self) -> None: ...

        def send_messages(self, _messages: list[Any]) -> int:
            Backend.tries += 1
            if Backend.tries == 1:
                raise error
            return 1

    monkeypatch.setattr(provider, "get_connection", Backend)

    outcomes = provider.ProviderTransport().send(mails(2), keep)

    assert [outcome.fate.name for outcome in outcomes] == fates
