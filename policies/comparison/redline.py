"""A comparison as HTML, inline view (legal redline).

Markup contract, inside ``[data-comparison]``: dropping ``.visually-hidden`` and ``del`` gives the new text of
each block, dropping ``.visually-hidden`` and ``ins`` the old one, character for character (``<br>`` is a
line break).
"""

from __future__ import annotations

from dataclasses import dataclass

from .result import Comparison, Parts, SectionChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What a screen reader says, already in the reader's language."""

    insertion: str
    end_of_insertion: str
    deletion: str
    end_of_deletion: str
    moved_from: str  # at the new place: the link to the old one
    moved_to: str  # at the old place: the link to the new one
    formatting: str  # the formatting of this text changed
    link_changed: str  # the target of this link changed


def redline_html(comparison: Comparison, labels: Labels) -> str:
    """The whole comparison in one ``<div data-comparison>``; for mail and tests. Pages use the parts."""
    raise NotImplementedError


def section_html(section: SectionChange, language: str, labels: Labels) -> str:
    """The blocks of one section, without wrapper or heading."""
    raise NotImplementedError


def heading_html(section: SectionChange, language: str, labels: Labels) -> str:
    """The words of the heading as phrasing content: no element around, no number."""
    raise NotImplementedError


def number_html(section: SectionChange, labels: Labels) -> str:
    """The number as phrasing content, the old one struck out where it changed."""
    raise NotImplementedError


def parts_html(parts: Parts, language: str, labels: Labels) -> str:
    """The title or the summary as phrasing content."""
    raise NotImplementedError


def move_html(section: SectionChange, labels: Labels) -> str:
    """At an end of a moved section, the anchor and link to the other end; else nothing."""
    raise NotImplementedError
