"""Lists as Word numbers them: the numbers are computed where that gives them, else each is written out."""

from __future__ import annotations

from collections import Counter
from typing import Final

from policies.comparison.show.list_labels import read_form
from policies.document.numbering import item_number

from ..marked_text import Fate, Piece
from ..xml_text import HEAD, xml
from .word_parts import NAMESPACES

_FORMATS: Final = {
    "bullet": "bullet",
    "decimal": "decimal",
    "lower-alpha": "lowerLetter",
    "upper-alpha": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "arabic-abjad": "arabicAbjad",
    "arabic-alpha": "arabicAlpha",
}
LEVELS: Final = 9
INDENT: Final = 420


class Lists:
    """The numbering of one file, which grows with its lists."""

    def __init__(self) -> None:
        self._instances: list[str] = []
        self._turn: Counter[str] = Counter()

    def part(self) -> str:
        """Two definitions for each format: lists that follow each other take turns, so that none goes on with another."""
        abstracts = ""
        for at, (style, form) in enumerate(_FORMATS.items()):
            for turn in (0, 1):
                levels = "".join(_level(level, form, style) for level in range(LEVELS))
                abstracts += (
                    f'<w:abstractNum w:abstractNumId="{at * 2 + turn}"><w:multiLevelType w:val="hybridMultilevel"/>'
                    f"{levels}</w:abstractNum>"
                )
        return f"{HEAD}<w:numbering {NAMESPACES}>{abstracts}{''.join(self._instances)}</w:numbering>"

    def instances(self, block: Piece, depth: int) -> list[tuple[str, str]]:
        """The numbering property of each item of a list that is so deep in others, and the former one where it was
        another.
        """
        form = read_form(block.form)
        style = form.style if form.ordered else "bullet"
        level = min(depth, LEVELS - 1)
        self._turn[style] += 1
        abstract = list(_FORMATS).index(style) * 2 + self._turn[style] % 2
        own = self._instance(abstract, level, f'<w:startOverride w:val="{form.start}"/>')
        found, was, now = [], form.start, form.start
        for item in block.children:
            old, new = (_label_without(item, gone) for gone in (("ins", "in"), ("del", "out")))
            typed = [
                label if form.ordered and label and label != item_number(place, form.style) else ""
                for label, place in ((old, was), (new, now))
            ]
            numbers = [own, own]
            for side in sorted({0, 1} if typed[0] != typed[1] else {1}):
                if typed[side]:
                    start = now if side else was
                    written = _level(level, _FORMATS[style], style, text=typed[side], start=start)
                    numbers[side] = self._instance(abstract, level, written)
            changed = typed[0] != typed[1] and not item.fate
            found.append(
                (_reference(level, numbers[1]), _reference(level, numbers[0]) if changed else "")
            )
            was += item.fate not in ("ins", "in")
            now += item.fate not in ("del", "out")
        return found

    def _instance(self, abstract: int, level: int, inner: str) -> int:
        number = len(self._instances) + 1
        self._instances.append(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
            f'<w:lvlOverride w:ilvl="{level}">{inner}</w:lvlOverride></w:num>'
        )
        return number


def _label_without(item: Piece, gone: tuple[Fate, ...]) -> str:
    return "".join(each.run.text for each in item.label if each.fate not in gone)


def _reference(level: int, number: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def _level(level: int, form: str, style: str, text: str = "", start: int = 1) -> str:
    shown = text or ("•" if style == "bullet" else f"%{level + 1}.")
    inset = (level + 1) * INDENT
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{xml(shown)}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{inset}" w:hanging="{INDENT}"/></w:pPr></w:lvl>'
    )
