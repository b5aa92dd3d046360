"""Words of one direction among words of the other, for mail programs: the only place where mails isolate.

Many mail programs know no ``<bdi>``, and some drop ``dir``. So each run of the other direction stands between the
isolating characters of Unicode (UAX #9, 2.4: U+2066 to U+2069), which text mails have too, and in HTML also in a
``span`` with ``dir``. Both together are the same isolate twice, which shows no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from policies.document import bidi
from policies.document.html import text_html
from policies.document.languages import direction
from policies.document.presentation import Html

_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"
_OPENS = {"ltr": _LRI, "rtl": _RLI}
_ISOLATED = re.compile(r'<bdi dir="(ltr|rtl)">(.*?)</bdi>', re.DOTALL)
_PLACE = re.compile(r"%\((\w+)\)s")


def isolated_html(text: str, language: str) -> Html:
    """Escaped text of this language, with the runs of the other direction isolated."""
    return Html(_ISOLATED.sub(lambda run: _span(run[2], run[1]), text_html(text, language)))


def isolated_text(text: str, language: str) -> str:
    """The same as plain text, but for mail and web addresses: programs would take the mark for a part of a link."""
    return bidi.isolated_text(text, language)


def isolated_pieces(texts: Sequence[str], write: Callable[[int, str], str], language: str) -> Html:
    """The pieces of one text, isolated as the whole that they are; ``write`` dresses the escaped text of each."""
    marked = bidi.spanned_html(texts, write, language).replace("\n", "<br>")
    return Html(_ISOLATED.sub(lambda run: _span(run[2], run[1]), marked))


def named_html(words: str, language: str, around: str) -> Html:
    """Words of ``language`` that stand whole among words of the language ``around``: a title, a heading, a name."""
    side = direction_of(words, language)
    inner = isolated_html(words, _READ_AS.get((side, language), language))
    return inner if side == direction(around) else Html(_span(inner, side, lang=language))


def named_text(words: str, language: str, around: str) -> str:
    """The same as plain text."""
    side = direction_of(words, language)
    inner = isolated_text(words, _READ_AS.get((side, language), language))
    # A text that begins and ends as one isolate needs no second.
    if side == direction(around) or (inner[:1] == _OPENS[side] and inner.find(_PDI) == len(inner) - 1):
        return inner
    return f"{_OPENS[side]}{inner}{_PDI}"


# A name in the script of another direction than its language is read as that script: «Atlas SARL» in an Arabic mail.
_READ_AS = {("ltr", "ar"): "en", ("rtl", "fr"): "ar", ("rtl", "en"): "ar"}


def direction_of(words: str, language: str) -> str:
    """The direction of the first letter that has one (UAX #9, P2), else that of the language."""
    for character in words:
        match unicodedata.bidirectional(character):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return direction(language)


def _span(inner: str, side: str, *, lang: str = "") -> str:
    language = f' lang="{lang}"' if lang else ""
    return f'<span dir="{side}"{language}>{_OPENS[side]}{inner}{_PDI}</span>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence, as plain text and as HTML; a template without ``.text`` writes the HTML."""

    text: str
    html: Html

    def __html__(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.text


def say(sentence: str, language: str, /, **values: object) -> Said:
    """A translated sentence with ``%(name)s`` places: each value is escaped, and isolated where its direction differs.

    A value is a string of the sentence's language, or of another one as ``(words, language)``. Numbers and dates of the
    sentence's language have its direction.
    """
    words: dict[str, tuple[str, str]] = {
        name: value if isinstance(value, tuple) else (str(value), language)
        for name, value in values.items()
    }
    plain = {name: named_text(word, own, language) for name, (word, own) in words.items()}
    marked = {name: named_html(word, own, language) for name, (word, own) in words.items()}
    pieces = _PLACE.split(
        sentence
    )  # what the translator wrote, and every second time the name of a place
    return Said(
        text="".join(
            plain[piece] if at % 2 else isolated_text(piece.replace("%%", "%"), language)
            for at, piece in enumerate(pieces)
        ),
        html=Html(
            "".join(
                marked[piece] if at % 2 else escape(piece.replace("%%", "%"))
                for at, piece in enumerate(pieces)
            )
        ),
    )
