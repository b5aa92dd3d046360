"""The Word table for translators as it comes back: rows by what stands in their first cell (see ``writers.word``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policies.document.inline_codes import Mark, Piece, Pieces

from .parsed_text import UnreadableText
from .returned_text import ReturnedText, ReturnedUnit, bounded, merged
from .word.table_rows import Rows, read_rows
from .worded import worded

_NAMED: Final = re.compile(r"(urn:uuid:\S+) (\w+) (\w+)")
_CLAUSE: Final = re.compile(r"[0-9a-f-]{36}\.[0-9a-f]{1,64}\.[0-9a-f]{1,64}")
_PLACE: Final = re.compile(r"[nhb](?:\.\w{1,6}){0,40}")
_TAG: Final = re.compile(r"\{\{|\}\}|\{(?P<close>/?)(?P<code>t?\d{1,4})(?P<alone>/?)\}")


def read_translation_table(content: bytes) -> ReturnedText:
    """What the table says; raises ``UnreadableText``."""
    return table_text(read_rows(content))


def table_text(rows: Rows) -> ReturnedText:
    named = next((found for row in rows for found in _found(_NAMED, row)), None)
    if named is None:
        raise UnreadableText(
            worded(
                "the Word file is not the table that was downloaded here, or its first row was taken out"
            )
        )
    return bounded(ReturnedText(named[1], named[2], named[3], tuple(_units(rows))))


def _units(rows: Rows) -> Iterator[ReturnedUnit]:
    clause = ""
    for row in rows:
        if marked := next(_found(_CLAUSE, row), None):
            clause = marked.group()
        elif clause and len(row) >= 3 and (placed := next(_found(_PLACE, row), None)):
            yield ReturnedUnit(f"{clause}.{placed.group()}", _pieces(row[1]), _pieces(row[2]))


def _found(pattern: re.Pattern[str], row: list[list[str]]) -> Iterator[re.Match[str]]:
    """The lines of the first cell that are this and nothing else."""
    for line in row[0] if row else ():
        if found := pattern.fullmatch(line.strip()):
            yield found


def _pieces(lines: list[str]) -> Pieces:
    text, found, at = "\n".join(lines), list[Piece](), 0
    for tag in _TAG.finditer(text):
        found.append(text[at : tag.start()])
        at = tag.end()
        if tag["code"] is None:
            found.append(tag.group()[0])
        elif tag["alone"]:
            found.append(Mark("alone", tag["code"]))
        else:
            found.append(Mark("close" if tag["close"] else "open", tag["code"]))
    return merged([*found, text[at:]])
