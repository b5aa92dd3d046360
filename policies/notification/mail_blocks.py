"""Changed blocks as a mail shows them, in HTML and in plain text: tables as tables, lists as lists.

Mail programs know no style sheet and few elements: every style is written out, every cell has its direction. A changed
word is struck or underlined, so that colour never stands alone; plain text says before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from policies.comparison.result import SIDES, BlockChange, Part, Parts, Side, text_of, text_on
from policies.comparison.show.list_labels import labels_on, read_form
from policies.document.languages import direction
from policies.document.presentation import Html

from .mail_isolation import isolated_html, isolated_pieces, isolated_text
from .mail_look import start_side

_QUIET = frozenset({"unchanged", "form", "formatting", "typographic"})
# Longer stretches that did not change are cut to their ends.
_AROUND = 14
# Of so many rows or items all are shown; of more, those that changed.
_SHORT = 6

_STYLES = {
    "del": "text-decoration:line-through; background-color:#f9e0da; color:#8a2417;",
    "ins": "text-decoration:underline; background-color:#d9efdf; color:#0b5137;",
}
_CELL = (
    "padding:6px 8px; border:1px solid #d8d2c2; text-align:start; vertical-align:top; font-size:14px;"
)
_INDENT = "  "


def is_told(change: BlockChange) -> bool:
    """Whether readers are told of it: its words, rows or items changed, and it is no departure of a move."""
    if change.place == "departure":
        # Of blocks in another form the new ones say what changed, but for the lines that they do not have.
        return change.recast and _lost_a_line(change)
    if change.kind not in _QUIET:
        return True
    return any(_is_told_part(part) for part in change.parts) or any(map(is_told, change.children))


def _lost_a_line(change: BlockChange) -> bool:
    gone = bool(change.parts) and all(part.kind == "deleted" for part in change.parts)
    return gone or any(map(_lost_a_line, change.children))


def _is_told_part(part: Part) -> bool:
    return part.kind in ("inserted", "deleted", "vowels") or part.relinked


@dataclass(frozen=True, slots=True, kw_only=True)
class MailBlocks:
    """Writes blocks in one language."""

    language: str

    def html(self, changes: Iterable[BlockChange]) -> Html:
        return Html("".join(self._block(change) for change in changes if is_told(change)))

    def text(self, changes: Iterable[BlockChange]) -> str:
        """Lines, indented below the piece they belong to."""
        return "\n".join(line for change in changes if is_told(change) for line in self._lines(change))

    def passage(self, parts: Parts) -> Html:
        """Running text on both sides in one."""
        pieces: list[tuple[str, str]] = []
        for part in elided(parts):
            if part.kind == "vowels":
                pieces += [("del", text_of(part.was)), ("ins", text_of(part.now))]
            else:
                tag = {"inserted": "ins", "deleted": "del"}.get(part.kind, "")
                pieces.append((tag, text_of(part.now)))

        def write(at: int, html: str) -> str:
            tag = pieces[at][0]
            if not tag or not html:
                return html
            # What went and what came stand apart: two figures would read as one.
            gap = " " if tag == "ins" and at and pieces[at - 1][0] == "del" else ""
            return f'{gap}<{tag} class="{tag}" style="{_STYLES[tag]}">{html}</{tag}>'

        return isolated_pieces([text for _tag, text in pieces], write, self.language)

    def before_after(self, parts: Parts) -> str:
        """Running text as it was and as it is, on lines of their own."""
        return "\n".join(self._before_after(parts, ""))

    def _block(self, change: BlockChange) -> str:
        side = direction(self.language)
        start = start_side(side)
        match change.type:
            case "table":
                return self._table(change)
            case "list":
                return self._list(change)
            case "definitions":
                return "".join(
                    f'<p dir="{side}" style="margin:0 0 2px;"><strong>{self.passage(each.parts)}</strong></p>'
                    f'<div dir="{side}" style="margin:0 0 6px; padding-{start}:16px;">{self._inner(each)}</div>'
                    for each in change.children
                    if is_told(each)
                )
            case "note":
                return (
                    f'<div dir="{side}" style="margin:0 0 8px; padding:8px 12px; border:1px solid #d8d2c2;">'
                    f"{self._inner(change)}</div>"
                )
            case _:
                return f'<p dir="{side}" style="margin:0 0 8px;">{self.passage(change.parts)}</p>'

    def _inner(self, change: BlockChange) -> str:
        return "".join(self._block(each) for each in change.children if _is_here(each))

    def _list(self, change: BlockChange) -> str:
        side, labels = direction(self.language), _labels(change)
        start = start_side(side)
        tag = "ul" if labels is None else "ol"
        items = ""
        for item in _near(change.children):
            if item is None:
                items += f'<li dir="{side}" style="margin:0 0 4px; list-style-type:none;">…</li>'
                continue
            label = "" if labels is None else labels(item)
            typed = "" if label.isdigit() else label
            value = f' value="{label}"' if label.isdigit() else ""
            bare = " list-style-type:none;" if typed else ""
            inner = f"{isolated_html(typed, self.language)} " if typed else ""
            inner += self.passage(item.parts) + self._inner(item)
            items += f'<li dir="{side}"{value} style="margin:0 0 4px;{bare}">{inner}</li>'
        return f'<{tag} dir="{side}" style="margin:0 0 8px; padding:0; padding-{start}:24px;">{items}</{tag}>'

    def _table(self, change: BlockChange) -> str:
        side = direction(self.language)
        rows = ""
        for row in _near(change.children):
            if row is None:
                width = max((len(each.children) for each in change.children), default=1)
                rows += f'<tr><td class="rule" colspan="{width}" style="{_CELL}">…</td></tr>'
                continue
            tag = "th" if row.type == "header" else "td"
            scope = ' scope="col"' if tag == "th" else ""
            cells = "".join(
                f'<{tag} class="rule"{scope}{span} dir="{side}" style="{_CELL}">{self.passage(cell.parts)}</{tag}>'
                for cell in row.children
                if (span := _span(cell)) is not None
            )
            rows += f"<tr>{cells}</tr>"
        caption = self.passage(change.parts)
        named = (
            f'<caption style="text-align:start; padding:0 0 4px;">{caption}</caption>' if caption else ""
        )
        return (
            f'<table dir="{side}" width="100%" cellpadding="0" cellspacing="0" border="0" '
            f'style="margin:0 0 8px; border-collapse:collapse;">{named}{rows}</table>'
        )

    def _lines(self, change: BlockChange) -> Iterator[str]:
        match change.type:
            case "table":
                yield from self._table_lines(change)
            case "list":
                labels = _labels(change)
                for item in change.children:
                    if is_told(item):
                        label = "-" if labels is None else labels(item)
                        bullet = f"{label}. " if label.isdigit() else f"{label} "
                        yield from self._before_after(item.parts, bullet)
                        yield from self._deeper(item)
            case "definitions" | "note":
                for each in change.children:
                    if is_told(each):
                        yield from self._before_after(each.parts, "")
                        yield from self._deeper(each)
            case _:
                yield from self._before_after(change.parts, "")
                yield from self._deeper(change)

    def _deeper(self, change: BlockChange) -> Iterator[str]:
        for child in change.children:
            if is_told(child):
                yield from (_INDENT + line for line in self._lines(child))

    def _table_lines(self, change: BlockChange) -> Iterator[str]:
        """A row is a line, each cell behind the name of its column."""
        headers = [row for row in change.children if row.type == "header"]
        if caption := text_on(change.parts, "new").strip():
            yield isolated_text(caption, self.language)
        for row in change.children:
            if not is_told(row):
                continue
            sides = {
                side: self._row(row, headers if row.type != "header" else [], side) for side in SIDES
            }
            yield from self._said(sides["old"], sides["new"], "- ")

    def _row(self, row: BlockChange, headers: Sequence[BlockChange], side: Side) -> str:
        cells = []
        for cell in row.children:
            at = cell.old if side == "old" else cell.new
            if at is None:
                continue
            name = next(
                (
                    text_on(each.parts, side).strip()
                    for head in headers
                    for each in head.children
                    if (each.old if side == "old" else each.new) == at
                ),
                "",
            )
            words = text_on(cell.parts, side).strip()
            cells.append(f"{name}: {words}" if name else words)
        return " | ".join(cells)

    def _before_after(self, parts: Parts, bullet: str) -> Iterator[str]:
        cut = elided(parts)
        yield from self._said(text_on(cut, "old").strip(), text_on(cut, "new").strip(), bullet)

    def _said(self, old: str, new: str, bullet: str) -> Iterator[str]:
        if old == new:
            if new:
                yield self._line(bullet, "", new)
            return
        if old:
            yield self._line(bullet, _("Before:"), old)
        if new:
            yield self._line(bullet, _("After:"), new)

    def _line(self, bullet: str, label: str, words: str) -> str:
        """Further lines of the same words stand below the first."""
        first, *rest = isolated_text(words, self.language).split("\n")
        begun = f"{bullet}{label} {first}" if label else f"{bullet}{first}"
        return "\n".join([begun, *(" " * len(bullet) + _INDENT + line for line in rest)])


def elided(parts: Parts) -> Parts:
    """With long stretches that did not change cut in their middle."""
    if not any(_is_told_part(part) for part in parts):
        return _begun(parts)
    found = []
    for at, part in enumerate(parts):
        text = text_of(part.now)
        words = text.split()
        if part.kind != "same":
            cut = " ".join(words[:_WHOLE]) + " …" if len(words) > _WHOLE else part.now
            found.append(part._replace(now=cut))
            continue
        if len(words) <= 2 * _AROUND + 4:
            found.append(part)
            continue
        head = " ".join(words[:_AROUND]) if at else ""
        tail = " ".join(words[-_AROUND:]) if at < len(parts) - 1 else ""
        before = text[: len(text) - len(text.lstrip())]
        after = text[len(text.rstrip()) :]
        cut = f"{before if head else ''}{head}{' … ' if head and tail else ''}"
        cut += f"{'… ' if not head else ''}{tail}{after if tail else ' …'}"
        found.append(part._replace(now=cut))
    return tuple(found)


_WHOLE = 120


def _begun(parts: Parts) -> Parts:
    """A passage that came, went or moved as a whole: its first words, where it is long."""
    kept, left = [], _WHOLE
    for part in parts:
        words = text_of(part.now).split()
        if len(words) > left:
            kept.append(part._replace(now=" ".join(words[:left]) + " …"))
            break
        kept.append(part)
        left -= len(words)
    return tuple(kept)


def _labels(change: BlockChange) -> Callable[[BlockChange], str] | None:
    """The number of an item, as its side has it; none for a list of bullets."""
    forms = {side: read_form(change.old_form if side == "old" else change.new_form) for side in SIDES}
    if not any(form.ordered for form in forms.values()):
        return None
    typed = {side: labels_on(change, side) for side in SIDES}

    def label_of(item: BlockChange) -> str:
        side: Side = "old" if item.new is None else "new"
        at = (item.old if side == "old" else item.new) or 0
        return typed[side].get(at) or str(forms[side].start + at)

    return label_of


def _span(cell: BlockChange) -> str | None:
    """The attributes of a cell that reaches over others; none for one that is covered by another."""
    form = cell.old_form if cell.new is None else cell.new_form
    if form == "covered":
        return None
    height, by, width = form.partition("x")
    return f' rowspan="{height}" colspan="{width}"' if by else ""


def _is_here(change: BlockChange) -> bool:
    return change.place != "departure" or is_told(change)


def _near(rows: Sequence[BlockChange]) -> Iterator[BlockChange | None]:
    """Headers and what changed, or all of a few. None stands for those that are left out."""
    here = [row for row in rows if _is_here(row)]
    whole = len(here) <= _SHORT
    gap = False
    for row in here:
        if whole or row.type == "header" or is_told(row):
            gap = False
            yield row
        elif not gap:
            gap = True
            yield None
