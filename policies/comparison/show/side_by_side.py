"""A comparison as HTML, side by side: rows whose two cells hold the same passage before and after.

What only one side has stands beside an empty cell. Lists and definitions stand piece by piece, tables row by row
(``tablepair``), also those inside a note or a piece: its box then spans both columns. Inside ``.pair__old``, dropping
``.visually-hidden`` gives the old text of each passage, inside ``.pair__new`` the new one, character for character;
the fragments of a piece that was split or merged stand in rows of their own, all but the first of class
``continues-old`` or ``continues-new``: on that side they go on with the piece before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from ..result import SIDES, BlockChange, Parts, SectionChange, Side, is_changed
from .one_side import Half
from .render_context import RenderContext
from .table_pair import table_pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One passage on both sides, or what has rows of its own: a table, and all that holds one."""

    html: str
    changed: bool


def pairs_html(section: SectionChange, page: RenderContext, *, around: int | None = None) -> str:
    """The heading and the blocks of one section as rows; see ``Writer.blocks`` for ``around``."""
    old, new = (Half(page, side, empty=not _stands_here(section, side)) for side in SIDES)
    rows = list(_rows(section.blocks, old, new))
    if around is None or section.place != "here":
        return "".join(row.html for row in rows)
    result, left_out = "", 0
    for at, row in enumerate(rows):
        if not any(each.changed for each in rows[max(0, at - around) : at + around + 1]):
            left_out += 1
            continue
        result += page.gap(left_out) + row.html
        left_out = 0
    return result + page.gap(left_out)


def heading_pair(section: SectionChange, page: RenderContext, rank: int) -> str:
    """The headings with their numbers, as one row; nothing for an introduction. ``rank`` is the ``h`` rank."""
    sides: list[str] = []
    for side in ("old", "new"):
        number = section.old_number if side == "old" else section.new_number
        here = _stands_here(section, side)
        words = Half(page, side).passage(section.heading) if here else ""
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
    return _row(page, sides[0], sides[1], changed=changed).html if any(sides) else ""


def passage_pair(parts: Parts, page: RenderContext, tag: str, classes: str) -> str:
    """The title or the summary as one row."""

    def cell(side: Side) -> str:
        words = Half(page, side).passage(parts)
        return f'<{tag} class="{classes}">{words}</{tag}>' if words else ""

    return _row(page, cell("old"), cell("new"), changed=is_changed(parts)).html


def _stands_here(section: SectionChange, side: Side) -> bool:
    if side == "old":
        return section.old is not None and section.place != "arrival"
    return section.new is not None and section.place != "departure"


def _rows(blocks: Iterable[BlockChange], old: Half, new: Half) -> Iterator[Row]:
    for block in blocks:
        if block.type in ("list", "definitions") and block.changed and block.children:
            yield from _piece_rows(block, old, new)
        elif block.type == "table" and _has_table_rows(block, old, new):
            yield Row(html=table_pair(block, new.context), changed=True)
        elif block.type == "note" and _has_table_rows(block, old, new):
            yield Row(html=new.note(block, _inside(block, old, new)), changed=True)
        else:
            yield _row(
                new.context,
                old.blocks([block]),
                new.blocks([block]),
                changed=block.changed,
                continues=block.continues if block.fragment_of else None,
            )


def _has_table_rows(block: BlockChange, old: Half, new: Half) -> bool:
    """Whether it is, or holds, a table that changed in its place."""
    if not block.changed or old.position(block) is None or new.position(block) is None:
        return False
    return block.type == "table" or any(_has_table_rows(each, old, new) for each in block.children)


def _inside(block: BlockChange, old: Half, new: Half) -> str:
    return "".join(row.html for row in _rows(block.children, old, new))


def _piece_rows(block: BlockChange, old: Half, new: Half) -> Iterator[Row]:
    """A list or definitions, one row a piece, so that what belongs together stands side by side."""
    begun: set[str] = set()
    for index, each in enumerate(block.children):
        apart = _has_table_rows(each, old, new)
        piece = each._replace(children=()) if apart else each
        # What is said of the whole block stands before the first piece that this side has.
        before, after = (half.only(block, piece, first=half.side not in begun) for half in (old, new))
        begun |= {half.side for half, html in ((old, before), (new, after)) if html}
        if before or after:
            changed = is_changed(piece.parts) if apart else piece.changed
            changed = changed or block.kind in ("added", "removed", "moved")
            yield _row(
                old.context,
                before,
                after,
                changed=changed or (block.reformed and index == 0),
                continues=piece.continues,
            )
        if apart:
            yield Row(html=f'<div class="within">{_inside(each, old, new)}</div>', changed=True)


def _row(
    page: RenderContext, old: str, new: str, *, changed: bool, continues: Side | None = None
) -> Row:
    """One passage on both sides, empty where a side does not have it. ``continues``: see ``BlockChange``."""
    classes = "pair" + (" pair--changed" if changed else " pair--same")
    classes += f" continues-{continues}" if continues else ""
    cells = "".join(
        f'<div class="pair__{side}" data-label="{escape(label)}">'
        f"{page.said(f'{label}:') if changed and html else ''}{html}</div>"
        for side, label, html in (("old", page.labels.old, old), ("new", page.labels.new, new))
    )
    return Row(html=f'<div class="{classes}">{cells}</div>', changed=changed)
