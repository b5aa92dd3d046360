"""A picture of a history says of every clause what each version did to it, in words too, and leads there."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from policies.publication.models import Policy
from tests.factories import freeze_document, make_document, make_section, paragraph
from tests.reading.register import make_policy, publish_words

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"
HERE = "/fr/atlas/privacy/history/picture"
KEPT, GONE, NEW = (uuid.UUID(int=number) for number in (1, 2, 3))


def clause(key: uuid.UUID, words: str) -> Any:
    return make_section(
        key=key,
        heading=dict.fromkeys(("fr", "en", "ar"), f"Titre {key.int}"),
        body={code: (paragraph(words),) for code in ("fr", "en", "ar")},
    )


@pytest.fixture
def two_versions() -> Policy:
    policy = make_policy()
    old = (clause(KEPT, "un deux trois quatre cinq six sept huit neuf dix"), clause(GONE, "x"))
    new = (clause(KEPT, "un deux trois quatre cinq six sept huit neuf onze"), clause(NEW, "y"))
    for sections, day in ((old, date(2023, 1, 1)), (new, date(2024, 1, 1))):
        freeze_document(make_document(policy=policy.uuid, sections=sections), policy, effective_from=day)
    return policy


def said(client: Client, path: str) -> list[str]:
    root = etree.fromstring(client.get(path).content)
    return [element.text for element in root.iter(f"{SVG}title")]


def test_each_clause_and_version_has_a_cell_that_says_what_happened(
    client: Client, two_versions: Policy
) -> None:
    found = said(client, "/en/atlas/privacy/history/picture.svg")

    assert found == [
        "1. Titre 1: unchanged in version 1",
        "1. Titre 1: a few words changed in version 2",
        "2. Titre 3: not in version 1",
        "2. Titre 3: added by version 2",
        "2. Titre 2: unchanged in version 1",
        "2. Titre 2: removed by version 2",
    ]


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_what_changed_leads_to_that_comparison(
    client: Client, two_versions: Policy, language: str
) -> None:
    html = client.get(f"/{language}/atlas/privacy/history/picture/").content.decode()

    for key in (KEPT, GONE, NEW):
        assert f'<a href="/{language}/atlas/privacy/compare/1/2/#{key}"' in html
    assert "<script" not in html.split("<main")[1]


def test_clause_has_its_own_row(client: Client, two_versions: Policy) -> None:
    html = client.get(f"/fr/atlas/privacy/clause/{KEPT}/").content.decode()

    assert html.count("<title>") == 1 + 2  # of the page, and of two cells


def test_history_leads_to_its_picture_where_there_is_one(client: Client, two_versions: Policy) -> None:
    alone = make_policy(slug="terms")
    publish_words(alone, "Texte", effective_from=date(2023, 1, 1))

    assert f'href="{HERE}/"' in client.get("/fr/atlas/privacy/history/").content.decode()
    assert "picture" not in client.get("/fr/atlas/terms/history/").content.decode().split("<main")[1]
    assert client.get("/fr/atlas/terms/history/picture/").status_code == 404


def test_long_history_shows_the_newest_versions(client: Client) -> None:
    policy = make_policy()
    for number in range(14):
        publish_words(policy, f"Texte {number}", effective_from=date(2020, 1, 1 + number))

    found = said(client, f"{HERE}.svg")

    assert len(found) == 12
    assert found[-1].endswith("14")
