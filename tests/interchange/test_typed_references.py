"""Mentions of a clause by its number lead to the clause; those of a law do not."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from policies.document.blocks import Run
from policies.document.references import with_references_resolved
from policies.document.text import runs_text
from policies.interchange.assemble import assemble
from policies.interchange.readers.read_markdown import read_markdown
from policies.interchange.typed_references import numbered, with_references

KEYS = [uuid.UUID(int=number) for number in range(1, 9)]
DECIMAL = dict(zip(KEYS, ("1.", "2.", "2.1", "2.2", "2.3", "3.", "4.", "5 bis"), strict=True))
ARTICLES = dict(zip(KEYS, ("Article 1", "Article 2", "Article 3", "Article 4"), strict=False))


def led(text: str, numbers: dict[uuid.UUID, str]) -> list[tuple[str, str, int]]:
    """The words that lead somewhere, what they are, and to which clause."""
    runs, _count = with_references((Run(text=text),), numbered(numbers))
    assert runs_text(runs) == text
    keys = {f"#{key}": key.int for key in numbers}
    return [(run.text, run.role, keys[run.link]) for run in runs if run.link]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("For more, see 2.3.", [("2.3", "reference", 5)]),
        ("See section 2.3 and section 4 below", [("2.3", "reference", 5), ("4", "reference", 7)]),
        ("as said in clause 3, we keep", [("3", "reference", 6)]),
        ("Pour en savoir plus, voir l’article 4.", [("4", "reference", 7)]),
        ("selon la rubrique 2.1", [("2.1", "reference", 3)]),
        ("انظر المادة 4 من هذه السياسة", [("4", "reference", 7)]),
        ("وفقًا للبند ٢.٣ أعلاه", [("٢.٣", "", 5)]),
        ("see clause 5 bis", [("5 bis", "reference", 8)]),
    ],
)
def test_mention_leads_to_its_clause(text: str, expected: list[Any]) -> None:
    assert led(text, DECIMAL) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Article 4 of the GDPR",
        "see Article 4(1)(b) GDPR",
        "voir l’article 4 du règlement (UE) 2016/679",
        "voir l’article 2 de la loi n° 09-08",
        "انظر المادة 4 من القانون رقم 09.08",
        "section 2.3.1",
        "see 24 offices",
        "see 9",
        "we keep 2.3 litres for 4 days",
        "version 2.3",
    ],
)
def test_what_may_be_something_else_stays_as_it_is(text: str) -> None:
    assert led(text, DECIMAL) == []


def test_named_clauses_are_found_by_their_names() -> None:
    text = "Sous réserve de l’article 2 et de l’Article 3, et de l’article 3 de la loi"

    assert led(text, ARTICLES) == [("article 2", "", 2), ("Article 3", "reference", 3)]


def test_number_that_two_clauses_have_leads_nowhere() -> None:
    assert led("see 1", dict(zip(KEYS, ("1.", "1.", "2."), strict=False))) == []


def test_reference_of_an_imported_text_follows_its_clause() -> None:
    text = "# P\n\n## 1. A\n\nFor rights, see 2.\n\n## 2. B\n\nx\n"
    document, warnings = assemble(
        texts={"en": read_markdown(text)},
        policy=uuid.UUID(int=9),
        kind="other",
        issuer={"en": "Atlas"},
        authoritative="en",
        titles={},
    )
    first, second = document.sections
    added = replace(second, key=uuid.UUID(int=7))
    moved = with_references_resolved(replace(document, sections=(first, added, second)))

    assert "1 mention of a clause leads to it" in warnings
    assert [run.text for run in moved.sections[0].body["en"][0].runs] == ["For rights, see ", "3", "."]
