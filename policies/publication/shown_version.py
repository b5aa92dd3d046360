"""A version as it was published, and as readers are shown it: the same, unless a text is withheld."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import cached_property

from policies.document.shape import Document

from .altered import refuse, require_unaltered
from .version_record import Record, read_record
from .withheld_text import NOTE, Marks, WithheldText, masked, title_in


class ShownVersion:
    """What the model of a version gives of its text. ``published`` is for writing the next one and for proofs; all else
    is what readers may see.
    """

    pk: Any
    number: int
    policy_id: int
    content: Any
    sha256: str
    authoritative: str
    titles: dict[str, str]
    notes: dict[str, str]
    withholdings: Any

    @cached_property
    def published_content(self) -> bytes:
        """The exact bytes that were published, whatever is withheld of them: to prove and to check, not to show.

        Raises ``AlteredText`` where the row holds others.
        """
        require_unaltered(self)
        return bytes(self.content)

    @cached_property
    def published(self) -> Record:
        """What the bytes say, whatever is withheld: to write the next version by, not to show to readers.

        Raises ``AlteredText`` where the bytes are not those that were published, or the row says something else.
        """
        record = read_record(self.published_content)
        loaded = self.__dict__
        for name, said in record.columns().items():
            if name in loaded and loaded[name] != said:
                raise refuse(self, f"its column {name} says something else than its bytes")
        return record

    @cached_property
    def withheld(self) -> Marks:
        """What of it readers are not shown now."""
        if self.pk is None:
            return Marks()
        withholdings = self.withholdings.in_effect()
        return Marks(tuple(each.mark(self) for each in withholdings))

    @property
    def proven_content(self) -> bytes:
        """The exact bytes, for readers. Raises ``WithheldText`` where any part is withheld."""
        if self.withheld:
            raise WithheldText(self)
        return self.published_content

    @cached_property
    def masked(self) -> Record:
        """What readers are shown of the bytes; where all of it is withheld, each clause says so."""
        return masked(self.published, self.withheld) if self.withheld else self.published

    @property
    def record(self) -> Record:
        """The document and the facts of its publication, for readers. Raises ``WithheldText`` where all is withheld."""
        if self.withheld.whole:
            raise WithheldText(self)
        return self.masked

    @property
    def document(self) -> Document:
        return self.record.document

    @property
    def shown_as(self) -> str:
        """Names what readers are shown of it: another name whenever that changes. Raises ``WithheldText``."""
        if self.withheld.whole:
            raise WithheldText(self)
        return f"{self.sha256}{self.withheld.name}"

    @property
    def shown_titles(self) -> dict[str, str]:
        return {code: title_in(code) for code in self.titles} if self.withheld.whole else self.titles

    @property
    def shown_notes(self) -> dict[str, str]:
        mark = self.withheld.whole or self.withheld.of(NOTE)
        return {code: mark.statement(code) for code in self.notes} if mark else self.notes

    def title_in(self, language: str) -> tuple[str, str]:
        """The title and the language it is in: this one, else the authoritative one."""
        return self._said(self.shown_titles, language)

    def note_in(self, language: str) -> tuple[str, str]:
        """The change note and the language it is in: this one, else the authoritative one."""
        return self._said(self.shown_notes, language)

    def note(self, language: str) -> str:
        return self.note_in(language)[0]

    def _said(self, words: Mapping[str, str], language: str) -> tuple[str, str]:
        shown = language if words.get(language) else self.authoritative
        return words.get(shown, ""), shown
