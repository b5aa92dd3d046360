"""The running texts of a body by their places, which are the same in every language of one structure.

A place is a path of dots: ``b.1.i.0`` is the first item of the second block. A letter says what is counted: ``b`` blocks,
``i`` items, ``d`` definitions with their term ``t``, ``f`` footnotes, ``c`` a table's caption, ``r`` its rows and cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from .blocks import (
    Block,
    Body,
    Definition,
    Definitions,
    Footnote,
    Footnotes,
    Item,
    List,
    Note,
    Paragraph,
    Row,
    Runs,
    Table,
)

Changed = Callable[[str, Runs], Runs]


def passages(body: Body) -> dict[str, Runs]:
    """Every running text by its place, in reading order; those without words too: the places are the body's shape."""
    found: dict[str, Runs] = {}

    def keep(place: str, runs: Runs) -> Runs:
        found[place] = runs
        return runs

    with_passages(body, keep)
    return found


def with_passages(body: Body, changed: Changed) -> Body:
    """The same structure with every running text as ``changed`` gives it."""
    return _body(body, "b", changed)


def _body(blocks: Iterable[Block], at: str, changed: Changed) -> Body:
    return tuple(_block(block, f"{at}.{number}", changed) for number, block in enumerate(blocks))


def _block(block: Block, at: str, changed: Changed) -> Block:
    match block:
        case Paragraph(runs=runs):
            return replace(block, runs=changed(at, runs))
        case List(items=items):
            return replace(
                block,
                items=tuple(
                    _item(item, f"{at}.i.{number}", changed) for number, item in enumerate(items)
                ),
            )
        case Definitions(items=definitions):
            return replace(
                block,
                items=tuple(
                    _definition(each, f"{at}.d.{number}", changed)
                    for number, each in enumerate(definitions)
                ),
            )
        case Table():
            return _table(block, at, changed)
        case Note(blocks=blocks):
            return replace(block, blocks=_body(blocks, f"{at}.b", changed))
        case Footnotes(items=footnotes):
            return replace(
                block,
                items=tuple(
                    _footnote(each, f"{at}.f.{number}", changed) for number, each in enumerate(footnotes)
                ),
            )


def _item(item: Item, at: str, changed: Changed) -> Item:
    runs = changed(at, item.runs)
    return replace(item, runs=runs, children=_body(item.children, f"{at}.b", changed))


def _definition(definition: Definition, at: str, changed: Changed) -> Definition:
    term = changed(f"{at}.t", definition.term)
    return replace(definition, term=term, blocks=_body(definition.blocks, f"{at}.b", changed))


def _footnote(footnote: Footnote, at: str, changed: Changed) -> Footnote:
    return replace(footnote, blocks=_body(footnote.blocks, f"{at}.b", changed))


def _table(table: Table, at: str, changed: Changed) -> Table:
    caption = changed(f"{at}.c", table.caption)

    def row(number: int, cells: Row) -> Row:
        return tuple(changed(f"{at}.r.{number}.{column}", cell) for column, cell in enumerate(cells))

    header = row(0, table.header)
    first = 1 if table.header else 0
    rows = tuple(row(number, cells) for number, cells in enumerate(table.rows, start=first))
    return replace(table, caption=caption, header=header, rows=rows)
