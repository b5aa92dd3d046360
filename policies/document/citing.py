"""Addresses of clauses as people say them: ``#5.2`` for the clause whose visible number is 5.2."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

_SPACES: Final = re.compile(r"\s+")
# Ends of a number that nobody cites: «A.», «1)», «5 –».
_ENDS: Final = " .():–—-"
# Names that pages give to something else.
_TAKEN: Final = frozenset(("main", "summary", "history", "proof", "masthead-q"))
LONGEST: Final = 40  # characters


def places(labels: Sequence[str]) -> list[str]:
    """The address of each clause: its visible number with ASCII digits, hyphens for spaces.

    Empty where a number is none, is not the only one of its kind, or cannot be an address: there the key alone leads.
    """
    found = [_place(label) for label in labels]
    counts = Counter(found)
    return [place if counts[place] == 1 else "" for place in found]


def _place(label: str) -> str:
    digits = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in label.replace("٫", "."))
    place = _SPACES.sub("-", digits.strip(_ENDS))
    return place if len(place) <= LONGEST and place.lower() not in _TAKEN else ""
