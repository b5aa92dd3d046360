"""A disparity as a sentence, in the language of the admin."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from policies.comparison.parity import Disparity, Kind
from policies.publication.localize import grouped

# What stands in one text and not in the other is quoted as it is written; all else is counted.
_WRITTEN: Final[frozenset[Kind]] = frozenset({"number", "date", "address"})


def disparity_words(disparity: Disparity) -> str:
    """For example “Items of list 2: 5 in the source, 4 here.”"""
    written = disparity.kind in _WRITTEN
    source, translation = (
        said if written else grouped(int(said)) for said in (disparity.source, disparity.translation)
    )
    sentence = _written(disparity) if written else _counted(disparity)
    return sentence % {
        "place": grouped(disparity.place),
        "source": source,
        "translation": translation,
    }


def _counted(disparity: Disparity) -> str:
    missing = disparity.translation == "0"
    match disparity.kind:
        case "items":
            return _("Items of list %(place)s: %(source)s in the source, %(translation)s here.")
        case "rows":
            return _("Rows of table %(place)s: %(source)s in the source, %(translation)s here.")
        case "columns":
            return _("Columns of table %(place)s: %(source)s in the source, %(translation)s here.")
        case "definitions":
            return _("Terms of definitions %(place)s: %(source)s in the source, %(translation)s here.")
        case "table_header" if missing:
            return _("Table %(place)s has no header row; the source has one.")
        case "table_header":
            return _("Table %(place)s has a header row; the source has none.")
        case "table_caption" if missing:
            return _("Table %(place)s has no caption; the source has one.")
        case "table_caption":
            return _("Table %(place)s has a caption; the source has none.")
        case "lists":
            return _("Lists: %(source)s in the source, %(translation)s here.")
        case "definition_lists":
            return _("Blocks of definitions: %(source)s in the source, %(translation)s here.")
        case "tables":
            return _("Tables: %(source)s in the source, %(translation)s here.")
        case "notes":
            return _("Notes: %(source)s in the source, %(translation)s here.")
        case _:
            return _("Links: %(source)s in the source, %(translation)s here.")


def _written(disparity: Disparity) -> str:
    if disparity.source and disparity.translation:
        return _("The source says %(source)s, the translation %(translation)s.")
    if disparity.source:
        return _("%(source)s is in the source and not in the translation.")
    return _("%(translation)s is in the translation and not in the source.")
