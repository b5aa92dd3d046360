"""Sentences about drafts, in the language of the admin."""

from __future__ import annotations

from django.utils.translation import gettext as _

from policies.comparison.parity import Disparity


def disparity_words(disparity: Disparity) -> str:
    """For example “List 2: 4 items, 5 in the source.”"""
    values = {
        "place": disparity.place,
        "source": disparity.source,
        "translation": disparity.translation,
    }
    return _sentence(disparity) % values


def _sentence(disparity: Disparity) -> str:
    match disparity.kind:
        case "items":
            return _("List %(place)s: %(translation)s items, %(source)s in the source.")
        case "rows":
            return _("Table %(place)s: %(translation)s rows, %(source)s in the source.")
        case "columns":
            return _("Table %(place)s: %(translation)s columns, %(source)s in the source.")
        case "definitions":
            return _("Definitions %(place)s: %(translation)s terms, %(source)s in the source.")
        case "table_header" | "table_caption":
            return _present(disparity)
        case "number" | "date" | "address":
            return _written(disparity)
        case _:
            return _counted(disparity)


def _counted(disparity: Disparity) -> str:
    match disparity.kind:
        case "lists":
            return _("Lists: %(translation)s, %(source)s in the source.")
        case "definition_lists":
            return _("Blocks of definitions: %(translation)s, %(source)s in the source.")
        case "tables":
            return _("Tables: %(translation)s, %(source)s in the source.")
        case "notes":
            return _("Notes: %(translation)s, %(source)s in the source.")
        case _:
            return _("Links: %(translation)s, %(source)s in the source.")


def _present(disparity: Disparity) -> str:
    missing = disparity.translation == "0"
    if disparity.kind == "table_header":
        return (
            _("Table %(place)s has no header row; the source has one.")
            if missing
            else _("Table %(place)s has a header row; the source has none.")
        )
    return (
        _("Table %(place)s has no caption; the source has one.")
        if missing
        else _("Table %(place)s has a caption; the source has none.")
    )


def _written(disparity: Disparity) -> str:
    if disparity.source and disparity.translation:
        return _("The source says %(source)s, the translation %(translation)s.")
    if disparity.source:
        return _("%(source)s is in the source and not in the translation.")
    return _("%(translation)s is in the translation and not in the source.")
