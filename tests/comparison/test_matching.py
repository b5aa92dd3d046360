import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq

from policies.comparison.align import matching
from policies.comparison.align.matching import heaviest_increasing, increasing, matches

codes = st.lists(st.integers(0, 5), max_size=25)


def assert_matches(old, new):
    found = matches(old, new)
    at = there = 0
    for first, second, length in found:
        assert first >= at
        assert second >= there
        assert old[first : first + length] == new[second : second + length]
        at, there = first + length, second + length
    return sum(length for *_, length in found)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(codes, codes)
def test_small_sequences_match_as_long_as_possible(old, new):
    assert assert_matches(old, new) == LCSseq.similarity(old, new)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(codes, codes)
def test_large_sequences_match_in_order_and_equal(old, new):
    cells, matching._CELLS = matching._CELLS, 8
    try:
        assert_matches(old, new)
    finally:
        matching._CELLS = cells


def test_a_large_sequence_with_few_edits_matches_all_but_them(monkeypatch):
    monkeypatch.setattr(matching, "_CELLS", 10_000)
    chance = random.Random(1)  # noqa: S311 - the same numbers at every run
    old = [chance.randrange(500) for _ in range(5000)]
    new = [code if chance.random() > 0.01 else -1 for code in old]
    assert assert_matches(old, new) == len(new) - new.count(-1)


def test_equal_sequences_match_whole():
    assert matches([1, 2, 1], [1, 2, 1]) == [(0, 0, 3)]


def test_nothing_in_common_matches_nothing():
    assert matches([1, 2], [3]) == []


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.permutations(range(7)), st.lists(st.integers(1, 9), min_size=7, max_size=7))
def test_the_heaviest_chain_is_the_heaviest(values, weights):
    kept = heaviest_increasing(values, weights)
    assert [values[at] for at in kept] == sorted(values[at] for at in kept)
    best = max(
        sum(weights[at] for at in chain)
        for chain in _subsets(len(values))
        if all(values[a] < values[b] for a, b in pairwise(chain))
    )
    assert sum(weights[at] for at in kept) == best


def _subsets(size):
    return [[at for at in range(size) if bits >> at & 1] for bits in range(1 << size)]


def test_a_longest_increasing_subsequence():
    assert [[3, 1, 2, 5, 4][at] for at in increasing([3, 1, 2, 5, 4])] == [1, 2, 4]
    assert increasing([]) == []


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=8))
def test_the_longest_increasing_subsequence_is_the_longest(values):
    kept = increasing(values)
    assert all(values[a] < values[b] and a < b for a, b in pairwise(kept))
    longest = max(
        len(chain)
        for chain in _subsets(len(values))
        if all(values[a] < values[b] for a, b in pairwise(chain))
    )
    assert len(kept) == longest


def test_repetitive_sequences_without_an_anchor_match_share_by_share(monkeypatch):
    monkeypatch.setattr(matching, "_CELLS", 100)
    old, new = [1, 2] * 40 + [3], [4] + [1, 2] * 40
    assert assert_matches(old, new) >= len(old) // 2
