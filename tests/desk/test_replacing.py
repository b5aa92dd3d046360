"""The page of find and replace: places in their sentences, chosen or all, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from policies.authoring.models import PolicyPage
from tests.factories import draft_of, make_organisation, make_policy_page, stream
from tests.people import AUTHORS, REVIEWERS, TRANSLATORS, account, join, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> PolicyPage:
    page = make_policy_page()
    draft = draft_of(page)
    (section,) = draft.sections.all()
    for code in ("fr", "en", "ar"):
        setattr(section, f"body_{code}", stream(f"Octra ({code})", "Octra."))
    draft.sections = [section]
    draft.save_revision()
    return PolicyPage.objects.get(pk=page.pk)


@pytest.fixture
def author(page: PolicyPage) -> Client:
    return signed_in(join(account("author"), AUTHORS, page.organisation_page))


def address(page: PolicyPage) -> str:
    return reverse("policies_replace", args=[page.pk])


def found(client: Client, page: PolicyPage, **asked: Any) -> list[Any]:
    response = client.get(address(page), {"words": "Octra", **asked})
    return [hit for group in response.context["groups"] for hit, _chosen in group["hits"]]


def bodies(page: PolicyPage) -> str:
    (section,) = draft_of(page).sections.all()
    return f"{section.body_fr} {section.body_en} {section.body_ar}"


def test_places_are_shown_by_language_and_those_chosen_are_replaced(
    page: PolicyPage, author: Client
) -> None:
    hits = found(author, page, languages=["fr", "ar"])
    assert [hit.place.language for hit in hits] == ["fr", "fr", "ar", "ar"]

    sent = {"words": "Octra", "replacement": "Nimbus", "hits": [hits[0].name, hits[3].name]}
    response = author.post(address(page), sent, follow=True)

    assert "2 places were replaced" in response.content.decode()
    assert f"/pages/{page.pk}/revisions/" in response.content.decode()
    assert (bodies(page).count("Nimbus"), bodies(page).count("Octra")) == (2, 4)


def test_all_places_are_replaced_at_once(page: PolicyPage, author: Client) -> None:
    author.post(address(page), {"words": "octra", "replacement": "Nimbus", "everywhere": "1"})
    assert (bodies(page).count("Nimbus"), bodies(page).count("Octra")) == (6, 0)


def test_place_whose_text_changed_meanwhile_is_not_replaced(page: PolicyPage, author: Client) -> None:
    hits = found(author, page)
    draft = draft_of(page)
    (section,) = draft.sections.all()
    section.body_fr = stream("Chez Octra (fr)", "Octra.")
    draft.sections = [section]
    draft.save_revision()

    sent = {"words": "Octra", "replacement": "Nimbus", "hits": [hits[0].name]}
    response = author.post(address(page), sent)

    assert "The text changed meanwhile" in response.content.decode()
    assert "Nimbus" not in bodies(page)


def test_translator_is_shown_every_language_and_replaces_in_one(page: PolicyPage) -> None:
    client = signed_in(join(account("arabic"), TRANSLATORS["ar"], page.organisation_page))
    assert len(found(client, page)) == 6

    client.post(address(page), {"words": "Octra", "replacement": "Nimbus", "everywhere": "1"})

    assert bodies(page).count("Nimbus") == 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"words": "  "}, "Write the words to find."),
        ({"words": "absent"}, "is not in this policy"),
        ({"words": "Octra"}, "Found in 6 places"),
    ],
)
def test_page_says_what_was_found(
    page: PolicyPage, author: Client, asked: dict[str, str], said: str
) -> None:
    assert said in author.get(address(page), asked).content.decode()


def test_reviewer_and_stranger_do_not_replace(page: PolicyPage) -> None:
    reviewer = signed_in(join(account("reviewer"), REVIEWERS, page.organisation_page))
    stranger = signed_in(join(account("stranger"), AUTHORS, make_organisation("elsewhere")))

    assert reviewer.get(address(page)).status_code in (302, 403)
    assert stranger.get(address(page)).status_code == 404
