"""Two languages side by side: the same clauses, aligned, each in its own language and direction."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.factories import make_page_section, make_policy_page, publish, stream

pytestmark = pytest.mark.django_db


@pytest.fixture
def published() -> None:
    page = make_policy_page(
        sections=[
            make_page_section(
                body_fr=stream("Un", "Deux"), body_en=stream("One", "Two"), body_ar=stream("واحد")
            ),
            make_page_section(),
        ]
    )
    publish(page)


def cells(client: Client, path: str) -> list[list[tuple[str, str, str]]]:
    response = client.get(path)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "lxml")
    return [
        [
            (cell["lang"], cell["dir"], cell.get_text(" ", strip=True))
            for cell in row.find_all(class_="beside__cell")
        ]
        for row in page.select(".beside__clause .beside__row")
    ]


@pytest.mark.usefixtures("published")
def test_clauses_of_two_languages_stand_in_rows_of_their_blocks(client: Client) -> None:
    rows = cells(client, "/fr/atlas/privacy/v1/beside/en/")

    assert rows[1] == [("fr", "ltr", "Un"), ("en", "ltr", "One")]
    assert rows[2] == [("fr", "ltr", "Deux"), ("en", "ltr", "Two")]


@pytest.mark.usefixtures("published")
def test_clause_that_is_cut_otherwise_stands_in_one_row(client: Client) -> None:
    rows = cells(client, "/ar/atlas/privacy/v1/beside/fr/")

    assert rows[1] == [("ar", "rtl", "واحد"), ("fr", "ltr", "Un Deux")]


@pytest.mark.usefixtures("published")
def test_page_has_one_heading_a_clause_and_no_anchor_twice(client: Client) -> None:
    page = BeautifulSoup(client.get("/en/atlas/privacy/v1/beside/ar/").content, "lxml")

    anchors = [element["id"] for element in page.find_all(id=True)]
    assert len(anchors) == len(set(anchors))
    assert len(page.select(".beside__clause h2")) == 2
    assert page.find("h1")["class"] == ["document__title"]


@pytest.mark.usefixtures("published")
def test_same_language_twice_leads_to_the_version(client: Client) -> None:
    response = client.get("/fr/atlas/privacy/v1/beside/fr/")

    assert (response.status_code, response.headers["Location"]) == (302, "/fr/atlas/privacy/v1/")


def test_language_that_the_version_has_not_offers_those_it_has(client: Client) -> None:
    publish(make_policy_page(languages=("fr", "en"), with_ar=False))

    response = client.get("/fr/atlas/privacy/v1/beside/ar/")

    assert response.status_code == 404
    assert "/fr/atlas/privacy/v1/beside/en/" in response.content.decode()


def test_comparison_shows_what_changed_in_either_language(client: Client) -> None:
    page = make_policy_page()
    publish(page)
    section = page.get_latest_revision_as_object().sections.all()[0]
    section.body_fr, section.body_ar = stream("Nous gardons vos données."), stream("نحتفظ ببياناتكم.")
    section.translated_from_en = section.translated_from_ar = "current"
    draft = page.get_latest_revision_as_object()
    draft.sections = [section]
    draft.save_revision().publish()

    (row,) = cells(client, "/en/atlas/privacy/compare/1/2/beside/fr/")

    assert row[0][2] == "Nothing changed here in this language."
    assert "gardons" in row[1][2]
    html = client.get("/en/atlas/privacy/compare/1/2/beside/ar/").content.decode()
    assert 'id="change-ar-1"' in html
