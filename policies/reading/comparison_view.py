"""A comparison as a page shows it: marked up in one of two views, whole, its changes only, or one clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from policies.comparison.align.counting import counts
from policies.comparison.result import (
    Comparison,
    Counts,
    Parts,
    SectionChange,
    SectionKind,
    is_changed,
    text_on,
)
from policies.comparison.show.redline import (
    heading_html,
    number_html,
    parts_html,
    section_html,
    start_html,
)
from policies.comparison.show.render_context import RenderContext, labels_in, numbers_in, numbers_of
from policies.comparison.show.side_by_side import heading_pair, pairs_html, passage_pair
from policies.document.presentation import Html
from policies.publication.localize import grouped

_ID: Final = re.compile(r' id="([^"]+)"')
_WITHIN: Final = re.compile(r'href="#([^"]*move-[^"]*)"')
# Of the passages around a change, so many are shown with it.
CONTEXT: Final = 1
# What became of a section, in the reader's words, in this order.
_FATES: Final[dict[SectionKind, object]] = {
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "moved": pgettext_lazy("clause", "moved"),
    "split": gettext_lazy("split"),
    "merged": gettext_lazy("merged"),
    "renamed": gettext_lazy("renamed"),
    "edited": pgettext_lazy("clause", "changed"),
    "level": gettext_lazy("other level"),
    "form": gettext_lazy("form changed, no word changed"),
    "formatting": gettext_lazy("formatting"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a comparison is looked at; ``clause`` is a section's key, or empty for all of them.

    A whole comparison opens on its changes, one clause with all its words.
    """

    side: bool = False
    only_changes: bool = True
    clause: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> View:
        """What an address asks for; anything unknown is the default."""
        clause = query.get("clause", "")[:64].strip().lower()
        only = query.get("only")
        return cls(
            side=query.get("view") == "side",
            only_changes=only == "changes" or (only != "all" and not clause),
            clause=clause,
        )

    @property
    def _only(self) -> str:
        if self.clause:
            return "changes" if self.only_changes else ""
        return "" if self.only_changes else "all"

    @property
    def query(self) -> str:
        """As an address writes it, with its question mark, which stands alone for the default."""
        named = {
            "view": self.side and "side",
            "only": self._only,
            "clause": self.clause,
        }
        return "?" + urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlinedClause:
    """One section, marked up; ``gap`` is how many unchanged sections were left out before it.

    ``anchor`` is empty where the section stands a second time. ``fates`` say in words what became of it.
    ``numbers`` are its first and last change. Of the side-by-side view, ``body`` holds everything.
    """

    anchor: str
    level: int
    kinds: tuple[SectionKind, ...]
    label: str
    plain_number: str
    fates: tuple[str, ...]
    number: Html
    heading: Html
    start: Html
    body: Html
    gap: int

    @property
    def tag(self) -> str:
        """The element of its heading. The page's title is ``h1``, and HTML ends at ``h6``."""
        return f"h{min(self.level + 1, 6)}"

    @property
    def changed(self) -> bool:
        return self.kinds != ("unchanged",)

    @property
    def marked(self) -> bool:
        """Whether readers look for it in the contents: not for typography or a new number alone."""
        return bool(self.fates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redline:
    """A whole page's comparison, or one clause's. ``first_change`` is the number of the first change it marks, if any.

    ``counts`` and ``identical`` are of what it shows, or would show without ``only_changes``.
    """

    counts: Counts
    identical: bool
    title: Html
    summary: Html
    issuer: Html
    clauses: tuple[RedlinedClause, ...]
    gap_at_end: int
    first_change: int | None

    @property
    def contents(self) -> tuple[RedlinedClause, ...]:
        return tuple(
            clause
            for clause in self.clauses
            if clause.anchor and (clause.marked or (clause.label and clause.level <= 2))
        )


def redlined(
    comparison: Comparison,
    view: View,
    *,
    sides: tuple[str, str],
    source: tuple[str, str],
    scope: str = "",
) -> Redline:
    """``sides`` names the two texts, ``source`` is the address and the date of the new one, ``scope`` begins anchors.

    Of one clause that neither side has, there are no ``clauses``.
    """
    shown = [
        section
        for section in comparison.sections
        if not view.clause or view.clause in (section.old_key, section.new_key)
    ]
    labels = labels_in(_, ngettext, number=grouped, old=sides[0], new=sides[1])
    page = RenderContext(
        comparison.language,
        labels,
        numbers=numbers_in(shown) if view.clause else numbers_of(comparison),
        cite=source[0],
        datetime=source[1],
        scope=scope,
    )
    title, summary, issuer = _texts(comparison, page, view)
    clauses, gap_at_end = _clauses(shown, page, view)
    if view.clause:
        clauses = _leading_out(clauses)
    return Redline(
        counts=counts(shown, (), len(page.numbers)) if view.clause else comparison.counts,
        identical=not any(section.changed for section in shown) if view.clause else comparison.identical,
        title=title,
        summary=summary,
        issuer=issuer,
        clauses=tuple(clauses),
        gap_at_end=gap_at_end,
        first_change=next(iter(page.numbers), None),
    )


def _texts(comparison: Comparison, page: RenderContext, view: View) -> tuple[Html, Html, Html]:
    """Title, summary and issuer; empty where the page does not show them."""

    def written(parts: Parts, classes: str) -> Html:
        return Html(passage_pair(parts, page, "p", classes) if view.side else parts_html(parts, page))

    title = summary = issuer = Html()
    if not view.clause:
        title = written(comparison.title, "document__title")
        if is_changed(comparison.summary) or (comparison.summary and not view.only_changes):
            summary = written(comparison.summary, "summary__text")
        if is_changed(comparison.issuer):
            issuer = written(comparison.issuer, "document__issuer")
    return title, summary, issuer


def _clauses(
    sections: Sequence[SectionChange], page: RenderContext, view: View
) -> tuple[list[RedlinedClause], int]:
    """The clauses that are shown, and how many were left out after the last one."""
    result: list[RedlinedClause] = []
    taken: set[str] = set()
    gap = 0
    for section in sections:
        if view.only_changes and not section.changed and not view.clause:
            gap += 1
            continue
        anchor = _anchor(section)
        result.append(_clause(section, page, view, "" if anchor in taken else anchor, gap))
        taken.add(anchor)
        gap = 0
    return result, gap


def _leading_out(clauses: list[RedlinedClause]) -> list[RedlinedClause]:
    """Links to the other end of a move that is not among these clauses lead to the whole comparison."""
    here = {name for clause in clauses for name in _ID.findall(clause.start + clause.body)}

    def link(found: re.Match[str]) -> str:
        return found[0] if found[1] in here else f'href="?#{found[1]}"'

    def led(html: Html) -> Html:
        return Html(_WITHIN.sub(link, html))

    return [replace(clause, start=led(clause.start), body=led(clause.body)) for clause in clauses]


def _anchor(section: SectionChange) -> str:
    """A moved section's is at its new place; what was merged keeps the one by which it was known."""
    if section.place == "departure":
        return ""
    return (section.old_key if section.continues == "new" else section.key) or ""


def _clause(
    section: SectionChange, page: RenderContext, view: View, anchor: str, gap: int
) -> RedlinedClause:
    around = CONTEXT if view.only_changes else None
    if view.side:
        number = heading = Html()
        body = heading_pair(section, page, min(section.level + 1, 6))
        body += pairs_html(section, page, around=around)
    else:
        number, heading = Html(number_html(section, page)), Html(heading_html(section, page))
        body = section_html(section, page, around=around)
    return RedlinedClause(
        anchor=anchor,
        level=section.level,
        kinds=section.kinds,
        label=text_on(section.heading, "old" if section.new_key is None else "new").strip(),
        plain_number=section.number,
        fates=tuple(str(name) for kind, name in _FATES.items() if kind in section.kinds),
        number=number,
        heading=heading,
        start=Html(start_html(section, page)),
        body=Html(body),
        gap=gap,
    )
