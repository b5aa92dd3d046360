"""Mentions of a clause by its number, “see 2.3”, « voir l’article 4 », «انظر المادة 4»: they lead to the clause.

A mention whose words are the very number is a reference and follows it; in other words it is a link. What may mean an
article of a law stays as it is: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from policies.document.blocks import Run, Runs
from policies.document.text import joined

_DIGIT: Final = "[0-9٠-٩۰-۹]"
_NUMBER: Final = rf"{_DIGIT}{{1,3}}(?:\.{_DIGIT}{{1,3}})*(?:\s(?:bis|ter|quater|quinquies|مكررة?)\b)?"
# A verb makes any word a mention; these words name clauses of the text at hand also without one.
_VERBS: Final = (
    r"see(?:\s+also)?|refer\s+to|cf\.?|voir(?:\s+aussi|\s+également)?|se\s+reporter\s+à|se\s+référer\s+à|reportez-vous\s+à"
    r"|[اأ]نظر(?:وا)?|راجع(?:وا)?|يُ?رجى\s+مراجعة|يُ?نظر"
)
_OWN: Final = r"sections?|clauses?|rubriques?|البند|للبند|بالبند|القسم|للقسم"
_ANY: Final = (
    rf"{_OWN}|articles?|paragraphs?|paragraphes?|points?|parts?|parties?|chapters?|chapitres?|§"
    r"|المادة|للمادة|الفقرة|للفقرة|الفصل|الباب|الجزء"
)
_MENTION: Final = re.compile(
    rf"(?:(?:(?<!\w)(?:{_VERBS})\s+(?:(?:à|au|aux|in|the|la|le|les|l['’]|في)\s*)*(?:(?:{_ANY})\s*(?:n°\s*)?)?)"
    rf"|(?<!\w)(?:{_OWN})\s+(?:n°\s*)?)(?P<number>{_NUMBER})(?![\w%°€$]|\s*[(/]|[.,]{_DIGIT}|[-–]{_DIGIT})",
    re.IGNORECASE,
)
# What follows a mention of a law: its name, soon after.
_LAW: Final = re.compile(
    r"\b(?:gdpr|rgpd|dsgvo|ccpa|law|laws|regulation|act|code|directive|convention|treaty|charter|constitution"
    r"|loi|lois|règlement|dahir|décret|arrêté|convention|traité|charte)\b|(?:ال|لل)(?:قانون|لائحة|نظام|ظهير|مرسوم|اتفاقية|دستور)",
    re.IGNORECASE,
)
_UNTIL: Final = re.compile(rf"[.;:!?؟؛](?:\s|$)|(?<!\w)(?:{_ANY})(?!\w)", re.IGNORECASE)
_AHEAD: Final = 60
_NUMBERS_OF_A_LABEL: Final = re.compile(rf"\A\W*({_NUMBER})\W*\Z", re.IGNORECASE)


class Numbered(NamedTuple):
    """The clauses of a text by what a mention can call them, and the number that each shows."""

    by_number: Mapping[str, uuid.UUID]
    by_name: Mapping[str, uuid.UUID]
    shown: Mapping[uuid.UUID, str]
    names: re.Pattern[str] | None


def numbered(numbers: Mapping[uuid.UUID, str]) -> Numbered:
    """``numbers`` as readers see them, by the keys of the clauses; one that several have names none."""
    shown = {key: number.strip().rstrip(".") for key, number in numbers.items() if number.strip()}
    plain = {key: _plain(number) for key, number in shown.items()}
    counts = Counter(plain.values())
    alone = {key: number for key, number in plain.items() if counts[number] == 1}
    by_number = {number: key for key, number in alone.items() if _NUMBERS_OF_A_LABEL.match(number)}
    by_name = {
        number: key for key, number in alone.items() if len(re.findall(r"[^\W\d_]{2,}", number)) > 0
    }
    by_name = {name: key for name, key in by_name.items() if name not in by_number and " " in name}
    longest = sorted(by_name, key=len, reverse=True)
    names = (
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w|\.{_DIGIT})", re.IGNORECASE)
        if longest
        else None
    )
    return Numbered(by_number, by_name, shown, names)


def _plain(number: str) -> str:
    """A number in small letters, western digits and single spaces."""
    digits = (
        str(unicodedata.digit(character)) if character.isdigit() else character for character in number
    )
    return " ".join("".join(digits).casefold().split())


def with_references(runs: Runs, clauses: Numbered) -> tuple[Runs, int]:
    """The running text with its mentions of clauses leading to them, and how many there were."""
    made: list[Run] = []
    count = 0
    for run in runs:
        if run.link or run.role or run.struck or run.script:
            made.append(run)
            continue
        at = 0
        for start, end, key in _mentions(run.text, clauses):
            words = run.text[start:end]
            role = "reference" if words == clauses.shown[key] else ""
            named = Run(
                text=words,
                bold=run.bold,
                italic=run.italic,
                link=f"#{key}",
                role=role,  # type: ignore[arg-type]
            )
            made += [run.with_part(run.text[at:start]), named]
            at, count = end, count + 1
        made.append(run.with_part(run.text[at:]) if at else run)
    return (joined(run for run in made if run.text), count) if count else (runs, 0)


def _mentions(text: str, clauses: Numbered) -> Iterator[tuple[int, int, uuid.UUID]]:
    found: list[tuple[int, int, uuid.UUID]] = []
    if clauses.names is not None:
        for match in clauses.names.finditer(text):
            found.append((*match.span(), clauses.by_name[_plain(match.group())]))
    for match in _MENTION.finditer(text):
        key = clauses.by_number.get(_plain(match["number"]))
        if key is not None:
            found.append((*match.span("number"), key))
    at = 0
    for start, end, key in sorted(found):
        if start >= at and not _LAW.search(_following(text, end)):
            yield start, end, key
            at = end


def _following(text: str, end: int) -> str:
    """What follows, as far as the sentence goes, and to the next mention of something."""
    return _UNTIL.split(text[end : end + _AHEAD], maxsplit=1)[0]
