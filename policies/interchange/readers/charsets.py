"""The encoding of a text: marked, declared, UTF-8, or the likeliest of the pages that the three languages were written in.

Likelihood is that of the letters beyond ASCII: each page makes others of the same bytes. Below certainty the reader
asks.
"""

from __future__ import annotations

import codecs
import math
import re
from contextlib import suppress
from typing import Final, NamedTuple

from .parsed_text import UnreadableText
from .worded import worded

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN_PAGES: Final = ("cp1252", "iso8859-15", "mac-roman", "cp850", "cp437")
_ARABIC_PAGES: Final = ("cp1256", "iso8859-6", "mac-arabic", "cp720", "cp864")
_PAGES: Final = {"fr": _LATIN_PAGES, "en": _LATIN_PAGES, "ar": _ARABIC_PAGES}
# What pages that are declared are meant as: browsers read them so.
_MEANT: Final = {"iso8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
_DECLARED = re.compile(
    rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^>]{1,100}?encoding\s*=\s*["']([A-Za-z0-9_.-]{2,40})""",
    re.IGNORECASE,
)
_HEAD: Final = 4096
# Shares, in hundredths, of the characters beyond ASCII; measured on legal texts, roughly.
_LATIN_SHARES: Final = {
    "é": 42, "à": 10, "è": 8, "’": 10, "ê": 4, "ç": 3, "ô": 2, "î": 1, "û": 1, "ù": 1, "â": 1, "œ": 0.6, "ë": 0.2,
    "ï": 0.4, "«": 2, "»": 2, "\u00a0": 5, "–": 1.5, "—": 1, "“": 2, "”": 2, "‘": 0.3, "…": 0.3, "É": 1.5, "À": 0.4,
    "È": 0.3, "Ç": 0.2, "Ê": 0.1, "Œ": 0.1, "€": 1, "£": 0.2, "§": 0.4, "°": 0.8, "•": 0.5, "·": 0.1, "©": 0.3,
    "®": 0.3, "™": 0.2, "²": 0.1, "³": 0.05, "½": 0.05, "ü": 0.1, "ö": 0.1, "ä": 0.1, "ñ": 0.1, "á": 0.1, "í": 0.1,
    "ó": 0.1, "Ô": 0.05, "Î": 0.05, "Â": 0.05, "×": 0.05, "Ÿ": 0.01, "ÿ": 0.02, "±": 0.05,
}  # fmt: skip
_ARABIC_SHARES: Final = {
    "ا": 14, "ل": 11.6, "ي": 7, "م": 6.6, "و": 6.2, "ن": 5.6, "ر": 4.8, "ت": 4.9, "ب": 3.8, "ع": 3.8, "ة": 3.9,
    "د": 3, "س": 2.4, "ف": 2.7, "ه": 2.9, "ك": 2.1, "ق": 2.3, "أ": 2.2, "ح": 2, "ج": 1.3, "ش": 1.1, "ص": 1.1,
    "ط": 1, "ى": 0.9, "خ": 0.9, "إ": 1, "ذ": 0.8, "ض": 0.8, "ث": 0.6, "ز": 0.6, "غ": 0.5, "ء": 0.5, "ئ": 0.6,
    "ظ": 0.3, "ؤ": 0.2, "آ": 0.2, "،": 1.2, "؛": 0.2, "؟": 0.1, "ـ": 0.1, "ً": 0.3, "ّ": 0.2, "َ": 0.1, "ُ": 0.1,
    "ِ": 0.1, "ْ": 0.05, "ٌ": 0.02, "ٍ": 0.03, "«": 0.1, "»": 0.1, "\u00a0": 0.3, "“": 0.1, "”": 0.1, "–": 0.1,
    "’": 0.05, "é": 0.05, "à": 0.02, "è": 0.02, "\u200f": 0.05, "\u200e": 0.05, "•": 0.1,
}  # fmt: skip
_ARABIC_DIGITS: Final = 0.1
_UNLIKELY, _LETTER = 0.0005, 0.004
# How much likelier than the next, as a power of e, the likeliest must be.
_CERTAIN: Final = 3.0
_LEAST_READABLE: Final = 0.7


class Decoded(NamedTuple):
    """``rival`` is another encoding that may be meant, where that is not certain."""

    text: str
    encoding: str
    rival: str = ""
    guessed: bool = False


def decoded(content: bytes, language: str, encoding: str = "") -> Decoded:
    """The text of these bytes; raises ``UnreadableText``. An ``encoding`` that is given is the one."""
    if encoding:
        return Decoded(_decoded_as(content, encoding), encoding)
    for mark, name in _MARKS:
        if content.startswith(mark):
            return Decoded(_decoded_as(content, name), name)
    if wide := _without_mark(content):
        return Decoded(_decoded_as(content, wide), wide, guessed=True)
    if b"\x00" in content:
        raise UnreadableText(worded("binary data, not text"))
    with suppress(UnicodeDecodeError):
        return Decoded(content.decode("utf-8"), "utf-8")
    if declared := _declared(content):
        with suppress(UnreadableText):
            return Decoded(_decoded_as(content, declared), declared)
    return _likeliest(content, language)


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except LookupError:
        raise UnreadableText(worded("encoding {name}: there is no such one", name=encoding)) from None
    except UnicodeError as error:
        reason = getattr(error, "reason", error)
        raise UnreadableText(
            worded("not valid {name}: {reason}", name=encoding.upper(), reason=str(reason))
        ) from error


def _without_mark(content: bytes) -> str:
    """UTF-16 that nothing marks as such: every other byte of most of it is zero, or that of Arabic."""
    if len(content) < 4 or len(content) % 2:
        return ""
    for name, high in (("utf-16-le", content[1::2]), ("utf-16-be", content[::2])):
        zeros, arabic = high.count(0), high.count(6)
        if zeros and (zeros + arabic) * 10 >= len(high) * 9:
            return name
    return ""


def _declared(content: bytes) -> str:
    found = _DECLARED.search(content, 0, _HEAD)
    if found is None:
        return ""
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii")).name
    except LookupError:
        return ""
    return "" if name.startswith("utf") else _MEANT.get(name, name)


def _likeliest(content: bytes, language: str) -> Decoded:
    scored: list[tuple[float, str, str]] = []
    for page in _PAGES.get(language, _LATIN_PAGES):
        with suppress(UnicodeDecodeError):
            text = content.decode(page)
            scored.append((_likelihood(text, language), page, text))
    if not scored:
        pages = ", ".join(_PAGES.get(language, _LATIN_PAGES))
        raise UnreadableText(worded("neither UTF-8 nor one of {pages}: save it as UTF-8", pages=pages))
    scored.sort(key=lambda each: -each[0])
    best, page, text = scored[0]
    readable = sum(character.isalnum() or character.isspace() for character in text)
    beyond = sum(character > "\x7f" for character in text)
    if readable < len(text) * _LEAST_READABLE or best / max(beyond, 1) < math.log(_UNLIKELY * 3):
        raise UnreadableText(
            worded("neither UTF-8 nor in an encoding of its language: save it as UTF-8")
        )
    rivals = [other for score, other, words in scored[1:] if words != text and best - score < _CERTAIN]
    return Decoded(text, page, rivals[0] if rivals else "", guessed=True)


def _likelihood(text: str, language: str) -> float:
    """The logarithm of how likely the characters beyond ASCII are in this language, their neighbours considered."""
    shares = _ARABIC_SHARES if language == "ar" else _LATIN_SHARES
    total = 0.0
    before = " "
    for character, after in zip(text, f"{text[1:]} ", strict=True):
        if character > "\x7f":
            share = shares.get(character)
            if share is None:
                share = _share(character, language)
            elif (
                (before.islower() and character.isupper())
                or (before.isupper() and character.islower() and after.isupper())
                or (language != "ar" and before.isalnum() and character in "«“•‘")
            ):
                share /= 20
            total += math.log(share / 100 if share >= 0.01 else share)
        elif "\x00" <= character < " " and character not in "\t\n\r\x0c\x1a":
            total += math.log(_UNLIKELY)
        before = character
    return total


def _share(character: str, language: str) -> float:
    if language == "ar" and ("\u0660" <= character <= "\u0669" or "\ufe70" <= character <= "\ufefc"):
        return _ARABIC_DIGITS
    return _LETTER if character.isalpha() else _UNLIKELY
