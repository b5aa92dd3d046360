"""What there is to say of one translation: whether it follows its source, and what changed there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from policies.authoring.draft import CURRENT
from policies.document.completeness import Completeness, completeness
from policies.document.languages import CODES, in_language

from .source_texts import Source, change_since, source_of


class State(models.TextChoices):
    MISSING = "missing", _("missing")
    INCOMPLETE = "incomplete", _("incomplete")
    OUT_OF_DATE = "out_of_date", _("out of date")
    UP_TO_DATE = "up_to_date", _("up to date")


@dataclass(frozen=True, kw_only=True)
class Translation:
    """One language of a section, or of a text of the page, as it is written now.

    ``source`` is what the same text says in the authoritative language.
    """

    text: Any
    language: str
    source: Source

    @cached_property
    def pin(self) -> str:
        return in_language(self.text, "translated_from", self.language) or ""

    @cached_property
    def state(self) -> State | None:
        """None if there is nothing to translate.

        A text that was never saved since translations are tracked has no pin: it counts as made from the text
        beside it.
        """
        if self.source.empty:
            return None
        held = completeness(self.source.text, self.here.text)
        if held == Completeness.MISSING:
            return State.MISSING
        if self.pin not in ("", CURRENT, self.source.digest):
            return State.OUT_OF_DATE
        return State.INCOMPLETE if held == Completeness.INCOMPLETE else State.UP_TO_DATE

    @cached_property
    def here(self) -> Source:
        """What it says in its own language."""
        return source_of(self.text, self.language)

    @property
    def change(self) -> SafeString | None:
        """What changed in the source since this was translated, as a redline, if that is known."""
        return change_since(self.pin, self.source) if self.state == State.OUT_OF_DATE else None


def translations_of(text: Any, authoritative: str) -> dict[str, Translation]:
    """A section, or a text of the page, in every language but the authoritative one."""
    source = source_of(text, authoritative)
    return {
        code: Translation(text=text, language=code, source=source)
        for code in CODES
        if code != authoritative
    }
