"""Whether a translation has the same parts as its source: structure, links, numbers and dates.

Says nothing about the words. What it finds is a reason to look, not an error: a translator may have two sentences
where the source has one. A number written as a word ("trente jours", "30 days") is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, Literal

from policies.document.shape import Block, Body, Definitions, List, Note, Table, runs_of
from policies.document.text import body_text
from policies.lexicon.figures import Figures, figures_of

Kind = Literal[
    "lists",
    "items",
    "definition_lists",
    "definitions",
    "tables",
    "rows",
    "columns",
    "table_header",
    "table_caption",
    "notes",
    "links",
    "address",
    "number",
    "date",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disparity:
    """One way in which a translation differs from its source.

    ``source`` and ``translation`` are counts for parts, and what is written for an address, a number or a date,
    empty on the side that lacks it. ``place`` is which list, table … in reading order, from 1; 0 where it is
    about all of them.
    """

    kind: Kind
    source: str
    translation: str
    place: int = 0


def disparities(
    source: Body, translation: Body, *, source_text: str = "", translation_text: str = ""
) -> tuple[Disparity, ...]:
    """How the translation of a body differs from its source, structure first.

    The two texts are what belongs to the body and stands outside it, such as its heading. A translation that is
    not there has no disparities: it is missing.
    """
    if not translation and (source or not translation_text):
        return ()
    old = figures_of(f"{source_text}\n{body_text(source)}")
    new = figures_of(f"{translation_text}\n{body_text(translation)}")
    return (
        *_structure(source, translation),
        *_links(source, translation),
        *_differing("date", old.dates, new.dates),
        *_differing("number", _lacking(old, new), _lacking(new, old)),
    )


def _columns(table: Table) -> int:
    return len(table.header or (table.rows[0] if table.rows else ()))


# What is counted, and what inside each one.
_MEASURES: Final[tuple[tuple[Kind, type, dict[Kind, Callable[[Any], int]]], ...]] = (
    ("lists", List, {"items": lambda found: len(found.items)}),
    ("definition_lists", Definitions, {"definitions": lambda found: len(found.items)}),
    (
        "tables",
        Table,
        {
            "rows": lambda table: len(table.rows),
            "columns": _columns,
            "table_header": lambda table: int(bool(table.header)),
            "table_caption": lambda table: int(bool(table.caption)),
        },
    ),
    ("notes", Note, {}),
)


def _structure(source: Body, translation: Body) -> Iterator[Disparity]:
    """Parts are paired in reading order; where their numbers differ nothing inside them can be."""
    bodies = [*_walk(source)], [*_walk(translation)]
    for kind, type_, inside in _MEASURES:
        old, new = ([block for block in body if isinstance(block, type_)] for body in bodies)
        if len(old) != len(new):
            yield _counted(kind, len(old), len(new))
            continue
        for place, pair in enumerate(zip(old, new, strict=True), start=1):
            for inner, measure in inside.items():
                before, after = map(measure, pair)
                if before != after:
                    yield _counted(inner, before, after, place)


def _counted(kind: Kind, source: int, translation: int, place: int = 0) -> Disparity:
    return Disparity(kind=kind, source=str(source), translation=str(translation), place=place)


def _walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks and all within them, in reading order."""
    for block in blocks:
        yield block
        match block:
            case List(items=items):
                for item in items:
                    yield from _walk(item.children)
            case Definitions(items=definitions):
                for definition in definitions:
                    yield from _walk(definition.blocks)
            case Note(blocks=inner):
                yield from _walk(inner)


def _links(source: Body, translation: Body) -> Iterator[Disparity]:
    """Web addresses may lead to another language's page, so they are counted; mail and phone are the same."""
    (web_old, old), (web_new, new) = _targets(source), _targets(translation)
    if len(web_old) != len(web_new):
        yield _counted("links", len(web_old), len(web_new))
    yield from _differing("address", old, new)


def _targets(body: Body) -> tuple[list[str], Counter[str]]:
    """The web addresses that links lead to, and the others; once per link: neighbouring runs of one link are one."""
    web, others = [], Counter[str]()
    for runs in (runs for block in body for runs in runs_of(block)):
        for link, _runs in groupby(run.link for run in runs):
            if link is not None and link.startswith(("mailto:", "tel:")):
                others[link] += 1
            elif link is not None:
                web.append(link)
    return web, others


def _lacking(here: Figures, there: Figures) -> Counter[str]:
    """The numbers of a text that the other has neither in digits nor in words."""
    known = {*here.numbers, *there.numbers, *there.words}
    return here.numbers - there.numbers - there.words + Counter(here.spelled - known)


def _differing(kind: Kind, source: Counter[str], translation: Counter[str]) -> Iterator[Disparity]:
    """One against one is one disparity: the same thing written otherwise."""
    missing = sorted((source - translation).elements())
    extra = sorted((translation - source).elements())
    if len(missing) == len(extra) == 1:
        yield Disparity(kind=kind, source=missing[0], translation=extra[0])
        return
    yield from (Disparity(kind=kind, source=value, translation="") for value in missing)
    yield from (Disparity(kind=kind, source="", translation=value) for value in extra)
