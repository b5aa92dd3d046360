"""What reading a file gives: one language's text as sections, before it joins a document."""

from __future__ import annotations

from typing import Literal, NamedTuple

from policies.document.blocks import Body

from .typed_numbers import Label

REFERENCE = "#:"
"""Begins the link of a run that names another clause by its number: the rest is the name of a place in the file."""


class UnreadableText(ValueError):
    """A file or text that cannot be imported; the message names the reason in one line."""


Changes = Literal["ask", "accept", "reject"]
Comments = Literal["ask", "drop"]
Subject = Literal["changes", "comments", "encoding", "images"]


class Question(NamedTuple):
    """What a file leaves open: its reader took the first of ``choices`` for now.

    Nothing is imported while a ``required`` one is unanswered.
    """

    subject: Subject
    text: str
    choices: tuple[str, ...]
    required: bool = True


class Answers(NamedTuple):
    """What was decided about a file; ``ask`` is no decision. ``encoding`` is the name of one, or empty."""

    changes: Changes = "ask"
    comments: Comments = "ask"
    encoding: str = ""


class Comment(NamedTuple):
    """A remark in a file's margin and the words that it is about."""

    author: str
    text: str
    about: str


class ParsedSection(NamedTuple):
    """One clause as the file has it: ``label`` is the number before its heading, typed or computed, if any.

    An empty ``heading`` is the introduction. Links to other clauses of the same file are still written
    as ``#anchor``; ``places`` are further names that such links use.
    """

    heading: str
    level: int
    blocks: Body = ()
    label: Label | None = None
    anchor: str | None = None
    places: tuple[str, ...] = ()


class ParsedText(NamedTuple):
    """One language's text. ``title`` is empty where the file has none.

    ``source`` are the file's lines as they stand in it, for somebody who compares; of several languages in one file,
    the first has those of all. ``left_out`` are the words, whole, of what a warning names by how it begins.
    """

    title: str
    sections: tuple[ParsedSection, ...]
    summary: str = ""
    warnings: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    comments: tuple[Comment, ...] = ()
    source: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
