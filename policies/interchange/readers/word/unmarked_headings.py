"""Headings of a Word file that has none marked: clauses told by how their lines stand, as in a plain text."""

from __future__ import annotations

from collections.abc import Sequence

from policies.document.blocks import Block, Footnotes, List, Paragraph
from policies.document.numbering import item_labels
from policies.document.text import block_text, runs_text

from ..headed_sections import Element, Heading, Place
from ..heading_lines import find_headings, is_heading_form, levels_of
from ..text_lines import Line, line_of
from ..typed_numbers import Label, split_label

_BODY = "x" * 200 + "."


def with_headings(elements: Sequence[Element]) -> list[Element]:
    """The elements with short lines that head what follows as headings, where nothing is marked as one.

    A text whose headings are marked, by style or in bold, stays as it is.
    """
    shown = [element for element in elements if not isinstance(element, Place | Footnotes)]
    marked = sum(
        (isinstance(element, Heading) and element.rank > 0) or _bold(element) for element in shown
    )
    if marked or len(shown) < 3:
        return list(elements)
    title = [element for element in shown if isinstance(element, Heading)]
    body = [element for element in shown if not isinstance(element, Heading)]
    if not title and isinstance(body[0], Paragraph) and _may_be_title(body):
        title, body = [Heading(text=block_text(body[0]), rank=0)], body[1:]
    lines = [_line(block) for block in body]
    found = find_headings(lines, spaced=True)
    ranks = levels_of(found)
    headings = {
        id(body[heading.position]): Heading(
            text=heading.text, rank=rank, label=heading.label, labelled=heading.label is not None
        )
        for heading, rank in zip(found, ranks, strict=True)
    }
    result: list[Element] = []
    for element in elements:
        if (
            title
            and isinstance(element, Paragraph)
            and block_text(element) == title[0].text
            and element not in body
        ):
            result.append(title[0])
        else:
            result.append(headings.get(id(element), element))
    return result


def _bold(element: Element) -> bool:
    return isinstance(element, Paragraph) and all(
        run.bold or not run.text.strip() for run in element.runs
    )


def _may_be_title(body: Sequence[Block]) -> bool:
    text = block_text(body[0])
    return is_heading_form(text) and split_label(text)[0] is None and len(body) > 2


def _line(block: Block) -> Line:
    """A block as a line: of a list its one item, of all else that is no paragraph something that heads nothing."""
    if isinstance(block, Paragraph) and "\n" not in runs_text(block.runs):
        return line_of(runs_text(block.runs))
    if (
        isinstance(block, List)
        and len(block.items) == 1
        and not block.items[0].children
        and block.ordered
    ):
        text, (number,) = runs_text(block.items[0].runs), item_labels(block)
        label, _rest = split_label(f"{number} x")
        label = label or Label(text=number, style="decimal", path=(block.start,), family="word")
        return Line(text=f"{number} {text}", indent=0, gap=1, label=label, rest=text)
    return Line(text=_BODY, indent=0, gap=1, rest=_BODY)
