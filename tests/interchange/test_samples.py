"""Real policies: every heading found, no word lost, sections recognised from version to version."""

from __future__ import annotations

import uuid

import pytest

from policies.authoring.draft import body_of
from policies.document.canonical import blocks_to_json
from policies.document.shape import Document, Section
from policies.document.text import body_text
from policies.interchange.assemble import assemble
from policies.interchange.readers.parsed_text import ParsedText
from policies.interchange.section_keys import normalised_heading
from tests.interchange.samples import read_text_file

from .samples import (
    SEEDS,
    digest,
    histories,
    history,
    lines_of,
    seed,
    words,
    words_of_document,
    words_of_markdown_file,
    words_of_plain_file,
)

POLICY = uuid.UUID(int=7)
# Level and digest of every heading, in order: the texts themselves stay where they are.
HEADINGS = {
    "000": (
        "1a5548715 214a35e41 2fee14b95 26573b848 22e58110d 19785e877 164a06651 1852ccc4f "
        "16c5a4be8 18f4e0cd1 1845345ce 1cb2a26d0 1bd88fefc 13c3d9482 198b67063"
    ),
    "001": (
        "1a5548715 2c4b37e84 27cabcaae 2bf7f0a70 285377023 19785e877 27d1591bb 279ac17f3 "
        "26542b21d 25ad4f007 2618ae28f 1a9589ffb 2f2e07ba4 2bf66cd07 2803c5679 194c2dba1 "
        "12838da4b 1bd88fefc 161b68033 14947f5ed 198b67063"
    ),
    "002": (
        "128fdf883 173cdfa1a 18606e900 106485b07 18f6fb4eb 11ca6114f 1a2171997 1cffe602f "
        "1a4733159 18eb98b6f 13699df7f 151674e50"
    ),
    "003": (
        "1ca8e9b89 2bd498cb9 25ca24a16 27b708cd0 2e9957cb6 1a8426e74 16c5a4be8 1619cb0c8 "
        "1d2349782 1852ccc4f 1eb6d15cb 2c00684ee 1c9334700 1bd88fefc 16ccfbcdb 1141395eb "
        "28ca8bac1 2f21662a6 2256fa4f4 29f6d45d9"
    ),
    "004": (
        "1aae34017 18f645e79 1b75ffc86 1f99ab164 1732f204b 18f4e0cd1 16c5a4be8 1852ccc4f "
        "1845345ce 143e64dbf 13c3d9482 12b5c3d26"
    ),
}


def document_of(previous: Document | None = None, **texts: ParsedText) -> Document:
    return assemble(
        texts=texts,
        policy=POLICY,
        kind="privacy",
        issuer={next(iter(texts)): "Atlas Conseil"},
        authoritative=next(iter(texts)),
        titles={},
        previous=previous,
    ).document


def through_a_draft(document: Document) -> Document:
    """The document as a draft gives it back."""
    sections = [
        Section(
            key=section.key,
            level=section.level,
            heading=section.heading,
            body={code: body_of(blocks_to_json(body)) for code, body in section.body.items()},
        )
        for section in document.sections
    ]
    return Document(
        policy=document.policy,
        kind=document.kind,
        languages=document.languages,
        authoritative=document.authoritative,
        issuer=document.issuer,
        title=document.title,
        summary=document.summary,
        sections=tuple(sections),
        numbering=document.numbering,
    )


@pytest.mark.parametrize("number", SEEDS)
def test_every_heading_of_a_seed_is_found_on_its_level(number: str) -> None:
    text = read_text_file(seed(number), "en")

    found = [f"{section.level}{digest(section.heading)}" for section in text.sections if section.heading]
    assert found == HEADINGS[number].split()


@pytest.mark.parametrize("number", SEEDS)
def test_no_word_of_a_seed_is_lost(number: str) -> None:
    path = seed(number)
    document = document_of(en=read_text_file(path, "en"))

    expected = words_of_markdown_file(path, "en") if number == "000" else words_of_plain_file(path)
    assert words_of_document(document, "en") == expected
    assert words_of_document(through_a_draft(document), "en") == expected


def test_mojibake_of_a_seed_is_repaired_and_said() -> None:
    text = read_text_file(seed("000"), "en")

    assert any("mojibake" in warning for warning in text.warnings)
    assert not any("â€" in line for line in lines_of(text))


def test_label_and_value_lines_of_the_seeds_are_definitions() -> None:
    kinds = {
        number: sum(
            type(block).__name__ == "Definitions"
            for section in read_text_file(seed(number), "en").sections
            for block in section.blocks
        )
        for number in SEEDS
    }

    assert kinds == {"000": 2, "001": 0, "002": 0, "003": 0, "004": 1}


@pytest.mark.parametrize(
    ("number", "numbering"),
    [("000", "outline"), ("001", "none"), ("002", "none"), ("003", "decimal"), ("004", "decimal")],
)
def test_numbers_of_a_seed_are_computed_as_they_were_typed(number: str, numbering: str) -> None:
    assert document_of(en=read_text_file(seed(number), "en")).numbering == numbering


@pytest.mark.parametrize(("name", "language"), histories())
def test_no_word_of_a_history_is_lost(name: str, language: str) -> None:
    for path in history(name, language):
        document = document_of(**{language: read_text_file(path, language)})

        expected = words_of_markdown_file(path, language)
        assert words_of_document(document, language) == expected, path.name
        assert words_of_document(through_a_draft(document), language) == expected, path.name


@pytest.mark.parametrize(("name", "language"), histories())
def test_consecutive_versions_keep_the_keys_of_unchanged_headings(name: str, language: str) -> None:
    previous: Document | None = None
    for path in history(name, language):
        document = document_of(previous, **{language: read_text_file(path, language)})
        if previous is not None:
            before = {normalised_heading(s.heading.get(language, "")): s.key for s in previous.sections}
            keys = {section.key for section in previous.sections}
            same = [
                section.key in keys
                for section in document.sections
                if normalised_heading(section.heading.get(language, "")) in before
            ]
            assert sum(same) >= 0.9 * len(same), path.name
        previous = document


@pytest.mark.parametrize(
    ("name", "versions"),
    [
        ("website-terms", {"fr": "2021-12-01", "en": "2023-07-31", "ar": "2021-12-01"}),
        ("browser-privacy-notice", {"en": "2025-04-22", "fr": "2025-04-22"}),
    ],
)
def test_languages_of_one_policy_are_paired_clause_by_clause(
    name: str, versions: dict[str, str]
) -> None:
    paths = {
        code: next(path for path in history(name, code) if path.stem == version)
        for code, version in versions.items()
    }
    document = document_of(**{code: read_text_file(path, code) for code, path in paths.items()})

    assert all(set(section.body) in (set(), set(versions)) for section in document.sections)
    for code, path in paths.items():
        assert words_of_document(document, code) == words_of_markdown_file(path, code)


def test_a_list_keeps_its_items_through_a_draft() -> None:
    document = document_of(en=read_text_file(seed("003"), "en"))

    def text(each: Document) -> list[str]:
        return words(body_text(section.body.get("en", ())) for section in each.sections)

    assert text(through_a_draft(document)) == text(document)
