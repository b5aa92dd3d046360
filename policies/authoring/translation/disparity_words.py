"""A disparity as a sentence, in the language of the admin."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.publication.localize import grouped

from .parity import Disparity, Kind

# What stands in one text and not in the other is quoted as it is written; all else is counted.
_WRITTEN: Final[frozenset[Kind]] = frozenset({"number", "date", "address"})
_COUNTED: Final[dict[Kind, str | Promise]] = {
    "items": _("Items of list %(place)s: %(source)s in the source, %(translation)s here."),
    "rows": _("Rows of table %(place)s: %(source)s in the source, %(translation)s here."),
    "columns": _("Columns of table %(place)s: %(source)s in the source, %(translation)s here."),
    "definitions": _("Terms of definitions %(place)s: %(source)s in the source, %(translation)s here."),
    "table_header": _("Table %(place)s has a header row; the source has none."),
    "table_caption": _("Table %(place)s has a caption; the source has none."),
    "lists": _("Lists: %(source)s in the source, %(translation)s here."),
    "definition_lists": _("Blocks of definitions: %(source)s in the source, %(translation)s here."),
    "tables": _("Tables: %(source)s in the source, %(translation)s here."),
    "notes": _("Notes: %(source)s in the source, %(translation)s here."),
    "links": _("Links: %(source)s in the source, %(translation)s here."),
}
_MISSING: Final[dict[Kind, str | Promise]] = {
    "table_header": _("Table %(place)s has no header row; the source has one."),
    "table_caption": _("Table %(place)s has no caption; the source has one."),
}


def disparity_words(disparity: Disparity) -> str:
    """For example “Items of list 2: 5 in the source, 4 here.”"""
    source, translation = disparity.source, disparity.translation
    if disparity.kind in _WRITTEN:
        sentence = _written(disparity)
    else:
        missing = _MISSING.get(disparity.kind) if translation == "0" else None
        sentence = str(missing or _COUNTED[disparity.kind])
        source, translation = grouped(int(source)), grouped(int(translation))
    return sentence % {
        "place": grouped(disparity.place),
        "source": source,
        "translation": translation,
    }


def _written(disparity: Disparity) -> str:
    if disparity.source and disparity.translation:
        return str(_("The source says %(source)s, the translation %(translation)s."))
    if disparity.source:
        return str(_("%(source)s is in the source and not in the translation."))
    return str(_("%(translation)s is in the translation and not in the source."))
