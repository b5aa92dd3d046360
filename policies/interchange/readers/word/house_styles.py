"""What the register's own Word files say by the names of their styles: summary, terms, captions, parts of items.

Other programs show such paragraphs as they show any other; the register reads back what it wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from lxml import etree

from policies.document.blocks import (
    TONES,
    Block,
    Definition,
    Definitions,
    Paragraph,
    Runs,
    Table,
)

from ..headed_sections import Element
from .word_package import w
from .word_styles import VAL

SUMMARY: Final = "sijill summary"
TERM: Final = "sijill term"
MEANING: Final = "sijill meaning"
WITHIN: Final = "sijill within item"
CAPTION: Final = "sijill caption"
NAMES: Final = frozenset((SUMMARY, TERM, MEANING, WITHIN, CAPTION))


class Styled(NamedTuple):
    """A paragraph in one of these styles."""

    name: str
    runs: Runs


def tone_of(table: etree._Element) -> str:
    """The tone of a note that is a frame around text."""
    said = table.find(f"{w('tblPr')}/{w('tblDescription')}")
    value = said.get(VAL, "") if said is not None else ""
    return value if value in TONES else "info"


def without_styles(elements: Iterable[Element | Styled]) -> Iterator[Element]:
    """The blocks that these paragraphs make with their neighbours; one without such a neighbour is a paragraph."""
    definitions: list[Definition] = []
    caption: Runs = ()
    for element in elements:
        styled = element if isinstance(element, Styled) else None
        if styled is not None and styled.name == TERM:
            yield from _paragraph(caption)
            caption = ()
            definitions.append(Definition(term=styled.runs, blocks=()))
            continue
        if styled is not None and styled.name == MEANING and definitions:
            last = definitions[-1]
            meaning: Block = Paragraph(runs=styled.runs)
            definitions[-1] = Definition(term=last.term, blocks=(*last.blocks, meaning))
            continue
        if definitions:
            yield Definitions(items=tuple(definitions))
            definitions = []
        if isinstance(element, Table) and caption:
            yield Table(caption=caption, header=element.header, rows=element.rows, spans=element.spans)
            caption = ()
            continue
        yield from _paragraph(caption)
        caption = ()
        if styled is None:
            assert not isinstance(element, Styled)  # noqa: S101 - for the type checker
            yield element
        elif styled.name == CAPTION:
            caption = styled.runs
        else:
            yield Paragraph(runs=styled.runs)
    if definitions:
        yield Definitions(items=tuple(definitions))
    yield from _paragraph(caption)


def _paragraph(runs: Runs) -> Iterator[Paragraph]:
    if runs:
        yield Paragraph(runs=runs)
