"""The words of one text that became several, and of several that became one: each fragment with its own edits."""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.comparison.align.words import compare_merged, compare_split
from policies.comparison.result import Parts, text_on
from policies.document.blocks import Run

from .samples import runs
from .test_words import SIGNS


def shown(parts: Parts) -> str:
    return "".join(SIGNS[part.kind].format(part.text) for part in parts)


def split(old: str, *news: str) -> list[str] | None:
    found = compare_split(runs(old), [runs(new) for new in news])
    return None if found is None else [shown(parts) for parts in found]


def merged(*olds_and_new: str) -> list[str] | None:
    *olds, new = olds_and_new
    found = compare_merged([runs(old) for old in olds], runs(new))
    return None if found is None else [shown(parts) for parts in found]


def test_each_fragment_has_its_own_edits():
    old = "un deux trois quatre cinq six sept"
    assert split(old, "un deux vingt quatre", "cinq six sept") == [
        "un deux [-trois-]{+vingt+} quatre~~",
        "cinq six sept",
    ]
    assert split(old, "un deux trois", "quatre vingt six sept") == [
        "un deux trois~~",
        "quatre [-cinq-]{+vingt+} six sept",
    ]


def test_what_was_replaced_across_the_cut_was_deleted_before_it():
    assert split("un deux trois quatre cinq six", "un deux vingt", "trente cinq six") == [
        "un deux [-trois quatre-]{+vingt+}",
        "{+trente+} cinq six",
    ]


def test_what_was_deleted_where_a_fragment_ends_belongs_to_it():
    assert split("un deux trois quatre cinq six sept huit", "un deux", "sept huit neuf") == [
        "un deux[- trois quatre cinq six -]",
        "sept huit{+ neuf+}",
    ]


def test_what_was_inserted_where_a_fragment_begins_belongs_to_it():
    assert split("un deux trois quatre cinq six", "un deux trois", "vingt quatre cinq six") == [
        "un deux trois",
        "{+vingt+} quatre cinq six",
    ]


def test_what_was_replaced_where_a_fragment_begins_is_all_in_it():
    assert split("un deux trois quatre cinq six", "un deux trois", "vingt cinq six") == [
        "un deux trois",
        "[- quatre-]{+vingt+} cinq six",
    ]


def test_edits_after_a_cut_stay_in_their_fragments():
    assert split(
        "un deux trois quatre cinq six sept huit neuf",
        "un deux trois",
        "vingt quatre cinq six",
        "sept trente neuf",
    ) == ["un deux trois", "{+vingt+} quatre cinq six~~", "sept [-huit-]{+trente+} neuf"]


def test_a_merger_is_the_split_seen_from_the_other_side():
    new = "un deux trois quatre cinq six sept"
    assert merged("un deux vingt quatre", "cinq six sept", new) == [
        "un deux [-vingt-]{+trois+} quatre~ ~",
        "cinq six sept",
    ]
    assert merged("un deux vingt", "trente cinq six", "un deux trois quatre cinq six") == [
        "un deux [-vingt-]{+trois quatre+}",
        "[-trente-] cinq six",
    ]
    assert merged("un deux", "sept huit neuf", "un deux trois quatre cinq six sept huit") == [
        "un deux{+ trois quatre cinq six +}",
        "sept huit[- neuf-]",
    ]


def test_a_merger_shows_typography_formatting_and_vowels_as_they_were_and_are():
    plain, bold = runs("un deux trois quatre"), runs("un deux trois quatre", bold=True)
    after = (*bold, *runs(" dit «\u00a0cinq\u00a0» كُتِبَ"))
    found = compare_merged([plain, runs("dit « cinq » كَتَبَ")], after)
    assert found is not None
    kinds = {part.kind: part for parts in found for part in parts}
    assert (kinds["formatting"].before, kinds["formatting"].runs) == (plain, bold)
    assert (kinds["typographic"].before, kinds["typographic"].runs) == (runs(" "), runs("\u00a0"))
    assert (kinds["vowels"].before, kinds["vowels"].runs) == (runs("كَتَبَ"), runs("كُتِبَ"))


@pytest.mark.parametrize(
    ("fragment", "kept"),
    [
        ("trois quatre cinq six", True),
        ("trois quatre vingt trente", True),  # half of its words
        ("trois vingt trente quarante", False),
    ],
)
def test_of_a_fragment_half_the_words_keep_their_order(fragment, kept):
    old = "un deux trois quatre cinq six"
    assert (split(old, "un deux", fragment) is not None) == kept
    assert (merged("un deux", fragment, old) is not None) == kept


def test_a_text_that_begins_with_a_mark_is_no_fragment():
    # Joined to the letter before it, the mark would make another letter.
    old = "data \u0301 rights retention"

    assert split(old, "data", "\u0301 rights retention") is None
    assert merged("data", "\u0301 rights retention", old) is None


WORDS = st.lists(
    st.sampled_from(["un", "deux", "trois", "«", "»", "كتب", "كُتب", "x", "\u0301"]), max_size=8
)


def _runs(texts: Iterable[Sequence[str]]) -> tuple[Run, ...]:
    pieces = [Run(text=" ".join(words), bold=bool(at % 2)) for at, words in enumerate(texts)]
    return tuple(run for run in pieces if run.text)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(WORDS, max_size=3), st.lists(st.lists(WORDS, max_size=2), min_size=1, max_size=4))
def test_the_fragments_give_both_sides_back(old, news):
    whole, fragments = _runs(old), [_runs(each) for each in news]
    cut, joined = compare_split(whole, fragments), compare_merged(fragments, whole)
    assert (cut is None) == (joined is None)
    for found, one, many in ((cut, "old", "new"), (joined, "new", "old")):
        if found is not None:
            assert "".join(text_on(parts, one) for parts in found) == "".join(r.text for r in whole)
            assert [text_on(parts, many) for parts in found] == [
                "".join(run.text for run in each) for each in fragments
            ]
