"""A table with one column for each language, as lawyers keep texts side by side: each column is one text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from lxml import etree

from .word_package import w
from .word_runs import text_of
from .word_tables import Cell, cells_of

_WORD = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_FUNCTION_WORDS: Final = {
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "un",
            "une",
            "des",
            "du",
            "de",
            "et",
            "est",
            "sont",
            "nous",
            "vous",
            "votre",
            "vos",
            "pour",
            "dans",
            "par",
            "sur",
            "avec",
            "ce",
            "cette",
            "ces",
            "qui",
            "que",
            "ne",
            "pas",
            "au",
            "aux",
            "en",
            "il",
            "elle",
            "leur",
            "notre",
            "nos",
            "ou",
            "politique",
            "données",
            "conditions",
        ]
    ),
    "en": frozenset(
        [
            "the",
            "a",
            "an",
            "of",
            "and",
            "is",
            "are",
            "we",
            "you",
            "your",
            "for",
            "in",
            "by",
            "on",
            "with",
            "this",
            "these",
            "that",
            "which",
            "not",
            "to",
            "it",
            "its",
            "our",
            "their",
            "or",
            "be",
            "will",
            "may",
            "from",
            "as",
            "policy",
            "data",
            "terms",
        ]
    ),
}
_LEAST_ROWS: Final = 2
_MOST_COLUMNS: Final = 5
_LONGEST_TITLE: Final = 200
_LEAST_SHARE: Final = 0.5


class Column(NamedTuple):
    """One language's cells in reading order: each part is the blocks of one."""

    title: str
    parts: Sequence[Sequence[etree._Element]]


def language_of(text: str) -> str | None:
    """The language of a text, told by its script and its commonest words; ``None`` if they do not tell."""
    words = [word.lower() for word in _WORD.findall(text)]
    if not words:
        return None
    if sum(bool(_ARABIC.search(word)) for word in words) * 2 > len(words):
        return "ar"
    counts = Counter(
        {code: sum(word in known for word in words) for code, known in _FUNCTION_WORDS.items()}
    )
    (best, most), (_other, least) = counts.most_common(2)
    return best if most > least else None


def columns_of(body: etree._Element, language: str) -> dict[str, Column] | None:
    """The texts by language, where the file's main content is one such table; text around it goes to its language."""
    tables = body.findall(w("tbl"))
    table = next((each for each in tables if _may_hold_languages(each) and _is_main(each, body)), None)
    if table is None:
        return None
    rows = cells_of(table)
    starts = Counter(cell.column for row in rows for cell in row)
    columns = sorted(column for column, count in starts.items() if count * 2 > len(rows))
    found = {column: language_of(_text(rows, column)) for column in columns}
    languages = [code for code in found.values() if code is not None]
    if len(rows) < _LEAST_ROWS or len(languages) < 2 or len(set(languages)) != len(languages):
        return None
    places = {code: column for column, code in found.items() if code is not None}
    first = language if language in places else next(iter(places))
    parts: dict[str, list[Sequence[etree._Element]]] = {code: [] for code in places}
    titles = _titles(table, rows, places)
    for node in body:
        if node is table:
            for row in rows[1 if titles else 0 :]:
                _share(row, places, parts, first)
        else:
            parts[_nearest(node, parts, first)].append([node])
    order = sorted(parts, key=lambda code: code != first)
    return {code: Column(titles.get(code, ""), parts[code]) for code in order}


def _titles(
    table: etree._Element, rows: Sequence[Sequence[Cell]], places: dict[str, int]
) -> dict[str, str]:
    """What the row that repeats on every page says: the titles of the texts, or the names of the languages."""
    row = table.find(w("tr"))
    if row is None or row.find(f"{w('trPr')}/{w('tblHeader')}") is None:
        return {}
    texts = {
        code: text_of(cell.element)
        for cell in rows[0]
        for code, at in places.items()
        if cell.column == at
    }
    if len(texts) != len(places) or not all(0 < len(text) <= _LONGEST_TITLE for text in texts.values()):
        return {}
    return texts


def _may_hold_languages(table: etree._Element) -> bool:
    """Whether its first row has from two to five cells."""
    row = table.find(w("tr"))
    return row is not None and 2 <= len(row.findall(w("tc"))) <= _MOST_COLUMNS


def _is_main(table: etree._Element, body: etree._Element) -> bool:
    return len(text_of(table)) >= _LEAST_SHARE * len(text_of(body))


def _text(rows: Iterable[Sequence[Cell]], column: int) -> str:
    return " ".join(
        text_of(cell.element)
        for row in rows
        for cell in row
        if cell.column == column and cell.width == 1
    )


def _share(
    row: Sequence[Cell],
    places: dict[str, int],
    parts: dict[str, list[Sequence[etree._Element]]],
    first: str,
) -> None:
    """Each cell to its language; one in a column of no language, such as a number, to all."""
    by_column = {column: code for code, column in places.items()}
    for cell in row:
        code = by_column.get(cell.column)
        if code is not None and cell.width == 1:
            parts[code].append(list(cell.element))
        elif cell.width >= len(places):
            parts[_nearest(cell.element, parts, first)].append(list(cell.element))
        elif text_of(cell.element):
            for each in parts.values():
                each.append(list(cell.element))


def _nearest(node: etree._Element, parts: dict[str, list[Sequence[etree._Element]]], first: str) -> str:
    language = language_of(text_of(node)) if node.tag != w("p") else language_of(_own_text(node))
    return language if language in parts else first


def _own_text(paragraph: etree._Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(w("t")))
