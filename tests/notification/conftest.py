"""A published policy with readers, and a worker that runs in the test."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from policies.authoring.models import PolicyPage
from policies.notification.subscribing import subscribe_confirmed
from policies.publication.models import Policy, PolicyVersion
from tests.factories import fresh, make_published_page, publish_text
from tests.notification.servers import Server, listening


@pytest.fixture(autouse=True)
def _addresses(settings: Any) -> None:
    """An origin unlike any real one, and one over https as in production."""
    settings.BASE_URL = "https://policies.example.org"
    # Without a mail server of its own, a test finds its mails in Django's outbox.
    settings.MAIL_TRANSPORT = "outbox"


@pytest.fixture(scope="module")
def published_page(write_once: Callable[..., PolicyPage]) -> PolicyPage:
    return write_once(make_published_page)


@pytest.fixture
def page(db: None, published_page: PolicyPage) -> PolicyPage:
    """Written once for the tests of a module; a module that commits makes its own."""
    found: PolicyPage = fresh(published_page)
    return found


@pytest.fixture
def policy(page: PolicyPage) -> Policy:
    found = page.policy
    assert found is not None
    return found


@pytest.fixture
def announce_change(page: PolicyPage, policy: Policy) -> Callable[..., PolicyVersion]:
    """Publish a changed text; ``days`` from today until it applies."""

    def publish_change(days: int = 0, **changes: Any) -> PolicyVersion:
        day = policy.organisation.today() + timedelta(days=days)
        return publish_text(page, uuid.uuid4().hex, effective_date=day, **changes)

    return publish_change


@pytest.fixture
def readers(policy: Policy) -> Callable[[int], list[str]]:
    """Confirmed subscribers of the policy, in the three languages by turns; returns their addresses."""

    def subscribe_many(count: int) -> list[str]:
        addresses = [f"reader{number}@mail.example" for number in range(count)]
        for number, address in enumerate(addresses):
            language = ("fr", "en", "ar")[number % 3]
            subscribe_confirmed(email=address, language=language, policy=policy)
        return addresses

    return subscribe_many


@pytest.fixture
def send(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Run ``send_notices --once``; returns its summary."""

    def run() -> str:
        call_command("send_notices", once=True)
        return capsys.readouterr().out.strip()

    return run


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def server(free_port: int, settings: Any) -> Server:
    """A mail server that is known to Django and not listening yet."""
    settings.MAIL_TRANSPORT = "smtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port
    return Server(free_port)


@pytest.fixture
def smtp_server(server: Server) -> Iterator[Server]:
    """A mail server whose replies can be scripted, listening."""
    with listening(server):
        yield server
