"""What a redline says beside the text, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What a screen reader says, already in the reader's language."""

    insertion: str
    end_of_insertion: str
    deletion: str
    end_of_deletion: str
    moved_from: str  # at the new place: the link to the old one
    moved_to: str  # at the old place: the link to the new one
    formatting: str  # the formatting of this text changed
    link_changed: str  # the target of this link changed
    typographic: str  # only the typography of this text changed
    vowels: str  # the vowel marks of this text changed
    previous: str  # the link to the previous change
    next: str  # the link to the next change
    unchanged: Callable[[int], str]  # so many unchanged passages were left out
    sections: Callable[[int], str]  # so many unchanged sections were left out
    old: str  # the name of the old text, for example “Version 1”
    new: str


def labels_in(
    gettext: Callable[[str], str],
    ngettext: Callable[[str, str, int], str],
    *,
    number: Callable[[int], str] = str,
    old: str = "",
    new: str = "",
) -> Labels:
    """The labels as these translate them and write numbers, this room knows no catalogue of its own; and the
    names of the texts."""

    def unchanged(count: int) -> str:
        words = ngettext("%(count)s unchanged passage", "%(count)s unchanged passages", count)
        return words % {"count": number(count)}

    def sections(count: int) -> str:
        words = ngettext("%(count)s unchanged section", "%(count)s unchanged sections", count)
        return words % {"count": number(count)}

    return Labels(
        insertion=gettext("inserted:"),
        end_of_insertion=gettext("end of insertion"),
        deletion=gettext("deleted:"),
        end_of_deletion=gettext("end of deletion"),
        moved_from=gettext("moved here; see where it stood"),
        moved_to=gettext("moved; see where it stands now"),
        formatting=gettext("the formatting of this text changed"),
        link_changed=gettext("the target of this link changed"),
        typographic=gettext("only the typography changed"),
        vowels=gettext("the vowel marks changed"),
        previous=gettext("previous change"),
        next=gettext("next change"),
        unchanged=unchanged,
        sections=sections,
        old=old or gettext("Before"),
        new=new or gettext("After"),
    )
