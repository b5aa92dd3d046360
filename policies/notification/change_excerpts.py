"""The changed clauses of a version, as its mails show them: each with its heading, what became of it, and its blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from policies.comparison.result import Comparison, Parts, SectionChange, is_changed, text_on
from policies.document.languages import direction
from policies.publication.localize import grouped
from policies.publication.models import PolicyVersion
from policies.publication.public_addresses import absolute, comparison_path, version_path

from .changed_clauses import shared_languages, shown
from .mail_blocks import MailBlocks, is_told
from .mail_isolation import named_html, named_text

# A mail that is cut off by its reader's program (Gmail's limit is about 100 kB) hides how to unsubscribe.
CLAUSES = 12
BYTES = 24_000
_QUIET = frozenset({"unchanged", "form", "formatting", "typographic", "renumbered"})
_SIGNS = {"new": "+", "removed": "−", "changed": "±"}


def changes_shown(
    version: PolicyVersion, reference: PolicyVersion | None, language: str, *, clauses: int = CLAUSES
) -> dict[str, Any] | None:
    """What changed since ``reference``, in this language or else one that both have, for the templates.

    ``language`` is also that of the words around. A clause has its blocks as ``html`` and as ``text``; ``more`` says how
    many clauses are left out. None if no change shows to readers, or the two have no language in common.
    """
    both = shared_languages(reference, version, language) if reference else []
    if reference is None or not both:
        return None
    # Where this language did not change with the others, what changed is shown in the one that prevails.
    prevails = [code for code in both if code == version.authoritative]
    for shared in dict.fromkeys([both[0], *prevails]):
        comparison = shown(reference, version, shared)
        if comparison is not None and (found := _told(comparison)):
            break
    else:
        return None
    entries: list[dict[str, Any]] = []
    size = 0
    for each in found[:clauses]:
        entry = _entry(each, version, reference, shared, language)
        size += len((entry["html"] + entry["text"]).encode())
        if entries and size > BYTES:
            break
        entries.append(entry)
    left = len(found) - len(entries)
    more = ngettext("and %(count)s more changed clause", "and %(count)s more changed clauses", left)
    return {
        "language": shared,
        "direction": direction(shared),
        "clauses": entries,
        "count": len(found),
        "more": more % {"count": grouped(left)} if left else "",
    }


def _told(comparison: Comparison) -> list[SectionChange | tuple[str, Parts]]:
    """What readers are told of, in reading order."""
    return [*_texts(comparison), *(each for each in comparison.sections if _is_told(each))]


def _is_told(section: SectionChange) -> bool:
    if not section.changed or section.place == "departure" or section.continues is not None:
        return False
    return not _QUIET.issuperset(section.kinds) or any(map(is_told, section.blocks))


def _texts(comparison: Comparison) -> Iterator[tuple[str, Parts]]:
    """What is no clause: the title, the summary and who issues the text."""
    for name in ("title", "summary", "issuer"):
        parts: Parts = getattr(comparison, name)
        if is_changed(parts) and text_on(parts, "old") != text_on(parts, "new"):
            yield name, parts


def _entry(
    each: SectionChange | tuple[str, Parts],
    version: PolicyVersion,
    reference: PolicyVersion,
    language: str,
    around: str,
) -> dict[str, Any]:
    """``heading`` with its number, ``what`` became of it in a word, its blocks, and links that lead to it."""
    path = comparison_path(version.policy, language, reference.number, version.number)
    blocks = MailBlocks(language=language)
    if not isinstance(each, SectionChange):
        subject, parts = each
        names = {"title": _("Title"), "summary": _("Summary"), "issuer": _("Issuer")}
        said = blocks.before_after(parts)
        html = f'<p dir="{direction(language)}" style="margin:0;">{blocks.passage(parts)}</p>'
        entry = {"heading": names[subject], "heading_html": names[subject], "html": html, "text": said}
        return entry | {
            "what": pgettext("clause", "changed"),
            "sign": _SIGNS["changed"],
            "url": absolute(path),
            "read_url": absolute(version_path(version, language)),
        }
    gone = each.new is None
    heading = text_on(each.heading, "old" if gone else "new").strip()
    named = f"{each.number} {heading}".strip() or _("Introduction")
    state = "new" if "added" in each.kinds else "removed" if "removed" in each.kinds else "changed"
    anchor = f"#{each.key}" if each.key else ""
    shown = () if gone else each.blocks
    return {
        "heading": named_text(named, language, around),
        "heading_html": named_html(named, language, around),
        "what": _what(each, state, heading),
        "sign": _SIGNS[state],
        "html": blocks.html(shown),
        "text": blocks.text(shown),
        "url": absolute(path) + anchor,
        "read_url": absolute(version_path(reference if gone else version, language)) + anchor,
    }


def _what(section: SectionChange, state: str, heading: str) -> str:
    if state == "new":
        return pgettext("clause", "new")
    if state == "removed":
        return pgettext("clause", "removed")
    said = [pgettext("clause", "moved")] if "moved" in section.kinds else []
    old = text_on(section.heading, "old").strip()
    if "renamed" in section.kinds and old != heading:
        said.append(pgettext("clause", "renamed, formerly “%(heading)s”") % {"heading": old})
    return ", ".join(said) if said else pgettext("clause", "changed")
