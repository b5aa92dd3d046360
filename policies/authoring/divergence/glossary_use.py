"""Whether a text uses the terms that its organisation agreed on, in their inflections, and none of the forbidden ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from policies.lexicon.arabic import PARTICLES
from policies.lexicon.folding import either, folded, folded_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One notion: in each language the forms that may name it, the first of which is the term itself.

    ``forbidden`` are forms that must not; both are pairs of a language and its forms.
    """

    forms: tuple[tuple[str, tuple[str, ...]], ...]
    forbidden: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def in_language(self, language: str) -> tuple[str, ...]:
        return dict(self.forms).get(language, ())

    def forbidden_in(self, language: str) -> tuple[str, ...]:
        return dict(self.forbidden).get(language, ())


class Use(NamedTuple):
    """``term`` as agreed, and ``said`` where something else stands in its place; empty where nothing does."""

    term: str
    said: str


# What inflects a word without making it another: the plurals of French and English, Arabic endings and pronouns.
_ENDINGS: Final = {
    "en": "(?:s|es|'s|s')?",
    "fr": "(?:s|x|e|es)?",
    "ar": "(?:ا|ات|ون|ين|ان|و|ي|ت|ه)?(?:نا|كم|ك|ه|ها|هم)?",
}


@lru_cache(maxsize=4096)
def _expression(forms: tuple[str, ...], language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{either(_inflected(form, language) for form in forms)})(?!\w)")


def _inflected(form: str, language: str) -> str:
    words = re.findall(r"[\w']+", folded(form))
    if language != "ar":
        return r"[\s-]+".join(f"{re.escape(word)}{_ENDINGS[language]}" for word in words)
    # The ta marbuta opens before an ending: «معطيات», «سياسة», «سياستنا».
    stems = (re.escape(re.sub("ه$", "", word.removeprefix("ال"))) for word in words)
    return r"\s+".join(f"{PARTICLES}{stem}{_ENDINGS['ar']}" for stem in stems)


def says(text: str, forms: tuple[str, ...], language: str) -> str:
    """The words of the text that are one of the forms, as written; empty if none is."""
    if not forms:
        return ""
    held = folded_text(text)
    match = _expression(forms, language).search(held.text)
    return held.said(*match.span()) if match else ""


def terms_apart(
    source: str, source_language: str, translation: str, language: str, glossary: Iterable[Term]
) -> Iterator[tuple[str, str]]:
    """Terms that one text uses and the other does not, in the words of each language; one of the two is empty.

    A forbidden form in a term's place is said by ``variants_in``.
    """
    for term in glossary:
        old, new = term.in_language(source_language), term.in_language(language)
        if not old or not new:
            continue
        there, here = says(source, old, source_language), says(translation, new, language)
        if there and not here and not says(translation, term.forbidden_in(language), language):
            yield old[0], ""
        elif (
            here and not there and not says(source, term.forbidden_in(source_language), source_language)
        ):
            yield "", new[0]


def variants_in(text: str, language: str, glossary: Iterable[Term]) -> Iterator[Use]:
    """Forbidden forms that the text uses; not where they are part of the term itself."""
    for term in glossary:
        forms, forbidden = term.in_language(language), term.forbidden_in(language)
        if forbidden and (said := says(_without(text, forms, language), forbidden, language)):
            yield Use(forms[0] if forms else "", said)


def _without(text: str, forms: tuple[str, ...], language: str) -> str:
    if not forms:
        return text
    held = folded_text(text)
    for match in reversed([*_expression(forms, language).finditer(held.text)]):
        start, end = (held.offsets[at] for at in match.span())
        text = f"{text[:start]};{text[end:]}"
    return text
