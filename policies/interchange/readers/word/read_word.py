"""A Word file as one language's text, or as several where it is a table with a column for each language.

Word's own numbers are kept as it shows them. Tracked changes and comments are asked about. Nothing is left out in
silence: what has no place in a document is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from policies.document.blocks import Block, Body, Footnote, Footnotes, Paragraph, Run, Runs
from policies.document.blocks import Note as Box
from policies.document.text import block_text, runs_text

from ..common_sentences import (
    changes_asked,
    changes_settled,
    comments_asked,
    comments_left_out,
    struck_heading,
)
from ..headed_sections import Element, Heading, Place, parsed_text
from ..named_images import image_questions, image_warnings, listed
from ..parsed_text import Answers, Comment, ParsedText, Question, UnreadableText
from ..tidy_runs import lines_joined, tidy
from ..typed_numbers import Label, Style
from ..worded import worded
from .house_styles import SUMMARY, WITHIN, Styled, tone_of, without_styles
from .language_columns import Column, columns_of
from .tracked_changes import count_changes, settle, unwrapped
from .unmarked_headings import with_headings
from .word_lists import ListItem, lists_of
from .word_numbers import Numbered, Numbering
from .word_package import WordPackage, w
from .word_paragraphs import Facts, Paragraphs, places_of
from .word_runs import Note, Notes, RunningText, lines_of_part, one_alternative, text_of
from .word_styles import Styles
from .word_tables import cells_of, table_of

MAX_DEPTH = 20
_MAX_HEADING = 480
_MARGINS: dict[str, Callable[[str], str]] = {
    "header": lambda words: worded("headers of pages were left out: {words}", words=words),
    "footer": lambda words: worded("footers of pages were left out: {words}", words=words),
}
_STYLES: dict[str, Style] = {
    "upperLetter": "upper",
    "lowerLetter": "lower",
    "upperRoman": "roman",
    "lowerRoman": "roman",
    "arabicAbjad": "abjad",
}


def read_word(content: bytes, language: str, answers: Answers) -> dict[str, ParsedText]:
    """The texts of a file by language; raises ``UnreadableText``.

    There are several where the file is a table with a column for each language. ``language`` is that of all else.
    """
    package = WordPackage(content)
    reader = _WordReader(package, language, answers)
    return reader.read()


class _WordReader:
    def __init__(self, package: WordPackage, language: str, answers: Answers) -> None:
        self._language = language
        self._package = package
        self._changes: Counter[str] = Counter()
        self._accept = answers.changes != "reject"
        self._answers = answers
        self._settled(package.document)
        body = package.document.find(w("body"))
        if body is None:
            raise UnreadableText(worded("the Word document has no text"))
        self._body = body
        footnotes, endnotes = (self._settled(package.part(f"{kind}notes")) for kind in ("foot", "end"))
        styles = Styles(package.part("styles"))
        self._numbering = Numbering(package.part("numbering"), styles, language)
        self._paragraphs = Paragraphs(styles, self._numbering, self._body)
        self._text = RunningText(styles, package.relations, Notes(footnotes, endnotes))
        self._summary: list[str] = []

    def read(self) -> dict[str, ParsedText]:
        columns = columns_of(self._body, self._language)
        if columns is None:
            elements = with_headings(list(self._elements(self._body, 0)))
            texts = {self._language: parsed_text(elements, summary="\n\n".join(self._summary))}
        else:
            texts = {code: self._column(parts) for code, parts in columns.items()}
        questions, comments = self._questions(), self._comments()
        warnings = self._warnings()
        if comments and self._answers.comments == "ask":
            questions.append(_comments_question(comments))
        elif comments:
            warnings.append(comments_left_out(len(comments)))
        questions += image_questions(self._text.images)
        # What is said of the file is said once.
        first, *others = texts
        texts[first] = texts[first]._replace(
            warnings=(*texts[first].warnings, *warnings),
            questions=tuple(questions),
            comments=comments,
            source=tuple(lines_of_part(self._body)),
            left_out=tuple(self._text.left_out),
        )
        return {code: texts[code] for code in (first, *others)}

    def _settled(self, root: etree._Element | None) -> etree._Element | None:
        if root is None:
            return None
        one_alternative(root)
        unwrapped(root)
        if changes := count_changes(root):
            self._changes += changes
            settle(root, accept=self._accept)
        return root

    # Blocks

    def _elements(self, nodes: Iterable[etree._Element], depth: int) -> Iterator[Element]:
        """Headings and blocks in reading order; numbered paragraphs in a row are lists."""
        yield from without_styles(self._styled(nodes, depth))

    def _styled(self, nodes: Iterable[etree._Element], depth: int) -> Iterator[Element | Styled]:
        if depth > MAX_DEPTH:
            raise UnreadableText(
                worded("tables or boxes are nested more than {most} deep", most=MAX_DEPTH)
            )
        items: list[ListItem] = []
        after: list[Element] = []
        for node in nodes:
            if node.tag == w("p"):
                facts = self._paragraphs.facts(node)
                plain = facts.rank or facts.house
                runs = tidy(self._text.runs(node, {} if plain else facts.looks))
                own = list(self._beside(node, depth))
                if not runs or (facts.contents and not facts.rank):
                    self._text.contents += [runs_text(runs), "\n"]
                    after += own
                    continue
                heading = self._heading(facts, runs)
                if heading is None and facts.numbered is not None:
                    items.append(ListItem(facts.numbered, runs))
                    after += own
                    continue
                if facts.house == WITHIN and items:
                    items[-1] = items[-1]._replace(held=(*items[-1].held, Paragraph(runs=runs)))
                    after += own
                    continue
                yield from (*lists_of(items), *after)
                items, after = [], []
                if heading is not None:
                    yield from self._headed(heading, runs)
                elif facts.house == SUMMARY:
                    self._summary.append(runs_text(runs))
                else:
                    yield Styled(facts.house, runs) if facts.house else Paragraph(runs=runs)
                yield from own
            elif node.tag == w("tbl"):
                yield from (*lists_of(items), *after)
                items, after = [], []
                yield from self._table(node, depth)
            elif node.tag not in (w("sectPr"), w("tcPr"), w("bookmarkStart"), w("bookmarkEnd")):
                yield from (*lists_of(items), *after)
                items, after = [], []
                yield from self._elements(node, depth + 1)
        yield from (*lists_of(items), *after)

    def _heading(self, facts: Facts, runs: Runs) -> Heading | None:
        words = runs_text(run for run in runs if run.role != "footnote")
        # The spaces that do not break are part of the text.
        text = re.sub(r"[ \n]+", " ", words).strip()
        rank, numbered = facts.rank, facts.numbered
        bold = all(run.bold or not run.text.strip() for run in runs)
        if not rank and numbered is not None and bold and len(text) <= 120 and text[-1:] not in ".;,":
            # Set in bold and numbered as headings are: somebody made it look like one.
            rank = self._paragraphs.rank_of_level(numbered)
        if facts.title:
            return Heading(text=text, rank=0)
        if not rank or not text or len(text) > _MAX_HEADING:
            return None
        return Heading(text=text, rank=rank, label=_label(numbered), labelled=numbered is not None)

    def _headed(self, heading: Heading, runs: Runs) -> Iterator[Element]:
        yield heading
        if any(run.struck for run in runs):
            self._text.warn(struck_heading(heading.text))
        if marks := tuple(run for run in runs if run.role == "footnote"):
            self._text.warn(
                worded(
                    "the note of the heading “{heading}” stands at the beginning of its clause",
                    heading=heading.text,
                )
            )
            yield Paragraph(runs=marks)

    def _beside(self, node: etree._Element, depth: int) -> Iterator[Element]:
        """What belongs to a paragraph and is no part of its line: its name, its notes, its boxes."""
        boxes, self._text.boxes = self._text.boxes, []
        noted, self._text.noted = self._text.noted, []
        yield from (Place(name) for name in places_of(node))
        for box in boxes:
            self._text.warn(worded("a text box was read where it is anchored"))
            yield from self._blocks(box, depth + 1)
        if noted:
            yield Footnotes(items=tuple(self._footnote(note, depth) for note in noted))

    def _footnote(self, note: Note, depth: int) -> Footnote:
        blocks = self._blocks(note.element, depth + 1)
        return Footnote(
            label=note.label, blocks=tuple(b for b in blocks if not isinstance(b, Footnotes))
        )

    def _blocks(self, nodes: Iterable[etree._Element], depth: int) -> Body:
        """Blocks only: a heading where no clause can begin is a bold paragraph."""
        return tuple(
            Paragraph(runs=(Run(text=f"{element.typed}", bold=True),))
            if isinstance(element, Heading)
            else element
            for element in self._elements(nodes, depth)
            if not isinstance(element, Place)
        )

    def _table(self, node: etree._Element, depth: int) -> Iterator[Element]:
        cells = cells_of(node)
        if len(cells) == 1 and len(cells[0]) == 1:
            # A frame around text, which may hold lists and tables.
            if blocks := self._blocks(cells[0][0].element, depth + 1):
                notes = tuple(block for block in blocks if isinstance(block, Footnotes))
                yield Box(
                    tone=tone_of(node), blocks=tuple(b for b in blocks if not isinstance(b, Footnotes))
                )
                yield from notes
            return
        noted: list[Block] = []
        table = table_of(node, cells, lambda cell: self._cell(cell, depth, noted))
        if table is not None:
            yield table
        yield from noted

    def _cell(self, cell: etree._Element, depth: int, noted: list[Block]) -> Runs:
        """A cell's text, a line for each paragraph; a number before it stays as text."""
        lines: list[Runs] = []
        for node in cell:
            if node.tag == w("tbl"):
                self._text.warn(worded("a table within a cell was read as lines of text"))
                lines += self._nested(node, depth + 1, noted)
            elif node.tag == w("p"):
                facts = self._paragraphs.facts(node)
                runs = tidy(self._text.runs(node, facts.looks))
                if runs and facts.numbered is not None:
                    mark = "•" if facts.numbered.bullet else facts.numbered.label
                    runs = tidy((Run(text=f"{mark} "), *runs)) if mark else runs
                lines.append(runs)
                for element in self._beside(node, depth):
                    if isinstance(element, Footnotes):
                        noted.append(element)
                    elif not isinstance(element, Heading | Place) and (words := block_text(element)):
                        lines.append((Run(text=words),))
        return lines_joined(lines)

    def _nested(self, table: etree._Element, depth: int, noted: list[Block]) -> list[Runs]:
        if depth > MAX_DEPTH:
            raise UnreadableText(
                worded("tables or boxes are nested more than {most} deep", most=MAX_DEPTH)
            )
        rows = []
        for row in cells_of(table):
            line: list[Run] = []
            for cell in row:
                if text := self._cell(cell.element, depth, noted):
                    line += (Run(text=" | "), *text) if line else text
            rows.append(tuple(line))
        return rows

    # The whole

    def _column(self, column: Column) -> ParsedText:
        elements: list[Element] = []
        for part in column.parts:
            elements += self._elements(part, 0)
        return parsed_text(elements, title=column.title)

    def _questions(self) -> list[Question]:
        if not self._changes or self._answers.changes != "ask":
            return []
        return [Question("changes", changes_asked(self._changes.total()), ("accept", "reject"))]

    def _comments(self) -> tuple[Comment, ...]:
        root = self._package.part("comments")
        referred = {each.get(w("id")) for each in self._package.document.iter(w("commentReference"))}
        return tuple(
            Comment(
                author=comment.get(w("author"), ""),
                text=text_of(comment),
                about=" ".join(self._text.about.get(comment.get(w("id"), ""), "").split()),
            )
            for comment in (root if root is not None else ())
            if comment.get(w("id")) in referred and text_of(comment)
        )

    def _warnings(self) -> list[str]:
        text = self._text
        found = list(text.warnings)
        if "".join(text.contents).strip():
            lines = "".join(text.contents).split("\n")
            text.left_out.append("\n".join(" ".join(line.split()) for line in lines).strip())
            found.append(worded("the table of contents was left out: it is made anew"))
        if text.hidden:
            text.left_out += text.hidden
            found.append(worded("hidden text was left out: {words}", words=listed(text.hidden)))
        found += image_warnings(text.images, described=False)
        for form in sorted(self._numbering.unknown):
            found.append(
                worded("numbers in the format {format} were read as 1, 2, 3: check them", format=form)
            )
        for kind, left_out in _MARGINS.items():
            texts = dict.fromkeys(filter(None, map(text_of, self._package.related(kind))))
            if texts:
                text.left_out += texts
                found.append(left_out(listed(list(texts))))
        if self._changes and self._answers.changes != "ask":
            found.append(changes_settled(self._changes.total(), accepted=self._accept))
        return found


def _comments_question(comments: tuple[Comment, ...]) -> Question:
    said = listed([f"{comment.author}: {comment.text}" for comment in comments])
    return Question("comments", comments_asked(len(comments), said), ("drop",))


def _label(numbered: Numbered | None) -> Label | None:
    if numbered is None or numbered.bullet or not numbered.label:
        return None
    return Label(
        text=numbered.label,
        style=_STYLES.get(numbered.form, "decimal"),
        path=numbered.path,
        family=f"word-{numbered.definition}-{numbered.level}",
    )
