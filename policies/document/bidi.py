"""Which stretches of a text read in the other direction, and how they are kept together.

Without isolation the parts of "12 King Street, London, SW1A 2AA" change places within Arabic (Unicode UAX 9, W3C i18n).
A stretch is one phrase of the other script with the punctuation, brackets and numbers inside it. It is isolated as
``<bdi dir>`` in HTML and with LRI or RLI … PDI in plain text. A line wholly in the other script is one stretch, its
last stop included.

What a number at an end of a stretch belongs to depends on the word beside it: it stays with the Arabic word that it
numbers (المادة 5) or counts (30 يوما), else it goes with the phrase of the other script that it touches.

``stretches`` and all above it use the standard library only, in the words of Python 3.8: programs that must stand alone
copy them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from html import escape
from itertools import accumulate
from typing import Final

from .languages import Direction, direction

# Letters, digits, marks and punctuation of the scripts that read from right to left.
_RIGHT: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
# No stretch goes over the end of a line or a control of direction.
_CUTS: Final = "\n\r\u2028\u2029\u202a-\u202e\u2066-\u2069"
_HAS_RIGHT: Final = re.compile(f"[{_RIGHT}]")
_HAS_LEFT: Final = re.compile(rf"[^\W\d_{_RIGHT}]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_RIGHT_LETTER: Final = re.compile(rf"(?=[^\W\d_])[{_RIGHT}]")
_TO_SEE: Final = re.compile(rf"[^\W_{_RIGHT}]")  # a Latin letter or digit: else Arabic needs no look
_OF_RIGHT: Final = re.compile(f"[{_RIGHT}{_CUTS}]")
# From a letter or digit on: most spaces between Arabic words have none and are passed over.
_BETWEEN_RIGHT: Final = re.compile(rf"[^\W_{_RIGHT}][^{_RIGHT}{_CUTS}]*")
_BETWEEN_LEFT: Final = re.compile(rf"(?:[\W\d_{_RIGHT}](?<![{_CUTS}]))+")
_ISOLATE: Final = re.compile("[\u2066-\u2069]")
_LINE: Final = re.compile(r"[^\n\r\u2028\u2029]+")

# Web and mail addresses are Latin as a whole, whatever letters they have.
_ADDRESS: Final = re.compile(
    r"""https?://[^\s<>«»"،؛]*[^\s<>«»"،؛.,;:!?)\]}”’'؟]
      | (?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]+@[\w-]+(?:\.[\w-]+)+""",
    re.VERBOSE,
)
_SPACE: Final = "[ \\u00a0\\u202f]"
# What must stay as typed within Arabic although it has no letter: phone numbers, numbers in groups, an amount
# that touches its sign, ISO dates, a law's 09-08.
_FIGURE: Final = re.compile(
    rf"""
      [+]\d(?:[().-]|{_SPACE}|\d){{5,}}\d
    | \(\d{{2,4}}\){_SPACE}?\d{{3}}[ -]\d{{3,4}}
    | (?<![\d.,/-])\d+(?:{_SPACE}\d+){{2,}}(?:[.,]\d+)?
    | (?<![\d.,/-])\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:[.,]\d+)?(?!\d)
    | (?<![\d.,/-])\d+(?:[.-]\d+){{3,}} | (?<![\d.,/-])\d+(?:-\d+){{2,}} | (?<![\d.,/-])0\d*-\d+
    | [$€£¥]\d[\d.,]*(?<=\d) | (?<![\d.,/-])\d[\d.,]*[$€£¥]
    """,
    re.VERBOSE | re.ASCII,
)
_NUMBER: Final = rf"\d[\d.,/:-]*(?:{_SPACE}\d[\d.,/:-]*)*"
_FIRST_NUMBER: Final = re.compile(rf"[+]?{_NUMBER}(?<=\d)(?![^\W_])", re.ASCII)
_LAST_NUMBER: Final = re.compile(r"(?<=[ \u00a0\u202f])\d[\d.,]*%?$", re.ASCII)
_GLUED_BEFORE: Final = re.compile(r"(?<![^\s(\[{«“\"وبلكف])[@#+$€£¥§~./\\]+$")
_GLUED_AFTER: Final = re.compile(r"[%+#/&$€£¥™®©°?]+(?=[\s)\]}»”\".,;:]|$)")
_DOTTED: Final = re.compile(
    r"(?:^|[\s(.])(?:Inc|Ltd|Corp|Co|Bros|Jr|Sr|No|St|Ave|etc|al|art|[A-Z])$", re.IGNORECASE
)
_NEAR: Final = 40
_DEPTH: Final = 63  # of brackets, as in UAX 9 (BD16)
_PAIRS: Final = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”"}
_BRACKET: Final = re.compile(r'[()\[\]{}«»“”"]')
# Arabic words that a number after them numbers, and that a number before them counts.
_NUMBERED: Final = re.compile(
    r"(?<!\w)[وفبكل]{0,2}(?:ال|ل)?(?:رقم|أرقام|ماد[ةت]|مواد|فصل|فصول|بند|بنود|فقر[ةت]|فقرات|قانون|مرسوم|ظهير|قرار|لائح[ةت]"
    r"|توجيه|قسم|جزء|ملحق|باب|نسخ[ةت]|[إا]صدار|صفح[ةت]|سن[ةت]|عام|عدد)\s+$"
)
_MONTHS: Final = (
    "يناير|جانفي|فبراير|فيفري|مارس|أبريل|إبريل|أفريل|ماي|يونيو|جوان|يوليو|جويلية|غشت|أغسطس|أوت|شتنبر|سبتمبر|أكتوبر|نونبر|نوفمبر"
    "|دجنبر|ديسمبر|كانون|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين"
)
_COUNTED: Final = re.compile(
    r"\s+(?:يوم|أيام|شهر|أشهر|شهور|سن[ةو]|عام|أعوام|أسبوع|أسابيع|ساع|دقيق|دقائق|مر[ةا]|درهم|دراهم|دولار|يورو|أورو|ريال|دينار|جنيه"
    rf"|مليون|مليار|ألف|آلاف|في الم|بالم|شخص|أشخاص|موظف|مستخدم|عميل|عملاء|دول|مكتب|فرع|طلب|خدم|{_MONTHS})"
)
_DATED: Final = re.compile(rf"(?<!\w)(?:{_MONTHS})\w*\s+$")


def stretches(text: str, base: str, *, whole: bool = True) -> list[tuple[int, int]]:
    """Where the stretches of the other direction begin and end; ``base`` is ``ltr`` or ``rtl``.

    ``whole`` says that the text is no fragment: then a line without a letter of the base is one stretch.
    """
    rtl = base == "rtl"
    if not (_TO_SEE if rtl else _HAS_RIGHT).search(text):
        return []
    own, other = (_HAS_RIGHT, _HAS_LEFT) if rtl else (_HAS_LEFT, _RIGHT_LETTER)
    seen = _ADDRESS.sub(lambda match: "a" * len(match.group()), text)
    result: list[tuple[int, int]] = []
    for line in _LINE.finditer(seen):
        if whole and other.search(line.group()) and not own.search(line.group()):
            words = line.group().strip()
            start = line.start() + line.group().index(words)
            result.append((start, start + len(words)))
            continue
        mates = _mates(seen, line.start(), line.end())
        for gap in (_BETWEEN_RIGHT if rtl else _BETWEEN_LEFT).finditer(seen, line.start(), line.end()):
            begin = gap.start()
            while rtl and begin > line.start() and not _OF_RIGHT.match(seen, begin - 1):
                begin -= 1
            for start, end in _uncut(seen, begin, gap.end(), mates):
                if other.search(seen, start, end):
                    result += _phrase(seen, start, end, rtl, mates)
                elif rtl:
                    result += [match.span() for match in _FIGURE.finditer(seen, start, end)]
    return result


def _mates(text: str, start: int, end: int) -> dict[int, int]:
    """Where the other bracket or quotation mark of a pair stands, for both; -1 for one that is alone."""
    mates: dict[int, int] = {}
    waiting: list[int] = []
    for match in _BRACKET.finditer(text, start, end):
        at, char = match.start(), match.group()
        mates[at] = -1
        opened = [each for each in waiting if _PAIRS.get(text[each], '"') == char]
        if opened:
            mates[at], mates[opened[-1]] = opened[-1], at
            del waiting[waiting.index(opened[-1]) :]
        elif (char in _PAIRS or char == '"') and len(waiting) < _DEPTH:
            waiting.append(at)
    return mates


def _uncut(text: str, start: int, end: int, mates: dict[int, int]) -> list[tuple[int, int]]:
    """The pieces between brackets whose mates stand elsewhere."""
    found = [match.start() for match in _BRACKET.finditer(text, start, end)]
    cuts = [at for at in found if not start <= mates[at] < end]
    pieces: list[tuple[int, int]] = []
    for cut in [*cuts, end]:
        if start < cut:
            pieces.append((start, cut))
        start = cut + 1
    return pieces


def _phrase(text: str, start: int, end: int, rtl: bool, mates: dict[int, int]) -> list[tuple[int, int]]:
    """The stretch between these two places, which hold a letter of the other direction; perhaps a number beside it."""
    word = re.compile(r"[^\W_]") if rtl else _HAS_RIGHT
    places = [match.start() for match in word.finditer(text, start, end)]
    beside: list[tuple[int, int]] = []
    if rtl:
        number = _FIRST_NUMBER.match(text, places[0])
        if number and not _leads(text, number, end):
            figure = _FIGURE.search(text, max(start, places[0] - 1), number.end())
            beside = [figure.span()] if figure else []
            places = [at for at in places if at >= number.end()]
        number = _LAST_NUMBER.search(
            text, places[0], places[-1] + 1 + text.startswith("%", places[-1] + 1)
        )
        if number and (number.group().endswith("%") or _COUNTED.match(text, number.end())):
            places = [at for at in places if at < number.start()]
    else:
        number = re.compile(r"\d[\d.,]*\s$").search(text, start, places[0])
        if number and _COUNTED.match(text, number.end() - 1):
            places.insert(0, number.start())
        number = re.compile(r"\s\d[\d./-]*(?<=\d)").match(text, places[-1] + 1, end)
        if number and any(each.search(text, start, number.start() + 1) for each in (_NUMBERED, _DATED)):
            places.append(number.end() - 1)
    first, last = places[0], places[-1] + 1
    if rtl:
        before = _GLUED_BEFORE.search(text, start, first)
        first = before.start() if before else first
        last = _with_ending(text, first, last, end)
    return [*beside, _with_brackets(text, first, last, start, end, mates)]


def _leads(text: str, number: re.Match[str], end: int) -> bool:
    """Whether the number before the first word of a Latin phrase is a part of it: 12 King Street, 1 May 2024, 500 MAD."""
    # The word before is near: a longer look would take time quadratic to the text.
    before, after = text[max(0, number.start() - _NEAR) : number.start()], text[number.end() : end]
    if _FIGURE.fullmatch(number.group()) and number.group()[0] in "+0":
        return True
    if not before[before.rfind("\n") + 1 :].strip(" (") and re.match(r"[.)-]", after):
        return False
    if not re.match(r",?\s+[^\W\d_]|\s?[(\[][\w]{1,3}[)\]]|[’']", after):
        return False
    return not _NUMBERED.search(before) or bool(re.match(r"[(\[]", after))


def _with_ending(text: str, first: int, last: int, end: int) -> int:
    """With the sign that touches the last word, or the stop of an abbreviation."""
    glued = _GLUED_AFTER.match(text, last, end)
    if glued:
        return glued.end()
    if (
        text.startswith(".", last)
        and last < end
        and _DOTTED.search(text[max(first, last - _NEAR) : last])
    ):
        return last + 1
    return last


def _with_brackets(
    text: str, first: int, last: int, start: int, end: int, mates: dict[int, int]
) -> tuple[int, int]:
    """With brackets and quotation marks that close inside; those around all of it stay with the text around.

    What stands before the mark that closes around all of it is inside: the stop of "Stop, please."
    """
    while True:
        before = first - 1
        while before >= start and text[before].isspace():
            before -= 1
        mate = mates.get(before, -1) if before >= start else -1
        if first <= mate < last:
            first = before
            continue
        if mate >= last and not text[last:mate].strip(" .,;:!?…\u00a0\u202f"):
            if text[before] == "“":
                first, last = before, mate + 1
                continue
            last += len(text[last:mate].rstrip())
        closing = last
        while closing < end and text[closing].isspace():
            closing += 1
        if closing < end and first <= mates.get(closing, -1) < last:
            last = _with_ending(text, first, closing + 1, end)
            continue
        return first, last


_OPPOSITE: Final[dict[Direction, Direction]] = {"ltr": "rtl", "rtl": "ltr"}


def other_direction(text: str, language: str) -> Direction | None:
    """The direction of a paragraph that is wholly in a script of the other direction; else none."""
    base = direction(language)
    return _OPPOSITE[base] if _has_other(text, base) and not has_own(text, base) else None


def has_own(text: str, base: str) -> bool:
    """Whether any letter has the direction of the base."""
    return bool((_RIGHT_LETTER if base == "rtl" else _HAS_LEFT).search(text))


def _has_other(text: str, base: str) -> bool:
    return has_own(text, "ltr" if base == "rtl" else "rtl")


def isolated_html(text: str, language: str, *, whole: bool = True) -> str:
    """Escaped text in which the stretches of the other direction are isolated; see ``stretches``."""
    base = direction(language)
    return _with_isolates(text, stretches(text, base, whole=whole), base)


def _with_isolates(text: str, found: Sequence[tuple[int, int]], base: Direction) -> str:
    result: list[str] = []
    at = 0
    for start, end in found:
        isolated = f'<bdi dir="{_OPPOSITE[base]}">{escape(text[start:end])}</bdi>'
        result += escape(text[at:start]), isolated
        at = end
    return "".join([*result, escape(text[at:])])


def spanned_html(
    texts: Sequence[str], write: Callable[[int, str], str], language: str, *, whole: bool = True
) -> str:
    """The pieces of one text as HTML, isolated as the whole that they are; see ``stretches`` for ``whole``.

    ``write`` dresses escaped text of the piece with this index: once, or twice where a stretch that crosses from one
    piece into another begins or ends in it. Such a stretch is isolated around all its pieces.
    """
    base = direction(language)
    edges = list(accumulate(map(len, texts), initial=0))
    crossing: list[tuple[int, int]] = []
    inner: list[list[tuple[int, int]]] = [[] for _text in texts]
    for start, end in stretches("".join(texts), base, whole=whole):
        index = bisect_right(edges, start) - 1
        if end > edges[index + 1]:
            crossing.append((start, end))
        else:
            inner[index].append((start - edges[index], end - edges[index]))
    result = ""
    for index, text in enumerate(texts):
        at, stop = edges[index], edges[index + 1]
        while at < stop:
            start, end = crossing[0] if crossing else (stop, stop)
            until = min(stop, end if start <= at else start)
            cut, offset = text[at - edges[index] : until - edges[index]], at - edges[index]
            within = [
                (a - offset, b - offset)
                for a, b in inner[index]
                if offset <= a and b <= offset + len(cut)
            ]
            html = write(index, _with_isolates(cut, within, base))
            result += f'<bdi dir="{_OPPOSITE[base]}">{html}' if crossing and at == start else html
            if crossing and until == end:
                result += "</bdi>"
                del crossing[0]
            at = until
    return result


def isolated_text(text: str, language: str) -> str:
    """Plain text in which the stretches of the other direction stand between LRI or RLI and PDI.

    A line wholly in the other script needs no mark: programs give each line the direction of its first letter. A
    line of both scripts that begins with the other one begins with a mark of its language's direction for them. A
    stretch that ends with a web or mail address is left as it is: what makes links of addresses would take the mark
    for a part of it. Lines that have isolates are left.
    """
    base = direction(language)
    opening, mark = ("\u2066", "\u200f") if base == "rtl" else ("\u2067", "\u200e")
    lines: list[str] = []
    for line in text.split("\n"):
        result, at = "", 0
        marked = _ISOLATE.search(line) or not has_own(line, base)
        for start, end in () if marked else stretches(line, base, whole=False):
            if end not in [match.end() for match in _ADDRESS.finditer(line, start, end)]:
                result += f"{line[at:start]}{opening}{line[start:end]}\u2069"
                at = end
        letter = _LETTER.search(line)
        begins = not marked and letter and not has_own(letter.group(), base)
        lines.append(f"{mark if begins else ''}{result}{line[at:]}")
    return "\n".join(lines)


def embedded_text(text: str, language: str, around: str) -> str:
    """Plain text in this language for lines in another: isolated as a whole, where that one has the other direction."""
    inner = direction(language)
    if inner == direction(around):
        return text
    opening = "\u2066" if inner == "ltr" else "\u2067"
    lines = isolated_text(text, language).split("\n")
    return "\n".join(f"{opening}{line}\u2069" if line and _mixed(line) else line for line in lines)


def _mixed(line: str) -> bool:
    return has_own(line, "ltr") and has_own(line, "rtl")
