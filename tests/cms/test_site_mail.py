"""Mails of the site to people with an account."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage, get_connection

from tests.conftest import Mailbox


def test_message_id_names_the_site(smtp_sink: Mailbox, settings: Any) -> None:
    settings.BASE_URL = "https://policies.example.org"
    connection = get_connection("cms.site_mail.EmailBackend", host="127.0.0.1", port=smtp_sink.port)

    sent = EmailMessage("A", "B", "a@mail.example", ["b@mail.example"], connection=connection).send()

    assert sent == 1
    assert str(smtp_sink[0]["Message-ID"]).endswith("@policies.example.org>")
