"""Which lines of a plain text are headings, and on which level."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .plain_blocks import alternating_pairs
from .text_lines import Line, begins_like_a_title
from .typed_numbers import Label

_MAX_CHARACTERS, _MAX_WORDS = 110, 14
# Written in small letters within a title, in English and in French.
_SMALL_WORDS = (
    "a an and as at by for from how if in into is it its my of on or our that the their this to us we with you your "
    "à au aux avec ce ces d de des du en et la le les l leur nos notre ou par pour que qui sa ses son sur un une vos votre"
)
_CONNECTORS = frozenset(_SMALL_WORDS.split())
_LABELLED_VALUE = re.compile(r"\S\s*:\s+\S")
_ADDRESS = re.compile(r"@|https?://|www\.|\+\d|\d{4,}")
_LONG = 60


class FoundHeading(NamedTuple):
    """``position`` among the lines; headings of one ``family`` are written alike."""

    position: int
    text: str
    family: str
    label: Label | None = None


def find_headings(lines: Sequence[Line], *, spaced: bool) -> list[FoundHeading]:
    """The headings among these lines, in order; the last line heads nothing.

    ``spaced``: blank lines stand between the paragraphs.
    """
    found: list[FoundHeading] = []
    paired, rows = _paired(lines), _rows(lines)
    for position, line in enumerate(lines[:-1]):
        if position in paired:
            continue
        family = ""
        opens = position == 0 or (bool(found) and found[-1].position == position - 1)
        if line.label is not None:
            family = _numbered(line.rest, line.label, rows[position], found)
        elif line.bullet:
            family = _bulleted(lines, position, opens=opens)
        elif _is_plain_heading(lines, position, spaced=spaced, opens=opens):
            family = _plain_family(line)
        if family:
            text = line.rest.rstrip(": \u00a0") or line.rest
            found.append(FoundHeading(position=position, text=text, family=family, label=line.label))
    return found


def _paired(lines: Sequence[Line]) -> set[int]:
    """Lines that are labels and values by turns, announced by the line before them: no headings there."""
    paired: set[int] = set()
    for position, line in enumerate(lines):
        if line.announces and position not in paired:
            end = alternating_pairs(lines, position + 1)[1]
            paired.update(range(position + 1, end))
    return paired


def levels_of(headings: Sequence[FoundHeading]) -> list[int]:
    """Levels from 1: a way of writing headings first met beneath another one is its sub-level."""
    families = _families(headings)
    stack: list[str] = []
    last: dict[str, int] = {}
    levels = []
    for heading, family in zip(headings, families, strict=True):
        number = heading.label.number if heading.label and len(heading.label.path) == 1 else 0
        if family not in stack and number > 1:
            # Another way of writing the next number: "third" after "Article 2". Beneath it would begin at 1.
            family = next((outer for outer in stack if last.get(outer) == number - 1), family)
        if family in stack:
            del stack[stack.index(family) + 1 :]
        else:
            stack.append(family)
        last[family] = number
        levels.append(min(len(stack), 9))
    return levels


def is_heading_form(text: str) -> bool:
    """Short, begins like a title, ends like none of a sentence."""
    return (
        len(text) <= _MAX_CHARACTERS
        and len(text.split()) <= _MAX_WORDS
        and not text.endswith((".", ",", ";", "،", "؛", "!", "…"))
        and begins_like_a_title(text)
        and not _LABELLED_VALUE.search(text)
        and not _ADDRESS.search(text)
    )


def _numbered(text: str, label: Label, row: Sequence[Label], found: Sequence[FoundHeading]) -> str:
    """The family of a numbered heading; empty for an item of a list or a numbered sentence."""
    if text.endswith(".") and len(text.split()) <= 8:
        text = text.rstrip(".")
    if not is_heading_form(text):
        return ""
    if len(row) == 1:
        return label.family
    # Numbers in a row are a list, unless they continue the headings: then a clause has no text.
    last = next((heading.label for heading in reversed(found) if heading.family == label.family), None)
    continues = last is not None and (
        row[0].number == last.number + 1
        or (row[0].number <= last.number < label.number and row[0].number > 1)
    )
    return label.family if continues else ""


def _rows(lines: Sequence[Line]) -> list[list[Label]]:
    """For each line, the labels of the row of its family that it stands in: neighbours numbered alike."""
    rows: list[list[Label]] = []
    for line in lines:
        label = line.label
        if label is None:
            rows.append([])
        elif rows and rows[-1] and rows[-1][0].family == label.family:
            rows.append(rows[-1])
            rows[-1].append(label)
        else:
            rows.append([label])
    return rows


def _bulleted(lines: Sequence[Line], position: int, *, opens: bool) -> str:
    """A bullet whose line only announces, followed by prose, heads that prose; none within a list does."""
    line, following = lines[position], lines[position + 1]
    in_list = bool(lines[position - 1].bullet) and not opens
    heads = line.announces and is_heading_form(line.rest) and not in_list
    return "bullet" if heads and not following.marked and following.indent <= line.indent else ""


def _is_plain_heading(lines: Sequence[Line], position: int, *, spaced: bool, opens: bool) -> bool:
    """``opens``: the line is the first one, or the first beneath a heading."""
    line, following = lines[position], lines[position + 1]
    if line.underlined:
        return True
    if not is_heading_form(line.text) or "\t" in line.text or " | " in line.text:
        return False
    if not opens and not _may_follow(lines[position - 1], line, spaced=spaced):
        return False
    body = following.marked or not _short(following)
    if not body and not following.gap:
        return False
    strong = is_title_like(line.text)
    if line.announces:
        caseless = line.text.upper() == line.text.lower()
        return line.words <= 8 if strong else caseless and line.words <= 5 and _is_prose(following)
    # A question that is a paragraph of its own: what follows answers it.
    asks = line.gap > 0 and line.text.endswith(("?", "؟")) and body
    if spaced and (asks or _heads_a_heading(lines, position)):
        return True
    if strong:
        # A short line after a title-like one may be an address or another heading.
        return body or bool(_ADDRESS.search(following.text)) or is_title_like(following.text)
    longer = following.marked or len(following.text) >= max(_LONG, 2 * len(line.text))
    labelled = following.gap > 0 and _LABELLED_VALUE.search(following.text) is not None
    return (longer or labelled) and line.words <= (10 if line.gap else 8)


def _heads_a_heading(lines: Sequence[Line], position: int) -> bool:
    """Two short paragraphs, then prose: a heading and the first one beneath it."""
    three = lines[position : position + 3]
    if len(three) < 3 or not all(line.gap for line in three):
        return False
    _line, beneath, prose = three
    short = is_heading_form(beneath.text) and not (beneath.marked or beneath.announces)
    return short and _is_prose(prose) and len(prose.text) >= 2 * len(beneath.text)


def _is_prose(line: Line) -> bool:
    return not line.marked and len(line.text) >= _LONG and line.ends


def _may_follow(previous: Line, line: Line, *, spaced: bool) -> bool:
    """Whether a heading can come after this line of text."""
    if previous.announces:
        return False
    if spaced and not line.gap and not previous.marked:
        return False
    if previous.ends or previous.marked or (line.gap > 1 and line.gap > previous.gap):
        return True
    # "Effective: 1 January 2024" needs no full stop to be complete.
    complete = _LABELLED_VALUE.search(previous.text) is not None or not _short(previous)
    return complete and (bool(line.gap) or is_title_like(line.text))


def _short(line: Line) -> bool:
    """A fragment: neither a sentence nor long enough to be a paragraph."""
    return not line.ends and not line.announces and len(line.text) < _LONG


def is_title_like(text: str) -> bool:
    """Title Case or CAPITALS; a script without capitals is never title-like by itself."""
    words = re.findall(r"[^\W\d_][\w’'.-]*", text)
    weighty = [word for word in words if len(word) > 1 and word.lower() not in _CONNECTORS]
    cased = [word for word in weighty if word[0].isupper() or word[0].islower()]
    if not cased:
        return False
    capitals = sum(word[0].isupper() for word in cased)
    if len(cased) == 1:
        return capitals == 1 and len(words) <= 3
    return capitals * 10 >= len(cased) * 7


def _plain_family(line: Line) -> str:
    letters = [character for character in line.text if character.isalpha()]
    if len(letters) > 5 and line.text.isupper():
        return "capitals"
    return "announcing" if line.announces else "plain"


def _families(headings: Sequence[FoundHeading]) -> list[str]:
    """The headings' families, with those merged that are one level written in two ways."""
    families = [heading.family for heading in headings]
    for rare in ("capitals", "announcing"):
        if families.count(rare) < 2 or families.count("plain") < 2:
            families = ["plain" if family == rare else family for family in families]
    outer = next((heading for heading in headings if heading.label is not None), None)
    if outer is None or "plain" not in families:
        return families
    numbered = [position for position, family in enumerate(families) if family == outer.family]
    plain = [position for position, family in enumerate(families) if family == "plain"]
    before = [position for position in plain if position < numbered[0]]
    after = [position for position in plain if position > numbered[-1]]
    between = plain[len(before) : len(plain) - len(after)]
    framed = before and after and len(plain) > 2 and not between
    if framed or _nested_numbers(headings, numbered, between):
        return families
    peers = before if between else plain
    return [outer.family if position in peers else family for position, family in enumerate(families)]


def _nested_numbers(
    headings: Sequence[FoundHeading], numbered: Sequence[int], between: Sequence[int]
) -> bool:
    """Whether the numbers begin again beneath an unnumbered heading: then those are the clauses."""
    numbers = [(position, label.number) for position in numbered if (label := headings[position].label)]
    restarts = any(
        after <= number and any(before < other < position for other in between)
        for (before, number), (position, after) in pairwise(numbers)
    )
    # Numbers that are all the same were lost on the way: they begin nothing.
    return restarts and len({number for _position, number in numbers}) > 1
