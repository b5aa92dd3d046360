"""A document in one language, ready to show: the same value for the public page and the editor's preview."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .citing import places
from .html import blocks_html, text_html
from .languages import Direction, direction
from .numbering import numbers
from .shape import Document


class Html(str):
    """Markup that is already escaped: templates that know ``__html__`` write it as it stands."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One section in one language.

    ``anchor`` is the section's key: the same in every language and version. ``place`` is its number as an address of
    this version, empty where the number does not name one clause (``citing``). ``depth`` counts from 1
    without gaps; both headings are empty for an introduction. ``behind`` is the number of the version whose source
    this translation follows (0: of none), where it is marked.
    """

    anchor: str
    place: str
    number: str
    depth: int
    heading: Html
    plain_heading: str
    body: Html
    behind: int | None

    @property
    def tag(self) -> str:
        """The element of its heading. The page's title is ``h1``, and HTML ends at ``h6``."""
        return f"h{min(self.depth + 1, 6)}"

    @property
    def low_tag(self) -> str:
        """The element of its heading on another site's page, where the text's title is ``h2``."""
        return f"h{min(self.depth + 2, 6)}"

    @property
    def rank(self) -> int | None:
        """The heading's rank where its element does not say it."""
        return self.depth + 1 if self.depth > 5 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A whole document in one language. ``summary`` is one string per paragraph.

    ``behind`` holds what follows an earlier source: see ``Document.marks``.
    """

    language: str
    direction: Direction
    authoritative: str
    languages: tuple[str, ...]
    title: Html
    plain_title: str
    issuer: Html
    summary: tuple[Html, ...]
    behind: Mapping[str, int]
    clauses: tuple[Clause, ...]

    @property
    def numbered(self) -> bool:
        """Whether any clause has a number to hang in the margin."""
        return any(clause.number for clause in self.clauses)

    @property
    def contents(self) -> tuple[Clause, ...]:
        """The clauses for a table of contents: those with a heading, two ranks deep."""
        return tuple(clause for clause in self.clauses if clause.heading and clause.depth <= 2)


def present(document: Document, language: str) -> Text:
    """The document in this language; sections that say nothing in it are left out.

    Raises ``KeyError`` when the document is not in this language.
    """
    if language not in document.languages:
        raise KeyError(f"the document is in {', '.join(document.languages)}, not in {language!r}")
    summary = document.summary.get(language, "")
    title = document.title.get(language, "")
    return Text(
        language=language,
        direction=direction(language),
        authoritative=document.authoritative,
        languages=document.languages,
        title=Html(text_html(title, language)),
        plain_title=title,
        issuer=Html(text_html(document.issuer_in(language), language)),
        summary=tuple(
            Html(text_html(paragraph.strip(), language))
            for paragraph in summary.split("\n\n")
            if paragraph.strip()
        ),
        behind=document.behind(language),
        clauses=tuple(_clauses(document, language)),
    )


def _clauses(document: Document, language: str) -> Iterator[Clause]:
    levels: list[int] = []
    labels = numbers(document, language)
    for section, number, place in zip(document.sections, labels, places(labels), strict=True):
        heading = section.heading.get(language, "").strip()
        body = section.body.get(language, ())
        if not heading and not body:
            continue
        if heading:
            while levels and levels[-1] >= section.level:
                levels.pop()
            levels.append(section.level)
        yield Clause(
            anchor=str(section.key),
            place=place,
            number=number,
            depth=max(len(levels), 1),
            heading=Html(text_html(heading, language)),
            plain_heading=heading,
            body=Html(blocks_html(body, language, str(section.key))),
            behind=section.behind.get(language),
        )
