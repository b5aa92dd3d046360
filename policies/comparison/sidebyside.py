"""A comparison as HTML, side by side: rows whose two cells hold the same passage before and after.

What only one side has stands beside an empty cell. Inside ``.pair__old``, dropping ``.visually-hidden`` gives the
old text of each passage, inside ``.pair__new`` the new one, character for character; the fragments of a piece
that was split or merged stand in rows of their own, all but the first of class ``continues-old`` or
``continues-new``: on that side they go on with the piece before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from .blocks import Writer
from .result import BlockChange, Part, Parts, SectionChange, Side, is_changed
from .sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One passage on both sides, as HTML; empty where a side does not have it. ``continues``: see ``BlockChange``."""

    old: str
    new: str
    changed: bool
    continues: Side | None = None


def pairs_html(section: SectionChange, page: Sheet, *, around: int | None = None) -> str:
    """The heading and the blocks of one section as rows; see ``Writer.blocks`` for ``around``."""
    whole = section.place != "here" or not {"added", "removed"}.isdisjoint(section.kinds)
    rows = list(_rows(section, page))
    if around is None or whole:
        return "".join(_row(row, page) for row in rows)
    result, left_out = "", 0
    for at, row in enumerate(rows):
        if not any(each.changed for each in rows[max(0, at - around) : at + around + 1]):
            left_out += 1
            continue
        result += page.gap(left_out) + _row(row, page)
        left_out = 0
    return result + page.gap(left_out)


def heading_pair(section: SectionChange, page: Sheet, rank: int) -> str:
    """The headings with their numbers, as one row; nothing for an introduction. ``rank`` is the ``h`` rank."""
    sides: list[str] = []
    for side in ("old", "new"):
        number = section.old_number if side == "old" else section.new_number
        here = _stands_here(section, side)
        words = _Half(page, side).passage(section.heading) if here else ""
        numbered = f'<span class="clause__number">{escape(number)} </span>' if number and words else ""
        # One heading per clause for those who move by headings: the new one, the old one where it is gone.
        tag = f"h{rank}" if side == "new" or not _stands_here(section, "new") else "p"
        sides.append(
            f'<{tag} class="clause__heading">{numbered}<span class="clause__words">{words}</span></{tag}>'
            if words
            else ""
        )
    changed = not {"renamed", "renumbered", "added", "removed"}.isdisjoint(section.kinds)
    changed = changed or section.place != "here"
    return _row(Row(old=sides[0], new=sides[1], changed=changed), page) if any(sides) else ""


def passage_pair(parts: Parts, page: Sheet, tag: str, classes: str) -> str:
    """The title or the summary as one row."""

    def cell(side: Side) -> str:
        words = _Half(page, side).passage(parts)
        return f'<{tag} class="{classes}">{words}</{tag}>' if words else ""

    return _row(Row(old=cell("old"), new=cell("new"), changed=is_changed(parts)), page)


def _stands_here(section: SectionChange, side: Side) -> bool:
    if side == "old":
        return section.old is not None and section.place != "arrival"
    return section.new is not None and section.place != "departure"


def _rows(section: SectionChange, page: Sheet) -> Iterator[Row]:
    old, new = _Half(page, "old"), _Half(page, "new")
    if not _stands_here(section, "old"):
        old = _Half(page, "old", empty=True)
    if not _stands_here(section, "new"):
        new = _Half(page, "new", empty=True)
    for block in section.blocks:
        if block.type in ("list", "definitions") and block.changed and block.children:
            yield from _piece_rows(block, old, new)
        else:
            yield Row(
                old=old.blocks([block]),
                new=new.blocks([block]),
                changed=block.changed,
                continues=block.continues,
            )


def _piece_rows(block: BlockChange, old: _Half, new: _Half) -> Iterator[Row]:
    """A list or definitions, one row a piece, so that what belongs together stands side by side."""
    begun: set[str] = set()
    for index, piece in enumerate(block.children):
        # What is said of the whole block stands before the first piece that this side has.
        before, after = (half.only(block, piece, first=half.side not in begun) for half in (old, new))
        begun |= {half.side for half, html in ((old, before), (new, after)) if html}
        if before or after:
            changed = piece.changed or block.kind in ("added", "removed", "moved")
            yield Row(
                old=before,
                new=after,
                changed=changed or (block.reformed and index == 0),
                continues=piece.continues,
            )


def _row(row: Row, page: Sheet) -> str:
    classes = "pair" + (" pair--changed" if row.changed else " pair--same")
    classes += f" continues-{row.continues}" if row.continues else ""
    cells = "".join(
        f'<div class="pair__{side}" data-label="{escape(label)}">'
        f"{page.said(f'{label}:') if row.changed and html else ''}{html}</div>"
        for side, label, html in (("old", page.labels.old, row.old), ("new", page.labels.new, row.new))
    )
    return f'<div class="{classes}">{cells}</div>'


class _Half(Writer):
    """Writes one side alone, its own words marked."""

    def __init__(self, page: Sheet, side: Side, *, empty: bool = False) -> None:
        super().__init__(page)
        self.side: Side = side
        self.empty = empty

    def _position(self, change: BlockChange) -> int | None:
        other_end = "arrival" if self.side == "old" else "departure"
        if self.empty or change.place == other_end:
            return None
        return change.old if self.side == "old" else change.new

    def shown(self, changes: Iterable[BlockChange]) -> Iterator[tuple[BlockChange, Writer]]:
        for change in changes:
            if self._position(change) is not None:
                yield change, self

    def stands(self, old: int | None, new: int | None) -> bool:
        return (old if self.side == "old" else new) is not None

    def is_old(self, change: BlockChange) -> bool:
        return self.side == "old"

    def only(self, block: BlockChange, piece: BlockChange, *, first: bool) -> str:
        """The block with one of its pieces; what is said of the whole block stands before the first."""
        if self._position(block) is None or self._position(piece) is None:
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
        page = self.sheet
        html = page.html(part.on(self.side))
        if part.kind == "same" or not html:
            return html
        mark = page.marks.mark(part.change)
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
