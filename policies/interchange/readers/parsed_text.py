"""What reading a file gives: one language's text as sections, before it joins a document."""

from __future__ import annotations

from typing import NamedTuple

from policies.document.shape import Body

from .typed_numbers import Label


class UnreadableText(ValueError):
    """A file or text that cannot be imported; the message names the reason in one line."""


class ParsedSection(NamedTuple):
    """One clause as the file has it: ``label`` is the number typed before its heading, if any.

    An empty ``heading`` is the introduction. Links to other clauses of the same file are still written
    as ``#anchor``.
    """

    heading: str
    level: int
    blocks: Body = ()
    label: Label | None = None
    anchor: str | None = None


class ParsedText(NamedTuple):
    """One language's text. ``title`` is empty where the file has none."""

    title: str
    sections: tuple[ParsedSection, ...]
    summary: str = ""
    warnings: tuple[str, ...] = ()
