"""Numbers are those that Word shows."""

from __future__ import annotations

import pytest

from policies.document.blocks import List
from policies.document.numbering import item_labels
from policies.interchange.readers.parsed_text import ParsedText

from .word_files import levels, numbering, p, read


def shown(text: ParsedText) -> list[str]:
    """The numbers of all items and headings, in reading order."""
    found: list[str] = []

    def add(block: object) -> None:
        if isinstance(block, List):
            for item, label in zip(block.items, item_labels(block), strict=True):
                found.append(label)
                for child in item.children:
                    add(child)

    for section in text.sections:
        if section.label:
            found.append(section.label.text)
        for block in section.blocks:
            add(block)
    return found


def items(*numbers: tuple[str, int], definition: str, overrides: str = "") -> list[str]:
    # A heading that is marked keeps the items from being taken for headings.
    body = p("Clause", style="H1") + "".join(
        p("We keep what you give us.", number=number, level=level) for number, level in numbers
    )
    return shown(read(body, numbering=numbering(definition, overrides=overrides)))


def test_levels_count_beneath_each_other() -> None:
    definition = levels("Article %1.", "%1.%2", "(%3)")
    order = [("1", 0), ("1", 1), ("1", 1), ("1", 2), ("1", 0), ("1", 1), ("1", 2)]

    found = items(*order, definition=definition)

    assert found == ["Article 1.", "1.1", "1.2", "(1)", "Article 2.", "2.1", "(1)"]


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        ("upperRoman", ["I", "II", "III"]),
        ("lowerLetter", ["a", "b", "c"]),
        ("decimalZero", ["01", "02", "03"]),
        ("arabicAbjad", ["أ", "ب", "ج"]),
        ("arabicAlpha", ["أ", "ب", "ت"]),
        ("ordinal", ["1er", "2e", "3e"]),
        ("ordinalText", ["Premier", "Deuxième", "Troisième"]),
    ],
)
def test_formats(form: str, labels: list[str]) -> None:
    found = items(*[("1", 0)] * 3, definition=levels("(%1)", form=form))

    assert found == [f"({label})" for label in labels]


def test_start_and_restart_of_an_instance() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'

    found = items(
        ("1", 0), ("1", 0), ("9", 0), ("9", 0), definition=levels("%1.", start=5), overrides=override
    )

    assert found == ["5.", "6.", "1.", "2."]


def test_instances_of_one_definition_go_on_with_its_numbers() -> None:
    assert items(("1", 0), ("9", 0), ("1", 0), definition=levels("%1.")) == ["1.", "2.", "3."]


def test_legal_numbers_are_decimal_throughout() -> None:
    definition = levels("%1.", form="upperRoman") + (
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>'
    )

    assert items(("1", 0), ("1", 0), ("1", 1), definition=definition) == ["I.", "II.", "2.1"]


def test_number_taken_off_a_paragraph_is_not_counted() -> None:
    body = (
        p("Clause", style="H1")
        + p("One is kept.", number="1")
        + p("None.", number="0")
        + p("Two.", number="1")
    )

    assert shown(read(body, numbering=numbering(levels("%1.")))) == ["1.", "2."]


def test_style_gives_its_number_and_level() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="Art"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Mine"/><w:basedOn w:val="Art"/></w:style>'
    )
    body = p("Objet", style="Art") + p("Texte.") + p("Durée", style="Own") + p("Texte.")

    text = read(body, styles=style, numbering=numbering(levels("Article %1")))

    assert [(s.label.text, s.heading) for s in text.sections if s.label] == [
        ("Article 1", "Objet"),
        ("Article 2", "Durée"),
    ]


def test_unknown_format_is_said() -> None:
    body = p("Clause", style="H1") + p("One is kept.", number="1")

    text = read(body, numbering=numbering(levels("%1.", form="koreanDigital")))

    assert "koreanDigital" in text.warnings[0]
