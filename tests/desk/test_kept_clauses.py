from __future__ import annotations

import pytest
from django.test import Client

from policies.authoring.clause_templates import ClauseTemplate
from policies.authoring.models import PolicyPage
from policies.desk import kept_clauses
from tests.factories import make_organisation, make_policy_page
from tests.people import AUTHORS, REVIEWERS, account, join, signed_in

pytestmark = pytest.mark.django_db


def address(page: PolicyPage) -> str:
    return f"/admin/policies/{page.pk}/clauses/"


@pytest.fixture
def page() -> PolicyPage:
    return make_policy_page(make_organisation("atlas"))


@pytest.fixture
def author(page: PolicyPage) -> Client:
    return signed_in(join(account("author"), AUTHORS, page.organisation_page))


def keys(page: PolicyPage) -> list[str]:
    return [str(section.key) for section in page.get_latest_revision_as_object().sections.all()]


def test_kept_clause_is_offered_for_a_new_policy_and_can_be_removed(
    author: Client, page: PolicyPage
) -> None:
    author.post(address(page), {"clauses": keys(page)[:1]})

    kept = ClauseTemplate.objects.get()
    assert kept.organisation == page.organisation_page.organisation
    assert 'value="clauses"' in author.get("/admin/policies/new/").content.decode()
    assert kept.name in author.get(address(page)).content.decode()

    author.post(address(page), {"remove": kept.pk})
    assert not ClauseTemplate.objects.exists()


def test_clauses_of_another_organisation_are_neither_shown_nor_removed(
    author: Client, page: PolicyPage
) -> None:
    other = make_policy_page(make_organisation("other"), "terms")
    theirs = ClauseTemplate.objects.create(
        organisation=other.organisation_page.organisation, heading={"fr": "Secret"}, by="x"
    )

    assert "Secret" not in author.get(address(page)).content.decode()
    author.post(address(page), {"remove": theirs.pk})
    assert ClauseTemplate.objects.filter(pk=theirs.pk).exists()
    assert author.get(address(other)).status_code == 404


def test_only_those_who_write_keep_clauses(page: PolicyPage) -> None:
    reviewer = signed_in(join(account("reviewer"), REVIEWERS, page.organisation_page))

    reviewer.post(address(page), {"clauses": keys(page)})
    assert not ClauseTemplate.objects.exists()


def test_more_than_an_organisation_may_keep_is_refused_with_the_rule(
    author: Client, page: PolicyPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_clauses, "MOST", 0)

    said = author.post(address(page), {"clauses": keys(page)[:1]}).content.decode()

    assert "at most 0 clauses" in said
    assert not ClauseTemplate.objects.exists()


def test_nothing_chosen_and_nonsense_are_said(author: Client, page: PolicyPage) -> None:
    assert "Choose at least one clause." in author.post(address(page), {}).content.decode()
    author.post(address(page), {"remove": "9" * 40})
    assert author.post(address(page), {"clauses": "no-key"}).status_code == 200
