"""One side of a comparison alone, its own words marked: what the columns of a side-by-side view are written by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from ..result import BlockChange, Part, Parts, Side
from .block_writer import Writer, position_on
from .render_context import RenderContext


class OneSide(Writer):
    """Writes one side alone, its own words marked."""

    def __init__(self, page: RenderContext, side: Side, *, empty: bool = False) -> None:
        super().__init__(page)
        self.side: Side = side
        self.empty = empty

    def position(self, change: BlockChange) -> int | None:
        """Where a piece stands among its siblings on this side; nowhere at the other end of a move."""
        other_end = "arrival" if self.side == "old" else "departure"
        if self.empty or change.place == other_end:
            return None
        return position_on(change, self.side)

    def shown(self, changes: Iterable[BlockChange]) -> Iterator[tuple[BlockChange, Writer]]:
        for change in changes:
            if self.position(change) is not None:
                yield change, self

    def stands(self, old: int | None, new: int | None) -> bool:
        return (old if self.side == "old" else new) is not None

    def is_old(self, change: BlockChange) -> bool:
        return self.side == "old"

    def only(self, block: BlockChange, piece: BlockChange, *, first: bool) -> str:
        """The block with one of its pieces; what is said of the whole block stands before the first."""
        if self.position(block) is None or self.position(piece) is None:
            return ""
        start = self._start(block) + self._reformed(block) if first else ""
        if block.type == "list":
            html = f"{start}{self.items(block, [(piece, self)])}"
        else:
            html = f'{start}<dl class="definitions">{self.definitions([(piece, self)])}</dl>'
        # The link at the other end of a move leads here.
        return (
            f"<div{self._attributes(block)}>{html}</div>" if start and block.move is not None else html
        )

    def passage(self, parts: Parts) -> str:
        return "".join(map(self._part, parts))

    def _part(self, part: Part) -> str:
        page = self.context
        html = page.html(part.on(self.side))
        if part.kind == "same" or not html:
            return html
        mark = page.mark(part.change)
        tag = "del" if self.side == "old" else "ins"
        match part.kind:
            case "inserted" | "deleted":
                return mark + page.marked(tag, html)
            case "vowels":
                inner = page.said(page.labels.vowels) + page.marked(tag, html)
                return f'{mark}<span class="vowels">{inner}</span>'
            case "formatting":
                return mark + page.formatting(part, html)
            case _:
                label = page.labels.typographic
                quiet = f"{page.said(label)}{page.opening(tag)}{html}</{tag}>"
                return f'<span class="typographic" title="{escape(label)}">{quiet}</span>'
