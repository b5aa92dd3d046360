"""The glossaries in the admin: who may see and change which, and the exports."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from django.contrib.auth.models import User
from django.test import Client

from policies.authoring.glossary import GlossaryEntry
from policies.authoring.organisation_page import OrganisationPage
from tests.factories import make_organisation
from tests.people import AUTHORS, TRANSLATORS, join

pytestmark = pytest.mark.django_db

LIST = "/admin/glossary/"


def worker(page: OrganisationPage, *, writes: bool = True) -> Client:
    """A person who may change one organisation's policies, and nothing else."""
    role = AUTHORS if writes else TRANSLATORS["en"]
    user = join(User.objects.create_user(f"{page.slug} {role}", password="x"), role, page)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def entries() -> dict[str, GlossaryEntry]:
    return {
        slug: GlossaryEntry.objects.create(
            organisation=make_organisation(slug),
            term_fr=f"terme {slug}",
            term_en="processor",
            forbidden_en="vendor",
            definition_fr="Qui traite pour un autre.",
        )
        for slug in ("atlas", "rif")
    }


def test_a_writer_sees_and_changes_the_own_organisations_terms_only(
    entries: dict[str, GlossaryEntry],
) -> None:
    client = worker(entries["atlas"].organisation)

    shown = client.get(LIST).content.decode()

    assert "terme atlas" in shown
    assert "terme rif" not in shown
    assert client.get(f"{LIST}edit/{entries['atlas'].pk}/").status_code == 200
    for what in ("edit", "delete"):
        assert client.get(f"{LIST}{what}/{entries['rif'].pk}/").status_code == 404
        client.post(f"{LIST}{what}/{entries['rif'].pk}/", {"term_fr": "volé"})
    assert GlossaryEntry.objects.filter(term_fr="terme rif").exists()


def test_a_term_is_not_added_to_another_organisation(entries: dict[str, GlossaryEntry]) -> None:
    client = worker(entries["atlas"].organisation)

    client.post(f"{LIST}new/", {"organisation": entries["rif"].organisation_id, "term_fr": "x"})
    client.post(f"{LIST}new/", {"organisation": entries["atlas"].organisation_id, "term_fr": "y"})

    assert not GlossaryEntry.objects.filter(term_fr="x").exists()
    assert GlossaryEntry.objects.filter(term_fr="y").exists()


def test_a_term_stays_with_its_organisation(entries: dict[str, GlossaryEntry]) -> None:
    entry = entries["atlas"]
    client = worker(entry.organisation)

    client.post(
        f"{LIST}edit/{entry.pk}/",
        {"organisation": entries["rif"].organisation_id, "term_fr": "autre"},
    )
    entry.refresh_from_db()

    assert (entry.term_fr, entry.organisation.slug) == ("autre", "atlas")


def test_who_only_translates_looks(entries: dict[str, GlossaryEntry]) -> None:
    client = worker(entries["atlas"].organisation, writes=False)

    assert "terme atlas" in client.get(LIST).content.decode()
    assert client.get(f"{LIST}new/").status_code == 302
    assert client.get(f"{LIST}edit/{entries['atlas'].pk}/").status_code == 302


def test_no_other_address_shows_an_entry(entries: dict[str, GlossaryEntry], admin: Client) -> None:
    for what in ("history", "usage", "inspect", "copy"):
        assert admin.get(f"{LIST}{what}/{entries['rif'].pk}/").status_code == 404


def test_the_csv_holds_the_own_organisations_terms(entries: dict[str, GlossaryEntry]) -> None:
    client = worker(entries["atlas"].organisation)

    answer = client.get(f"{LIST}?export=csv")
    written = b"".join(answer.streaming_content).decode()

    assert "terme atlas" in written
    assert "vendor" in written
    assert "terme rif" not in written


def test_the_tbx_names_each_form_with_its_standing(entries: dict[str, GlossaryEntry]) -> None:
    organisation = entries["atlas"].organisation
    client = worker(organisation)

    answer = client.get(f"{LIST}organisation/{organisation.pk}/tbx/")
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    name = "{urn:iso:std:iso:30042:ed-2}"
    terms = {
        term.findtext(f"{name}term"): term.findtext(f"{name}termNote")
        for term in root.iter(f"{name}termSec")
    }

    assert terms == {
        "terme atlas": "preferredTerm-admn-sts",
        "processor": "preferredTerm-admn-sts",
        "vendor": "deprecatedTerm-admn-sts",
    }
    assert root.findtext(f".//{name}descrip") == "Qui traite pour un autre."
    other = entries["rif"].organisation
    assert client.get(f"{LIST}organisation/{other.pk}/tbx/").status_code == 404
