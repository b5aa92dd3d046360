"""What the finder finds: one place where two languages of a clause do not say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What sort of thing differs. The order is that in which findings are shown."""

    # Texts compared: these stop a release.
    DATE = "date", _("Date")
    AMOUNT = "amount", _("Amount")
    CURRENCY = "currency", _("Currency")
    PERIOD = "period", _("Period of time")
    UNIT = "unit", _("Unit")
    NUMBER = "number", _("Number")
    REFERENCE = "reference", _("Law or article")
    CONTACT = "contact", _("Phone or account number")
    TIME = "time", _("Time of day")
    COUNTRY = "country", _("Country")
    MAIL = "mail", _("Mail address")
    HOST = "host", _("Site that a link leads to")
    PATH = "path", _("Page that a link leads to")
    ITEMS = "items", _("Items of a list or table")
    TERM = "term", _("Term of the glossary")
    VARIANT = "variant", _("Forbidden variant of a term")
    # Changes compared: these stop a release too.
    CHANGE = "change", _("Change that another language lacks")
    # Hints.
    REPEATED = "repeated", _("Figure said less often")
    EXCHANGED = "exchanged", _("Figures in another order")
    NAME = "name", _("Name")
    SENTENCES = "sentences", _("Number of sentences")
    PARTS = "parts", _("Structure")
    DUTY = "duty", _("Duty or permission")
    NEGATION = "negation", _("Negation")
    LIKELY_CHANGE = "likely-change", _("Change that another language may lack")


HINTS: Final = frozenset(
    {
        Kind.REPEATED,
        Kind.EXCHANGED,
        Kind.NAME,
        Kind.SENTENCES,
        Kind.PARTS,
        Kind.DUTY,
        Kind.NEGATION,
        Kind.LIKELY_CHANGE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """Where ``language`` says something else than ``source``, its other language, in the section ``key``.

    ``there`` and ``here`` are what the source and this language say, as written or counted, one of them empty where
    it says nothing of the sort. ``aspect`` says more of the kind: what is counted, or what changed.
    """

    kind: Kind
    source: str
    language: str
    there: str
    here: str
    key: str = ""
    aspect: str = ""

    @property
    def stops(self) -> bool:
        """Whether it stops a release until it is settled; a hint does not."""
        return self.kind not in HINTS

    @property
    def identity(self) -> tuple[str, ...]:
        """What a dismissal is pinned to, beside the digests of both texts."""
        return (self.kind, self.source, self.language, self.there, self.here, self.key, self.aspect)


Found = Callable[..., Divergence]
