"""A comparison as a page shows it: marked up in one of two views, whole, its changes only, or one clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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

# Of the passages around a change, so many are shown with it.
CONTEXT: Final = 1
_NAMED: Final[dict[SectionKind, object]] = {
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "moved": gettext_lazy("moved"),
    "split": gettext_lazy("split"),
    "merged": gettext_lazy("merged"),
    "renamed": gettext_lazy("renamed"),
    "edited": gettext_lazy("changed"),
    "level": gettext_lazy("other level"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a comparison is looked at; ``clause`` is a section's key, or empty for all of them."""

    layout: Literal["inline", "side"] = "inline"
    only_changes: bool = False
    clause: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> View:
        """What an address asks for; anything unknown is the default."""
        return cls(
            layout="side" if query.get("view") == "side" else "inline",
            only_changes=query.get("only") == "changes",
            clause=query.get("clause", "")[:64].strip().lower(),
        )

    @property
    def side(self) -> bool:
        return self.layout == "side"

    @property
    def query(self) -> str:
        """As an address writes it, with its question mark; empty for the default."""
        named = {
            "view": "side" if self.side else "",
            "only": "changes" if self.only_changes else "",
            "clause": self.clause,
        }
        written = urlencode({name: value for name, value in named.items() if value})
        return f"?{written}" if written else "?"

    @property
    def other_layout(self) -> View:
        return replace(self, layout="inline" if self.side else "side")

    @property
    def other_extent(self) -> View:
        return replace(self, only_changes=not self.only_changes)

    @property
    def whole(self) -> View:
        return replace(self, clause="")


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
    gap: int = 0

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
    comparison: Comparison, view: View, *, sides: tuple[str, str], source: tuple[str, str]
) -> Redline:
    """``sides`` names the two texts, ``source`` is the address and the date of the new one.

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
    )
    texts = _texts(comparison, page, view)
    clauses, gap_at_end = _clauses(shown, page, view)
    return Redline(
        counts=counts(shown, (), len(page.numbers)) if view.clause else comparison.counts,
        identical=not any(section.changed for section in shown) if view.clause else comparison.identical,
        title=texts[0],
        summary=texts[1],
        issuer=texts[2],
        clauses=tuple(clauses),
        gap_at_end=gap_at_end,
        first_change=next(iter(page.numbers), None),
    )


def _texts(comparison: Comparison, page: RenderContext, view: View) -> tuple[Html, Html, Html]:
    """Title, summary and issuer; empty where the page does not show them."""

    def written(parts: Parts, tag: str, classes: str) -> Html:
        if view.side:
            return Html(passage_pair(parts, page, tag, classes))
        return Html(parts_html(parts, page))

    nothing = Html("")
    if view.clause:
        return nothing, nothing, nothing
    summary = is_changed(comparison.summary) or (comparison.summary and not view.only_changes)
    return (
        written(comparison.title, "p", "document__title"),
        written(comparison.summary, "p", "summary__text") if summary else nothing,
        written(comparison.issuer, "p", "document__issuer")
        if is_changed(comparison.issuer)
        else nothing,
    )


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
        clause = _clause(section, page, view, "" if anchor in taken else anchor)
        taken.add(anchor)
        result.append(replace(clause, gap=gap))
        gap = 0
    return result, gap


def _anchor(section: SectionChange) -> str:
    """A moved section's is at its new place; what was merged keeps the one by which it was known."""
    if section.place == "departure":
        return ""
    return (section.old_key if section.continues == "new" else section.key) or ""


def _clause(section: SectionChange, page: RenderContext, view: View, anchor: str) -> RedlinedClause:
    around = CONTEXT if view.only_changes else None
    start = Html(start_html(section, page))
    if view.side:
        number = heading = Html("")
        body = heading_pair(section, page, min(section.level, 3) + 1)
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
        fates=tuple(_fates(section)),
        number=number,
        heading=heading,
        start=start,
        body=Html(body),
    )


def _fates(section: SectionChange) -> Iterator[str]:
    """What became of a section, in the reader's words; of edits to one that moved or was renamed, both."""
    kinds = section.kinds
    for kind, name in _NAMED.items():
        if kind in kinds:
            yield str(name)
    if "formatting" in kinds:
        yield _("formatting")
