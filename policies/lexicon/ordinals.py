"""Ordinals in French, English and Arabic: first to tenth, in Arabic to the twentieth."""

from __future__ import annotations

from typing import Final

from .folding import folded, unaccented
from .numerals import counted

_LATIN = counted(
    "premier/première second/seconde/deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième"
) | counted("first second third fourth fifth sixth seventh eighth ninth tenth")
_ARABIC = {
    stem + ending: number
    for stem, number in counted("اول/حادي ثاني/ثان ثالث رابع خامس سادس سابع ثامن تاسع عاشر").items()
    for ending in ("", "ه", "ا")
} | {"اولي": 1}

# Form: value, of a folded word. In Arabic only with the article: without it, "third parties" would count.
ORDINALS: Final = {
    **_LATIN,
    **{unaccented(form): number for form, number in _LATIN.items()},
    **{f"ال{form}": number for form, number in _ARABIC.items()},
}


def arabic_ordinal(words: str) -> int:
    """The value, 1–20, of an Arabic ordinal in any gender and case, as written; 0 for another word."""
    first, _space, ten = folded(words).removeprefix("ال").partition(" ")
    number = _ARABIC.get(first, 0)
    return number + 10 if number and ten else number
