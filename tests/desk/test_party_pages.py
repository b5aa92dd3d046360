"""The screens of contract parties: an owner hands in, a publisher confirms, the owner sees whom to write letters to."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from policies.authoring.models import PolicyPage
from policies.notification.contract_parties import ContractParty, PartyList
from policies.publication.audit_trail import AuditEntry
from policies.publication.models import Organisation
from tests.factories import make_policy_page, publish, publish_text
from tests.people import AUTHORS, OWNERS, PUBLISHERS, account, join, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> PolicyPage:
    made = make_policy_page()
    publish(made)
    return made


@pytest.fixture
def organisation(page: PolicyPage) -> Organisation:
    found: Organisation = page.policy.organisation
    return found


def member(role: str, name: str) -> Client:
    return signed_in(join(account(name), role))


def address(name: str, organisation: Organisation, *more: Any) -> str:
    return reverse(f"policies_people:{name}", args=[organisation.pk, *more])


def hand_in(owner: Client, organisation: Organisation, raw: bytes, **more: str) -> Any:
    file = SimpleUploadedFile("list.csv", raw)
    said = {"file": file, "source": "Clients <2026>", **more}
    return owner.post(address("hand_in_parties", organisation), said, follow=True)


def test_list_is_handed_in_confirmed_and_followed_by_letters(
    page: PolicyPage, organisation: Organisation
) -> None:
    owner, publisher = member(OWNERS, "owner"), member(PUBLISHERS, "publisher")
    answer = hand_in(owner, organisation, b"email,reference\nnadia@mail.example,=1+1\n")
    waiting = PartyList.objects.get()
    decision = address("decide_parties", organisation, waiting.uuid)
    assert "Clients &lt;2026&gt;" in answer.content.decode()
    assert 'value="confirm"' not in answer.content.decode()
    owner.post(decision, {"decision": "confirm"})
    assert not ContractParty.objects.exists()

    assert address("parties", organisation) in publisher.get("/admin/").content.decode()
    shown = publisher.get(address("parties", organisation)).content.decode()
    assert "nadia@mail.example" in shown
    assert 'name="file"' not in shown
    publisher.post(decision, {"decision": "confirm"})
    party = ContractParty.objects.get()

    version = publish_text(page, "Un texte tout neuf")
    letters = address("party_letters", organisation, version.pk)
    assert "nadia@mail.example" in owner.get(letters).content.decode()
    file = owner.get(f"{letters}file/").content.decode()
    assert "'=1+1" in file
    assert not any(cell == "'" for line in file.splitlines() for cell in line.split(","))
    day = organisation.today().isoformat()
    owner.post(letters, {"party": party.pk, "sent_on": day})
    assert day in owner.get(f"{letters}file/").content.decode()
    assert AuditEntry.objects.filter(action="parties", organisation=organisation.pk).count() == 5
    assert publisher.get(letters).status_code == 302

    owner.post(address("end_party", organisation, party.pk))
    assert not ContractParty.objects.standing().exists()


def test_faults_are_named_and_nothing_is_kept(organisation: Organisation) -> None:
    owner = member(OWNERS, "owner")

    answer = hand_in(owner, organisation, b"email\nnadia@mail.example\n<script>\n").content.decode()

    assert "Line 3: “&lt;script&gt;” is no email address." in answer
    assert "Clients &lt;2026&gt;" in answer  # what was typed is still there
    assert not PartyList.objects.exists()
    hand_in(owner, organisation, b"email\na@mail.example\n", source="")
    assert not PartyList.objects.exists()


def test_key_is_shown_once_and_opens_nothing_after_it_is_revoked(organisation: Organisation) -> None:
    owner = member(OWNERS, "owner")
    shown = owner.post(address("add_party_key", organisation), {"name": "CRM"}).content.decode()
    assert "sijill_parties_" in shown
    page = owner.get(address("parties", organisation)).content.decode()
    assert "sijill_parties_" not in page
    (key,) = organisation.party_keys.all()

    owner.post(address("revoke_party_key", organisation, key.pk))

    key.refresh_from_db()
    assert key.revoked_at is not None


def test_authors_see_no_address(organisation: Organisation) -> None:
    author = member(AUTHORS, "author")

    assert author.get(address("parties", organisation)).status_code == 302
    assert author.get(address("export_parties", organisation)).status_code == 302
