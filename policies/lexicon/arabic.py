"""Arabic as it is written: letters that writers do not tell apart, and what is written together with a word."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

# Carriers of a hamza, final ya, ta marbuta, and the letters of Persian keyboards: the bare Arabic letters.
LETTERS: Final = dict.fromkeys("أإآٱ", "ا") | {
    "ى": "ي",
    "ی": "ي",
    "ئ": "ي",
    "ک": "ك",
    "ة": "ه",
    "ؤ": "و",
}
# What a word may begin with: and, so; by, for, like; the article. An expression.
PARTICLES: Final = r"[وف]?(?:[بكل]?ال|لل|[بلك])?"

_PARTICLES = re.compile(PARTICLES)
_LONGEST = 4  # "وبال"


def bare(word: str, known: Container[str]) -> tuple[str, str] | None:
    """The known word that a folded word is, and the particles before it; ``None`` if it is no known word."""
    for cut in range(min(_LONGEST, len(word)) + 1):
        if word[cut:] in known and _PARTICLES.fullmatch(word, 0, cut):
            return word[cut:], word[:cut]
    return None
