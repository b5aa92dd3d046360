"""A finding: one place where a text changed in a way that readers must know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What sort of thing changed."""

    CLAUSE_ADDED = "clause-added"
    CLAUSE_REMOVED = "clause-removed"
    CLAUSE_REWRITTEN = "clause-rewritten"
    PASSAGE_ADDED = "passage-added"
    PASSAGE_REMOVED = "passage-removed"
    AMOUNT = "amount"
    PERIOD = "period"
    DATE = "date"
    NUMBER = "number"
    OBLIGATION = "obligation"
    NEGATION = "negation"
    CONDITION = "condition"
    RECIPIENT = "recipient"
    COUNTRY = "country"
    PURPOSE = "purpose"
    BASIS = "basis"
    RIGHT = "right"
    DATA = "data"
    LIABILITY = "liability"
    ISSUER = "issuer"

    @property
    def label(self) -> str:
        """In the language active now."""
        return str(_LABELS[self])


_LABELS = {
    Kind.CLAUSE_ADDED: _("Clause added"),
    Kind.CLAUSE_REMOVED: _("Clause removed"),
    Kind.CLAUSE_REWRITTEN: _("Clause rewritten"),
    Kind.PASSAGE_ADDED: _("Passage added"),
    Kind.PASSAGE_REMOVED: _("Passage removed"),
    Kind.AMOUNT: _("Amount or percentage"),
    Kind.PERIOD: _("Period of time"),
    Kind.DATE: _("Date"),
    Kind.NUMBER: _("Number"),
    Kind.OBLIGATION: _("What must or may be done"),
    Kind.NEGATION: _("Negation"),
    Kind.CONDITION: _("Condition or exception"),
    Kind.RECIPIENT: _("Who receives data"),
    Kind.COUNTRY: _("Country"),
    Kind.PURPOSE: _("What data is used for"),
    Kind.BASIS: _("Legal basis"),
    Kind.RIGHT: _("Right of the reader"),
    Kind.DATA: _("Which data is concerned"),
    Kind.LIABILITY: _("Liability, law or dispute"),
    Kind.ISSUER: _("Who publishes the text"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One change that readers must know.

    ``key`` is the section's, the new text's where it is in both; empty for what stands outside sections.
    ``number`` and ``heading`` name it to a person, as the newer text has them. ``before`` and ``after`` are the
    words themselves, one of them empty where something came or went; ``excerpt`` is the sentence they stand
    in, of the new text where it is there.
    """

    kind: Kind
    language: str
    key: str
    number: str
    heading: str
    before: str
    after: str
    excerpt: str

    @property
    def label(self) -> str:
        return self.kind.label
