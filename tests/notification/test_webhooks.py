"""Webhooks: which events are told, how a call is made, and that every event arrives whatever the receiver does."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client
from standardwebhooks.webhooks import Webhook as Receiver

from policies.notification.ledger import BACKOFF
from policies.notification.webhook_calls import Caller, CannotCall, is_public, require_callable
from policies.notification.webhook_worker import WebhookWorker
from policies.notification.webhooks import (
    Event,
    Webhook,
    WebhookCall,
    claim,
    new_secret,
    tell_what_applies_now,
)
from policies.publication.retire import retire
from policies.publication.withdraw import withdraw
from tests.factories import NOTES
from tests.notification.register import Register, make_register

pytestmark = pytest.mark.django_db

HOST = "receiver.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    secret, public = folder / "key.pem", folder / "cert.pem"
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    public.write_bytes(made.public_bytes(pem))
    return secret, public


class Site:
    """A receiver by https on this machine; ``answer`` decides what it says, ``got`` is what it was told."""

    def __init__(self, certificate: tuple[Path, Path]) -> None:
        self.got: list[tuple[dict[str, str], str]] = []
        self.answer: Callable[[Any], None] = lambda handler: handler.say(204)
        site = self

        class Handler(BaseHTTPRequestHandler):
            def say(self, status: int, **headers: str) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                site.got.append((dict(self.headers), body))
                site.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                pass

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate[1], certificate[0])
        self.server.socket = context.wrap_socket(
            self.server.socket, server_side=True, do_handshake_on_connect=False
        )
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site(certificate: tuple[Path, Path]) -> Iterator[Site]:
    found = Site(certificate)
    yield found
    found.close()


@pytest.fixture
def caller(certificate: tuple[Path, Path]) -> Caller:
    """It may reach this machine, and trusts the receiver's certificate."""
    return Caller(
        resolve=lambda _host, _port: [(socket.AF_INET, "127.0.0.1")],
        may_reach=lambda _number: True,
        trust=ssl.create_default_context(cafile=str(certificate[1])),
        patience=1.0,
    )


@pytest.fixture
def register() -> Register:
    return make_register()


@pytest.fixture
def hook(register: Register, site: Site) -> Webhook:
    url = f"https://{HOST}:{site.port}/events?a=1"
    return Webhook.objects.create(organisation=register.organisation, url=url, secret=new_secret())


def told() -> list[str]:
    return list(WebhookCall.objects.order_by("pk").values_list("event", flat=True))


def make_due() -> None:
    WebhookCall.objects.filter(state="open").update(next_attempt_at=Now())


def test_each_event_is_told_once(register: Register, hook: Webhook, monkeypatch: Any) -> None:
    announced = register.publish(days=10, a=11)
    withdraw(version=announced, reason=NOTES, by="A")
    register.publish(days=0, a=12)
    later = register.publish(days=3, a=13)
    assert tell_what_applies_now() == 0
    monkeypatch.setattr(
        "django.utils.timezone.now", lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    )
    assert [tell_what_applies_now(), tell_what_applies_now()] == [1, 0]
    monkeypatch.undo()
    retire(policy=make_register().policy, reason=NOTES, by="A")

    assert told() == [
        *(Event.ANNOUNCED, Event.WITHDRAWN, Event.IN_FORCE, Event.ANNOUNCED, Event.IN_FORCE),
        *(Event.IN_FORCE, Event.RETIRED),  # of the other policy
    ]  # fmt: skip
    said = json.loads(WebhookCall.objects.filter(subject=later.sha256).first().content)
    assert said["data"]["version"] == later.number
    assert said["data"]["sha256"] == later.sha256


def test_address_that_is_added_after_the_announcement_is_told_of_the_day(
    register: Register, site: Site, monkeypatch: Any
) -> None:
    register.publish(days=0, a=11)
    register.publish(days=3, a=12)
    Webhook.objects.create(
        organisation=register.organisation, url=f"https://{HOST}/", secret=new_secret()
    )
    assert tell_what_applies_now() == 0
    monkeypatch.setattr(
        "django.utils.timezone.now", lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    )
    assert [tell_what_applies_now(), tell_what_applies_now()] == [1, 0]
    assert told() == [Event.IN_FORCE]


def test_other_organisation_is_told_nothing(register: Register, hook: Webhook) -> None:
    make_register("other").publish(days=10, a=11)
    assert told() == []


def test_call_is_signed_as_standard_webhooks_says(
    register: Register, hook: Webhook, site: Site, caller: Caller
) -> None:
    former, hook.secret = hook.secret, new_secret()
    Webhook.objects.update(secret=hook.secret, former_secret=former, renewed_at=Now())
    register.publish(days=10, a=11)

    assert WebhookWorker(caller=caller).drain() == 1

    [(headers, body)] = site.got
    for secret in (hook.secret, former):
        assert Receiver(secret).verify(body, headers)["type"] == "policy.announced"
    with pytest.raises(Exception, match="No matching signature"):
        Receiver(new_secret()).verify(body, headers)
    call = WebhookCall.objects.get()
    assert (call.state, call.attempts, call.answer) == ("done", 1, "204")


def test_redirect_is_a_failure_and_nobody_follows_it(
    register: Register, hook: Webhook, site: Site, caller: Caller
) -> None:
    site.answer = lambda handler: handler.say(302, Location=f"https://{HOST}:{site.port}/elsewhere")
    register.publish(a=11)
    WebhookWorker(caller=caller).drain()
    call = WebhookCall.objects.get()
    assert (len(site.got), call.state, call.answer) == (1, "open", "302")


