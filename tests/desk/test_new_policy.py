from __future__ import annotations

import pytest

from policies.authoring.clause_templates import keep_clauses
from policies.authoring.models import PolicyPage
from tests.factories import make_organisation, make_page_section, make_policy_page, publish, stream
from tests.people import AUTHORS, TRANSLATORS, account, join, signed_in

pytestmark = pytest.mark.django_db
NEW = "/admin/policies/new/"


def test_title_is_all_that_an_empty_policy_asks_for() -> None:
    organisation = make_organisation(authoritative="ar")
    client = signed_in(join(account("author"), AUTHORS, organisation))
    assert 'type="hidden" name="organisation"' in client.get(NEW).content.decode()
    sent = {
        "organisation": organisation.pk,
        "title": "سياسة الخصوصية",
        "kind": "privacy",
        "start": "empty",
    }
    response = client.post(NEW, sent)
    page = PolicyPage.objects.get()
    assert response.headers["Location"] == f"/admin/pages/{page.pk}/edit/"
    draft = page.get_latest_revision_as_object()
    assert (draft.heading_ar, draft.heading_fr, draft.slug, draft.live) == (
        "سياسة الخصوصية",
        None,
        "privacy",
        False,
    )


def test_copy_has_the_newest_draft_and_an_identity_of_its_own() -> None:
    organisation = make_organisation()
    source = make_policy_page(organisation)
    publish(source)
    draft = source.get_latest_revision_as_object()
    draft.summary_fr = "Nouveau."
    draft.save_revision()
    client = signed_in(join(account("author"), AUTHORS, organisation))
    sent = {
        "organisation": organisation.pk,
        "title": "Charte",
        "kind": "privacy",
        "start": "copy",
        "source": source.pk,
    }
    client.post(NEW, sent)
    copy = PolicyPage.objects.exclude(pk=source.pk).get().get_latest_revision_as_object()
    assert (copy.heading_fr, copy.summary_fr, copy.heading_ar) == (
        "Charte",
        "Nouveau.",
        source.heading_ar,
    )
    assert copy.policy_uuid != source.policy_uuid
    assert not copy.live
    assert copy.change_note_fr in ("", None)
    assert [each.body_ar for each in copy.sections.all()] == [
        each.body_ar for each in draft.sections.all()
    ]


def test_policy_begins_with_the_clauses_of_its_organisation_only() -> None:
    mine, theirs = make_organisation(), make_organisation("rif")
    for place, organisation in enumerate((mine, theirs)):
        section = make_page_section(heading_fr=f"Clause {place}", body_fr=stream("Mots."))
        keep_clauses(organisation=organisation.organisation_id, sections=[section], by="A")
    client = signed_in(join(account("author"), AUTHORS, mine))
    shown = client.get(NEW).content.decode()
    assert "Clause 1" not in shown
    kept, foreign = (each.organisation.clause_templates.get().pk for each in (mine, theirs))
    sent = {"organisation": mine.pk, "title": "T", "kind": "privacy", "start": "clauses"}
    client.post(NEW, {**sent, "clauses": [foreign]})
    assert not PolicyPage.objects.exists()
    client.post(NEW, {**sent, "clauses": [kept]})
    (section,) = PolicyPage.objects.get().get_latest_revision_as_object().sections.all()
    assert (section.heading_fr, section.heading_ar) == ("Clause 0", "البيانات")


def test_addresses_are_not_taken_twice() -> None:
    organisation = make_organisation()
    make_policy_page(organisation, slug="charte")
    client = signed_in(join(account("author"), AUTHORS, organisation))
    client.post(
        NEW, {"organisation": organisation.pk, "title": "Charte", "kind": "privacy", "start": "empty"}
    )
    assert PolicyPage.objects.filter(slug="charte-2").exists()


def test_who_only_translates_begins_nothing() -> None:
    organisation = make_organisation()
    client = signed_in(join(account("translator"), TRANSLATORS["ar"], organisation))
    assert client.get(NEW).status_code != 200
    assert "/admin/policies/new/" not in client.get("/admin/").content.decode()
