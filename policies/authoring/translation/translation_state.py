"""What there is to say of one translation: whether it follows its source, what changed there, and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from policies.authoring.draft import CURRENT
from policies.document.languages import CODES, LANGUAGES, in_language
from policies.publication.localize import language_name

from .disparity_words import disparity_words
from .parity import Disparity, disparities
from .source_texts import Source, change_since, source_of


class State(models.TextChoices):
    MISSING = "missing", _("missing")
    OUT_OF_DATE = "out_of_date", _("out of date")
    UP_TO_DATE = "up_to_date", _("up to date")


def lacks(text: Any, language: str, authoritative: str) -> bool:
    """Whether the authoritative language has a heading or a body that this one does not have."""
    return any(
        bool(in_language(text, part, authoritative)) and not in_language(text, part, language)
        for part in ("heading", "body")
    )


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
        if lacks(self.text, self.language, self.source.language):
            return State.MISSING
        follows = self.pin in ("", CURRENT, self.source.digest)
        return State.UP_TO_DATE if follows else State.OUT_OF_DATE

    @cached_property
    def disparities(self) -> tuple[Disparity, ...]:
        """How it differs from its source in structure and figures."""
        if self.state is None:
            return ()
        here = source_of(self.text, self.language)
        return disparities(
            self.source.body,
            here.body,
            source_text=self.source.heading,
            translation_text=here.heading,
        )

    @property
    def html(self) -> SafeString:
        """What the editor shows beside the field."""
        changed = self.state == State.OUT_OF_DATE
        context = {
            "state": self.state,
            "change": change_since(self.pin, self.source) if changed else None,
            "source": LANGUAGES[self.source.language],
            "source_name": language_name(self.source.language),
            "disparities": [disparity_words(disparity) for disparity in self.disparities],
        }
        return SafeString(render_to_string("policies/admin/_section_translation.html", context).strip())

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.state or "",
            "words": str(self.state.label) if self.state else "",
            "differs": bool(self.disparities),
            "html": self.html,
        }


def translations_of(text: Any, authoritative: str) -> dict[str, Translation]:
    """A section, or a text of the page, in every language but the authoritative one."""
    source = source_of(text, authoritative)
    return {
        code: Translation(text=text, language=code, source=source)
        for code in CODES
        if code != authoritative
    }
