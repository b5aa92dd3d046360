"""Fields of a Word file: what they say, what they show, and where they lead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from policies.document.blocks import LINK_SCHEMES

from ..parsed_text import REFERENCE

_WORD = re.compile(r'"([^"]*)"|(\S+)')
_CONTENTS: Final = ("TOC", "TOF", "INDEX", "TOA")
_REFERENCES: Final = ("REF", "NOTEREF", "PAGEREF")
NUMBER: Final = (
    "number_"  # begins the name of a place around the number before a heading of our own files
)
# Fields that show a number and keep none in the file.
NUMBERS_ITSELF: Final = ("LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT")
_CHANGING: Final = [
    "DATE",
    "TIME",
    "SAVEDATE",
    "PRINTDATE",
    "CREATEDATE",
    "PAGE",
    "NUMPAGES",
    "SECTIONPAGES",
    "FILENAME",
    "AUTHOR",
    "DOCPROPERTY",
    "DOCVARIABLE",
    "MERGEFIELD",
    "FILLIN",
    "ASK",
    "IF",
]


@dataclass
class Field:
    """A field that is being read: first its instruction, then what it shows."""

    instruction: str = ""
    shown: bool = False

    @property
    def words(self) -> list[str]:
        return [quoted or plain for quoted, plain in _WORD.findall(self.instruction)]

    @property
    def kind(self) -> str:
        return self.words[0].upper() if self.words else ""

    @property
    def is_contents(self) -> bool:
        return self.kind in _CONTENTS

    @property
    def changes(self) -> bool:
        """Whether it shows another thing on another day or in another file."""
        return self.kind in _CHANGING

    @property
    def link(self) -> str | None:
        words = self.words
        if self.kind == "HYPERLINK":
            return _hyperlink(words)
        if self.kind in _REFERENCES and len(words) > 1:
            switches = {word.lower() for word in words[2:]}
            numbers = switches & {"\\r", "\\n", "\\w"} or words[1].startswith(NUMBER)
            number = self.kind == "REF" and numbers
            return f"{REFERENCE if number else '#'}{words[1]}"
        return None


def _hyperlink(words: list[str]) -> str | None:
    address, place = "", ""
    following = iter(words[1:])
    for word in following:
        if word.lower() == "\\l":
            place = next(following, "")
        elif word.lower() in ("\\o", "\\t"):
            next(following, "")
        elif not word.startswith("\\") and not address:
            address = word
    return linked(address, place)


def linked(address: str, place: str) -> str | None:
    """A link to an address, to a place in it, or to a place of this file; ``None`` if no document may lead there."""
    if not address:
        return f"#{place}" if place else None
    if not address.lower().startswith(LINK_SCHEMES) or address.startswith(("#", "/")):
        return None
    return f"{address}#{place}" if place else address
