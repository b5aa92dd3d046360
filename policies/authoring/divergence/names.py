"""Latin names in an Arabic text that the other language's text does not have: "Firefox" there, "Yahoo" here."""

from __future__ import annotations

import re
from typing import Final

from policies.lexicon.folding import folded, unaccented

from .figure_patterns import ADDRESS

_NAME: Final = re.compile(r"[^\W\d_](?:[\w.&+-]*\w)?\+?", re.ASCII)
# One thing under two names.
_SAME: Final = (
    {"gdpr", "rgpd"},
    {"eu", "ue"},
    {"eea", "eee"},
    {"vat", "tva"},
    {"ai", "ia"},
    {"dpo", "dpd"},
    {"un", "onu"},
    {"ngo", "ong"},
    {"nda", "adc"},
    {"us", "usa", "états"},
    {"uk", "royaume"},
    {"hiv", "vih"},
    {"dna", "adn"},
)
# What stands between the words of one name, or of a sentence that nobody translated.
_BETWEEN: Final = re.compile(r"[ ,.'’()/&:;-]{1,3}")
_LEAST_LETTERS: Final = 2
_STEM: Final = 4


def names_lacking(arabic: str, other: str) -> list[str]:
    """The Latin names of the Arabic text, as written, that the other text has in no form; neighbours are one name."""
    plain = unaccented(ADDRESS.sub(" ", folded(other)))
    words = set(re.findall(r"\w+", plain))
    together = re.sub(r"[\W_]", "", plain)
    arabic = ADDRESS.sub(lambda found: "\n" * len(found[0]), arabic)
    missing: dict[str, None] = {}
    start = end = 0
    stands = True
    for match in [*_NAME.finditer(arabic), None]:
        if match is None or not _BETWEEN.fullmatch(arabic, end, match.start()):
            if not stands:
                missing.setdefault(arabic[start:end])
            start, stands = (match.start() if match else end), True
        if match is not None:
            end = match.end()
            name = match[0].lower()
            stands &= len(name) < _LEAST_LETTERS or _stands(name, words, together)
    return list(missing)


def _stands(name: str, words: set[str], together: str) -> bool:
    parts = re.findall(r"[a-z0-9]+", name)
    if all(part in words or part.rstrip("s") in words or f"{part}s" in words for part in parts):
        return True
    joined = "".join(parts)
    if len(joined) >= _STEM and joined.rstrip("s") in together:
        return True
    return any(name in same and words & same for same in _SAME)
