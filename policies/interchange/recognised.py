"""What was recognised of a file, put right by hand: levels, clauses joined and divided, headings made and unmade.

Each function gives another text and changes none. Places are counted from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Final

from policies.document.blocks import Body, Footnote, Footnotes, Paragraph, Run, runs_of
from policies.document.references import each_run
from policies.document.shape import LEVELS
from policies.document.text import runs_text

from .readers.headed_sections import bold_paragraph
from .readers.parsed_text import ParsedSection, ParsedText
from .readers.typed_numbers import split_label

LONGEST_HEADING: Final = 480


def with_level(text: ParsedText, at: int, by: int) -> ParsedText:
    """The clause one level further in or out, as far as there are levels."""
    section = text.sections[at]
    level = min(max(section.level + by, LEVELS[0]), LEVELS[-1])
    return _with(text, at, at + 1, section._replace(level=level))


def joined_to_the_one_before(text: ParsedText, at: int) -> ParsedText:
    """The clause as a part of the one before it; its heading and number become a paragraph in bold."""
    if at == 0:
        raise IndexError("the first clause has none before it")
    before, section = text.sections[at - 1], text.sections[at]
    typed = f"{section.label.text} {section.heading}" if section.label else section.heading
    body, notes = _apart(before.blocks)
    more, added = _apart(_renamed(section.blocks, {note.label for note in notes}))
    heading = (bold_paragraph(typed),) if typed else ()
    names = (section.anchor,) if section.anchor else ()
    kept = before._replace(
        blocks=_together((*body, *heading, *more), (*notes, *added)),
        places=(*before.places, *section.places, *names),
    )
    return _with(text, at - 1, at + 1, kept)


def divided(text: ParsedText, at: int, block: int) -> ParsedText:
    """A clause of its own from this block on.

    A paragraph that is short enough for it becomes its heading. The new clause stands on the level of the old one.
    """
    section = text.sections[at]
    body, notes = _apart(section.blocks)
    if not 0 <= block < len(body):
        raise IndexError(f"the clause has no block {block}")
    before, after = body[:block], body[block:]
    heading, label = "", None
    if isinstance(first := after[0], Paragraph) and not any(run.role for run in first.runs):
        words = " ".join(runs_text(first.runs).split())
        if len(words) <= LONGEST_HEADING:
            (label, heading), after = split_label(words), after[1:]
    marks = {
        run.text for each in after for runs in runs_of(each) for run in runs if run.role == "footnote"
    }
    kept = section._replace(
        blocks=_together(before, [note for note in notes if note.label not in marks])
    )
    made = ParsedSection(
        heading=heading,
        level=section.level,
        label=label,
        blocks=_together(after, [note for note in notes if note.label in marks]),
    )
    parts = (kept, made) if kept.heading or kept.blocks else (made,)
    return _with(text, at, at + 1, *parts)


def _apart(blocks: Body) -> tuple[Body, tuple[Footnote, ...]]:
    """The blocks, and the footnotes that stand after them."""
    notes = [note for block in blocks if isinstance(block, Footnotes) for note in block.items]
    return tuple(block for block in blocks if not isinstance(block, Footnotes)), tuple(notes)


def _together(blocks: Body, notes: Sequence[Footnote]) -> Body:
    return (*blocks, Footnotes(items=tuple(notes))) if notes else tuple(blocks)


def _renamed(blocks: Body, taken: set[str]) -> Body:
    """The blocks with other labels for those footnotes whose label is taken."""
    _body, notes = _apart(blocks)
    used = taken | {note.label for note in notes}
    free = (str(number) for number in count(1) if str(number) not in used)
    names = {note.label: next(free) if note.label in taken else note.label for note in notes}
    if all(old == new for old, new in names.items()):
        return blocks

    def renamed(run: Run) -> Run:
        return run.with_part(names.get(run.text, run.text)) if run.role == "footnote" else run

    body, notes = _apart(each_run(blocks, renamed))
    return _together(body, [replace(note, label=names[note.label]) for note in notes])


def _with(text: ParsedText, start: int, end: int, *sections: ParsedSection) -> ParsedText:
    return text._replace(sections=(*text.sections[:start], *sections, *text.sections[end:]))
