"""One side of a comparison alone, its own words marked: what the columns of a side-by-side view are written by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..result import BlockChange, Parts, Side
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
        return None if self.empty else position_on(change, self.side)

    def shown(self, changes: Iterable[BlockChange]) -> Iterator[tuple[BlockChange, Writer]]:
        for change in changes:
            if self.position(change) is not None:
                yield change, self

    def stands(self, old: int | None, new: int | None) -> bool:
        return (old if self.side == "old" else new) is not None

    @property
    def sides(self) -> Sequence[Side]:
        return (self.side,)

    def is_old(self, change: BlockChange) -> bool:
        return self.side == "old"

    def only(self, block: BlockChange, pieces: Sequence[BlockChange], *, first: bool) -> str:
        """The block with some of its pieces; what is said of the whole block stands before the first."""
        here = [(piece, self) for piece in pieces if self.position(piece) is not None]
        if self.position(block) is None or not here:
            return ""
        start = self._start(block) + self._reformed(block) if first else ""
        html = start + self.pieces(block, here)
        # The link at the other end of a move leads here.
        return (
            f"<div{self._attributes(block)}>{html}</div>" if start and block.move is not None else html
        )

    def passage(self, parts: Parts) -> str:
        return self.context.passage(parts, (self.side,), lambda part: self.context.part(part, self.side))
