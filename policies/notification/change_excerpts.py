"""The changed clauses of a version in a few lines each, as its mails show them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from policies.comparison.show.short_form import ShortClause, Stretches, short_form
from policies.document.html import text_html
from policies.document.languages import direction
from policies.document.presentation import Html
from policies.publication.localize import grouped
from policies.publication.models import PolicyVersion
from policies.publication.public_addresses import absolute, comparison_path, version_path

from .changed_clauses import compared, shared_languages

# A mail that is cut off by its reader's program (Gmail's limit is about 100 kB) hides how to unsubscribe.
CLAUSES = 6
EXCERPTS = 2
WORDS = 30


def changes_shown(
    version: PolicyVersion, reference: PolicyVersion | None, language: str
) -> dict[str, Any] | None:
    """What changed since ``reference``, in this language or else one that both have, for the templates.

    A passage is one place ``before`` and ``after``, as text and as escaped HTML; a side is empty where words
    came or went. ``more`` says what is left out. None if no change shows to readers, or the two
    have no language in common.
    """
    both = shared_languages(reference, version, language) if reference else []
    if reference is None or not both:
        return None
    shared = both[0]
    short = short_form(
        compared(reference, version, shared), clauses=CLAUSES, excerpts=EXCERPTS, words=WORDS
    )
    if not short.clauses:
        return None
    more = ngettext(
        "and %(count)s more changed clause", "and %(count)s more changed clauses", short.more
    )
    return {
        "language": shared,
        "direction": direction(shared),
        "clauses": [_clause(each, version, reference, shared) for each in short.clauses],
        "more": _counted(more, short.more),
    }


def _clause(
    clause: ShortClause, version: PolicyVersion, reference: PolicyVersion, language: str
) -> dict[str, Any]:
    """``heading`` with its number, ``what`` became of it in a word, its passages, and links that lead to it."""
    anchor = f"#{clause.key}" if clause.key else ""
    shown = reference if clause.removed else version
    comparison = comparison_path(version.policy, language, reference.number, version.number)
    more = ngettext("%(count)s more passage", "%(count)s more passages", clause.more)
    return {
        "heading": _heading(clause),
        "what": _what(clause),
        "passages": [
            {
                "before": excerpt.before_text.strip(),
                "after": excerpt.after_text.strip(),
                "before_html": _marked(excerpt.before, "del", language),
                "after_html": _marked(excerpt.after, "ins", language),
                "moved": excerpt.moved,
            }
            for excerpt in clause.excerpts
        ],
        "more": _counted(more, clause.more),
        "comparison_url": absolute(comparison) + anchor,
        "version_url": absolute(version_path(shown, language)) + anchor,
    }


def _counted(said: str, count: int) -> str:
    """Nothing is said of none."""
    return said % {"count": grouped(count)} if count else ""


def _heading(clause: ShortClause) -> str:
    subjects = {"title": _("Title"), "summary": _("Summary"), "issuer": _("Issuer")}
    named = f"{clause.number} {clause.heading}".strip()
    return subjects.get(clause.subject) or named or _("Introduction")


def _what(clause: ShortClause) -> str:
    if clause.added:
        return pgettext("clause", "new")
    if clause.removed:
        return pgettext("clause", "removed")
    said = [pgettext("clause", "moved")] if clause.moved else []
    if clause.renamed:
        said.append(
            pgettext("clause", "renamed, formerly “%(heading)s”") % {"heading": clause.old_heading}
        )
    return ", ".join(said) if said else pgettext("clause", "changed")


# Written out: mail programs know no style sheet. Colour never stands alone, there is a line as well.
_STYLES = {
    "del": "text-decoration:line-through; background-color:#fbe9e7; color:#8c2b1f;",
    "ins": "text-decoration:underline; background-color:#e3f3e8; color:#14532d; font-weight:bold;",
}


def _marked(stretches: Stretches, tag: str, language: str) -> Html:
    return Html(
        "".join(
            f'<{tag} class="{tag}" style="{_STYLES[tag]}">{text_html(stretch.text, language)}</{tag}>'
            if stretch.changed
            else text_html(stretch.text, language)
            for stretch in stretches
        )
    )
