"""A comparison as HTML, inline view (legal redline).

Markup contract, inside ``[data-comparison]``: dropping ``.visually-hidden`` and ``del`` gives the new text of
each block, dropping ``.visually-hidden`` and ``ins`` the old one, character for character (``<br>`` is a
line break). What moved stands at both its ends: all of it deleted at the departure and inserted at the
arrival, both of class ``moved``, with the words that changed on the way in ``del`` or ``ins`` of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Literal

from policies.document.languages import direction

from ..form_ends import Ends, together
from ..result import SIDES, BlockChange, Comparison, Part, Parts, Place, SectionChange, Side, text_of
from .block_writer import Writer, position_on
from .render_context import Labels, RenderContext, numbers_of


def redline_html(
    comparison: Comparison,
    labels: Labels,
    *,
    cite: str = "",
    datetime: str = "",
    scope: str = "",
    around: int | None = None,
) -> str:
    """The comparison in one ``<div data-comparison>``, headings from ``h2`` on; see ``RenderContext``.

    Whole, or what changed and so many unchanged passages ``around`` each change.
    """
    language = comparison.language
    page = RenderContext(
        language, labels, numbers=numbers_of(comparison), cite=cite, datetime=datetime, scope=scope
    )
    title, summary, issuer = (
        parts_html(parts, page) for parts in (comparison.title, comparison.summary, comparison.issuer)
    )
    sections = page.with_gaps(
        (
            _section(section, page, around) if around is None or section.changed else None
            for section in comparison.sections
        ),
        sections=True,
    )
    return (
        f'<div data-comparison lang="{language}" dir="{direction(language)}">'
        f"{f'<h2>{title}</h2>' if title else ''}{f'<p>{summary}</p>' if summary else ''}"
        f"{f'<p>{issuer}</p>' if issuer else ''}{sections}</div>"
    )


def _section(section: SectionChange, page: RenderContext, around: int | None) -> str:
    start = start_html(section, page)
    number, heading = number_html(section, page), heading_html(section, page)
    tag = f"h{min(section.level + 2, 6)}"
    kinds = "".join(f" change--{kind}" for kind in section.kinds) if section.changed else ""
    numbered = f'<span class="number">{number} </span>' if number else ""
    return (
        f'<section class="{f"change{kinds}" if kinds else "clause"}">{start}'
        f"{f'<{tag}>{numbered}{heading}</{tag}>' if heading else ''}"
        f"{section_html(section, page, around=around)}</section>"
    )


def section_html(section: SectionChange, page: RenderContext, *, around: int | None = None) -> str:
    """The blocks of one section, without wrapper or heading; see ``Writer.blocks`` for ``around``."""
    return _Redline(page, section.place).blocks(
        section.blocks, around=around if section.place == "here" else None
    )


def heading_html(section: SectionChange, page: RenderContext) -> str:
    """The words of the heading as phrasing content: no element around, no number."""
    return _Redline(page, section.place).passage(section.heading)


def parts_html(parts: Parts, page: RenderContext) -> str:
    """The title or the summary as phrasing content."""
    return _Redline(page, "here").passage(parts)


def number_html(section: SectionChange, page: RenderContext) -> str:
    """The number as phrasing content, the old one struck out where it changed."""
    old = "" if section.place == "arrival" or section.continues == "old" else section.old_number or ""
    new = "" if section.place == "departure" or section.continues == "new" else section.new_number or ""
    if old == new:
        return escape(new)
    return (page.marked("del", escape(old), "renumbered") if old else "") + (
        page.marked("ins", escape(new), "renumbered") if new else ""
    )


def start_html(section: SectionChange, page: RenderContext) -> str:
    """Before a section: its number among the changes; at an end of a move, anchor and link to the other end."""
    return page.end_link(section.move, section.place, anchor=True) + page.mark(section.change)


class _Redline(Writer):
    """Writes both sides in one; ``place`` tells which end of a move it stands at, if any."""

    def __init__(self, page: RenderContext, place: Place) -> None:
        super().__init__(page)
        self.place = place

    def shown(self, changes: Iterable[BlockChange]) -> Iterator[tuple[BlockChange, Writer]]:
        """At a departure only what left, at an arrival only what came.

        A change of form stands once, in the new form, if that has all the lines of the old one.
        """
        for each in together(changes):
            if isinstance(each, Ends) and self.place == "here" and each.line_by_line:
                yield from ((change, self) for change in each.new)
                continue
            for change in (*each.old, *each.new) if isinstance(each, Ends) else (each,):
                if self.stands(position_on(change, "old"), position_on(change, "new")):
                    at_end = change.place != "here" and self.place == "here"
                    yield change, _Redline(self.context, change.place) if at_end else self

    def stands(self, old: int | None, new: int | None) -> bool:
        if self.place == "departure":
            return old is not None
        return new is not None or self.place == "here"

    @property
    def sides(self) -> Sequence[Side]:
        if self.place == "here":
            return SIDES
        return SIDES[:1] if self.place == "departure" else SIDES[1:]

    def is_old(self, change: BlockChange) -> bool:
        return change.new is None or self.place == "departure"

    def line(self, change: BlockChange, siblings: Sequence[BlockChange]) -> str:
        """Of a split or merged piece, each side's text stands in one block.

        The first fragment that did not move holds the whole text of the side that was one piece: words that
        went to another piece are struck there and inserted here, as at the two ends of a move.
        """
        if change.kind not in ("split", "merged"):
            return self.passage(change.parts)
        whole: Place = "departure" if change.kind == "split" else "arrival"
        alone: Place = "arrival" if change.kind == "split" else "departure"
        piece = change.fragment_of
        fragments = [each for each in siblings if piece and each.fragment_of == piece]
        if change is not next((each for each in fragments if each.place == "here"), None):
            parts = change.parts if self.place in ("here", alone) else ()
            return _Redline(self.context, alone).passage(parts)
        writer = _Redline(self.context, whole)
        others = self.place in ("here", whole)
        return "".join(
            self.passage(each.parts) if each is change else writer.passage(each.parts)
            for each in fragments
            if others or each is change
        )

    def passage(self, parts: Parts) -> str:
        if self.place == "here":
            return self.context.passage(parts, SIDES, lambda part: self.context.part(part, *SIDES))
        tag: Literal["del", "ins"] = "del" if self.place == "departure" else "ins"
        side: Side = "old" if self.place == "departure" else "new"

        def write(part: Part) -> str:
            words = part.on(side)
            html = self.context.html(words)
            if html and part.kind in ("inserted", "deleted"):
                html = self.context.marked(tag, html, words=text_of(words))
            return self.context.mark(part.change) + html

        inner = self.context.passage(parts, (side,), write)
        return f"{self.context.opening(tag, 'moved')}{inner}</{tag}>" if inner else ""
