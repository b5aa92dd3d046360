"""Numbers and letters typed before a heading or an item: ``1.``, ``A)``, ``(iv)``, ``Article 3 –``, ``أولاً:``.

A typed number is taken off and remembered as a ``Label``: it stays as typed unless computing it gives it back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from policies.document.numbering import roman
from policies.lexicon.numerals import arabic_ordinal

Style = Literal["decimal", "upper", "lower", "roman", "abjad"]

_DIGITS = "[0-9٠-٩۰-۹]{1,3}"
# A clause put between two others.
_AGAIN = r"(?:\s*(?:bis|ter|quater|quinquies|sexies|septies|octies|مكررة?|مكررًا|مكرراً)\b)?"
_ROMAN = "(?=[IVXLC])X{0,3}(?:IX|IV|V?I{0,3})"
_NAMED = (
    "Article|Art\\.|Section|Clause|Chapter|Part|Chapitre|Titre|Partie|Paragraphe"
    "|المادة|مادة|البند|بند|الفصل|القسم|الباب|الفقرة|المبحث"
)
# What a letter alone may stand for.
_ABJAD = "أبجدهوزحطيكلمن"

_END = r"(?:\s*[.):\-–—،]+(?:\s+|$)|\s+|$)"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "named",
        re.compile(
            rf"(?:{_NAMED})\s*(?:n°\s*)?"
            rf"(?:(?P<digits>{_DIGITS}(?:\.{_DIGITS})*{_AGAIN})|(?P<first>premier|1er|première|1ère)"
            rf"|(?P<roman>{_ROMAN}\b)|(?P<letter>[A-Z](?=\s*[.):\-–—]))"
            rf"|(?P<ordinal>ال[\u0621-\u0652]+(?:\s+عشرة?)?)){_END}",
            re.IGNORECASE,
        ),
    ),
    ("compound", re.compile(rf"(?P<digits>{_DIGITS}(?:\.{_DIGITS})+{_AGAIN})(?:\s*[.):\-–—]\s+|\s+)")),
    # Arabic writes 2.1 with a dash too, in its own digits.
    ("compound", re.compile(r"(?P<digits>[٠-٩]{1,2}(?:[-/][٠-٩]{1,2}){1,3})(?:\s*[.):\-–—]\s+|\s+)")),
    ("again", re.compile(rf"(?P<digits>{_DIGITS}{_AGAIN[:-1]})(?:\s*[.):\-–—]+\s*|\s+(?=[^\W\d_]))")),
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
# What parts a number from the words after it: a colon, or a dash that stands apart or after a word.
_PARTING = re.compile(r"(?:\s*[:،]|\s+[-–—]|(?<=[^\W\d_]{2})[-–—])+$")
_ROMAN_VALUES = {roman(number): number for number in range(1, 40)}


class Label(NamedTuple):
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

    @property
    def shown(self) -> str:
        """The number without what only parts it from the heading: ``Article 4`` of ``Article 4 –``."""
        return _PARTING.sub("", self.text) or self.text


def split_label(line: str) -> tuple[Label | None, str]:
    """The typed number at the start of a line, if there is one, and what follows it."""
    for family, pattern in _PATTERNS:
        match = pattern.match(line)
        if match is None or not match.group().strip():
            continue
        rest = line[match.end() :].strip()
        label = _label(family, match)
        if label and rest and (family != "named" or _heads(rest)):
            return label, rest
    return None, line


def _heads(rest: str) -> bool:
    """Whether what follows a name and number can be a heading: "Article 3 of the law" cannot."""
    first = next((character for character in rest if character.isalpha()), "")
    return bool(first) and not first.islower()


def _label(family: str, found: re.Match[str]) -> Label | None:
    kind = found.lastgroup or ""
    value, number = found[kind], 1
    style: Style = "abjad" if kind == "abjad" else "decimal"
    path: tuple[int, ...] = ()
    if kind == "digits":
        path = tuple(map(int, re.findall(r"\d+", value)))
        family += str(len(path))
    elif kind in ("first", "ordinal"):
        number = arabic_ordinal(value) if kind == "ordinal" else 1
        family = "named1" if family == "named" else family
    elif kind == "abjad":
        number = _ABJAD.index(value[0]) + 1
    else:
        style = "upper" if value.isupper() else "lower"
        family += f"-{style}"
        if len(value) == 1:
            number = ord(value.upper()) - 64
        else:
            style, number = "roman", _ROMAN_VALUES.get(value.lower(), 0)
    if not number:
        return None
    return Label(text=found.group().strip(), style=style, path=path or (number,), family=family)


def resolved(labels: Sequence[Label | None]) -> list[Label | None]:
    """The same labels with single letters read as Roman numerals where their neighbours say so.

    ``I`` after ``H`` is a letter; ``I`` at the start of a run, or between Roman numerals, is 1.
    """
    result: list[Label | None] = []
    last: dict[str, Label] = {}
    romans = {_base(label) for label in labels if label is not None and label.style == "roman"}
    for label in labels:
        if label is not None:
            label = label._replace(family=_base(label))
            if value := _as_roman(label, last.get(label.family), begins=label.family in romans):
                label = label._replace(style="roman", path=(value,))
            last[label.family] = label
        result.append(label)
    return result


def _base(label: Label) -> str:
    """Letters and Roman numerals of one case are typed alike: they are told apart by their order."""
    return label.family.replace("numeral", "letter")


def _as_roman(label: Label, previous: Label | None, *, begins: bool) -> int:
    """The value of a single letter that is a Roman numeral after ``previous``, or as the first; else 0."""
    value = _letter_value(label)
    if previous is not None and previous.style == label.style and previous.number + 1 == label.number:
        return 0
    continues = previous is not None and previous.style == "roman" and previous.number + 1 == value
    return value if continues or (value == 1 and begins) else 0


def _letter_value(label: Label) -> int:
    """What a single letter is as a Roman numeral; 0 for another letter and for what is no letter."""
    letter = chr(ord("a") - 1 + label.number) if label.style in ("upper", "lower") else ""
    return _ROMAN_VALUES.get(letter, 0)
