"""Headings and blocks in reading order as sections: the title, the level of each clause, its typed number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from policies.document.shape import Block, Paragraph, Run
from policies.document.text import runs_text

from .parsed_text import ParsedSection, ParsedText, UnreadableText
from .typed_numbers import resolved, split_label

_MAX_TITLE = 250
_MAX_BOLD_HEADING = 120


class Heading(NamedTuple):
    """``rank`` 1–6 as in HTML; ``anchor`` is the identifier that the source gave it."""

    text: str
    rank: int
    anchor: str | None = None


Element = Heading | Block


def bold_paragraph(text: str) -> Paragraph:
    """What becomes of a heading where no clause can begin."""
    return Paragraph(runs=(Run(text=text, bold=True),))


def parsed_text(
    elements: Sequence[Element],
    *,
    title: str = "",
    summary: str = "",
    warnings: tuple[str, ...] = (),
    fixed_levels: bool = False,
) -> ParsedText:
    """These headings and blocks as one text; numbers typed before headings are taken off.

    Levels are the ranks of headings in use. With ``fixed_levels`` rank 2 is always level 1, and the title is
    only what is given. Raises ``UnreadableText`` when no text is left.
    """
    if fixed_levels:
        levels = {rank: max(1, min(rank - 1, 3)) for rank in range(1, 7)}
    else:
        title, elements = _title(_with_bold_headings(elements), title)
        ranks = sorted({heading.rank for heading in _headings(elements)})
        levels = {rank: min(level, 3) for level, rank in enumerate(ranks, start=1)}
    if len(title) > _MAX_TITLE:
        title, elements = "", [bold_paragraph(title), *elements]
    sections = _sections(elements, levels)
    if not sections and not (fixed_levels and (title or summary)):
        raise UnreadableText("no text was found in it")
    return ParsedText(title=title, summary=summary, sections=sections, warnings=warnings)


def _headings(elements: Sequence[Element]) -> list[Heading]:
    return [element for element in elements if isinstance(element, Heading)]


def _with_bold_headings(elements: Sequence[Element]) -> Sequence[Element]:
    """Where a text has no headings below its title, short paragraphs all in bold are its headings."""
    headings = _headings(elements)
    if len(headings) > 1:
        return elements
    rank = headings[0].rank + 1 if headings else 2
    # Nothing follows the last element, so it heads nothing.
    return [
        Heading(text=text, rank=rank) if (text := _bold_line(element)) else element
        for element in elements[:-1]
    ] + list(elements[-1:])


def _bold_line(element: Element) -> str:
    if not isinstance(element, Paragraph):
        return ""
    text = runs_text(element.runs)
    bold = all(run.bold or not run.text.strip() for run in element.runs)
    short = len(text) <= _MAX_BOLD_HEADING and "\n" not in text and not text.endswith((".", ",", ";"))
    return text.rstrip(" :\u00a0") if bold and short else ""


def _title(elements: Sequence[Element], title: str) -> tuple[str, Sequence[Element]]:
    """The first heading is the title when it stands alone above all others, or opens the text unnumbered."""
    if not (headings := _headings(elements)):
        return title, elements
    first, *others = headings
    opens = not title and elements[0] is first
    alone = all(other.rank > first.rank for other in others)
    numbered = split_label(first.text)[0] is not None
    if (alone and (opens or first.rank == 1)) or (opens and first.rank == 1 and not numbered):
        return first.text, [element for element in elements if element is not first]
    return title, elements


def _sections(elements: Sequence[Element], levels: Mapping[int, int]) -> tuple[ParsedSection, ...]:
    parts: list[tuple[Heading, list[Block]]] = [(Heading(text="", rank=0), [])]
    for element in elements:
        if isinstance(element, Heading):
            parts.append((element, []))
        else:
            parts[-1][1].append(element)
    split = [split_label(heading.text) for heading, _blocks in parts]
    labels = resolved([label for label, _text in split])
    sections = [
        ParsedSection(
            heading=text,
            level=levels.get(heading.rank, 1),
            blocks=tuple(blocks),
            label=label,
            anchor=heading.anchor,
        )
        for (heading, blocks), (_label, text), label in zip(parts, split, labels, strict=True)
    ]
    return tuple(section for section in sections if section.heading or section.blocks)
