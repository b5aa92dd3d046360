"""Countries that one language of a text names and the other does not, by name, adjective or abbreviation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from policies.lexicon.countries import countries
from policies.lexicon.folding import FoldedText, folded_text
from policies.lexicon.nationalities import spoken_of

# A region whose rules bind as a country's do, and that CLDR does not name.
_AREA: Final = {
    "en": re.compile(r"\b(?:european economic area|eea)\b"),
    "fr": re.compile(r"\b(?:espace économique européen|eee)\b"),
    "ar": re.compile(r"منطقه الاقتصاديه الاوروبيه"),
}
_EEA: Final = "EEA"
# "Google Ireland Limited" is a company, wherever it is.
_COMPANY: Final = re.compile(
    r"[ ,]+(?:limited|ltd|inc|llc|gmbh|s\.?a\.?r?\.?l?|sas|s\.?a\.?s|plc|b\.?v|corp|corporation|co|s\.?p\.?a)\b"
)
_WORD_BEFORE: Final = re.compile(r"(\w+)[ -]$")
_LEAST_NAME: Final = 4


@lru_cache(maxsize=1024)
def _named_in(written: str, language: str) -> dict[str, str]:
    """The codes of the countries that a text names, and their names as written."""
    text = folded_text(written)
    named: dict[str, str] = {}
    for code, start, end in countries(text.text, language):
        if not _is_in_a_name(text, start, end, language):
            named.setdefault(code, text.said(start, end))
    if found := _AREA[language].search(text.text):
        named[_EEA] = text.said(*found.span())
    return named


def _spoken_of(written: str, language: str) -> set[str]:
    """All countries that a text speaks of in any way; addresses and companies stay in their own language."""
    text = folded_text(written)
    known = spoken_of(text, language)
    for other in _AREA:
        known |= {code for code, _start, _end in countries(text.text, other)}
        if language == "ar":
            known |= spoken_of(text, other)
    return known | ({_EEA} if _AREA[language].search(text.text) else set())


def _is_in_a_name(text: FoldedText, start: int, end: int, language: str) -> bool:
    if _COMPANY.match(text.text, end):
        return True
    before = _WORD_BEFORE.search(text.text, max(0, start - 40), start)
    if before is None or language == "ar":
        return False
    word = text.said(*before.span(1))
    return len(word) >= _LEAST_NAME and word[0].isupper() and not word.isupper()


def places_apart(
    source: str, source_language: str, translation: str, language: str
) -> Iterator[tuple[str, str]]:
    """What one names and the other does not speak of, as written; one against one is one finding."""
    old, new = _named_in(source, source_language), _named_in(translation, language)
    missing, extra = old.keys() - new.keys(), new.keys() - old.keys()
    if missing:
        missing -= _spoken_of(translation, language)
    if extra:
        extra -= _spoken_of(source, source_language)
    yield from _as_written(
        [said for code, said in old.items() if code in missing],
        [said for code, said in new.items() if code in extra],
    )


def _as_written(missing: list[str], extra: list[str]) -> Iterator[tuple[str, str]]:
    if len(missing) == len(extra) == 1:
        yield missing[0], extra[0]
        return
    yield from ((said, "") for said in missing)
    yield from (("", said) for said in extra)
