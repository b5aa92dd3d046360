"""The lines of a plain text: blank lines counted, wrapped lines joined, bullets and numbers set apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .item_marks import BULLET
from .typed_numbers import Label, split_label

_LONE_MARK = re.compile(r"(?:[-–—•*·▪▫◦●○■□►▶➢➤‣⁃\uf0b7\uf0a7]|[0-9٠-٩]{1,2}[.)])$")
_RULE = re.compile(r"[-_=*~–—. ]{3,}$")
_MAX_WRAP = 110
_SENTENCE_END = re.compile(r"[.!?؟…;؛][»”\"')\]\s]*$")


class Line(NamedTuple):
    """One logical line: ``text`` whole, ``rest`` without bullet or number; ``gap`` blank lines before it."""

    text: str
    indent: int
    gap: int
    bullet: str = ""
    label: Label | None = None
    rest: str = ""
    underlined: bool = False

    @property
    def marked(self) -> bool:
        return bool(self.bullet) or self.label is not None

    @property
    def ends(self) -> bool:
        """Whether a sentence ends here; a colon ends none, it announces."""
        return _SENTENCE_END.search(self.text) is not None

    @property
    def announces(self) -> bool:
        return self.text.rstrip("\u00a0 ").endswith(":")

    @property
    def words(self) -> int:
        return len(self.rest.split())


def begins_like_a_title(text: str) -> bool:
    """Whether the first letter or digit is no small letter; a text without any begins like nothing."""
    first = next((character for character in text if character.isalnum()), "")
    return bool(first) and not first.islower()


def lines_of(text: str) -> tuple[Sequence[Line], bool]:
    """The logical lines of a text whose line ends are ``\n``.

    And whether blank lines, not just line ends, stand between its paragraphs.
    """
    physical = _physical(text)
    width = _wrap_width(physical)
    groups: list[list[Line]] = []
    for line in physical:
        joins = groups and width and not line.gap and not line.marked
        if joins and _wrapped(groups[-1][-1].text, line.text, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    lines = [_joined(group) for group in groups]
    return lines, _spaced(lines)


def _joined(group: Sequence[Line]) -> Line:
    first = group[0]
    rest = "".join(f" {line.text}" for line in group[1:])
    return first._replace(
        text=first.text + rest, rest=first.rest + rest, underlined=group[-1].underlined
    )


def _physical(text: str) -> list[Line]:
    lines: list[Line] = []
    gap, carried = 0, ""
    for raw in text.replace("\ufeff", "").split("\n"):
        content = raw.strip()
        if not content:
            gap += 1
            continue
        if _RULE.fullmatch(content):
            if lines and not gap and set(content) <= {"-", "=", "_", "~"}:
                lines[-1] = lines[-1]._replace(underlined=True)
            gap += 1
            continue
        if _LONE_MARK.fullmatch(content) and not carried:
            # A pasted list often leaves the mark alone on its line.
            carried = content
            continue
        content = f"{carried} {content}" if carried else content
        carried = ""
        spread = raw.expandtabs(4)
        lines.append(line_of(content, indent=len(spread) - len(spread.lstrip()), gap=gap))
        gap = 0
    if carried:
        lines.append(line_of(carried, indent=0, gap=gap))
    return lines


def line_of(content: str, *, indent: int = 0, gap: int = 1) -> Line:
    """This line of a text, its bullet or number set apart."""
    if match := BULLET.match(content):
        rest = content[match.end() :].strip()
        return Line(text=content, indent=indent, gap=gap, bullet=match["mark"], rest=rest)
    label, rest = split_label(content)
    return Line(text=content, indent=indent, gap=gap, label=label, rest=rest)


def _wrap_width(lines: Sequence[Line]) -> int:
    """The column this file's lines are wrapped at, or 0 when its lines are whole paragraphs."""
    longest = max((len(line.text) for line in lines), default=0)
    if longest > _MAX_WRAP:
        return 0
    pairs = [
        (line.text, after.text) for line, after in pairwise(lines) if not after.gap and not after.marked
    ]
    wrapped = sum(_wrapped(line, after, longest) for line, after in pairs)
    return longest if wrapped >= 3 and wrapped * 10 >= len(pairs) * 6 else 0


def _wrapped(line: str, after: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted: then the break means nothing."""
    return len(line) + 1 + len(after.split(maxsplit=1)[0]) > width * 0.85


def _spaced(lines: Sequence[Line]) -> bool:
    pairs = [after.gap > 0 for line, after in pairwise(lines) if not line.marked and not after.marked]
    return bool(pairs) and sum(pairs) * 2 >= len(pairs)
