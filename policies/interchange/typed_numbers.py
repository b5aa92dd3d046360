"""Numbers and letters typed before a heading or an item: ``1.``, ``A)``, ``(iv)``, ``Article 3 –``, ``أولاً:``.

Numbers are computed in a document, so a typed one is taken off and remembered as a ``Label``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from policies.document.numbering import numbers_of, roman
from policies.document.shape import Numbering
from policies.lexicon.ordinals import arabic_ordinal

Style = Literal["decimal", "upper", "lower", "roman", "abjad"]

_DIGITS = "[0-9٠-٩۰-۹]{1,3}"
_ROMAN = "(?=[IVXLC])X{0,3}(?:IX|IV|V?I{0,3})"
_NAMED = (
    "Article|Art\\.|Section|Clause|Chapter|Part|Chapitre|Titre|Partie|Paragraphe"
    "|المادة|مادة|البند|بند|الفصل|القسم|الباب|الفقرة|المبحث"
)
# All that a label may be, and what a letter alone may stand for.
_ROMANS = {roman(number): number for number in range(1, 51)}
_ABJAD = "أبجدهوزحطيكلمن"

_END = r"(?:\s*[.):\-–—،]+(?:\s+|$)|\s+|$)"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "named",
        re.compile(
            rf"(?:{_NAMED})\s*(?:n°\s*)?"
            rf"(?:(?P<digits>{_DIGITS}(?:\.{_DIGITS})*)|(?P<first>premier|1er|première|1ère)"
            rf"|(?P<roman>{_ROMAN}\b)|(?P<letter>[A-Z](?=\s*[.):\-–—]))"
            rf"|(?P<ordinal>ال[\u0621-\u0652]+(?:\s+عشرة?)?)){_END}",
            re.IGNORECASE,
        ),
    ),
    ("compound", re.compile(rf"(?P<digits>{_DIGITS}(?:\.{_DIGITS})+)(?:\s*[.):\-–—]\s+|\s+)")),
    ("hash", re.compile(rf"\((?P<digits>{_DIGITS})\)[.:]?\s*")),
    ("dot", re.compile(rf"(?P<digits>{_DIGITS})(?:\.(?![0-9])|\)|°)[-–—:]?\s*")),
    ("dash", re.compile(rf"(?P<digits>{_DIGITS})(?:\s+[-–—:]\s*|[-–—:]\s+)(?=\S)")),
    ("dash", re.compile(rf"(?P<digits>{_DIGITS})[-–—](?=[\u0621-\u064a])")),
    ("paren", re.compile(r"\((?P<letter>[A-Za-z])\)\s*|(?P<close>[A-Za-z])\)\s+")),
    ("paren", re.compile(rf"\((?P<roman>{_ROMAN})\)\s*|(?P<close>{_ROMAN})\)\s+", re.IGNORECASE)),
    ("letter", re.compile(r"(?P<letter>[A-Z])(?:\.\s+|\s*[-–—]\s+)|(?P<close>[a-z])\.\s+")),
    ("numeral", re.compile(rf"(?P<roman>{_ROMAN})(?:\.\s+|\s*[-–—:]\s+)")),
    ("abjad", re.compile(rf"\(?(?P<abjad>[{_ABJAD}]|هـ)(?:\)\s*|\s*[.\-–—:]\s+|[-–—]\s*)")),
    ("ordinal", re.compile(r"(?P<ordinal>[\u0621-\u0652]+(?:\s+عشر)?)\s*[:\-–—.،]\s*")),
)
_TRANSLATED = {"هـ": "ه"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """``text`` as typed; ``path`` its numbers from the outside in, so ``1.2`` is ``(1, 2)``.

    ``family`` tells ways of typing apart: labels that number one list share it. A single letter such as
    ``I`` is a letter here; ``resolved`` finds out by its neighbours whether it was a Roman numeral.
    """

    text: str
    style: Style
    path: tuple[int, ...]
    family: str

    @property
    def number(self) -> int:
        return self.path[-1]


def split_label(line: str) -> tuple[Label | None, str]:
    """The typed number at the start of a line, if there is one, and what follows it."""
    for family, pattern in _PATTERNS:
        match = pattern.match(line)
        if match is None or not match.group().strip():
            continue
        rest = line[match.end() :].strip()
        label = _label(family, match)
        if label is None or not rest or (family == "named" and not _heads(rest)):
            continue
        return label, rest
    return None, line


def _heads(rest: str) -> bool:
    """Whether what follows a name and number can be a heading: "Article 3 of the law" cannot."""
    first = next((character for character in rest if character.isalpha()), "")
    return bool(first) and not first.islower()


def _label(family: str, match: re.Match[str]) -> Label | None:
    groups = match.groupdict()
    text = match.group().strip()
    if digits := groups.get("digits"):
        path = tuple(int(part) for part in digits.split("."))
        return Label(text=text, style="decimal", path=path, family=f"{family}{len(path)}")
    if groups.get("first"):
        return Label(text=text, style="decimal", path=(1,), family="named1")
    if ordinal := groups.get("ordinal"):
        number = arabic_ordinal(ordinal)
        name = "named1" if family == "named" else family
        return Label(text=text, style="decimal", path=(number,), family=name) if number else None
    if abjad := groups.get("abjad"):
        number = _ABJAD.index(_TRANSLATED.get(abjad, abjad)) + 1
        return Label(text=text, style="abjad", path=(number,), family=family)
    value = groups.get("letter") or groups.get("roman") or groups.get("close") or ""
    case = "upper" if value.isupper() else "lower"
    if len(value) == 1:
        style: Style = "upper" if value.isupper() else "lower"
        return Label(text=text, style=style, path=(ord(value.upper()) - 64,), family=f"{family}-{case}")
    number = _roman(value)
    return Label(text=text, style="roman", path=(number,), family=f"{family}-{case}") if number else None


def resolved(labels: Sequence[Label | None]) -> list[Label | None]:
    """The same labels with single letters read as Roman numerals where their neighbours say so.

    ``I`` after ``H`` is a letter; ``I`` at the start of a run, or between Roman numerals, is 1.
    """
    result: list[Label | None] = []
    last: dict[str, Label] = {}
    romans = {_base(label) for label in labels if label is not None and label.style == "roman"}
    for label in labels:
        if label is not None and label.style in ("upper", "lower"):
            previous = last.get(_base(label))
            value = _roman(chr(64 + label.path[0]))
            follows = previous is not None and previous.style == label.style
            if follows and previous is not None and previous.path[0] + 1 == label.path[0]:
                pass
            elif value and (
                (previous is not None and previous.style == "roman" and previous.path[0] + 1 == value)
                or (value == 1 and _base(label) in romans)
            ):
                label = Label(text=label.text, style="roman", path=(value,), family=label.family)
        if label is not None:
            label = Label(text=label.text, style=label.style, path=label.path, family=_base(label))
            last[label.family] = label
        result.append(label)
    return result


def _base(label: Label) -> str:
    """Letters and Roman numerals of one case are typed alike: they are told apart by their order."""
    return label.family.replace("numeral", "letter")


def reproducing(sections: Iterable[tuple[int, Label | None, bool]]) -> tuple[Numbering, int]:
    """The numbering that gives a text back the numbers typed in it, and how many it changes.

    Each section is its level, its label, and whether it has a heading at all. Without labels: ``none``.
    """
    sections = list(sections)
    labels = [label for _level, label, _headed in sections]
    typed = [label for label in labels if label is not None]
    if not typed:
        return "none", 0
    levels = [level if headed else None for level, _label, headed in sections]
    best: tuple[Numbering, int] = ("none", 0)
    for numbering in ("decimal", "outline"):
        computed = numbers_of(levels, numbering)
        kept = sum(
            label is not None and _same(label, number)
            for label, number in zip(labels, computed, strict=True)
        )
        if kept > best[1]:
            best = (numbering, kept)
    headed = sum(level is not None for level in levels)
    if best[1] * 2 >= headed:
        return best[0], len(typed) - best[1]
    outer = [label for level, label, _headed in sections if label is not None and level == 1]
    flattened = len(outer) > 2 and len({label.path for label in outer}) == 1
    # A list whose every item says "1." lost its numbers on the way: they are computed again.
    return ("decimal", len(typed) - best[1]) if flattened else ("none", len(typed))


def _same(label: Label, computed: str) -> bool:
    if label.style == "decimal":
        digits = computed.strip("().")
        return bool(digits) and label.path == _path(digits)
    other, _rest = split_label(f"{computed} x")
    if other is None:
        return False
    if label.style == "roman" and other.style in ("upper", "lower"):
        return label.path[0] == _roman(chr(64 + other.path[0]))
    return (other.style, other.path) == (label.style, label.path)


def _path(digits: str) -> tuple[int, ...]:
    parts = digits.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()


def _roman(numeral: str) -> int:
    return _ROMANS.get(numeral.lower(), 0)