@pytest.mark.parametrize(
    "number",
    [
        *(
            "127.0.0.1",
            "10.0.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104 - what no call may reach
            "224.0.0.1",
        ),
        *("::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *("255.255.255.255", "240.0.0.1", "198.18.0.1"),
    ],
)
def test_address_inside_is_never_called(
    register: Register, hook: Webhook, site: Site, number: str
) -> None:
    assert not is_public(number)
    asked = []

    def resolve(host: str, _port: int) -> list[tuple[int, str]]:
        asked.append(host)
        return [(socket.AF_INET, "93.184.215.14"), (socket.AF_INET, number)]

    register.publish(a=11)
    WebhookWorker(caller=Caller(resolve=resolve, patience=0.5)).drain()

    assert asked == [HOST], "once"
    assert site.got == []
    assert "leads to no public address" in WebhookCall.objects.get().answer


def test_public_addresses_may_be_called() -> None:
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert ipaddress.ip_address("93.184.215.14").is_global


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://receiver.example/",
            "https://",
            "https://localhost/",
            "https://127.0.0.1/",
            "https://[::1]/",
        ),
        *(
            "https://user:pw@receiver.example/",
            "https://receiver.example/#a",
            "https://receiver.example:x/",
        ),
        *("ftp://receiver.example/", "https://receiver.example/\r\nX: y", "https://réceiver.example/"),
        "https://receiver.example/" + "a" * 500,
    ],
)
def test_address_that_is_no_plain_https_address_is_refused(url: str) -> None:
    with pytest.raises(CannotCall):
        require_callable(url)


def test_slow_receiver_is_cut_off_and_holds_up_no_other(
    register: Register, hook: Webhook, site: Site, caller: Caller
) -> None:
    def drip(handler: Any) -> None:
        with suppress(OSError):
            for _second in range(100):
                handler.wfile.write(b"H")
                handler.wfile.flush()
                time.sleep(0.1)

    site.answer = drip
    register.publish(a=11)
    began = time.monotonic()
    WebhookWorker(caller=caller).drain()
    assert time.monotonic() - began < 8
    call = WebhookCall.objects.get()
    assert (call.state, call.attempts) == ("open", 1)
    site.answer = lambda handler: handler.say(200)
    make_due()
    WebhookWorker(caller=caller).drain()
    assert WebhookCall.objects.get().state == "done"


def test_every_event_arrives_at_a_receiver_that_dies_and_comes_back(
    register: Register, hook: Webhook, certificate: tuple[Path, Path], site: Site, caller: Caller
) -> None:
    for number in range(12):
        register.publish(a=100 + number)
    deaths = iter([True, False] * 30)
    site.answer = lambda handler: (
        handler.connection.shutdown(socket.SHUT_RDWR) if next(deaths) else handler.say(200)
    )
    for _round in range(8):
        make_due()
        WebhookWorker(caller=caller).drain()

    assert set(WebhookCall.objects.values_list("state", flat=True)) == {"done"}
    arrived = [headers["webhook-id"] for headers, _body in site.got]
    assert set(arrived) == {f"msg_{call.uuid.hex}" for call in WebhookCall.objects.all()}
    assert len(arrived) == sum(WebhookCall.objects.values_list("attempts", flat=True))


def test_worker_that_dies_after_the_call_repeats_that_call_alone(
    register: Register, hook: Webhook, site: Site, caller: Caller
) -> None:
    register.publish(a=11)
    call = claim()
    assert call is not None
    caller.call(call)
    assert claim() is None, "leased"
    WebhookCall.objects.update(lease_until=Now() - dt.timedelta(seconds=1))

    assert [WebhookWorker(caller=caller).drain(), WebhookWorker(caller=caller).drain()] == [1, 0]
    assert len({headers["webhook-id"] for headers, _body in site.got}) == 1
    assert len(site.got) == 2


def test_call_is_given_up_after_the_last_wait_and_a_person_sends_it_again(
    admin: Client, register: Register, hook: Webhook, site: Site, caller: Caller
) -> None:
    site.answer = lambda handler: handler.say(500)
    register.publish(a=11)
    WebhookCall.objects.update(attempts=F("attempts") + len(BACKOFF))
    WebhookWorker(caller=caller).drain()
    call = WebhookCall.objects.get()
    assert call.state == "failed"

    site.answer = lambda handler: handler.say(200)
    address = f"/admin/organisations/{register.organisation.pk}"
    assert "500" in admin.get(f"{address}/webhooks/").content.decode()
    assert admin.post(f"{address}/calls/{call.uuid}/again/").status_code == 302
    WebhookWorker(caller=caller).drain()
    assert WebhookCall.objects.get().state == "done"


def test_receiver_that_is_gone_is_called_no_more(
    register: Register, hook: Webhook, site: Site, caller: Caller
) -> None:
    site.answer = lambda handler: handler.say(410)
    register.publish(a=11)
    WebhookWorker(caller=caller).drain()
    register.publish(a=12)
    assert WebhookCall.objects.get().state == "failed"
    hook.refresh_from_db()
    assert hook.stopped_at is not None


def test_owner_adds_renews_and_removes_an_address(admin: Client, register: Register) -> None:
    address = f"/admin/organisations/{register.organisation.pk}/webhooks/"
    shown = admin.post(f"{address}add/", {"url": f"https://{HOST}/"}).content.decode()
    hook = Webhook.objects.get()
    assert hook.secret in shown
    assert hook.secret not in admin.get(address).content.decode(), "shown once"
    admin.post(f"{address}add/", {"url": "https://10.0.0.1/"})
    assert Webhook.objects.count() == 1
    first = hook.secret
    admin.post(f"{address}{hook.uuid}/renew/")
    hook.refresh_from_db()
    assert hook.secrets == [hook.secret, first]
    admin.post(f"{address}{hook.uuid}/remove/")
    assert not Webhook.objects.exists()
