"""Headings and blocks in reading order as sections: the title, the level of each clause, its typed number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from policies.document.blocks import Block, Body, Footnotes, Paragraph, Run
from policies.document.text import runs_text

from .parsed_text import ParsedSection, ParsedText, UnreadableText
from .typed_numbers import Label, resolved, split_label
from .worded import worded

_MAX_TITLE = 250
_MAX_BOLD_HEADING = 120


class Heading(NamedTuple):
    """``rank`` 1–9, as in HTML and Word, 0 for what is marked as the title of the text; ``anchor`` is the identifier that the source gave it.

    ``labelled``: its number is known, ``label``, or none; else it is looked for before the text.
    """

    text: str
    rank: int
    anchor: str | None = None
    label: Label | None = None
    labelled: bool = False

    @property
    def typed(self) -> str:
        """The heading with its number, as readers see it."""
        return f"{self.label.text} {self.text}" if self.label else self.text

    def split(self) -> tuple[Label | None, str]:
        """Its number and the text after it."""
        return (self.label, self.text) if self.labelled else split_label(self.text)


class Place(NamedTuple):
    """A name by which links find the clause that it stands in."""

    name: str


Element = Heading | Place | Block


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
    marked, elements = _marked_title(elements)
    title = title or marked
    if fixed_levels:
        levels = {rank: max(1, rank - 1) for rank in range(1, 10)}
    else:
        elements = _with_bold_headings(elements)
        if not marked:
            title, elements = _title(elements, title)
        ranks = sorted({heading.rank for heading in _headings(elements)})
        levels = {rank: level for level, rank in enumerate(ranks, start=1)}
    if len(title) > _MAX_TITLE:
        title, elements = "", [bold_paragraph(title), *elements]
    sections = _sections(elements, levels)
    if not sections and not (fixed_levels and (title or summary)):
        raise UnreadableText(worded("no text was found in it"))
    return ParsedText(title=title, summary=summary, sections=sections, warnings=warnings)


def _headings(elements: Sequence[Element]) -> list[Heading]:
    return [element for element in elements if isinstance(element, Heading)]


def _marked_title(elements: Sequence[Element]) -> tuple[str, Sequence[Element]]:
    """The heading that is marked as the title; a further one is a bold paragraph."""
    titles = [element for element in _headings(elements) if element.rank == 0]
    if not titles:
        return "", elements
    first = titles[0]
    kept = [
        bold_paragraph(element.text) if isinstance(element, Heading) and element.rank == 0 else element
        for element in elements
        if element is not first
    ]
    return first.text, kept


def _with_bold_headings(elements: Sequence[Element]) -> Sequence[Element]:
    """Where a text has no headings below its title, short paragraphs all in bold are its headings."""
    headings = _headings(elements)
    if len(headings) > 1:
        return elements
    rank = headings[0].rank + 1 if headings else 2
    # Nothing follows the last element, so it heads nothing.
    found: list[Element] = [
        Heading(text=text, rank=rank) if (text := _bold_line(element)) else element
        for element in elements[:-1]
    ]
    found += elements[-1:]
    if found and not headings and _opens_as_title(found):
        found[0] = cast(Heading, found[0])._replace(rank=1)
    return found


def _opens_as_title(elements: Sequence[Element]) -> bool:
    """Whether the first of several bold lines is the title: the others are numbered, or nothing but a line follows."""
    first, *rest = elements
    others = _headings(rest)
    if not isinstance(first, Heading) or not others or first.split()[0] is not None:
        return False
    numbered = sum(other.split()[0] is not None for other in others)
    return numbered * 2 > len(others) or isinstance(rest[0], Heading)


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
    numbered = first.split()[0] is not None
    if numbered and first.labelled:
        return title, elements
    if (alone and (opens or first.rank == 1)) or (opens and first.rank == 1 and not numbered):
        return first.text, [element for element in elements if element is not first]
    return title, elements


def _sections(elements: Sequence[Element], levels: Mapping[int, int]) -> tuple[ParsedSection, ...]:
    parts: list[tuple[Heading, list[Element]]] = [(Heading(text="", rank=0), [])]
    for element in elements:
        if isinstance(element, Heading):
            parts.append((element, []))
        else:
            parts[-1][1].append(element)
    split = [heading.split() for heading, _elements in parts]
    labels = resolved([label for label, _text in split])
    sections = [
        ParsedSection(
            heading=text,
            level=levels.get(heading.rank, 1),
            blocks=_body(held),
            label=label,
            anchor=heading.anchor,
            places=tuple(element.name for element in held if isinstance(element, Place)),
        )
        for (heading, held), (_label, text), label in zip(parts, split, labels, strict=True)
    ]
    return tuple(section for section in sections if section.heading or section.blocks)


def _body(elements: Sequence[Element]) -> Body:
    """The blocks of a clause, its footnotes last and in one."""
    blocks = [element for element in elements if not isinstance(element, Heading | Place)]
    notes = {
        note.label: note for block in blocks if isinstance(block, Footnotes) for note in block.items
    }
    body = tuple(block for block in blocks if not isinstance(block, Footnotes))
    return (*body, Footnotes(items=tuple(notes.values()))) if notes else body
