"""What the form of a list says, and both ends of a change of form among siblings."""

from __future__ import annotations

import pytest

from policies.comparison.form_ends import Ends, ListForm, lost, read_form, together
from policies.comparison.result import BlockChange, Part


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("unordered", ListForm(ordered=False, style="decimal", start=1)),
        ("ordered", ListForm(ordered=True, style="decimal", start=1)),
        ("ordered lower-roman", ListForm(ordered=True, style="lower-roman", start=1)),
        ("ordered arabic-abjad 5", ListForm(ordered=True, style="arabic-abjad", start=5)),
        ("", ListForm(ordered=False, style="decimal", start=1)),
    ],
)
def test_form_says_whether_how_and_from_where_a_list_is_numbered(form: str, read: ListForm) -> None:
    assert read_form(form) == read


def block(at: int, place: str = "here", *parts: Part, move: int | None = None) -> BlockChange:
    return BlockChange(
        "edited",
        "paragraph",
        parts,
        old=None if place == "arrival" else at,
        new=None if place == "departure" else at,
        place=place,
        move=move,
    )


def test_siblings_without_a_change_of_form_stand_as_they_are() -> None:
    siblings = [block(0), block(1, "departure", move=1), block(2), block(3, "arrival", move=1)]
    assert list(together(siblings)) == siblings
    assert list(together([])) == []


def test_both_ends_stand_together_and_two_changes_apart() -> None:
    first = [block(0, "departure"), block(1, "departure"), block(0, "arrival")]
    second = [block(2, "departure"), block(1, "arrival"), block(2, "arrival")]
    kept, moved = block(9), block(8, "departure", move=1)
    assert list(together([kept, *first, *second, moved])) == [
        kept,
        Ends(tuple(first[:2]), tuple(first[2:])),
        Ends(tuple(second[:1]), tuple(second[1:])),
        moved,
    ]


SAME, GONE, CAME = Part("same", "un"), Part("deleted", "deux"), Part("inserted", "trois")


@pytest.mark.parametrize(
    ("old", "new", "line_by_line", "gone"),
    [
        ([(SAME,)], [(SAME,)], True, 0),
        ([(SAME, GONE, CAME)], [(SAME, GONE, CAME)], True, 0),
        ([(GONE, CAME)], [(GONE, CAME)], True, 0),
        ([(SAME,)], [(SAME,), (CAME,)], True, 0),
        ([(SAME,), (GONE,)], [(SAME,)], False, 1),
        ([(SAME,), (SAME, CAME)], [(SAME,)], False, 0),
        ([(), (SAME,)], [(SAME,), ()], True, 0),  # a block without words is no line
    ],
)
def test_new_form_shows_both_texts_if_it_has_every_old_line(
    old: list[tuple[Part, ...]], new: list[tuple[Part, ...]], line_by_line: bool, gone: int
) -> None:
    ends = Ends(
        tuple(block(at, "departure", *parts) for at, parts in enumerate(old)),
        tuple(block(at, "arrival", *parts) for at, parts in enumerate(new)),
    )
    assert ends.line_by_line == line_by_line
    assert [(line.kind, line.place) for line in lost(ends)] == [("removed", "here")] * gone


def test_lines_within_a_block_are_lines_too_and_come_without_what_is_in_them() -> None:
    inner = block(0, "here", GONE)
    outer = block(0, "departure", GONE)._replace(children=(inner,))
    found = list(lost(Ends((outer,), (block(0, "arrival", CAME),))))
    assert [line.children for line in found] == [(), ()]
