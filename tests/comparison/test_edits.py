"""Where edits begin and end, and when nothing is kept: rules that hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.comparison.align.edits import Edit, by_tokens, in_characters, readable, starts_of
from policies.comparison.align.tokens import tokens

# Few words, so that sentences and lines begin and end alike and an insertion could stand in several places.
words = st.sampled_from(["loi", "dit", "la", "fin", "du"])
passages = st.lists(st.lists(words, min_size=1, max_size=4).map(" ".join), min_size=2, max_size=6)


def edited_by_tokens(old: str, new: str) -> list[Edit]:
    olds, news = tokens(old), tokens(new)
    return in_characters(by_tokens(olds, news), starts_of(olds), starts_of(news))


def boundaries(text: str, end: str) -> set[int]:
    """Where a sentence or a line ends and the next begins, the space between them on either side."""
    found = {0, len(text)}
    for at, sign in enumerate(text):
        if sign == end:
            found |= {at + 1, at + 1 + (text[at + 1 : at + 2] == " ")}
    return found


@pytest.mark.parametrize("find", [readable, edited_by_tokens])
@settings(max_examples=200, derandomize=True, deadline=None)
@given(passages=passages, data=st.data())
def test_a_sentence_that_came_or_went_is_marked_from_where_it_begins_to_where_it_ends(
    find: object, passages: list[str], data: st.DataObject
) -> None:
    sentences = [f"{passage}." for passage in passages]
    at = data.draw(st.integers(0, len(sentences) - 1))
    long, short = " ".join(sentences), " ".join(sentences[:at] + sentences[at + 1 :])
    for old, new in ((short, long), (long, short)):
        found = find(old, new)
        if len(found) != 1 or (found[0].a != found[0].b and found[0].c != found[0].d):
            continue  # words of it were kept, or too few
        edit = found[0]
        low, high = (edit.c, edit.d) if len(new) > len(old) else (edit.a, edit.b)
        assert {low, high} <= boundaries(long, ".")


def rank(side: list[str], at: int) -> int:
    """How well it reads to begin or end before this token."""
    if at in (0, len(side)) or side[at - 1] == "\n":
        return 4
    before = "".join(side[:at])
    if before.rstrip(" ")[-1:] in (".", "!", "?"):
        return 3
    return 2 if before.endswith(" ") else int(side[at] == " ")


def better(edit: Edit, room: tuple[int, int], side: list[str]) -> list[int]:
    """By how many tokens a pure insertion or deletion could be moved, to leave the same texts and read better."""
    low, high = (edit.c, edit.d) if edit.a == edit.b else (edit.a, edit.b)
    found = []
    for step, limit in ((-1, room[0]), (1, room[1])):
        shift = step
        while abs(shift) <= limit and low + shift >= 0 and high + shift <= len(side):
            if (
                side[min(low, low + shift) :][: abs(shift)]
                != side[min(high, high + shift) :][: abs(shift)]
            ):
                break
            if sum(rank(side, at + shift) for at in (low, high)) > rank(side, low) + rank(side, high):
                found.append(shift)
            shift += step
    return found


@settings(max_examples=500, derandomize=True, deadline=None)
@given(*[st.lists(st.sampled_from(["loi", "dit", "fin", ".", "\n"]), max_size=14)] * 2)
def test_no_insertion_or_deletion_would_read_better_anywhere_near(
    old: list[str], new: list[str]
) -> None:
    olds, news = (tokens(" ".join(side)) for side in (old, new))
    found = by_tokens(olds, news)
    for at, edit in enumerate(found):
        if edit.quiet or (edit.a != edit.b and edit.c != edit.d):
            continue
        # Half of what lies between two edits is each one's to move in, so that they never touch.
        before = (edit.c - found[at - 1].d) // 2 if at else len(news)
        after = (found[at + 1].c - edit.d - 1) // 2 if at + 1 < len(found) else len(news)
        assert better(edit, (before, after), news if edit.a == edit.b else olds) == []


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("un aa bb cc dd", "un ww xx yy zz", True),
        (
            "aa bb cc dd ee ff un deux trois gg hh ii jj kk ll",
            "ww " * 6 + "un deux trois" + " xx" * 6,
            True,
        ),
        ("aa bb cc dd un", "ww xx yy zz un", True),
        ("un aa bb cc dd ee", "un vv ww xx yy zz", False),
        (
            "aa bb cc dd ee ff un deux trois gg hh ii jj kk ll mm",
            "ww " * 6 + "un deux trois" + " xx" * 7,
            False,
        ),
        ("aa bb cc dd ee un", "vv ww xx yy zz un", False),
    ],
)
def test_a_text_is_replaced_whole_where_less_than_a_fifth_of_its_words_is_kept(
    old: str, new: str, kept: bool
) -> None:
    whole = [Edit(0, len(old), 0, len(new))]

    assert (readable(old, new) != whole) == kept
