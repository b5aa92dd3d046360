"""Words in the form in which they are searched: folded, and without the endings that only grammar gives them.

French and English by snowball's algorithms. Arabic lightly: what is written together with a word comes off, and the
endings of number, gender and possession; the root is not looked for, because words of one root differ too much. Broken
plurals have no ending: those of legal texts are listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, NamedTuple

import snowballstemmer

from .arabic_plurals import SINGULARS
from .arabic_prefixes import NOT_PREFIXED
from .folding import searched_words, unaccented

# "and", "so"; then "by", "like", "for", the article. Three letters are left.
_AND: Final = re.compile(r"^[وف](?=\w{4})")
_BEFORE: Final = re.compile(r"^(?:[بكل]?ال|لل)(?=\w{3})|^[بكل](?=\w{4})")
# Whose it is. Three letters are left, or a word of two letters that is one.
_WHOSE: Final = re.compile(r"(?:(?<=\w{3})|(?<=^حق)|(?<=^حد)|(?<=^سر))(?:كما|هما|ها|هم|هن|كم|نا)$")
# A feminine ending is another letter before it (سلة, سلتكم); of three letters it stays.
_FEMININE: Final = re.compile(r"(?<=^\w{2})ت$")
_AFTER: Final = re.compile(r"(?<=\w{3})(?:يات|تان|تين|كما|هما|ات|ان|ون|ين|ها|هم|هن|كم|نا|يه|[هيت])$")
# Carried by whatever stands beside it: مسؤول, مسئول. Folding wrote both carriers as the letters they look like.
_HAMZAS: Final = re.compile("[ؤئء]")
# Of a question with other words, these say nothing. Folded.
STOP_WORDS: Final = {
    "fr": "a au aux avec ce ces cet cette comment dans de des du elle en est et eux il ils je la le les leur leurs "
    "lui ma mais mes mon ne nos notre nous on ou par pas pour qu que quel quelle quelles quels qui sa se ses "
    "son sont sur ta te tes ton tu un une vos votre vous y",
    "en": "a an and are as at be by can do does for from has have how i in is it its my of on or our s that the "
    "their them there these they this to us was we what when where which who will with you your",
    "ar": "من في علي الي عن ما هل ان هذا هذه ذلك التي الذي هو هي او ثم كيف متي اين كم لا لم لن قد كل مع بعد قبل و",
}
# What is the same thing in one language (the spellings of “email” are the commonest question that finds nothing).
_SAME: Final = {
    "fr": dict.fromkeys(("mail", "mails", "email", "emails", "mel", "courriels"), "courriel"),
    "en": dict.fromkeys(("mail", "mails", "emails"), "email")
    | {"retention": "retain", "children": "child"},
    "ar": {"ايميل": "بريد"},
}
_STOPPED: Final = {language: frozenset(words.split()) for language, words in STOP_WORDS.items()}
_MAILS: Final = frozenset(("mail", "mails"))
# As written without accents: “donnees”, “conservee”.
_PARTICIPLE: Final = re.compile(r"(?<=\w\w)ee(s?)$")
_SHORTEST: Final = 3

_french: Final[Callable[[str], str]] = snowballstemmer.stemmer("french").stemWord
_english: Final[Callable[[str], str]] = snowballstemmer.stemmer("english").stemWord


class Stemmed(NamedTuple):
    """A word at ``start``–``end`` of a text: folded, and its stem."""

    start: int
    end: int
    folded: str
    stem: str


def stemmed(text: str, language: str) -> list[Stemmed]:
    """The words of a text in this language, in order. The hyphen of “e-mail” parts nothing."""
    found: list[Stemmed] = []
    for start, end, folded in searched_words(text):
        if found and folded in _MAILS and found[-1].folded == "e" and found[-1].end == start - 1:
            start, folded = found.pop().start, f"e{folded}"
        found.append(Stemmed(start, end, folded, stem(text[start:end], folded, language)))
    return found


def stems(text: str, language: str) -> list[str]:
    """The stems of a text's words, in order."""
    return [word.stem for word in stemmed(text, language)]


def telling(words: Iterable[Stemmed], language: str) -> list[Stemmed]:
    """The words without those that say nothing; all of them where nothing else is left."""
    found = list(words)
    return [word for word in found if word.folded not in _STOPPED[language]] or found


@lru_cache(maxsize=20_000)
def stem(written: str, folded: str, language: str) -> str:
    """The stem of a word, as it is written and folded."""
    same = _SAME[language].get(folded)
    if same is not None:
        return same
    if not folded.isalpha():
        return folded
    if language == "ar":
        return folded if folded.isascii() else _arabic(written, folded)
    if language == "en":
        return _english(folded)
    # Readers leave the accents out that the algorithm needs.
    bare = unaccented(_french(_PARTICIPLE.sub(r"ée\1", written.lower().replace("’", "'"))))
    return bare[:-1] if len(bare) > _SHORTEST and bare.endswith("e") else bare


def _arabic(written: str, folded: str) -> str:
    bare = _light(written, folded)
    bare = _singulars().get(bare, bare)
    return _SAME["ar"].get(bare, bare) or folded


def _light(written: str, folded: str) -> str:
    bare = folded
    if _HAMZAS.search(written):
        bare = unaccented(_HAMZAS.sub("", written))
    # Whose it is first: else the first letter of a short word would count as written together with it (لغتكم).
    bare = _AND.sub("", _WHOSE.sub("", bare))
    whole = _without_ending(bare)
    return whole if whole in _not_prefixed() else _without_ending(_BEFORE.sub("", bare))


def _without_ending(word: str) -> str:
    return _FEMININE.sub("ه", _AFTER.sub("", _AFTER.sub("", word)))


@lru_cache(maxsize=1)
def _not_prefixed() -> frozenset[str]:
    """Without their endings, words whose first letter only looks like “by”, “like” or “for”."""
    return frozenset(_without_ending(unaccented(_HAMZAS.sub("", word))) for word in NOT_PREFIXED)


@lru_cache(maxsize=1)
def _singulars() -> dict[str, str]:
    """Stems of broken plurals, with those of their singulars."""
    return {
        _light(plural, unaccented(plural)): _light(singular, unaccented(singular))
        for plural, singular in SINGULARS.items()
    }
