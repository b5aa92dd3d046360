"""Which translation still says what its source says: derived from the text it was made from, never from dates.

``translated_from_LANGUAGE`` of a section, or of one of the page's own texts, holds the digest of the authoritative text that the translation was made
from. While the authoritative text has that digest the translation is up to date; after any change of it the
translation is out of date, until somebody translates the change or says that the translation is still correct.
Putting the old source text back makes it up to date again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.document.languages import CODES

from .draft import CURRENT
from .page_texts import PageText, page_texts
from .sources import Source, keep, source_of, written_as

if TYPE_CHECKING:
    from .models import PolicyPage, PolicySection


class State(models.TextChoices):
    MISSING = "missing", _("missing")
    OUT_OF_DATE = "out_of_date", _("out of date")
    UP_TO_DATE = "up_to_date", _("up to date")


def state_of(section: Any, language: str, authoritative: str, source: Source) -> State | None:
    """The state of one translation of a section; none where there is nothing to translate.

    ``source`` is the section's authoritative text. A text that was never saved since translations are tracked
    has no pin: it counts as made from the text beside it.
    """
    if source.empty:
        return None
    if lacks(section, language, authoritative):
        return State.MISSING
    pin = getattr(section, f"translated_from_{language}")
    return State.UP_TO_DATE if pin in ("", None, CURRENT, source.digest) else State.OUT_OF_DATE


def lacks(section: Any, language: str, authoritative: str) -> bool:
    """Whether a heading or a body is there in the authoritative language and not in this one."""
    return any(
        bool(getattr(section, f"{part}_{authoritative}")) and not getattr(section, f"{part}_{language}")
        for part in ("heading", "body")
    )


@dataclass(frozen=True, kw_only=True)
class Before:
    """What a draft held before it was changed: each text's source, and the languages it was complete in.

    ``parts`` are each text's heading and body in each language as they were stored, to be read only where asked.
    """

    sources: Mapping[UUID, Source] = field(default_factory=dict)
    complete: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    parts: Mapping[tuple[UUID, str], tuple[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, page: PolicyPage, authoritative: str) -> Before:
        texts = [*page_texts(page), *page.sections.all()]
        sources = {text.key: source_of(text, authoritative) for text in texts}
        return cls(
            sources=sources,
            complete={
                text.key: frozenset(code for code in CODES if not lacks(text, code, authoritative))
                for text in texts
                if not sources[text.key].empty  # nothing was made from an empty text
            },
            parts={
                (text.key, code): (getattr(text, f"heading_{code}"), getattr(text, f"body_{code}"))
                for text in texts
                for code in CODES
            },
        )

    def differs(self, text: PolicySection | PageText, language: str) -> bool:
        """Whether the text was there before, and says something else in this language now."""
        parts = self.parts.get((text.key, language))
        return parts is not None and written_as(language, *parts) != source_of(text, language)


def settle(page: PolicyPage, before: Before | None = None, *, unscripted: bool = False) -> None:
    """Give every complete translation its pin, and keep the texts pinned.

    A translation completed in this save, or ticked, was made from the source as it is now. One that was complete
    without a pin (from before pins) was made from the source it had then: ``before``, else the newest stored draft.
    The editor's script ticks what one types into, and somebody may take the tick away again; where no script ran
    (``unscripted``), a translation that was changed together with its source was made from it.
    """
    authoritative = page.organisation_page.authoritative
    kept: list[Source] = []
    own = page_texts(page)
    for section in (*own, *page.sections.all()):
        setattr(section, f"translated_from_{authoritative}", "")
        source: Source | None = None
        for code in CODES:
            name = f"translated_from_{code}"
            if code == authoritative:
                continue
            pin = getattr(section, name) or ""
            if (
                unscripted
                and before
                and before.differs(section, code)
                and before.differs(section, authoritative)
            ):
                pin = CURRENT
                setattr(section, name, pin)
            if not pin_is_due(section, code, authoritative, pin):
                continue
            if pin == "" and before is None:
                before = stored_before(page, authoritative)
            source = source or source_of(section, authoritative)
            made_from = _made_from(section, code, authoritative, source, before)
            setattr(section, name, made_from.digest if made_from else "")
            kept += [made_from] if made_from else []
    for text in own:
        text.write_pins()
    if kept:
        keep(kept)


def pin_is_due(section: PolicySection | PageText, code: str, authoritative: str, pin: str) -> bool:
    """Whether the pin is still to be found: what is no longer there was made from nothing."""
    return pin in ("", CURRENT) or lacks(section, code, authoritative)


def _made_from(
    section: PolicySection | PageText,
    code: str,
    authoritative: str,
    source: Source,
    before: Before | None,
) -> Source | None:
    if lacks(section, code, authoritative) or source.empty:
        return None
    ticked = getattr(section, f"translated_from_{code}") == CURRENT
    if ticked or before is None or code not in before.complete.get(section.key, ()):
        return source
    return before.sources[section.key]


def stored_before(page: PolicyPage, authoritative: str) -> Before:
    """The newest draft in the database, before this one is saved."""
    stored = type(page).objects.filter(pk=page.pk).first() if page.pk else None
    return Before.of(stored.get_latest_revision_as_object(), authoritative) if stored else Before()
