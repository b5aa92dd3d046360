"""An organisation leaves: all is exported, people and readers go, texts and proofs stay at their addresses."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.test import Client
from wagtail.models import PageLogEntry, Revision

from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.people.membership import Invitation, Membership
from policies.desk.leaving import leave
from policies.notification.consent_log import Consent
from policies.notification.contract_parties import ContractParty
from policies.notification.ledger import Notice
from policies.notification.models import Subscriber
from policies.notification.party_lists import PartyRow, decide, propose
from policies.notification.subscribing import subscribe_confirmed
from policies.publication.audit_trail import AuditEntry
from policies.publication.models import Organisation, PolicyVersion
from policies.publication.refusal import CannotLeave
from tests.factories import make_organisation, make_policy_page, publish, publish_text
from tests.people import AUTHORS, OWNERS, account, join, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def atlas() -> OrganisationPage:
    """With two versions, a draft, a reader of its own, one it shares, and people."""
    page = make_organisation("atlas")
    policy = make_policy_page(page)
    publish(policy)
    publish_text(policy, "Nouveau", significance="minor")
    make_policy_page(page, "draft").save_revision()
    other = make_organisation("other")
    for address, organisations in (
        ("own@readers.example", (page,)),
        ("both@readers.example", (page, other)),
    ):
        for each in organisations:
            subscribe_confirmed(email=address, language="fr", organisation=each.organisation)
    Notice.objects.update(fanned_out_at=Now(), finished_at=Now())
    return page


@pytest.fixture
def owner(atlas: OrganisationPage) -> Any:
    return join(account("owner"), OWNERS, atlas)


def leaves(page: OrganisationPage, by: Any, **values: str) -> None:
    defaults = {"confirmed": "atlas", "left_for": "https://atlas.example/legal"}
    leave(organisation=page.organisation, by=by, **defaults | values)


def test_texts_stay_at_their_addresses_and_say_that_it_left(atlas: OrganisationPage, owner: Any) -> None:
    contents = [bytes(version.content) for version in PolicyVersion.objects.order_by("pk")]

    leaves(atlas, owner)

    for address in (
        "/en/atlas/",
        "/fr/atlas/privacy/",
        "/ar/atlas/privacy/v1/",
        "/en/atlas/privacy/history/",
    ):
        assert Client().get(address).status_code == 200
    shown = Client().get("/en/atlas/privacy/").content.decode()
    assert "This organisation left this register on" in shown
    assert 'href="https://atlas.example/legal"' in shown
    assert [bytes(version.content) for version in PolicyVersion.objects.order_by("pk")] == contents


def test_people_and_drafts_are_gone(atlas: OrganisationPage, owner: Any) -> None:
    shared = join(
        join(account("shared"), AUTHORS, atlas), AUTHORS, OrganisationPage.objects.get(slug="other")
    )
    join(account("author"), AUTHORS, atlas)

    leaves(atlas, owner)

    assert not User.objects.filter(username__in=["owner", "author"]).exists()
    assert list(Membership.objects.values_list("person", "organisation__slug")) == [(shared.pk, "other")]
    assert not PolicyPage.objects.exists()
    assert not OrganisationPage.objects.filter(slug="atlas").exists()
    assert not Revision.objects.exists()
    assert not PageLogEntry.objects.exclude(label="other").exists()
    assert not Invitation.objects.exists()


def test_readers_are_told_nothing_more_and_their_consent_stays_as_a_digest(
    atlas: OrganisationPage, owner: Any
) -> None:
    leaves(atlas, owner)

    assert list(Subscriber.objects.values_list("email", flat=True)) == ["both@readers.example"]
    assert Consent.objects.filter(act="ended", way="operator").count() == 2
    assert not Organisation.objects.get(slug="atlas").policies.mailing().exists()


def test_contract_parties_go_too(atlas: OrganisationPage, owner: Any) -> None:
    rows = [PartyRow("party@mail.example", "fr", "contract", "C-1")]
    made = propose(atlas.organisation, rows, source="clients", by=1, name="Nadia")
    decide(made, confirmed=True, by=2, name="Omar")

    leave(organisation=atlas.organisation, by=owner, confirmed="atlas", left_for="")

    assert not ContractParty.objects.exists()
    assert not Subscriber.objects.filter(email="party@mail.example").exists()


def test_owner_has_a_reader_forgotten_who_lost_the_mailbox(atlas: OrganisationPage, owner: Any) -> None:
    client, other = signed_in(owner), make_organisation("rif").organisation
    page = f"/admin/organisations/{atlas.organisation_id}/readers/forget/"
    for name, organisations in (("one", [atlas.organisation]), ("two", [atlas.organisation, other])):
        for each in organisations:
            subscribe_confirmed(email=f"{name}@mail.example", language="fr", organisation=each)
    subscribe_confirmed(email="three@mail.example", language="fr", organisation=other)

    for name in ("one", "two", "three", "nobody"):
        client.post(page, {"email": f"{name}@mail.example"})

    left = (
        Subscriber.objects.filter(email__endswith="@mail.example")
        .order_by("email")
        .values_list("email", "subscriptions__organisation__slug")
    )
    assert list(left) == [("three@mail.example", "rif"), ("two@mail.example", "rif")]
    assert AuditEntry.objects.filter(action="erased", organisation=atlas.organisation_id).count() == 2
    assert "one@" not in str(list(AuditEntry.objects.values()))


def test_address_is_never_given_to_another(atlas: OrganisationPage, owner: Any) -> None:
    leaves(atlas, owner)

    again = OrganisationPage(title="x", slug="atlas", name_fr="X")
    with pytest.raises(Exception, match="Another organisation has this address"):
        again.clean()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"confirmed": "other"}, "Type “atlas”"),
        ({"left_for": "javascript:alert(1)"}, "“javascript:alert.1.” is not a web address"),
    ],
)
def test_nothing_happens_unless_it_is_confirmed(
    atlas: OrganisationPage, owner: Any, values: dict[str, str], words: str
) -> None:
    with pytest.raises(CannotLeave, match=words):
        leaves(atlas, owner, **values)

    assert Organisation.objects.get(slug="atlas").left_at is None


def test_readers_are_told_first(atlas: OrganisationPage, owner: Any) -> None:
    policy = PolicyPage.objects.get(slug="privacy")
    publish_text(policy, "Substantiel")
    assert Notice.objects.filter(finished_at=None).exists()

    with pytest.raises(CannotLeave, match="A notice is under way"):
        leaves(atlas, owner)


def test_only_an_owner_takes_it_out(atlas: OrganisationPage, owner: Any) -> None:
    with pytest.raises(CannotLeave, match="Only an owner"):
        leaves(atlas, join(account("author"), AUTHORS, atlas))


def test_owner_is_led_out_and_the_deed_stays(atlas: OrganisationPage, owner: Any) -> None:
    client = signed_in(owner)
    sent = {"confirmed": "atlas", "left_for": ""}

    answer = client.post(f"/admin/organisations/{atlas.organisation_id}/leave/", sent)

    assert answer.headers["Location"] == "/fr/"
    assert client.get("/admin/").status_code == 302
    deed = AuditEntry.objects.get(action="left")
    assert (deed.subject, deed.actor_name, deed.organisation) == (
        "atlas",
        "owner",
        atlas.organisation_id,
    )


def test_export_holds_everything_of_the_organisation_and_nothing_of_another(
    atlas: OrganisationPage, owner: Any
) -> None:
    join(account("=cmd"), AUTHORS, atlas)
    join(account("zzother-author"), AUTHORS, OrganisationPage.objects.get(slug="other"))

    answer = signed_in(owner).get(f"/admin/organisations/{atlas.organisation_id}/export/")

    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    files = {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    assert set(files) >= {
        "organisation.json", "people.csv", "subscribers.csv", "deeds.csv", "privacy/v1.json", "privacy/v2.json",
        "privacy/draft.json", "draft/draft.json",
    }  # fmt: skip
    assert files["privacy/v1.json"].encode() == bytes(PolicyVersion.objects.get(number=1).content)
    assert json.loads(files["organisation.json"])["slug"] == "atlas"
    assert "own@readers.example" in files["subscribers.csv"]
    assert "'=cmd" in files["people.csv"]
    assert not [name for name, text in files.items() if "zzother" in text]
    assert AuditEntry.objects.filter(action="exported", organisation=atlas.organisation_id).exists()
