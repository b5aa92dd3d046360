"""The text itself as PDF with the notice: where it was chosen, in the reader's language, within a mail's weight."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.core import mail
from django.test import Client

from policies.desk.look import change_look
from policies.notification.durable_copy import MOST, weight
from policies.publication import law_profiles
from policies.publication.law_profiles import LawProfile, Medium
from policies.publication.models import Organisation
from tests.authoring.forms import post_edit
from tests.factories import NOTES, make_organisation, make_policy_page, publish
from tests.notification.register import Register, make_register

pytestmark = pytest.mark.django_db

Send = Callable[[], str]


@pytest.fixture
def register() -> Register:
    found = make_register()
    change_look(organisation=found.organisation, said={"attaches_copies": "1"}, files={}, by=None)
    return found


def attached(message: Any) -> dict[str, bytes]:
    return {name: content for name, content, _kind in message.attachments}


def test_reader_gets_the_text_and_what_changes_in_the_own_language(
    register: Register, send: Send
) -> None:
    register.subscribe("amina", "ar")
    version = register.publish(days=3, a=11)

    send()

    [message] = mail.outbox
    files = attached(message)
    assert list(files) == ["atlas-privacy-v2-ar.pdf", "atlas-privacy-v2-from-v1-ar.pdf"]
    for content in files.values():
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert str(pdf.Root.Lang).startswith("ar")
    assert version.sha256 in message.body
    assert "atlas-privacy-v2-ar.pdf" in message.body
    assert weight(files.values()) <= MOST


def test_nothing_is_attached_to_a_minor_change_or_without_the_choice(
    register: Register, send: Send
) -> None:
    register.subscribe("amina", "en", frequency="every")
    register.publish(significance="minor", a=11)
    Organisation.objects.update(attaches_copies=None)
    register.publish(days=3, a=12)
    send()
    assert [attached(message) for message in mail.outbox] == [{}, {}]


@pytest.mark.parametrize(
    ("medium", "count"), [(Medium.EXCERPT, 0), (Medium.CLAUSES, 2), (Medium.FULL, 2)]
)
def test_law_that_asks_for_the_text_or_whole_clauses_has_it_attached(
    send: Send, monkeypatch: Any, medium: Medium, count: int
) -> None:
    law = LawProfile(
        key="full", law="Law", article="1", source="https://law.example/", valid_from=date(2020, 1, 1),
        read_on=date(2026, 1, 1), medium=medium,
    )  # fmt: skip
    monkeypatch.setitem(law_profiles.PROFILES, "full", law)
    found = make_register(law_profiles=["full"])
    found.subscribe("amina")
    found.publish(days=3, a=11)
    send()
    assert len(attached(mail.outbox[0])) == count


def test_sender_is_warned_of_heavy_attachments_before_the_release(
    admin: Client, monkeypatch: Any
) -> None:
    page = make_policy_page(make_organisation())
    publish(page)
    Organisation.objects.update(attaches_copies=True)
    changed = {f"change_note_{code}": note for code, note in NOTES.items()}
    post_edit(admin, page, **changed, **{f"summary_{code}": "Otherwise" for code in NOTES})
    address = f"/admin/policies/{page.pk}/check/?language=fr"
    assert "150 kB" not in admin.get(address).content.decode()
    monkeypatch.setattr("policies.desk.release_check.MOST", 1000)
    assert "150 kB" in admin.get(address).content.decode()
