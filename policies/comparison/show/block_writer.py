"""Changed blocks as HTML, whatever the view: what a view shows, and how it writes running text, is its own.

For style sheets: blocks, items, rows and cells carry ``change change--KIND``; a stretch whose bold, italic or
link changed is ``span.formatting``, and ``formatting--link`` where its target changed (``title`` says how);
``span.typographic`` reads the same as before, ``span.vowels`` has other vowel marks.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from policies.document.html import HTML_STYLES, label_html, span_attributes

from ..result import COVERED, SIDES, BlockChange, Parts, SectionChange, Side, text_on
from .list_labels import ListForm, is_labelled, labels_on, read_form
from .render_context import RenderContext

Column = tuple[int | None, int | None]
_DEFINITIONS = ' class="definitions"'
_FOOTNOTES = ' class="footnotes"'
_LABELLED = ' class="labelled"'


class Writer(ABC):
    """Writes blocks for one view of one section."""

    def __init__(self, context: RenderContext) -> None:
        self.context = context

    @abstractmethod
    def shown(self, changes: Iterable[BlockChange]) -> Iterator[tuple[BlockChange, Writer]]:
        """The pieces that stand here, each with what writes it."""

    @abstractmethod
    def stands(self, old: int | None, new: int | None) -> bool:
        """Whether a column at these positions stands here."""

    @abstractmethod
    def passage(self, parts: Parts) -> str:
        """Running text as phrasing content."""

    @property
    @abstractmethod
    def sides(self) -> Sequence[Side]:
        """The sides that stand here."""

    @abstractmethod
    def is_old(self, change: BlockChange) -> bool:
        """Whether the piece stands here as it was, not as it is."""

    def line(self, change: BlockChange, _siblings: Sequence[BlockChange]) -> str:
        """The running text of one piece."""
        return self.passage(change.parts)

    def blocks(self, changes: Iterable[BlockChange], *, around: int | None = None) -> str:
        """All of them, or those that changed and so many unchanged ones ``around`` each."""
        siblings = list(changes)
        shown = self.shown(siblings)
        if around is None:
            return "".join(writer.block(each, siblings) for each, writer in shown)
        near = near_changes([each.changed for each in siblings], around)
        left_out = {id(each) for each, close in zip(siblings, near, strict=True) if not close}
        return self.context.with_gaps(
            None if id(each) in left_out else writer.block(each, siblings) for each, writer in shown
        )

    def block(self, change: BlockChange, siblings: Sequence[BlockChange]) -> str:
        match change.type:
            case "paragraph":
                inner = self.line(change, siblings)
                return f"<p{self._attributes(change)}>{self._start(change)}{inner}</p>"
            case "list" | "definitions" | "footnotes":
                shown = self.shown(change.children)
                start = self._start(change) + self._reformed(change)
                if start:
                    return f"<div{self._attributes(change)}>{start}{self.pieces(change, shown)}</div>"
                always: str = change.type
                if change.type == "list":
                    always = "labelled" if is_labelled(change) else ""
                return self.pieces(change, shown, self._attributes(change, always))
            case "table":
                return self._table(change)
            case "note":
                return self.note(change, self.blocks(change.children))
            case other:
                raise ValueError(f"a {other} is a piece of a block, not a block")

    def note(self, change: BlockChange, inner: str) -> str:
        """``inner`` is what stands in it."""
        tone = f"note note--{self._form(change)}"
        start = self._start(change) + self._reformed(change)
        return f'<div{self._attributes(change, tone)} role="note">{start}{inner}</div>'

    def _start(self, change: BlockChange) -> str:
        """What stands before the words of a piece: the link of a move, the number of a change, its change of form."""
        if not change.changed:
            return ""
        start = self.context.end_link(change.move, change.place) + self.context.mark(change.change)
        return start + self.context.form(change) if change.recast else start

    def pieces(
        self, change: BlockChange, shown: Iterable[tuple[BlockChange, Writer]], named: str = ""
    ) -> str:
        """A list of these items or definitions; of a changed one, each item says its number: struck items would shift
        them."""
        if change.type == "definitions":
            inner = "".join(
                f"<div{self._attributes(each)}><dt>{self._start(each)}"
                f"{writer.passage(each.parts)}</dt><dd>{writer.blocks(each.children)}</dd></div>"
                for each, writer in shown
            )
            return f"<dl{named or _DEFINITIONS}>{inner}</dl>"
        if change.type == "footnotes":
            inner = "".join(
                f"<div{self._attributes(each, 'footnote')}>{self._start(each)}"
                f"{writer._label(each, each.old_form, each.new_form)}<div>{writer.blocks(each.children)}</div></div>"
                for each, writer in shown
            )
            return f"<div{named or _FOOTNOTES}>{inner}</div>"
        form = read_form(self._form(change))
        if not form.ordered:
            inner = "".join(writer._item(item, change.children, "", "") for item, writer in shown)
            return f"<ul{named}>{inner}</ul>"
        return self._ordered(change, form, shown, named)

    def _ordered(
        self,
        change: BlockChange,
        form: ListForm,
        shown: Iterable[tuple[BlockChange, Writer]],
        named: str,
    ) -> str:
        old, new = labels_on(change, "old"), labels_on(change, "new")
        inner, labelled = "", is_labelled(change)
        for item, writer in shown:
            position = item.old if writer.is_old(item) else item.new
            if labelled:
                label = writer._label(item, old.get(item.old or 0, ""), new.get(item.new or 0, ""))
                inner += writer._item(item, change.children, "", label)
            else:
                value = f' value="{(position or 0) + form.start}"' if change.changed else ""
                inner += writer._item(item, change.children, value, "")
        if labelled:
            return f"<ol{named or _LABELLED}>{inner}</ol>"
        start = "" if form.start == 1 or change.changed else f' start="{form.start}"'
        kind = HTML_STYLES.get(form.style, "")
        return f"<ol{named}{kind}{start}>{inner}</ol>"

    def _label(self, change: BlockChange, old: str, new: str) -> str:
        """The label of an item or a footnote, the old one struck out where both stand and differ."""
        language = self.context.language
        sides = [side for side in self.sides if getattr(change, side) is not None]
        texts = list(dict.fromkeys(old if side == "old" else new for side in sides))
        html = [label_html(text, language) for text in texts if text]
        if len(html) == 2:
            html = [self.context.marked("del", html[0]), self.context.marked("ins", html[1])]
        return f'<span class="label">{"".join(html)} </span>' if html else ""

    def _item(self, change: BlockChange, siblings: Sequence[BlockChange], value: str, label: str) -> str:
        inner = self._start(change) + label + self.line(change, siblings) + self.blocks(change.children)
        return f"<li{self._attributes(change)}{value}>{inner}</li>"

    def _table(self, change: BlockChange) -> str:
        start = self._start(change)
        caption = self.passage(change.parts)
        columns = [column for column in columns_of(change.children) if self.stands(*column)]
        # On a phone a row is a card: each of its cells then names its column itself.
        headers = [row for row in change.children if row.type == "header"]
        side: Side = "old" if self.is_old(change) else "new"
        named = columns or [(cell.old, cell.new) for header in headers for cell in header.children]
        names = {column: name_of(headers, column, side) for column in named if headers}
        head = body = ""
        spans = keeps_spans(change)
        for row, writer in self.shown(change.children):
            if row.type == "header":
                head += writer._row(row, columns, 'th scope="col"', {}, spans=spans)
            else:
                body += writer._row(row, columns, "td", names, spans=spans)
        return (
            f'<div{self._attributes(change, "table")} tabindex="0">{start}<table>'
            f"{f'<caption>{caption}</caption>' if caption else ''}"
            f"{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table></div>"
        )

    def _row(
        self,
        row: BlockChange,
        columns: Sequence[Column],
        tag: str,
        names: Mapping[Column, str],
        *,
        spans: bool,
    ) -> str:
        """``columns`` gives a row of one side only the other side's columns too, as empty cells."""
        by_column = {(cell.old, cell.new): cell for cell in row.children}
        start = self._start(row)
        cells = ""
        for old, new in columns or by_column:
            one_sided = (old, None) if row.new is None else (None, new)
            cell = by_column.get((old, new)) or by_column.get(one_sided)
            form = self._form(cell) if cell and spans else ""
            if form == COVERED:
                continue
            named = (self._attributes(cell) if cell else "") + _span(form)
            inner = self._start(cell) + self.passage(cell.parts) if cell else ""
            name = names.get((old, new))
            labelled = f' data-label="{escape(name)}"' if name else ""
            cells += f"<{tag}{named}{labelled}>{start}{inner}</{tag[:2]}>"
            start = ""
        return f"<tr{self._attributes(row)}>{cells}</tr>"

    def _attributes(self, change: BlockChange, always: str = "") -> str:
        """Class and, at an end of a move, the anchor; empty for what did not change."""
        if not change.changed:
            return f' class="{always}"' if always else ""
        classes = [always] if always else []
        classes += ["change", f"change--{change.kind}"]
        if change.place != "here":
            classes.append("change--recast" if change.recast else f"change--{change.place}")
        anchor = "" if change.move is None else self.context.anchor(change.move, change.place)
        return f' class="{" ".join(classes)}"{anchor}'

    def _form(self, change: BlockChange) -> str:
        return change.old_form if self.is_old(change) else change.new_form

    def _reformed(self, change: BlockChange) -> str:
        """Says that a list's bullets became numbers, or a note got another tone."""
        return self.context.said(self.context.labels.formatting) if change.reformed else ""


