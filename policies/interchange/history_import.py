"""Texts of past days as consecutive versions: marked as imported, told to nobody, each from its own day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from policies.document.languages import CODES
from policies.publication.models import PolicyVersion

from .importing import CannotImport, Release, import_texts
from .readers.parsed_text import ParsedText
from .words_kept import WordsKept, words_kept

Texts = Mapping[str, ParsedText]


class Brought(NamedTuple):
    """One day: its version, or none if nothing changed since the day before; whether every word was kept."""

    day: date
    languages: tuple[str, ...]
    version: PolicyVersion | None
    words: WordsKept
    warnings: tuple[str, ...] = ()


@transaction.atomic
def import_history(
    *,
    organisation: str,
    policy: str,
    days: Mapping[date, Texts],
    by: str,
    kind: str | None = None,
    note: str = "",
) -> list[Brought]:
    """All days become versions, or none does: raises ``CannotImport`` naming the day.

    ``organisation`` and ``policy`` are slugs. A text that says what the one before it said makes no version.
    """
    brought: list[Brought] = []
    before: dict[str, Any] = {}
    for day, texts in sorted(days.items()):
        said = {code: _compared(text) for code, text in texts.items()}
        if all(before.get(code) == text for code, text in said.items()):
            brought.append(Brought(day, tuple(texts), None, words_kept(texts)))
            continue
        try:
            imported = import_texts(
                organisation=organisation,
                policy=policy,
                texts=texts,
                release=Release(by=by, note=_notes(note), effective=day),
                publish=True,
                kind=kind,
            )
        except CannotImport as error:
            raise CannotImport(f"{day.isoformat()}: {error}") from error
        before |= said
        brought.append(
            Brought(day, tuple(texts), imported.version, words_kept(texts), imported.warnings)
        )
    return brought


def _compared(text: ParsedText) -> Any:
    """What a text says, without what was said about its file."""
    return text._replace(warnings=(), questions=(), comments=(), source=())


def _notes(note: str) -> dict[str, str]:
    notes = {}
    for code in CODES:
        with translation.override(code):
            notes[code] = note or gettext("Imported text.")
    return notes
