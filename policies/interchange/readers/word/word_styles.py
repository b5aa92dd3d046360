"""Styles of a Word file: what a paragraph or a run is by its style and by what is set on it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from lxml import etree

from .word_package import w

_OFF: Final = ("0", "false", "off", "none")
_HEADING_NAME = re.compile(r"heading ([1-9])$", re.IGNORECASE)
_DEEPEST_CHAIN: Final = 20
BODY_LEVEL: Final = 9
VAL: Final = w("val")

# The properties of characters that a document can hold, or must know of.
_TOGGLES: Final = {
    w("b"): "bold",
    w("bCs"): "bold_complex",
    w("i"): "italic",
    w("iCs"): "italic_complex",
    w("strike"): "struck",
    w("dstrike"): "struck",
    w("vanish"): "hidden",
    w("rtl"): "rtl",
    w("cs"): "rtl",
}
_SCRIPTS: Final = {"superscript": "super", "subscript": "sub"}

Looks = dict[str, bool | str]
"""Properties of characters by name, those that are set: ``bold``, ``struck``, ``script`` …"""


class NumberRef(NamedTuple):
    """A level of a numbering definition; an identifier of ``"0"`` takes the number off. A level may be unsaid."""

    number: str
    level: int | None


class Style(NamedTuple):
    name: str
    looks: Looks
    numbering: NumberRef | None = None
    outline: int | None = None
    centred: bool = False
    kind: str = "paragraph"


def is_on(element: etree._Element) -> bool:
    return element.get(VAL, "1").lower() not in _OFF


def looks_of(properties: etree._Element | None) -> Looks:
    """What these run properties set."""
    looks: Looks = {}
    for child in properties if properties is not None else ():
        if name := _TOGGLES.get(child.tag):
            looks[name] = is_on(child) or (name == "struck" and bool(looks.get(name)))
        elif child.tag == w("vertAlign"):
            looks["script"] = _SCRIPTS.get(child.get(VAL, ""), "")
        elif child.tag == w("rStyle"):
            looks["style"] = child.get(VAL, "")
    return looks


def number_ref(properties: etree._Element | None) -> NumberRef | None:
    """The numbering that these paragraph properties set."""
    numbering = properties.find(w("numPr")) if properties is not None else None
    if numbering is None:
        return None
    number, level = numbering.find(w("numId")), numbering.find(w("ilvl"))
    return NumberRef(
        number=number.get(VAL, "") if number is not None else "",
        level=whole(level.get(VAL)) if level is not None else None,
    )


def whole(value: str | None) -> int | None:
    """A whole number as Word writes it, or none."""
    return int(value) if value and re.fullmatch(r"-?\d{1,9}", value) else None


class Styles:
    def __init__(self, root: etree._Element | None) -> None:
        self._elements = {
            style.get(w("styleId"), ""): style
            for style in (root.iter(w("style")) if root is not None else ())
        }
        self._known: dict[str, Style] = {}
        self.default = next(
            (
                key
                for key, style in self._elements.items()
                if style.get(w("type")) == "paragraph" and style.get(w("default"), "0") not in _OFF
            ),
            "",
        )

    def __getitem__(self, key: str) -> Style:
        """The style with all that it inherits; an empty one where there is none of this identifier."""
        if key not in self._known:
            self._known[key] = self._resolved(key)
        return self._known[key]

    def numbering_of(self, key: str) -> NumberRef | None:
        """What a style of numbering refers to."""
        style = self._elements.get(key)
        return number_ref(style.find(w("pPr"))) if style is not None else None

    def _resolved(self, key: str) -> Style:
        chain: list[etree._Element] = []
        at: str | None = key
        while at and (style := self._elements.get(at)) is not None and style not in chain:
            chain.append(style)
            based = style.find(w("basedOn"))
            at = based.get(VAL) if based is not None and len(chain) < _DEEPEST_CHAIN else None
        looks: Looks = {}
        numbering: NumberRef | None = None
        outline: int | None = None
        centred = False
        for style in reversed(chain):
            properties = style.find(w("pPr"))
            looks |= looks_of(style.find(w("rPr")))
            found = number_ref(properties)
            if found is not None:
                number = found.number or (numbering.number if numbering else "")
                numbering = NumberRef(number, found.level)
            outline = _outline(style, properties, outline)
            if properties is not None and (aligned := properties.find(w("jc"))) is not None:
                centred = aligned.get(VAL) == "center"
        looks.pop("style", None)
        name = chain[0].find(w("name")) if chain else None
        return Style(
            name=(name.get(VAL, "") if name is not None else "").lower(),
            looks=looks,
            numbering=numbering,
            outline=outline,
            centred=centred,
            kind=chain[0].get(w("type"), "paragraph") if chain else "paragraph",
        )


def _outline(style: etree._Element, properties: etree._Element | None, before: int | None) -> int | None:
    """The level of headings that a style stands on, from 0; its built-in name says it too."""
    level = properties.find(w("outlineLvl")) if properties is not None else None
    if level is not None:
        return whole(level.get(VAL))
    name = style.find(w("name"))
    found = _HEADING_NAME.match(name.get(VAL, "")) if name is not None else None
    return int(found.group(1)) - 1 if found and before is None else before
