"""A comparison rebuilds both of its sides exactly."""

import json
from itertools import accumulate, combinations, pairwise

import pytest
from hypothesis import given, settings

from policies.comparison.compare import compare
from policies.comparison.result import text_on
from policies.comparison.show.as_json import to_json
from policies.document.blocks import Paragraph, Run
from policies.document.shape import Document
from tests.comparison.rebuild import rebuild, text_of

from .from_json import from_json
from .samples import HISTORY_NAMES, document, every_change, everything, history, section
from .strategies import LANGUAGE, document_pairs, documents, rearranged_pairs


def assert_rebuilds(old: Document, new: Document, language: str) -> None:
    comparison = compare(old, new, language)
    again = from_json(json.loads(json.dumps(to_json(comparison))))
    assert again == comparison
    for side, whole in (("old", old), ("new", new)):
        assert rebuild(comparison, side) == text_of(whole, language)
        assert rebuild(again, side) == text_of(whole, language)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(document_pairs())
def test_generated_pairs_rebuild_from_the_value_and_from_the_json(pair):
    assert_rebuilds(*pair, LANGUAGE)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(rearranged_pairs())
def test_what_was_split_merged_and_moved_rebuilds(pair):
    assert_rebuilds(*pair, LANGUAGE)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(rearranged_pairs() | document_pairs())
def test_no_change_begins_or_ends_inside_a_grapheme(pair):
    regex = pytest.importorskip("regex", reason="the regex package knows Unicode's grapheme clusters")
    for parts in _passages(compare(*pair, LANGUAGE)):
        for side in ("old", "new"):
            stretches = [text_on((part,), side) for part in parts]
            ends = set(accumulate(map(len, regex.findall(r"\X", "".join(stretches))), initial=0))
            assert set(accumulate(map(len, stretches), initial=0)) <= ends


def _passages(comparison):
    yield from (comparison.title, comparison.summary)
    for change in comparison.sections:
        yield change.heading
        yield from _in_blocks(change.blocks)


def _in_blocks(blocks):
    for block in blocks:
        yield block.parts
        yield from _in_blocks(block.children)


@settings(max_examples=10, derandomize=True, deadline=None)
@given(documents())
def test_a_generated_document_is_identical_to_itself(document):
    assert compare(document, document, LANGUAGE).identical


@pytest.mark.parametrize("name", HISTORY_NAMES)
def test_all_pairs_of_real_versions_rebuild(name):
    language = name.split("/")[1]
    versions = [(version, text_of(version, language)) for version in history(name)]
    for (old, old_text), (new, new_text) in combinations(versions, 2):
        comparison = compare(old, new, language)
        assert rebuild(comparison, "old") == old_text
        assert rebuild(comparison, "new") == new_text


@pytest.mark.parametrize("name", HISTORY_NAMES)
def test_consecutive_real_versions_rebuild_from_the_json(name):
    versions = history(name)
    for old, new in [*pairwise(versions), (versions[-1], versions[0])]:
        assert_rebuilds(old, new, name.split("/")[1])


@pytest.mark.parametrize("name", HISTORY_NAMES)
def test_a_real_version_is_identical_to_itself(name):
    assert all(compare(each, each, name.split("/")[1]).identical for each in history(name))


def test_a_document_of_every_kind_of_block_rebuilds_against_an_empty_one():
    assert_rebuilds(everything(), document(), "fr")
    assert_rebuilds(document(), everything(), "fr")


def test_a_boundary_between_runs_of_one_formatting_is_no_difference():
    whole = document(section(1, "Objet", Paragraph(runs=(Run(text="un deux"),))))
    split = document(
        section(1, "Objet", Paragraph(runs=(Run(text="un "), Run(text=""), Run(text="deux"))))
    )
    assert compare(whole, split, "fr").identical
    assert text_of(whole, "fr") == text_of(split, "fr")


def test_text_of_a_language_a_section_lacks_is_empty():
    only_french = document(section(1, "Objet"), languages=("fr", "en"))
    (clause,) = text_of(only_french, "en").sections
    assert (clause.heading, clause.number, clause.body) == ("", "", ())


def test_documents_with_a_change_of_every_kind_between_them_rebuild():
    for old, new in (every_change(), every_change()[::-1]):
        assert_rebuilds(old, new, "fr")


def test_the_text_of_a_document_has_its_blocks_as_they_are():
    whole = everything()
    assert [each.body for each in text_of(whole, "fr").sections] == [
        each.body["fr"] for each in whole.sections
    ]
