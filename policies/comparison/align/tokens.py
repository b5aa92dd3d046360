"""Text as tokens: the smallest pieces a comparison inserts or deletes.

One token each: a word (an Arabic one with its vowel marks, tatweel and clitics), a French elision (``l’``), a
number with its separators, a date in digits or with the name of a month, a web or e-mail address, a run of
white space, any other grapheme. No token ends inside a grapheme cluster (Unicode UAX 29); some hold several.
Bidi controls stand alone. Joined, the tokens are the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from policies.lexicon.folding import QUOTES, either, folded
from policies.lexicon.months import WRITTEN_IN_ONE_WORD
from policies.lexicon.numerals import NUMERALS


def _character_class(codepoints: list[int]) -> str:
    """The body of a regular expression's ``[…]`` for these code points, as ranges."""
    ranges: list[list[int]] = []
    for point in sorted(set(codepoints)):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


# What extends the grapheme before it: marks, joiners, half-width voicing marks, skin tones, emoji tags and
# the two South-East Asian vowels that UAX 29 names among the spacing marks. No mark lies between the planes.
_EXTENDING = [
    point
    for point in (*range(0x20000), *range(0xE0100, 0xE01F0))
    if unicodedata.category(chr(point))[0] == "M"
]
_EXTENDING += [0x200C, 0x200D, 0xFF9E, 0xFF9F, 0x0E33, 0x0EB3]
_EXTENDING += [*range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080)]
# What begins a grapheme that the next character continues (Grapheme_Cluster_Break=Prepend).
_PREPENDED = [*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD]
_PREPENDED += [0x0D4E, 0x111C2, 0x111C3, 0x1193F, 0x11941, 0x11A3A, *range(0x11A84, 0x11A8A), 0x11D46]

# Between the groups of a number: spaces of any kind and the marks of Latin and Arabic typography.
_GROUP = " \\u00a0\\u2009\\u202f"
_MONTH = f"(?:{either(WRITTEN_IN_ONE_WORD)})"
_BIDI_CONTROLS = "\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\u061c"
_JOINING = _character_class(_EXTENDING)
_BEFORE = _character_class(_PREPENDED)


@cache
def _pattern(composed: bool) -> re.Pattern[str]:
    """The grammar of tokens; made when a text first needs it, so that commands that compare nothing start sooner.

    Where no grapheme of a text is ``composed`` of several characters, nothing is looked for around each.
    """
    joining = _JOINING if composed else ""
    before = f"[{_BEFORE}]*" if composed else ""
    # The rest of the last grapheme: what extends it, and what a zero-width joiner ties to it.
    tied = rf"(?:(?<=\u200d)[^\s{_BIDI_CONTROLS}{_BEFORE}][{joining}]*)*"
    tail = f"[{joining}]*{tied}" if composed else ""
    word = rf"(?:\w{tail})+"
    ends = ".,;:!?)\\]}»”\"'’،؛؟«"
    host = "[A-Za-z0-9-]+"
    month, year = f"(?i:{_MONTH})", rf"\d{{4}}(?!\w){tail}"
    grammar = [
        rf"[^\S\n]+{tail}",  # white space within a line
        # 12 mai 2026  1er juin 2026  1st May 2026  ١ يناير ٢٠٢٦
        rf"{before}(?=\d)\d{{1,2}}(?i:er|st|nd|rd|th)?[{_GROUP}]{month}[{_GROUP}]{year}",
        # May 1, 2026
        rf"{before}(?=[JFMASONDjfmasond]){month}[{_GROUP}]\d{{1,2}}(?i:st|nd|rd|th)?,?[{_GROUP}]{year}",
        # Most words end where none of the forms below could go on: this only saves trying them.
        rf"[^\W\d_]++(?![\w'’@.+:\u2011{joining}-])",
        rf"{before}(?=[hHwW])(?i:https?://|www\.)[^\s<>،؛؟«»]*[^\s<>{ends}]{tail}",
        rf"{before}[\w.+-]+@[\w-]+(?:\.[\w-]+)+{tail}",
        # example.org  example.org/a: no http before it
        rf"{before}(?=[A-Za-z][A-Za-z0-9-])(?:{host}\.)+[a-z]{{2,}}(?![\w’'-])(?:/[^\s<>،؛؟«»]*[^\s<>{ends}])?{tail}",
        rf"{before}(?=\d)\d{{1,3}}(?:[{_GROUP}]\d{{3}})+(?!\d)(?:[.,٫]\d+)?{tail}",  # 1 000 000,50
        rf"{before}(?=\d)\d+(?:[.,:/٫٬’'\u2011-]\d+)+{tail}",  # 1,000.50  12/05/2026  14:30
        rf"{before}(?=[ldjmtscnqpLDJMTSCNQP])(?i:[ldjmtscn]|(?:jus|lors|puis|quoi|pres|quel)?qu)['’]"
        r"(?=[A-Za-zÀ-ɏ])",
        rf"{before}{word}(?:['’\u2011-]{word})*",
        rf"[\U0001f1e6-\U0001f1ff]+{tail}",  # flags
        r"\n",
        rf"[{_BIDI_CONTROLS}]",
        f"[{_BEFORE}]+(?:[^\n{_BIDI_CONTROLS}]{tail})?",
        f".{tail}",
    ]
    return re.compile("|".join(grammar), re.DOTALL)


