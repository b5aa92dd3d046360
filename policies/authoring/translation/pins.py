"""Which source each translation was made from: derived from texts, never from dates.

``translated_from`` of a section, or of one of the page's own texts, holds for each language the digest of the
authoritative text that the translation was made from: its pin. While the authoritative text has that digest, the
translation is up to date. After any change of it the translation is out of date, until somebody translates the
change or says that the translation is still correct. Putting the old source text back makes it up to date again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any
from uuid import UUID

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from policies.authoring.draft import CURRENT
from policies.document.completeness import Completeness, completeness
from policies.document.languages import CODES, in_language, put_in_language

from .page_texts import page_texts
from .source_texts import Source, keep, source_of, written_as


@dataclass(frozen=True, kw_only=True)
class Before:
    """What a draft held before it was changed: each text's heading and body in each language.

    They are kept as they were stored, and read only when they are asked for.
    """

    parts: Mapping[tuple[UUID, str], tuple[str | None, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Any) -> Before:
        return cls(
            parts={
                (text.key, code): (in_language(text, "heading", code), in_language(text, "body", code))
                for text in (*page_texts(page), *page.sections.all())
                for code in CODES
            }
        )

    def differs(self, text: Any, now: Source) -> bool:
        """Whether the text was there before, and said something else in the language of ``now``."""
        parts = self.parts.get((text.key, now.language))
        return parts is not None and written_as(now.language, *parts) != now

    def translated(self, text: Any, language: str, authoritative: str) -> Source | None:
        """The source of the text, if the translation in this language was complete already."""
        here, source = (self.parts.get((text.key, code)) for code in (language, authoritative))
        if not here or not source:
            return None
        found = written_as(authoritative, *source)
        held = completeness(found.text, written_as(language, *here).text)
        # Nothing was made from an empty text.
        return None if found.empty or held == Completeness.MISSING else found


def settle(page: Any, before: Before | None = None, *, unscripted: bool = False) -> None:
    """Give every complete translation its pin, and keep the texts that are pinned.

    A translation that was completed in this save, or ticked, was made from the source as it is now. One that was
    complete without a pin (from before pins) was made from the source it had then: in ``before``, else in the newest
    stored draft. The editor's script ticks the translation that one types into, and one may take the tick away
    again. If no script ran, and where no form is saved (``unscripted``), a translation that was changed together with its source was made from
    it. To settle again what is settled reads no text and asks no database.
    """
    authoritative = page.organisation_page.authoritative
    stored = cache(lambda: before or stored_before(page))
    kept: list[Source] = []
    own = page_texts(page)
    for text in (*own, *page.sections.all()):
        now = cache(partial(source_of, text))
        retold = unscripted and before is not None and before.differs(text, now(authoritative))
        put_in_language(text, "translated_from", authoritative, "")
        for code in CODES:
            if code == authoritative:
                continue
            pin = in_language(text, "translated_from", code) or ""
            if retold and stored().differs(text, now(code)):
                pin = CURRENT
            held = completeness(now(authoritative).text, now(code).text)
            if held == Completeness.MISSING or (pin in ("", CURRENT) and now(authoritative).empty):
                pin = ""  # what is not there was made from nothing
            elif pin in ("", CURRENT):
                older = None if pin else stored().translated(text, code, authoritative)
                kept.append(older or now(authoritative))
                pin = kept[-1].digest
            put_in_language(text, "translated_from", code, pin)
    for text in own:
        text.write_pins()
    if kept:
        keep(kept)


def stored_before(page: Any) -> Before:
    """The newest draft in the database, before this one is saved."""
    stored = type(page).objects.filter(pk=page.pk).first() if page.pk else None
    return Before.of(stored.get_latest_revision_as_object()) if stored else Before()


class TranslatedFromInput(forms.HiddenInput):
    """Carries the pin of a translation through the form, and the tick that says "made from the source as it is now".

    A ticked box posts ``NAME-current``; its value is then ``CURRENT`` until the draft is saved.
    """

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        if data.get(f"{name}-current"):
            return CURRENT
        pin = super().value_from_datadict(data, files, name) or ""
        return pin if re.fullmatch(r"[0-9a-f]{64}", pin) else ""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """A form without the field says nothing about the pin: it stays."""
        return name not in data and f"{name}-current" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        ticked = value == CURRENT
        context = {
            "input": super().render(name, "" if ticked else value, attrs, renderer),
            "name": name,
            "ticked": ticked,
            "locked": bool(attrs and attrs.get("disabled")),
        }
        return SafeString(render_to_string("policies/admin/_translated_from.html", context))
