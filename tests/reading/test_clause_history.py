"""The history of a clause: every version it went through, and what each did to it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from policies.document.shape import Section
from policies.publication.models import Policy, PolicyVersion
from policies.publication.withdraw import withdraw
from policies.reading.clause_history import Fate, lineage
from policies.reading.excerpts import Clauses
from policies.reading.timeline import timeline
from tests.factories import (
    LANGUAGES,
    NOTES,
    TITLES,
    freeze_document,
    make_document,
    make_section,
    paragraph,
)
from tests.reading.register import make_policy

pytestmark = pytest.mark.django_db

KEY, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
# Quotes, braces and what looks like the end of a section must stay text.
TRAP = '"key":"00000000-0000-0000-0000-000000000009","level":1},{ \\" }]'


def clause(words: str, key: uuid.UUID = KEY, languages: Iterable[str] = LANGUAGES) -> Section:
    return make_section(
        key=key,
        heading={code: f"Heading ({code})" for code in languages},
        body={code: (paragraph(f"{words} ({code})"),) for code in languages},
    )


def release(
    policy: Policy, *sections: Section, languages: tuple[str, ...] = LANGUAGES, **values: Any
) -> PolicyVersion:
    document = make_document(
        policy=policy.uuid,
        languages=languages,
        title={code: TITLES[code] for code in languages},
        sections=sections,
    )
    count = policy.versions.count()
    defaults = {"effective_from": date(2020 + count, 1, 1), "note": NOTES}
    return freeze_document(document, policy, **defaults | values)


def fates(policy: Policy, key: uuid.UUID = KEY, language: str = "en") -> list[tuple[int, str]]:
    contents = {each.number: Clauses(bytes(each.content)) for each in policy.versions.all()}
    stages = lineage(timeline(policy), contents, str(key), language)
    return [(stage.entry.number, str(stage.fate)) for stage in stages]


def page(client: Client, policy: Policy, key: object = KEY, language: str = "en") -> str:
    response = client.get(f"/{language}/atlas/privacy/clause/{key}/")
    assert response.status_code == 200
    return response.content.decode()


def test_every_version_says_what_it_did_to_the_clause() -> None:
    policy = make_policy()
    other = clause("Something else entirely about cookies", OTHER)
    release(policy, other)
    release(policy, other, clause("We keep your data for ten years"))
    release(policy, other, clause("We keep your data for two years"))
    release(
        policy, clause("Something new about cookies", OTHER), clause("We keep your data for two years")
    )
    release(policy, other)
    release(policy, other, clause("We keep your data for one year"))

    assert fates(policy) == [
        (2, Fate.INTRODUCED),
        (3, Fate.CHANGED),
        (4, Fate.UNCHANGED),
        (5, Fate.REMOVED),
        (6, Fate.RETURNED),
    ]


def test_page_shows_the_introduction_and_each_change(client: Client) -> None:
    policy = make_policy()
    release(policy, clause("Other words", OTHER))
    release(policy, clause("Other words", OTHER), clause("We keep data for ten years"))
    release(policy, clause("Other words", OTHER), clause("We keep data for two years"))

    html = page(client, policy)

    assert re.findall(r'id="v(\d+)"', html) == ["3", "2"]
    assert re.search(r"<del[^>]*>.*?ten.*?</del>", html)
    assert re.search(r"<ins[^>]*>.*?two.*?</ins>", html)
    assert "We keep data for ten years (en)" in html
    assert html.count("Why this changed.") == 2
    assert f'href="/en/atlas/privacy/compare/2/3/#{KEY}"' in html
    assert f'href="/en/atlas/privacy/#{KEY}"' in html
    assert f"?policy=atlas/privacy&amp;clause={KEY}" in html


def test_policy_leads_from_each_clause_to_its_history(client: Client) -> None:
    policy = make_policy()
    release(policy, clause("One"), make_section(key=OTHER, heading={}))

    html = client.get("/ar/atlas/privacy/").content.decode()

    for key in (KEY, OTHER):
        assert f'href="/ar/atlas/privacy/clause/{key}/"' in html
        assert f'#{key}"' in html


def test_renumbered_clause_is_told_apart_from_a_reworded_one(client: Client) -> None:
    policy = make_policy()
    release(policy, clause("Words"))
    release(policy, clause("Another clause stands first now", OTHER), clause("Words"))

    assert fates(policy) == [(1, Fate.INTRODUCED), (2, Fate.UNCHANGED)]
    assert "Clause 2.; it was 1. before." in page(client, policy)


def test_clause_that_got_another_key_is_followed_by_its_text() -> None:
    policy = make_policy()
    words = "We keep your personal data for ten years after your last order"
    release(policy, clause(words))
    release(policy, clause(words, OTHER))
    release(policy, clause(words + " and no longer", OTHER))

    expected = [(1, Fate.INTRODUCED), (2, Fate.UNCHANGED), (3, Fate.CHANGED)]
    assert fates(policy, KEY) == fates(policy, OTHER) == expected


def test_withdrawn_version_is_shown_and_changes_nothing_after_it(client: Client) -> None:
    policy = make_policy()
    soon = policy.organisation.today() + timedelta(days=20)
    release(policy, clause("First words"))
    announced = release(policy, clause("Withdrawn words"), effective_from=soon, origin="authored")
    withdraw(version=announced, reason=NOTES, by="Test")
    release(policy, clause("First words"), effective_from=soon, significance="minor", origin="authored")

    assert fates(policy) == [(1, Fate.INTRODUCED), (2, Fate.CHANGED), (3, Fate.UNCHANGED)]
    assert "chip--withdrawn" in page(client, policy)


def test_clause_of_an_announced_version_says_that_it_does_not_apply_yet(client: Client) -> None:
    policy = make_policy()
    release(policy, clause("Words"))
    release(
        policy,
        clause("Words"),
        clause("Coming", OTHER),
        effective_from=policy.organisation.today() + timedelta(days=9),
        origin="authored",
    )

    html = page(client, policy, OTHER)

    assert "This clause does not apply yet: version 2 brings it on" in html
    assert f'href="/en/atlas/privacy/v2/#{OTHER}"' in html


def test_removed_clause_says_so_and_leads_to_its_last_text(client: Client) -> None:
    policy = make_policy()
    release(policy, clause("Words"), clause("Quite another matter", OTHER))
    release(policy, clause("Words"))

    html = page(client, policy, OTHER)

    assert "This clause is not in the text in force." in html
    assert f'href="/en/atlas/privacy/v1/#{OTHER}"' in html


def test_version_without_the_language_is_passed_over(client: Client) -> None:
    policy = make_policy()
    release(policy, clause("One"))
    release(policy, clause("Two", languages=("fr",)), languages=("fr",))
    release(policy, clause("Three"))

    assert fates(policy, language="ar") == [(1, Fate.INTRODUCED), (3, Fate.CHANGED)]
    assert 'href="/ar/atlas/privacy/compare/1/3/' in page(client, policy, language="ar")


def test_clause_in_another_language_only_says_where_it_is(client: Client) -> None:
    policy = make_policy()
    release(policy, clause("Un", languages=("fr",)), languages=("fr",))

    response = client.get(f"/ar/atlas/privacy/clause/{KEY}/")

    assert response.status_code == 404
    assert f'href="/fr/atlas/privacy/clause/{KEY}/"' in response.content.decode()


def test_key_in_capitals_leads_to_the_clause(client: Client) -> None:
    policy = make_policy()
    key = uuid.UUID("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee")
    release(policy, clause("Words", key))

    response = client.get(f"/en/atlas/privacy/clause/{str(key).upper()}/")

    assert (response.status_code, response.headers["Location"]) == (
        301,
        f"/en/atlas/privacy/clause/{key}/",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_excerpt_is_the_section_of_the_document_with_its_number(language: str) -> None:
    policy = make_policy()
    sections = (
        make_section(key=uuid.UUID(int=7), heading={}),
        clause(TRAP),
        Section(key=uuid.UUID(int=8), level=2, heading={}, body={}),
        clause("Last", OTHER),
    )
    version = release(policy, *sections)
    clauses = Clauses(bytes(version.content))

    assert clauses.keys == [str(section.key) for section in version.document.sections]
    found = clauses.excerpt(str(KEY), language)
    assert found is not None
    assert found.number == "1."
    assert found.section.body[language] == version.document.sections[1].body[language]
    last = clauses.excerpt(str(OTHER), language)
    assert last is not None
    assert last.number == "2."
    assert clauses.excerpt(str(uuid.UUID(int=8)), language) is None
