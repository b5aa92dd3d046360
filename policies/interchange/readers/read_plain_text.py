"""Plain text as sections: headings, lists and label–value lines recognised by their form.

Nothing marks a heading in plain text except how it stands: short, without a full stop, numbered or
capitalised, and followed by text. What is not recognised stays as text: no sentence is ever lost.
"""

from __future__ import annotations

from .heading_lines import find_headings, is_heading_form, levels_of
from .parsed_text import ParsedSection, ParsedText, UnreadableText
from .plain_blocks import blocks_of
from .text_lines import lines_of
from .typed_numbers import resolved
from .worded import worded


def read_plain_text(text: str) -> ParsedText:
    """The sections of a plain text; raises ``UnreadableText`` when there is no text in it."""
    lines, spaced = lines_of(text)
    title = ""
    # The first line is the title when it has the form of one and something follows it.
    if len(lines) > 1 and not lines[0].marked and is_heading_form(lines[0].text):
        title, lines = lines[0].text, lines[1:]
    if not lines:
        raise UnreadableText(worded("there is no text in it beneath a title"))
    headings = find_headings(lines, spaced=spaced)
    labels = resolved([heading.label for heading in headings])
    starts = [*(heading.position for heading in headings), len(lines)]
    sections = [ParsedSection(heading="", level=1, blocks=blocks_of(lines[: starts[0]]))]
    for heading, level, label, end in zip(
        headings, levels_of(headings), labels, starts[1:], strict=True
    ):
        blocks = blocks_of(lines[heading.position + 1 : end])
        sections.append(ParsedSection(heading=heading.text, level=level, label=label, blocks=blocks))
    return ParsedText(
        title=title,
        sections=tuple(section for section in sections if section.heading or section.blocks),
        warnings=() if headings else ("no headings were recognised: the text is one section",),
    )
