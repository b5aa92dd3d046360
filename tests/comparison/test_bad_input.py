"""Documents nobody would write: a typed answer or a clear error, never a hang."""

import gc
import time
import uuid

import pytest

from policies.comparison.align.nodes import DEEPEST, TooDeep
from policies.comparison.compare import LanguageMissing, compare
from policies.document.blocks import Definition, Definitions, Item, List, Note
from policies.document.canonical import from_json as document_from_json
from policies.document.canonical import to_json as document_to_json
from policies.document.malformed import MalformedDocument
from policies.document.shape import Section
from tests.comparison.rebuild import rebuild, text_of

from .samples import document, everything, paragraph, section


def nested(levels: int):
    block = paragraph("Au fond.")
    for _ in range(levels):
        block = Note(tone="info", blocks=(block,))
    return document(section(1, "Objet", block))


def test_blocks_nested_as_deep_as_is_allowed_are_compared():
    old, new = nested(DEEPEST - 1), document(section(1, "Objet"))
    assert rebuild(compare(old, new, "fr"), "old") == text_of(old, "fr")


@pytest.mark.parametrize("levels", [DEEPEST, 400])
def test_blocks_nested_deeper_are_refused_on_either_side(levels):
    for pair in (
        (nested(levels), nested(1)),
        (nested(1), nested(levels)),
        (nested(levels), nested(levels)),
    ):
        with pytest.raises(TooDeep, match=f"deeper than {DEEPEST}"):
            compare(*pair, "fr")


def test_the_collector_runs_again_after_a_comparison_and_after_a_failed_one():
    compare(everything(), document(), "fr")
    assert gc.isenabled()
    with pytest.raises(TooDeep):
        compare(nested(DEEPEST), document(), "fr")
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off():
    gc.disable()
    try:
        compare(everything(), document(), "fr")
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize("schema", [0, 3, None, "1"])
def test_a_document_of_another_schema_is_refused_by_its_number(schema):
    value = document_to_json(everything()) | {"schema": schema}
    with pytest.raises(MalformedDocument, match=f"schema {schema!r}: this code reads 1, 2"):
        document_from_json(value)


def test_two_empty_documents_are_identical():
    assert compare(document(), document(), "fr").identical


def test_a_section_without_anything_is_compared():
    empty = Section(key=uuid.UUID(int=9), level=1)
    assert compare(document(empty), document(empty), "fr").identical
    assert compare(document(), document(empty), "fr").counts.added == 1


def test_a_language_of_one_side_only_is_named_though_the_text_is_there():
    both = document(section(1, "Objet"), languages=("fr", "en"))
    with pytest.raises(LanguageMissing, match="the new document lacks the language 'en'"):
        compare(both, document(section(1, "Objet")), "en")


def test_ten_thousand_sections_are_compared_in_bounded_time():
    def large(first: int, word: str):
        return document(
            *(
                section(first + at, f"Titre {at}", paragraph(f"Texte {at} {word}"))
                for at in range(10_000)
            )
        )

    old, new = large(1, "gardé"), large(1, "effacé")
    began = time.process_time()
    comparison = compare(old, new, "fr")
    # Far above what it takes (about a second): a guard against quadratic time, not a benchmark.
    assert time.process_time() - began < 15
    assert len(comparison.sections) == 10_000
    assert comparison.counts.sections_changed == 10_000


@pytest.mark.parametrize(
    "wrap",
    [
        lambda block: Note(tone="info", blocks=(block,)),
        lambda block: List(ordered=True, items=(Item(runs=(), children=(block,)),)),
        lambda block: Definitions(items=(Definition(term=(), blocks=(block,)),)),
    ],
)
def test_every_kind_of_block_may_be_nested_as_deep_as_any_other(wrap):
    block = paragraph("Au fond.")
    for _ in range(DEEPEST - 1):
        block = wrap(block)
    deep = document(section(1, "Objet", block))
    assert rebuild(compare(deep, document(), "fr"), "old") == text_of(deep, "fr")
    with pytest.raises(TooDeep):
        compare(document(section(1, "Objet", wrap(block))), document(), "fr")


def test_a_language_that_neither_has_is_named():
    with pytest.raises(LanguageMissing, match=r"^neither document has the language 'en'$"):
        compare(document(), document(), "en")
