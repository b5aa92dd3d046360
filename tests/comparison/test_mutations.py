"""No change is silent: every single mutation of a document shows in the comparison."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from policies.comparison.align.tokens import tokens
from policies.comparison.compare import compare
from policies.comparison.result import BlockChange
from policies.document.blocks import Block, Definitions, List, Note, Paragraph, Run, Runs, Table
from policies.document.shape import Document, Section

from .samples import everything, history


def mutated_runs(runs: Runs) -> Iterator[Runs]:
    """Each token replaced, dropped and doubled; each run's formatting and link changed."""
    for at, run in enumerate(runs):
        pieces = tokens(run.text)
        texts = [
            "".join([*pieces[:index], changed, *pieces[index + 1 :]])
            for index, piece in enumerate(pieces)
            for changed in (piece + piece, "", "\u00a0" if piece == " " else "mutant")
        ]
        others = [replace(run, text=text) for text in texts]
        others += [replace(run, bold=not run.bold), replace(run, italic=not run.italic)]
        others += [replace(run, link="https://mutant.example/" if run.link is None else None)]
        if run.link:
            others.append(replace(run, link="https://mutant.example/"))
        for other in others:
            yield (*runs[:at], other, *runs[at + 1 :])
    yield (*runs, Run(text="mutant"))


def _each(values, mutate) -> Iterator[tuple]:
    for at, value in enumerate(values):
        for other in mutate(value):
            yield (*values[:at], other, *values[at + 1 :])


def mutated_block(block: Block) -> Iterator[Block]:
    match block:
        case Paragraph(runs=runs):
            yield from (Paragraph(runs=other) for other in mutated_runs(runs))
        case List(ordered=ordered, items=items):
            yield replace(block, ordered=not ordered)
            yield replace(block, items=items[1:])
            yield from (replace(block, items=other) for other in _each(items, mutated_item))
        case Definitions(items=items):
            yield replace(block, items=items[:-1])
            yield from (Definitions(items=other) for other in _each(items, mutated_definition))
        case Table(header=header, rows=rows):
            yield replace(block, caption=(Run(text="mutant"),))
            yield replace(block, rows=rows[1:])
            yield replace(block, rows=rows[::-1])
            yield replace(block, header=header[:-1], rows=tuple(row[:-1] for row in rows))
            yield from (replace(block, header=other) for other in _each(header, mutated_runs))
            for other in _each(rows, lambda row: _each(row, mutated_runs)):
                yield replace(block, rows=other)
        case Note(tone=tone, blocks=blocks):
            yield replace(block, tone="warning" if tone == "info" else "info")
            yield from (replace(block, blocks=other) for other in _each(blocks, mutated_block))


def mutated_item(item) -> Iterator:
    yield from (replace(item, runs=other) for other in mutated_runs(item.runs))
    yield from (replace(item, children=other) for other in _each(item.children, mutated_block))
    yield replace(item, children=(*item.children, Paragraph(runs=(Run(text="mutant"),))))


def mutated_definition(definition) -> Iterator:
    yield from (replace(definition, term=other) for other in mutated_runs(definition.term))
    yield from (replace(definition, blocks=other) for other in _each(definition.blocks, mutated_block))


def mutated_bodies(document: Document, language: str, step: int = 1) -> Iterator[Document]:
    """Documents of which one block differs, each ``step``-th of all there are."""
    count = 0
    for at, section in enumerate(document.sections):
        for blocks in _each(section.body.get(language, ()), mutated_block):
            count += 1
            if count % step == 0:
                other = replace(section, body={**section.body, language: blocks})
                yield _with_section(document, at, other)


def _with_section(document: Document, at: int, section: Section) -> Document:
    sections = (*document.sections[:at], section, *document.sections[at + 1 :])
    return replace(document, sections=sections)


def differs(changes: tuple[BlockChange, ...]) -> bool:
    """A leaf says what changed: parts that are not the same, pieces on one side, or another form."""
    return any(
        change.kind != "unchanged"
        and (
            change.place != "here"
            or None in (change.old, change.new)
            or change.old_form != change.new_form
            or any(part.kind != "same" for part in change.parts)
            or differs(change.children)
        )
        for change in changes
    )


def assert_shows(old: Document, new: Document, language: str) -> None:
    comparison = compare(old, new, language)
    assert not comparison.identical
    changed = [section for section in comparison.sections if section.changed]
    assert len(changed) == 1
    assert set(changed[0].kinds) & {"edited", "formatting", "typographic"}
    assert differs(changed[0].blocks)


def test_every_mutation_of_a_block_shows():
    document = everything()
    amount = 0
    for mutant in mutated_bodies(document, "fr"):
        assert_shows(document, mutant, "fr")
        amount += 1
    assert amount > 300


@pytest.mark.parametrize(
    ("name", "step"),
    [("website-terms/ar", 60), ("browser-privacy-notice/fr", 90), ("website-terms/en", 60)],
)
def test_mutations_of_a_real_version_show(name, step):
    language = name.split("/")[1]
    document = history(name)[-1]
    for mutant in mutated_bodies(document, language, step):
        assert_shows(document, mutant, language)


def test_every_mutation_of_a_heading_a_level_the_title_and_the_summary_shows():
    document = everything()
    mutants = []
    for at, section in enumerate(document.sections):
        mutants.append(_with_section(document, at, replace(section, level=section.level % 3 + 1)))
        for (run,) in (
            other for other in mutated_runs((Run(text=section.heading["fr"]),)) if len(other) == 1
        ):
            if run.text != section.heading["fr"]:
                mutants.append(_with_section(document, at, replace(section, heading={"fr": run.text})))
    for name in ("title", "summary"):
        text = getattr(document, name)["fr"]
        mutants += [
            replace(document, **{name: {"fr": text.replace(piece, "", 1)}}) for piece in tokens(text)
        ]
    for mutant in mutants:
        assert not compare(document, mutant, "fr").identical


def test_every_mark_on_an_arabic_letter_shows():
    word = "قَانُونِيَّة"
    for at, character in enumerate(word):
        if character in "\u064e\u064f\u0650\u0651":
            old = Paragraph(runs=(Run(text=f"مدة {word} هنا"),))
            new = Paragraph(runs=(Run(text=f"مدة {word[:at] + word[at + 1 :]} هنا"),))
            first, second = (
                replace(
                    everything(), sections=(Section(key=section.key, level=1, body={"fr": (block,)}),)
                )
                for section in everything().sections[:1]
                for block in (old, new)
            )
            assert_shows(first, second, "fr")
