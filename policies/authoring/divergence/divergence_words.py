"""A divergence as a sentence, in the language of the admin: both values, and the repair."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.authoring.substantiality.findings import Kind as Changed
from policies.publication.localize import grouped, language_name

from .kinds import Divergence, Kind

_COUNTED: Final = frozenset({Kind.ITEMS, Kind.SENTENCES, Kind.PARTS})
_PARTS: Final[dict[str, str | Promise]] = {
    "items": gettext_lazy("Items: %(there)s in %(source)s, %(here)s in %(language)s."),
    "rows": gettext_lazy("Rows: %(there)s in %(source)s, %(here)s in %(language)s."),
    "definitions": gettext_lazy("Terms defined: %(there)s in %(source)s, %(here)s in %(language)s."),
    "lists": gettext_lazy("Lists: %(there)s in %(source)s, %(here)s in %(language)s."),
    "tables": gettext_lazy("Tables: %(there)s in %(source)s, %(here)s in %(language)s."),
    "columns": gettext_lazy("Columns: %(there)s in %(source)s, %(here)s in %(language)s."),
    "notes": gettext_lazy("Notes: %(there)s in %(source)s, %(here)s in %(language)s."),
    "links": gettext_lazy("Links: %(there)s in %(source)s, %(here)s in %(language)s."),
    "sentences": gettext_lazy("Sentences: %(there)s in %(source)s, %(here)s in %(language)s."),
}
_REPAIRS: Final[dict[Kind, str | Promise]] = {
    Kind.CURRENCY: gettext_lazy("Write the same currency in both, or none in either."),
    Kind.UNIT: gettext_lazy("Write the same unit in both."),
    Kind.COUNTRY: gettext_lazy("Name the same countries in both."),
    Kind.HOST: gettext_lazy("Let both link to the same site, or to one that says the same."),
    Kind.PATH: gettext_lazy("Let both link to the same page in their languages."),
    Kind.MAIL: gettext_lazy("Give the same mail addresses in both."),
    Kind.ITEMS: gettext_lazy("Add what is missing, or take away what is too much."),
    Kind.TERM: gettext_lazy("Use the organisation’s term in both."),
    Kind.VARIANT: gettext_lazy("Write the term instead."),
    Kind.CHANGE: gettext_lazy("Change the other language too, or undo the change."),
    Kind.LIKELY_CHANGE: gettext_lazy("See whether the other language says the same now."),
    Kind.EXCHANGED: gettext_lazy("See whether each figure stands where it belongs."),
    Kind.DUTY: gettext_lazy("See whether both bind and permit alike."),
    Kind.NEGATION: gettext_lazy("See whether both deny the same."),
}
_REPAIR: Final = gettext_lazy("Write the same in both.")


def divergence_words(found: Divergence) -> str:
    """For example “French says 30 jours, English says 30 months.”"""
    values = {
        "source": language_name(found.source),
        "language": language_name(found.language),
        "there": _isolated(found.there),
        "here": _isolated(found.here),
    }
    if found.kind in _COUNTED:
        values |= {"there": grouped(int(found.there)), "here": grouped(int(found.here))}
        return str(_PARTS[found.aspect]) % values
    if found.kind in (Kind.CHANGE, Kind.LIKELY_CHANGE):
        values["what"] = str(Changed(found.aspect).label)
    return _sentence(found) % values


def _isolated(words: str) -> str:
    """Words of a text within a sentence of another language: FSI and PDI keep their order (UAX 9)."""
    return f"\u2068{words}\u2069"


def _sentence(found: Divergence) -> str:
    match found.kind:
        case Kind.VARIANT if found.there:
            return _("%(language)s says %(here)s instead of %(there)s.")
        case Kind.VARIANT:
            return _("%(language)s says %(here)s, which the glossary forbids.")
        case Kind.CHANGE | Kind.LIKELY_CHANGE:
            return _changed(found)
        case Kind.REPEATED if found.there:
            return _("%(there)s is said more often in %(source)s than in %(language)s.")
        case Kind.REPEATED:
            return _("%(here)s is said more often in %(language)s than in %(source)s.")
    if found.there and found.here:
        return _("%(source)s says %(there)s, %(language)s says %(here)s.")
    if found.there:
        return _("%(there)s is in %(source)s and not in %(language)s.")
    return _("%(here)s is in %(language)s and not in %(source)s.")


def _changed(found: Divergence) -> str:
    if found.there:
        return _("%(what)s: changed in %(source)s (%(there)s), not in %(language)s.")
    return _("%(what)s: changed in %(language)s (%(here)s), not in %(source)s.")


def repair_words(found: Divergence) -> str:
    """What to do about it."""
    return str(_REPAIRS.get(found.kind, _REPAIR))
