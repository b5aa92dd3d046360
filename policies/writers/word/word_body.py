"""A marked text as the body of a Word file, its lists as numbering and its notes as footnotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from ..marked_text import Clause, Fate, Line, Marked, MarkedText, Piece, is_covered, size_of
from ..xml_text import HEAD, xml
from .tracked_runs import Runs, Tracked
from .word_numbering import INDENT, LEVELS, Lists
from .word_parts import NAMESPACES, TONES

_TEXT_WIDTH: Final = 9300
_TITLE: Final = 44
_LINES: Final = ("paragraph", "item", "definition")


class WordBody:
    """Writes one text. ``lists`` and ``footnotes`` are complete when ``written`` has been called."""

    def __init__(self, text: MarkedText, tracked: Tracked, whole_link: Callable[[str], str]) -> None:
        self._text = text
        self.tracked = tracked
        self.links: dict[str, int] = {}
        self._names = {
            clause.key: clause.key.replace("-", "")
            for clause in text.clauses
            if clause.headed not in ("del", "out")
        }
        self._runs = Runs(text.language, tracked, self.links, self._names, whole_link)
        self.lists = Lists()
        self._notes: list[str] = []
        self._turn: Counter[str] = Counter()
        self._counted = 0
        self._tied = _tied_moves(text)

    def written(self) -> str:
        """The body's paragraphs and tables."""
        parts = [self._paragraph(self._runs.line(self._text.title), "Title")]
        summary: list[list[Marked]] = [[]]
        for marked in self._text.summary:
            pieces = marked.run.text.split("\n\n")
            for at, words in enumerate(pieces):
                summary += [[]] if at else []
                summary[-1].append(marked._replace(run=marked.run.with_part(words)))
        parts += [
            self._paragraph(self._runs.line(tuple(line)), "Summary", mark=_whole(line))
            for line in summary
            if any(marked.run.text for marked in line)
        ]
        parts += [self._clause(clause) for clause in self._text.clauses]
        return "".join(parts)

    def footnotes(self) -> str:
        first = "".join(
            f'<w:footnote w:type="{kind}" w:id="{at}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
            for at, kind, mark in (
                (-1, "separator", "separator"),
                (0, "continuationSeparator", "continuationSeparator"),
            )
        )
        return f"{HEAD}<w:footnotes {NAMESPACES}>{first}{''.join(self._notes)}</w:footnotes>"

    # Clauses

    def _clause(self, clause: Clause) -> str:
        self._runs.notes = {}
        referred = self._referred(clause.pieces)
        for piece in clause.pieces:
            if piece.type == "footnotes":
                for note in piece.children:
                    self._note(note, referred)
        heading = self._heading(clause) if clause.heading else ""
        return heading + "".join(self._block(piece, 0) for piece in clause.pieces)

    def _heading(self, clause: Clause) -> str:
        number, place = self._runs.line(clause.number), self._names.get(clause.key, "")
        if number:
            gap = self._runs.line(
                (Marked(clause.heading[0].run.with_part(" "), clause.headed or _shared(clause.number)),)
            )
            number = self._named(
                number, f"number_{place}" if place and clause.headed not in ("del", "out") else ""
            )
            number += gap
        inner = number + self._runs.line(clause.heading)
        if place and clause.headed not in ("del", "out"):
            inner = self._named(inner, f"clause_{place}")
        inner = self._moved(inner, clause.headed, clause.move)
        former = ""
        if not clause.headed and clause.old_level != clause.level:
            style = f'<w:pPr><w:pStyle w:val="Heading{clause.old_level}"/></w:pPr>'
            former = f"<w:pPrChange {self.tracked.by()}>{style}</w:pPrChange>"
        return self._paragraph(
            inner, f"Heading{clause.level}", mark=self._fate(clause.headed, clause.move), after=former
        )

    def _named(self, inner: str, name: str) -> str:
        if not name:
            return inner
        number = self.tracked.number()
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'
        )

    # Blocks

    def _paragraph(
        self, inner: str, style: str, *, mark: Fate = "", before: str = "", after: str = ""
    ) -> str:
        """``before`` and ``after`` are further properties, in the order of the schema."""
        own = f"<w:rPr>{self.tracked.mark(mark)}</w:rPr>" if mark else ""
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        return f"<w:p><w:pPr>{named}{before}{own}{after}</w:pPr>{inner}</w:p>"

    def _line(self, piece: Piece, style: str, before: str = "", after: str = "") -> str:
        mark = self._fate(piece.mark, piece.move) if piece.mark == piece.fate else piece.mark
        inner = self._moved(
            self._runs.line(self._settled(piece.runs, piece.move)), piece.fate, piece.move
        )
        return self._paragraph(inner, style, mark=mark, before=before, after=after)

    def _block(self, piece: Piece, depth: int, style: str = "", indent: str = "") -> str:
        match piece.type:
            case "paragraph":
                return self._line(piece, style, indent)
            case "list":
                return self._list(piece, depth)
            case "definitions":
                return "".join(
                    self._line(each, "Term")
                    + "".join(self._block(child, depth, "Meaning") for child in each.children)
                    for each in piece.children
                )
            case "table":
                caption = self._line(piece, "Caption") if piece.runs else ""
                return caption + self._table(piece)
            case "note":
                inner = "".join(self._block(child, 0) for child in piece.children) or "<w:p/>"
                return self._box(piece, inner)
            case _:
                return ""  # footnotes stand in a part of their own

    def _list(self, piece: Piece, depth: int) -> str:
        result, instances = "", self.lists.instances(piece, depth)
        inset = f'<w:ind w:left="{(min(depth, LEVELS - 1) + 1) * INDENT}"/>'
        for item, (reference, former) in zip(piece.children, instances, strict=True):
            if former:
                before = f'<w:pPr><w:pStyle w:val="Item"/>{former}</w:pPr>'
                former = f"<w:pPrChange {self.tracked.by()}>{before}</w:pPrChange>"
            result += self._line(item, "Item", reference, former)
            result += "".join(self._block(child, depth + 1, "Within", inset) for child in item.children)
        return result

    def _table(self, table: Piece) -> str:
        columns = max((len(row.children) for row in table.children), default=1)
        width = _TEXT_WIDTH // max(columns, 1)
        rows, open_spans = "", dict[int, tuple[int, int]]()
        for row in table.children:
            rows += self._row(row, width, open_spans)
        return (
            f'<w:tbl><w:tblPr>{self._turned_table()}<w:tblW w:w="{_TEXT_WIDTH}" w:type="dxa"/>{_BORDERS}</w:tblPr>'
            f'<w:tblGrid>{f"""<w:gridCol w:w="{width}"/>""" * columns}</w:tblGrid>{rows}</w:tbl>{self._after(table)}'
        )

    def _row(self, row: Piece, width: int, open_spans: dict[int, tuple[int, int]]) -> str:
        head = "<w:cantSplit/><w:tblHeader/>" if row.type == "header" else "<w:cantSplit/>"
        looks = "<w:b/><w:bCs/>" if row.type == "header" else ""
        fate = _plain(row.fate)
        cells, skip = "", 0
        for column, cell in enumerate(row.children):
            height, wide = size_of(cell)
            if skip:
                skip -= 1
                continue
            merge = ""
            if is_covered(cell) and column in open_spans:
                left, wide = open_spans[column]
                merge = "<w:vMerge/>"
                open_spans[column] = left - 1, wide
                if left == 1:
                    del open_spans[column]
            elif height > 1:
                merge = '<w:vMerge w:val="restart"/>'
                open_spans[column] = height - 1, wide
            skip = wide - 1
            span = f'<w:gridSpan w:val="{wide}"/>' if wide > 1 else ""
            line = self._settled(cell.runs, None)
            cells += (
                f'<w:tc><w:tcPr><w:tcW w:w="{width * wide}" w:type="dxa"/>{span}{merge}</w:tcPr>'
                f"{self._paragraph(self._runs.line(line, looks), 'Cell', mark=fate)}</w:tc>"
            )
        return f"<w:tr><w:trPr>{head}{self.tracked.mark(fate)}</w:trPr>{cells}</w:tr>"

    def _box(self, piece: Piece, inner: str) -> str:
        colour = TONES[piece.form]
        side = f'<w:left w:val="single" w:sz="18" w:color="{colour}"/>'
        return (
            f'<w:tbl><w:tblPr>{self._turned_table()}<w:tblW w:w="{_TEXT_WIDTH}" w:type="dxa"/>'
            f'<w:tblBorders>{side}</w:tblBorders><w:tblDescription w:val="{piece.form}"/></w:tblPr>'
            f'<w:tblGrid><w:gridCol w:w="{_TEXT_WIDTH}"/></w:tblGrid><w:tr><w:trPr>{self.tracked.mark(_plain(piece.fate))}</w:trPr>'
            f'<w:tc><w:tcPr><w:tcW w:w="{_TEXT_WIDTH}" w:type="dxa"/></w:tcPr>{inner}</w:tc></w:tr></w:tbl>{self._after(piece)}'
        )

    def _after(self, piece: Piece) -> str:
        """An empty line, without which two tables in a row would be one."""
        return self._paragraph("", "Cell", mark=_plain(piece.fate))

    def _turned_table(self) -> str:
        return "<w:bidiVisual/>" if self._runs.base == "rtl" else ""

    # Footnotes

    def _referred(self, pieces: Iterable[Piece]) -> list[str]:
        """The labels of the marks of a clause, in reading order, those of the text as it is."""
        found: list[str] = []
        for piece in pieces:
            if piece.type != "footnotes":
                lines = (piece.runs, piece.label)
                found += [
                    marked.run.text for line in lines for marked in line if marked.run.role == "footnote"
                ]
                found += self._referred(piece.children)
        return list(dict.fromkeys(found))

    def _note(self, note: Piece, referred: list[str]) -> None:
        number = len(self._notes) + 1
        was, now = (
            "".join(each.run.text for each in note.label if each.fate not in gone)
            for gone in (("ins", "in"), ("del", "out"))
        )
        if now in referred:
            self._counted += 1
        custom = now != str(self._counted)
        for side, label in ((0, was), (1, now)):
            if note.fate not in (("ins", "in"), ("del", "out"))[side]:
                self._runs.notes[side, label] = number, custom
        inner = "".join(self._block(child, 0, "FootnoteText") for child in note.children)
        mark = (
            ""
            if custom
            else '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        )
        first, found, rest = inner.partition("</w:pPr>")
        inner = first + found + mark + rest if found else f"<w:p>{mark}</w:p>"
        self._notes.append(f'<w:footnote w:id="{number}">{inner}</w:footnote>')

    # Moves

    def _fate(self, fate: Fate, move: int | None) -> Fate:
        """Moves whose ends have as many lines are moves in Word too; others are deleted and inserted."""
        return fate if move in self._tied else _plain(fate)

    def _settled(self, line: Line, move: int | None) -> Line:
        if move in self._tied:
            return line
        return tuple(marked._replace(fate=_plain(marked.fate)) for marked in line)

    def _moved(self, inner: str, fate: Fate, move: int | None) -> str:
        """The range of a move around what moved: Word ties both ends by its name."""
        if fate not in ("in", "out") or move not in self._tied:
            return inner
        self._turn[f"{fate} {move}"] += 1
        name = f"move{move}_{self._turn[f'{fate} {move}']}"
        tag, number = "moveTo" if fate == "in" else "moveFrom", self.tracked.number()
        by = f'w:author="{xml(self.tracked.author)}" w:date="{self.tracked.moment}"'
        return f'<w:{tag}RangeStart w:id="{number}" w:name="{name}" {by}/>{inner}<w:{tag}RangeEnd w:id="{number}"/>'


_BORDERS: Final = (
    "<w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="B9B19C"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)


def _plain(fate: Fate) -> Fate:
    """A move as what came and what went."""
    plain: dict[Fate, Fate] = {"in": "ins", "out": "del"}
    return plain.get(fate, fate)


def _whole(line: Iterable[Marked]) -> Fate:
    """The fate that all of a line has."""
    fates = {marked.fate for marked in line if marked.run.text}
    return fates.pop() if len(fates) == 1 else ""


def _shared(line: Line) -> Fate:
    """The fate of the space after a number that came or went."""
    return line[0].fate if len(line) == 1 else ""


def _tied_moves(text: MarkedText) -> set[int]:
    lines: Counter[tuple[int, Fate]] = Counter()
    rows: set[int] = set()

    def count(pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if piece.move is not None:
                if piece.type in ("table", "note", "row"):
                    rows.add(piece.move)
                if piece.type in _LINES:
                    lines[piece.move, piece.fate] += 1
            count(piece.children)

    for clause in text.clauses:
        if clause.move is not None and clause.heading:
            lines[clause.move, clause.headed] += 1
        count(clause.pieces)
    moves = {move for move, _fate in lines}
    return {move for move in moves - rows if lines[move, "in"] == lines[move, "out"] > 0}
