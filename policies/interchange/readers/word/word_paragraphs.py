"""What each paragraph of a Word file is: title, heading, item of a list; its number as Word shows it."""

from __future__ import annotations

from typing import Final, NamedTuple

from lxml import etree

from .house_styles import NAMES
from .word_numbers import Numbered, Numbering
from .word_package import w
from .word_styles import BODY_LEVEL, VAL, Looks, NumberRef, Styles, number_ref, whole

_CONTENTS: Final = ("toc ", "table of figures", "toa heading", "toc heading")
_PLACES_NOBODY_MADE: Final = ("_GoBack", "OLE_LINK")


class Facts(NamedTuple):
    """``rank`` 1–9 of a heading, 0 for other text; ``house`` is one of our own styles: see ``house_styles``."""

    rank: int
    title: bool
    contents: bool
    centred: bool
    looks: Looks
    numbered: Numbered | None
    house: str


class Paragraphs:
    def __init__(self, styles: Styles, numbering: Numbering, root: etree._Element) -> None:
        self._styles = styles
        self._numbering = numbering
        # Numbers are counted in reading order, and once, however the text is read afterwards.
        self._numbered: dict[etree._Element, Numbered | None] = {}
        for paragraph in root.iter(w("p")):
            if reference := self._reference(paragraph):
                self._numbered[paragraph] = numbering.number(reference)
        self._ranks = {
            (numbered.definition, numbered.level): rank
            for paragraph, numbered in self._numbered.items()
            if numbered is not None and (rank := self._rank(paragraph, self._style(paragraph)))
        }

    def facts(self, paragraph: etree._Element) -> Facts:
        key = self._style(paragraph)
        style = self._styles[key]
        properties = paragraph.find(w("pPr"))
        aligned = properties.find(w("jc")) if properties is not None else None
        return Facts(
            rank=self._rank(paragraph, key),
            title=style.name == "title",
            contents=style.name.startswith(_CONTENTS),
            centred=aligned.get(VAL) == "center" if aligned is not None else style.centred,
            looks=style.looks,
            numbered=self._numbered.get(paragraph),
            house=style.name if style.name in NAMES else "",
        )

    def rank_of_level(self, numbered: Numbered) -> int:
        """The rank of headings that are numbered on this level; 0 where none is."""
        return self._ranks.get((numbered.definition, numbered.level), 0)

    def _style(self, paragraph: etree._Element) -> str:
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        return style.get(VAL, "") if style is not None else self._styles.default

    def _rank(self, paragraph: etree._Element, style: str) -> int:
        own = paragraph.find(f"{w('pPr')}/{w('outlineLvl')}")
        outline = whole(own.get(VAL)) if own is not None else self._styles[style].outline
        return outline + 1 if outline is not None and 0 <= outline < BODY_LEVEL else 0

    def _reference(self, paragraph: etree._Element) -> NumberRef | None:
        properties = paragraph.find(w("pPr"))
        own = number_ref(properties)
        key = self._style(paragraph)
        styled = self._styles[key].numbering
        if own is None:
            reference = styled
        elif own.number:
            return own if own.level is not None else own._replace(level=0)
        else:
            reference = own._replace(number=styled.number) if styled else None
        if reference is None or reference.level is not None:
            return reference
        return reference._replace(level=self._level(reference.number, key))

    def _level(self, number: str, style: str) -> int:
        level = self._numbering.level_of_style(number, style)
        return level or 0


def places_of(paragraph: etree._Element) -> list[str]:
    """The names by which references find this paragraph: the bookmarks in it and right before it."""
    marks = list(paragraph.iter(w("bookmarkStart")))
    before = paragraph.getprevious()
    while before is not None and before.tag in (w("bookmarkStart"), w("bookmarkEnd")):
        if before.tag == w("bookmarkStart"):
            marks.append(before)
        before = before.getprevious()
    names = [mark.get(w("name"), "") for mark in marks]
    return [name for name in names if name and not name.startswith(_PLACES_NOBODY_MADE)]