LOOKED_BACK: Final = 3
# A space that no token spans: not beside other white space or a digit, nor after 1er, 1st and the like.
_APART = re.compile(rf" (?![\s\d{_JOINING}])(?<![\s\d{_BEFORE}] )(?<!\d\w\w )")
# Beside what has none of these, every space is one.
_COMPOSED = frozenset(map(chr, (*_EXTENDING, *_PREPENDED)))
_SPANNING = _COMPOSED.union(
    char for char in map(chr, range(0x20000)) if char != " " and (char.isspace() or char.isdecimal())
)
# What is typed where a list has its bullets, and the words after it.
BULLETS: Final = frozenset("•◦▪‣●○■□·∙*–—-")
BULLETED: Final = re.compile(rf"[{''.join(sorted(BULLETS - {'-'}))}-][^\S\n]+(?=[\w\"'«“(\[])")
_HAS_WORD = re.compile(r"\w")
_INVISIBLE = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\u00ad\u200b\u2060\ufeff"
)
_TYPOGRAPHY = str.maketrans(
    QUOTES
    | dict.fromkeys("‐‑", "-")
    | dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003\u2008\u200a", " ")
    | dict.fromkeys(("\u0640", *_INVISIBLE), "")
)
# Tanween, harakat, shadda, sukun and their like; not maddah and hamza, which make other letters.
_VOWEL_MARKS = "\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
_VOWELS = re.compile(f"[{_VOWEL_MARKS}]+")
_PLAIN_WORD = re.compile(r"\w+")
_OF_ADDRESSES = frozenset("@./")
_NUMERALS = frozenset(form for forms in NUMERALS.values() for form in forms)
# Within words, and no letter of them: vowel marks, tatweel, what is invisible.
_UNSPOKEN = re.compile(f"[{_VOWEL_MARKS}\u0640{''.join(sorted(_INVISIBLE))}]+")


def chunks(text: str) -> list[str]:
    """What stands between the spaces that are tokens of their own; joined by spaces, the chunks are ``text``."""
    return _APART.split(text)


def is_apart(text: str, at: int) -> bool:
    """Whether the space at this position is a token of its own; depends on ``LOOKED_BACK`` characters before it
    and one after it."""
    return _APART.match(text, at) is not None


def may_span(chunk: str) -> bool:
    """Whether a space beside this may belong to a token; where none may, chunks are what spaces separate."""
    return not chunk or not _SPANNING.isdisjoint(chunk)


def tokens(text: str) -> list[str]:
    """The tokens of ``text``, in order; joined they are ``text``."""
    return _pattern(not (text.isascii() or _COMPOSED.isdisjoint(text))).findall(text)


def is_word(token: str) -> bool:
    """Words, numbers and addresses are words; white space, punctuation and symbols are not."""
    return token.isalnum() or (not token.isspace() and _HAS_WORD.search(token) is not None)


def is_figure(token: str) -> bool:
    """Whether it says how much, when, or where to: a number, also in letters, a month, an address."""
    return (
        any(map(str.isdigit, token))
        or not _OF_ADDRESSES.isdisjoint(token)
        or token.casefold() in WRITTEN_IN_ONE_WORD
        or folded(token) in _NUMERALS
    )


def is_blank(token: str) -> bool:
    """White space, or invisible: a reader sees no sign of it."""
    return token.isspace() or token in _INVISIBLE


def weak_form(token: str) -> str:
    """What two tokens have in common that differ in typography only.

    Typography is the normal form (NFC), the shape of quotation marks, apostrophes and hyphens, the kind and
    amount of white space, tatweel, and invisible characters (bidi controls among them).
    """
    if token.isascii() and token.isalnum():
        return token
    if token.isspace():
        return " "
    return unicodedata.normalize("NFC", token.translate(_TYPOGRAPHY))


def skeleton(token: str) -> str:
    """What two tokens have in common that are the same word, however it is set and vocalised; maybe nothing."""
    return without_vowels(weak_form(token))


def without_vowels(token: str) -> str:
    """The token without Arabic vowel marks, which are not always written but can change what is said."""
    return _VOWELS.sub("", token)


def plain_words(text: str) -> list[str]:
    """The words for measuring likeness: without case and vowel marks, not fit for showing."""
    folded = text.casefold()
    return _PLAIN_WORD.findall(folded if folded.isascii() else _UNSPOKEN.sub("", folded))
