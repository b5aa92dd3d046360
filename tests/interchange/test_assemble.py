"""Languages become one document; gaps are named, never filled silently."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from policies.document.shape import Document
from policies.document.text import body_text
from policies.interchange.assemble import Assembled, assemble, gaps_in
from policies.interchange.readers.parsed_text import UnreadableText
from policies.interchange.readers.read_file import read_text

POLICY = uuid.UUID(int=2)


def build(texts: dict[str, str], authoritative: str = "en", **values: Any) -> Assembled:
    return assemble(
        texts={code: read_text(text) for code, text in texts.items()},
        policy=POLICY,
        kind="privacy",
        issuer={authoritative: "Atlas"},
        authoritative=authoritative,
        titles={"en": "Privacy policy", "fr": "Politique", "ar": "سياسة"},
        **values,
    )


def complete(document: Document) -> list[str]:
    return [code for code in document.languages if not gaps_in(document, code)]


def headings(document: Document) -> list[dict[str, str]]:
    return [dict(section.heading) for section in document.sections]


ENGLISH = "# Policy\n\n## 1. Data\n\na\n\n### 1.1 Names\n\n- b\n- c\n\n## 2. Rights\n\nd\n"
FRENCH = "# Politique\n\n## 1. Données\n\na\n\n### 1.1 Noms\n\n- b\n- c\n\n## 2. Droits\n\nd\n"


def test_languages_of_one_shape_are_paired_in_order() -> None:
    built = build({"en": ENGLISH, "fr": FRENCH})

    assert headings(built.document) == [
        {"fr": "Données", "en": "Data"},
        {"fr": "Noms", "en": "Names"},
        {"fr": "Droits", "en": "Rights"},
    ]
    assert (complete(built.document), built.warnings) == (["fr", "en"], ())
    assert built.document.numbering == "decimal"


def test_anchors_pair_languages_in_any_order() -> None:
    built = build(
        {
            "en": "# P\n\n## A {#a}\n\nx\n\n## B {#b}\n\ny\n",
            "fr": "# P\n\n## Bé {#b}\n\ny\n\n## A {#a}\n\nx\n",
        }
    )

    assert headings(built.document) == [{"fr": "A", "en": "A"}, {"fr": "Bé", "en": "B"}]


def test_missing_clause_makes_a_language_incomplete_and_is_said() -> None:
    shorter = FRENCH.replace("### 1.1 Noms\n\n- b\n- c\n\n", "")

    built = build({"en": ENGLISH, "fr": shorter})

    assert headings(built.document)[1:] == [{"en": "Names"}, {"fr": "Droits", "en": "Rights"}]
    assert complete(built.document) == ["en"]
    assert gaps_in(built.document, "fr") == [2]
    assert "1 sections have no counterpart" in built.warnings[0]


def test_surplus_clause_stays_at_its_place() -> None:
    longer = FRENCH.replace("## 2.", "### 1.2 Adresses\n\n1. z\n\n## 2.")

    built = build({"en": ENGLISH, "fr": longer})

    assert headings(built.document)[2] == {"fr": "Adresses"}
    assert complete(built.document) == ["en"]


def test_authoritative_text_is_needed() -> None:
    with pytest.raises(UnreadableText, match="authoritative language is Français"):
        build({"en": ENGLISH}, authoritative="fr")


def test_language_not_given_keeps_its_text_clause_by_clause() -> None:
    before = build({"en": ENGLISH, "fr": FRENCH}).document

    after = build({"en": ENGLISH.replace("\nd\n", "\nchanged\n")}, previous=before).document

    assert headings(after) == headings(before)
    assert [section.key for section in after.sections] == [section.key for section in before.sections]
    assert body_text(after.sections[2].body["fr"]) == "d"


def test_translation_alone_never_moves_the_authoritative_text() -> None:
    before = build({"en": ENGLISH, "fr": FRENCH}).document

    after = build({"fr": FRENCH.replace("\nd\n", "\nchangé\n")}, previous=before).document

    assert after.only("en") == before.only("en")
    assert body_text(after.sections[2].body["fr"]) == "changé"


def test_missing_title_gets_the_kinds_name() -> None:
    built = build({"en": "## A\n\nx\n\n## B\n\ny\n"})

    assert built.document.title["en"] == "Privacy policy"


def test_links_between_clauses_lead_to_keys() -> None:
    built = build({"en": "# P\n\n## 1. A\n\n[b](#2-b) [c](#nowhere)\n\n## 2. B\n\ny\n"})

    runs = built.document.sections[0].body["en"][0].runs
    assert [run.link for run in runs] == [f"#{built.document.sections[1].key}", None]
    assert "1 link" in built.warnings[0]
