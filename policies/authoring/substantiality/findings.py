"""What the guard finds: terms of a text, and places where it changed in a way that readers must know."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What sort of thing changed."""

    CLAUSE_ADDED = "clause-added", _("Clause added")
    CLAUSE_REMOVED = "clause-removed", _("Clause removed")
    CLAUSE_REWRITTEN = "clause-rewritten", _("Clause rewritten")
    PASSAGE_ADDED = "passage-added", _("Passage added")
    PASSAGE_REMOVED = "passage-removed", _("Passage removed")
    AMOUNT = "amount", _("Amount or percentage")
    PERIOD = "period", _("Period of time")
    DATE = "date", _("Date")
    NUMBER = "number", _("Number")
    OBLIGATION = "obligation", _("What must or may be done")
    NEGATION = "negation", _("Negation")
    CONDITION = "condition", _("Condition or exception")
    RECIPIENT = "recipient", _("Who receives data")
    COUNTRY = "country", _("Country")
    PURPOSE = "purpose", _("What data is used for")
    BASIS = "basis", _("Legal basis")
    RIGHT = "right", _("Right of the reader")
    DATA = "data", _("Which data is concerned")
    LIABILITY = "liability", _("Liability, law or dispute")
    ISSUER = "issuer", _("Who publishes the text")


class Term(NamedTuple):
    """A word or number that readers must know about, from ``start`` up to ``end`` of a folded text.

    ``kind`` and ``value`` say what it means: “thirty days” and “30 days” are equal, “must” and “shall” too.
    """

    kind: Kind
    value: str
    start: int
    end: int

    @property
    def meaning(self) -> tuple[Kind, str]:
        return self.kind, self.value


class Finding(NamedTuple):
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
        """The kind, in the language active now."""
        return str(self.kind.label)
