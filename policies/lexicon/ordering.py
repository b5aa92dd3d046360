"""The order in which a reader of a language looks names up."""

from __future__ import annotations

import re
from typing import Final

from .folding import unaccented

_ARABIC: Final = re.compile(r"[؀-ۿݐ-ݿ]")
_OPENING: Final = re.compile(r"^[\W_]+")  # quotes and brackets: nobody looks a name up by them


def sorting_key(name: str, language: str) -> tuple[bool, str, str]:
    """Names in the language's own script come first, then by letter: É stands at E, Œ at OE, أ at ا."""
    folded = _OPENING.sub("", unaccented(name.strip()))
    foreign = bool(_ARABIC.match(folded)) != (language == "ar")
    return foreign, folded, name