def keeps_spans(table: BlockChange) -> bool:
    """Whether its cells can reach over others: no row or column came or went, and no span changed."""
    pieces = [piece for row in table.children for piece in (row, *row.children)]
    sides = {(piece.old is None, piece.new is None) for piece in pieces}
    return len(sides) == 1 and not any(piece.reformed for piece in pieces)


def _span(form: str) -> str:
    if not form:
        return ""
    height, width = map(int, form.split("x"))
    return span_attributes(height, width)


def near_changes(changed: Sequence[bool], around: int) -> list[bool]:
    """Of each passage whether it, or one so close to it, changed."""
    return [any(changed[max(0, at - around) : at + around + 1]) for at in range(len(changed))]


def columns_of(rows: Iterable[BlockChange]) -> list[Column]:
    """The columns of both sides in one order, from any row that both sides have; else none."""
    for row in rows:
        if row.old is not None and row.new is not None:
            return [(cell.old, cell.new) for cell in row.children]
    return []


def position_on(piece: BlockChange | SectionChange, side: Side) -> int | None:
    """Where it stands among its siblings on this side; nowhere at the other end of a move."""
    if side == "old":
        return None if piece.place == "arrival" else piece.old
    return None if piece.place == "departure" else piece.new


def texts_of(rows: Iterable[BlockChange], column: Column) -> Iterator[tuple[Side, str]]:
    """What the cells of a column say on each side."""
    for row in rows:
        for cell in row.children:
            for side, at in zip(SIDES, column, strict=True):
                if at is not None and position_on(cell, side) == at:
                    yield side, text_on(cell.parts, side)


def name_of(headers: Sequence[BlockChange], column: Column, side: Side) -> str:
    """What a header calls a column: this side's or, where it has none, the other's."""
    names = dict(texts_of(headers, column))
    return (names.get(side) or next(iter(names.values()), "")).strip()
