"""Whether a translation has the same parts as its source: structure, links, numbers and dates.

Says nothing about the words. What it finds is a reason to look, not an error: a translator may have two sentences
where the source has one. A number written as a word ("trente jours", "30 days") is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from policies.document.shape import Block, Body, Definitions, Item, List, Note, Table, runs_of
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
    return (
        *_structure(source, translation),
        *_links(source, translation),
        *_figures(
            figures_of(f"{source_text}\n{body_text(source)}"),
            figures_of(f"{translation_text}\n{body_text(translation)}"),
        ),
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
    old, new = [*_walk(source)], [*_walk(translation)]
    for kind, type_, inside in _MEASURES:
        pair = (
            [block for block in old if isinstance(block, type_)],
            [block for block in new if isinstance(block, type_)],
        )
        if len(pair[0]) != len(pair[1]):
            yield _counted(kind, len(pair[0]), len(pair[1]))
            continue
        for place, (left, right) in enumerate(zip(*pair, strict=True), start=1):
            for inner, measure in inside.items():
                if measure(left) != measure(right):
                    yield _counted(inner, measure(left), measure(right), place)


def _counted(kind: Kind, source: int, translation: int, place: int = 0) -> Disparity:
    return Disparity(kind=kind, source=str(source), translation=str(translation), place=place)


def _walk(blocks: Iterable[Block | Item]) -> Iterator[Block]:
    for block in blocks:
        if not isinstance(block, Item):
            yield block
        match block:
            case List(items=items):
                yield from _walk(items)
            case Item(children=children):
                yield from _walk(children)
            case Definitions(items=definitions):
                for definition in definitions:
                    yield from _walk(definition.blocks)
            case Note(blocks=inner):
                yield from _walk(inner)


def _links(source: Body, translation: Body) -> Iterator[Disparity]:
    """Web addresses may lead to another language's page, so they are counted; mail and phone are the same."""
    old, new = _targets(source), _targets(translation)
    web_old = [target for target in old if not target.startswith(("mailto:", "tel:"))]
    web_new = [target for target in new if not target.startswith(("mailto:", "tel:"))]
    if len(web_old) != len(web_new):
        yield _counted("links", len(web_old), len(web_new))
    others = Counter(old) - Counter(web_old), Counter(new) - Counter(web_new)
    missing, extra = sorted(others[0] - others[1]), sorted(others[1] - others[0])
    yield from _differing("address", missing, extra)


def _targets(body: Body) -> list[str]:
    """Where links lead, once per link: neighbouring runs of one link are one."""
    targets = []
    for block in body:
        for runs in runs_of(block):
            before = None
            for run in runs:
                if run.link is not None and run.link != before:
                    targets.append(run.link)
                before = run.link
    return targets


def _figures(source: Figures, translation: Figures) -> Iterator[Disparity]:
    yield from _differing(
        "date",
        sorted((source.dates - translation.dates).elements()),
        sorted((translation.dates - source.dates).elements()),
    )
    yield from _differing("number", _lacking(source, translation), _lacking(translation, source))


def _lacking(here: Figures, there: Figures) -> list[str]:
    """The numbers of a text that the other has neither in digits nor in words."""
    digits = here.numbers - there.numbers - there.words
    known = {*here.numbers, *there.numbers, *there.words}
    return sorted([*digits.elements(), *(here.spelled - known)])


def _differing(kind: Kind, missing: list[str], extra: list[str]) -> Iterator[Disparity]:
    """One against one is one disparity: the same thing written otherwise."""
    if len(missing) == len(extra) == 1:
        yield Disparity(kind=kind, source=missing[0], translation=extra[0])
        return
    yield from (Disparity(kind=kind, source=value, translation="") for value in missing)
    yield from (Disparity(kind=kind, source="", translation=value) for value in extra)
