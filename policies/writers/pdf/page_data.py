"""A marked text as the data that the template sets: JSON, never markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from policies.comparison.show.list_labels import read_form
from policies.document.bidi import other_direction, stretches
from policies.document.languages import direction

from ..marked_text import Clause, Line, Marked, MarkedText, Piece, is_covered, size_of
from ..version_facts import VersionFacts, behind_of, cover_of, footer_of, page_of

Json = dict[str, Any]
_OPENING: Final = {"ltr": "\u2067", "rtl": "\u2066"}
_CLOSING: Final = "\u2069"
_LEAST_WIDTH, _MOST_WIDTH = 6, 40
_FEW_FOR_CONTENTS: Final = 4


def page_data(
    text: MarkedText, facts: VersionFacts, *, contents: str, notes: Sequence[Json] = ()
) -> Json:
    """Everything on the pages of one text; ``contents`` is the title of its contents, ``notes`` stand on the cover."""
    writer = _Data(text.language, facts)
    clauses = [writer.clause(clause, depth) for clause, depth in _with_depths(text.clauses)]
    headed = sum(bool(clause["heading"]) for clause in clauses)
    return {
        "language": text.language,
        "direction": direction(text.language),
        "name": facts.title,
        "issuer_name": facts.issuer,
        "issuer": writer.line(text.issuer),
        "title": writer.line(text.title),
        "summary": [writer.line(part) for part in paragraphs_of(text.summary)],
        "facts": [
            {"name": fact.name, "value": fact.value, "literal": fact.literal} for fact in cover_of(facts)
        ],
        "notes": list(notes),
        "behind": [said for part in ("title", "summary") if (said := behind_of(facts, part))][:1],
        "contents": contents if headed >= _FEW_FOR_CONTENTS else "",
        "clauses": clauses,
        "footer": footer_of(facts),
        "page": page_of(facts),
        "address": facts.address,
        "digest": facts.sha256,
        "day": [facts.published.year, facts.published.month, facts.published.day],
    }


def note_data(title: str, words: str, language: str) -> Json:
    """A paragraph of words under a title, for the cover."""
    return {"title": title, "text": words, "direction": direction(language), "language": language}


def _with_depths(clauses: Iterable[Clause]) -> Iterator[tuple[Clause, int]]:
    """Ranks of headings without gaps, as readers of tagged files ask for."""
    levels: list[int] = []
    for clause in clauses:
        if clause.heading:
            while levels and levels[-1] >= clause.level:
                levels.pop()
            levels.append(clause.level)
        yield clause, max(len(levels), 1)


def paragraphs_of(line: Line) -> list[Line]:
    """The paragraphs of a text in which blank lines part them."""
    result: list[list[Marked]] = [[]]
    for marked in line:
        first, *others = marked.run.text.split("\n\n")
        for at, words in enumerate((first, *others)):
            if at:
                result.append([])
            if words:
                result[-1].append(marked._replace(run=marked.run.with_part(words)))
    return [tuple(each) for each in result if each]


class _Data:
    def __init__(self, language: str, facts: VersionFacts) -> None:
        self._language = language
        self._facts = facts
        self._base = direction(language)

    def clause(self, clause: Clause, depth: int) -> Json:
        return {
            "key": clause.key,
            "depth": depth,
            "fate": clause.fate,
            "headed": clause.headed,
            "number": self.line(clause.number),
            "heading": self.line(clause.heading),
            "behind": behind_of(self._facts, clause.key),
            "blocks": self.blocks(clause.pieces),
        }

    def blocks(self, pieces: Iterable[Piece]) -> list[Json]:
        return [self.block(piece) for piece in pieces]

    def block(self, piece: Piece) -> Json:
        value: Json = {"type": piece.type, "fate": piece.fate, "mark": piece.mark}
        if piece.runs:
            value["runs"] = self.line(piece.runs)
        match piece.type:
            case "paragraph":
                words = "".join(marked.run.text for marked in piece.runs)
                value["direction"] = other_direction(words, self._language) or self._base
            case "list":
                value["ordered"] = read_form(piece.form).ordered
                value["items"] = [self.block(child) for child in piece.children]
            case "item" | "footnote":
                value["label"] = self.line(piece.label)
                value["blocks"] = self.blocks(piece.children)
            case "definition":
                value["blocks"] = self.blocks(piece.children)
            case "definitions" | "footnotes":
                value["items"] = self.blocks(piece.children)
            case "table":
                value |= self._table(piece)
            case "note":
                value["tone"] = piece.form
                value["blocks"] = self.blocks(piece.children)
        return value

    def _table(self, table: Piece) -> Json:
        widths = _widths(table)
        rows = [
            {
                "header": row.type == "header",
                "fate": row.fate,
                "cells": [
                    {"runs": self.line(cell.runs), "height": size_of(cell)[0], "width": size_of(cell)[1]}
                    for cell in row.children
                    if not is_covered(cell)
                ],
            }
            for row in table.children
        ]
        return {"widths": widths, "rows": rows}

    def line(self, line: Line) -> list[Json]:
        """Running text; what reads in the other direction stands between isolates."""
        shown = [marked for marked in line if not (marked.quiet and marked.fate == "del")]
        texts = [marked.run.text for marked in shown]
        opened = self._isolated(texts)
        return [self._run(marked, text) for marked, text in zip(shown, opened, strict=True) if text]

    def _isolated(self, texts: list[str]) -> list[str]:
        places: dict[int, str] = {}
        for start, end in stretches("".join(texts), self._base):
            places[start] = places.get(start, "") + _OPENING[self._base]
            places[end] = _CLOSING + places.get(end, "")
        if not places:
            return texts
        result, at = [], 0
        for index, text in enumerate(texts):
            whole = ""
            for offset, character in enumerate(text):
                whole += places.pop(at + offset, "") + character
            at += len(text)
            # What closes here belongs to the run that ends, not to the next one.
            if (mark := places.get(at, "")).startswith(_CLOSING):
                whole += _CLOSING
                places[at] = mark.removeprefix(_CLOSING)
            if index == len(texts) - 1:
                whole += places.pop(at, "")
            result.append(whole)
        return result

    def _run(self, marked: Marked, text: str) -> Json:
        run = marked.run
        value: Json = {"text": text}
        for name, holds in (("bold", run.bold), ("italic", run.italic), ("struck", run.struck)):
            if holds:
                value[name] = True
        if run.script:
            value["script"] = run.script
        if run.role == "footnote":
            value["script"] = "super"
        if run.link:
            value["link"] = self._facts.whole_link(run.link)
        if marked.fate and not marked.quiet:
            value["fate"] = marked.fate
        if marked.was is not None:
            value["relooked"] = True
        return value


def _widths(table: Piece) -> list[int]:
    """The share of each column: by its longest words and the length of its text, within bounds."""
    columns = max((len(row.children) for row in table.children), default=0)
    widths = [_LEAST_WIDTH] * columns
    for row in table.children:
        for at, cell in enumerate(row.children):
            if size_of(cell)[1] == 1:
                words = "".join(marked.run.text for marked in cell.runs)
                longest = max((len(word) for word in words.split()), default=0)
                widths[at] = max(
                    widths[at], min(longest + 2, _MOST_WIDTH), min(len(words) // 3, _MOST_WIDTH)
                )
    return widths
