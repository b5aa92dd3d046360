"""A comparison as HTML, inline view (legal redline).

Markup contract, inside ``[data-comparison]``: dropping ``.visually-hidden`` and ``del`` gives the new text of
each block, dropping ``.visually-hidden`` and ``ins`` the old one, character for character (``<br>`` is a
line break). What moved stands at both its ends: all of it deleted at the departure and inserted at the
arrival, both of class ``moved``, with the words that changed on the way in ``del`` or ``ins`` of their own.

For style sheets: blocks, items, rows and cells carry ``change change--KIND``; a stretch whose bold, italic or
link changed is ``span.formatting``, and ``formatting--link`` where its target changed (``title`` says how).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from policies.document.html import runs_html
from policies.document.languages import direction
from policies.document.shape import Runs

from .labels import Labels
from .result import BlockChange, Comparison, Part, Parts, Place, SectionChange


def redline_html(comparison: Comparison, labels: Labels) -> str:
    """The whole comparison in one ``<div data-comparison>``, headings from ``h2`` on."""
    language = comparison.language
    title = parts_html(comparison.title, language, labels)
    summary = parts_html(comparison.summary, language, labels)
    sections = "".join(_section(section, language, labels) for section in comparison.sections)
    return (
        f'<div data-comparison lang="{language}" dir="{direction(language)}">'
        f"<h2>{title}</h2>{f'<p>{summary}</p>' if summary else ''}{sections}</div>"
    )


def _section(section: SectionChange, language: str, labels: Labels) -> str:
    number = number_html(section, labels)
    heading = heading_html(section, language, labels)
    tag = f"h{section.level + 2}"
    kinds = "".join(f" change--{kind}" for kind in section.kinds) if section.changed else ""
    numbered = f'<span class="number">{number} </span>' if number else ""
    return (
        f'<section class="{f"change{kinds}" if kinds else "clause"}">{move_html(section, labels)}'
        f"{f'<{tag}>{numbered}{heading}</{tag}>' if heading else ''}"
        f"{section_html(section, language, labels)}</section>"
    )


def section_html(section: SectionChange, language: str, labels: Labels) -> str:
    """The blocks of one section, without wrapper or heading."""
    return _Redline(language, labels, section.place).blocks(section.blocks)


def heading_html(section: SectionChange, language: str, labels: Labels) -> str:
    """The words of the heading as phrasing content: no element around, no number."""
    return _Redline(language, labels, section.place).passage(section.heading)


def parts_html(parts: Parts, language: str, labels: Labels) -> str:
    """The title or the summary as phrasing content."""
    return _Redline(language, labels, "here").passage(parts)


def number_html(section: SectionChange, labels: Labels) -> str:
    """The number as phrasing content, the old one struck out where it changed."""
    old = "" if section.place == "arrival" or section.continues == "old" else section.old_number or ""
    new = "" if section.place == "departure" or section.continues == "new" else section.new_number or ""
    if old == new:
        return escape(new)
    # Numbers run from left to right in every language.
    redline = _Redline("en", labels, "here")
    return (redline.marked("del", escape(old)) if old else "") + (
        redline.marked("ins", escape(new)) if new else ""
    )


def move_html(section: SectionChange, labels: Labels) -> str:
    """At an end of a moved section, the anchor and link to the other end; else nothing."""
    return _end_link(section.move, section.place, labels, anchor=True)


def _end_link(move: int | None, place: Place, labels: Labels, *, anchor: bool = False) -> str:
    if move is None or place == "here":
        return ""
    here, there = ("from", "to") if place == "departure" else ("to", "from")
    label = escape(labels.moved_to if place == "departure" else labels.moved_from)
    identity = f' id="move-{move}-{here}"' if anchor else ""
    # Its words are no words of the text: hidden, and shown by the style sheet from data-label.
    return (
        f'<a class="move move--{place}"{identity} href="#move-{move}-{there}" data-label="{label}">'
        f'<span class="visually-hidden">{label} </span></a>'
    )


class _Redline:
    """Writes the changes of one section; ``place`` tells which end of a move it stands at, if any."""

    def __init__(self, language: str, labels: Labels, place: Place) -> None:
        self.language = language
        self.labels = labels
        self.place = place
        # A direction of its own isolates an insertion from the text around it (Unicode TR9, UAX 9 isolates).
        self.isolation = ' dir="rtl"' if direction(language) == "rtl" else ""

    def blocks(self, changes: Iterable[BlockChange]) -> str:
        changes = list(changes)
        return "".join(
            writer._block(change, [each for each in changes if _goes_on(change, each)])
            for change, writer in self._shown(changes)
        )

    def _shown(self, changes: Iterable[BlockChange]) -> Iterator[tuple[BlockChange, _Redline]]:
        """What stands here: at a departure only what left, at an arrival only what came."""
        for change in changes:
            old = None if change.place == "arrival" else change.old
            new = None if change.place == "departure" else change.new
            if not self._stands(old, new):
                continue
            if change.place == "here" or self.place != "here":
                yield change, self
            else:
                yield change, _Redline(self.language, self.labels, change.place)

    def _stands(self, old: int | None, new: int | None) -> bool:
        """Whether a piece at these positions stands at this end of a move."""
        if self.place == "departure":
            return old is not None
        return new is not None or self.place == "here"

    def _block(self, change: BlockChange, rest: Sequence[BlockChange] = ()) -> str:
        inner = self._line(change, rest)
        link = _end_link(change.move, change.place, self.labels)
        match change.type:
            case "paragraph":
                return f"<p{_attributes(change)}>{link}{inner}</p>"
            case "list":
                return self._list(change, link)
            case "definitions":
                return self._definitions(change, link)
            case "table":
                return self._table(change, link)
            case "note":
                tone = f"note note--{self._form(change)}"
                note = f'<div{_attributes(change, tone)} role="note">{link}'
                return f"{note}{self._reformed(change)}{self.blocks(change.children)}</div>"
            case other:
                raise ValueError(f"a {other} is a piece of a block, not a block")

    def _list(self, change: BlockChange, link: str) -> str:
        ordered = self._form(change) == "ordered"
        tag = "ol" if ordered else "ul"
        items = "".join(
            writer._item(
                item,
                [each for each in change.children if _goes_on(item, each)],
                numbered=ordered and change.changed,
            )
            for item, writer in self._shown(change.children)
        )
        label = self._reformed(change)
        if link or label:
            return f"<div{_attributes(change)}>{link}{label}<{tag}>{items}</{tag}></div>"
        return f"<{tag}{_attributes(change)}>{items}</{tag}>"

    def _item(self, change: BlockChange, rest: Sequence[BlockChange], *, numbered: bool) -> str:
        """``numbered`` where struck items would shift the numbers of those that follow."""
        position = change.old if self.place == "departure" or change.new is None else change.new
        value = f' value="{(position or 0) + 1}"' if numbered else ""
        link = _end_link(change.move, change.place, self.labels)
        inner = self._line(change, rest)
        return f"<li{_attributes(change)}{value}>{link}{inner}{self.blocks(change.children)}</li>"

    def _definitions(self, change: BlockChange, link: str) -> str:
        inner = "".join(
            f"<div{_attributes(each)}><dt>{_end_link(each.move, each.place, self.labels)}"
            f"{writer.passage(each.parts)}</dt><dd>{writer.blocks(each.children)}</dd></div>"
            for each, writer in self._shown(change.children)
        )
        if link:
            return f'<div{_attributes(change)}>{link}<dl class="definitions">{inner}</dl></div>'
        return f"<dl{_attributes(change, 'definitions')}>{inner}</dl>"

    def _table(self, change: BlockChange, link: str) -> str:
        caption = self.passage(change.parts)
        columns = [column for column in _columns(change.children) if self._stands(*column)]
        head = body = ""
        for row, writer in self._shown(change.children):
            if row.type == "header":
                head += writer._row(row, columns, 'th scope="col"')
            else:
                body += writer._row(row, columns, "td")
        return (
            f'<div{_attributes(change, "table")} tabindex="0">{link}<table>'
            f"{f'<caption>{caption}</caption>' if caption else ''}"
            f"{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table></div>"
        )

    def _row(self, row: BlockChange, columns: list[tuple[int | None, int | None]], tag: str) -> str:
        """``columns`` gives a row of one side only the other side's columns too, as empty cells."""
        by_column = {(cell.old, cell.new): cell for cell in row.children}
        link = _end_link(row.move, row.place, self.labels)
        cells = ""
        for old, new in columns or by_column:
            one_sided = (old, None) if row.new is None else (None, new)
            cell = by_column.get((old, new)) or by_column.get(one_sided)
            attributes, inner = (_attributes(cell), self.passage(cell.parts)) if cell else ("", "")
            cells += f"<{tag}{attributes}>{link}{inner}</{tag[:2]}>"
            link = ""
        return f"<tr{_attributes(row)}>{cells}</tr>"

    def _form(self, change: BlockChange) -> str:
        old_only = change.new is None or self.place == "departure"
        return change.old_form if old_only else change.new_form

    def _reformed(self, change: BlockChange) -> str:
        """Says that a list's bullets became numbers, or a note's tone another."""
        if change.old is None or change.new is None or change.old_form == change.new_form:
            return ""
        return self._said(self.labels.formatting)

    def _line(self, change: BlockChange, rest: Sequence[BlockChange]) -> str:
        """The running text of a block; of a split or merged one, each side's text stands in one block.

        The first fragment holds the whole text of the side that was one piece: words that went to another
        piece are struck there and inserted here, as at the two ends of a move.
        """
        whole: Place = "departure" if change.kind == "split" else "arrival"
        alone: Place = "arrival" if change.kind == "split" else "departure"
        if change.continues:
            parts = change.parts if self.place in ("here", alone) else ()
            return _Redline(self.language, self.labels, alone).passage(parts)
        inner = self.passage(change.parts)
        if self.place in ("here", whole):
            writer = _Redline(self.language, self.labels, whole)
            inner += "".join(writer.passage(each.parts) for each in rest)
        return inner

    def passage(self, parts: Parts) -> str:
        if self.place == "here":
            return "".join(self._part(part) for part in parts)
        tag, side = ("del", "old") if self.place == "departure" else ("ins", "new")
        inner = ""
        for part in parts:
            html = runs_html(part.on("old" if side == "old" else "new"), self.language)
            changed_here = part.kind in ("inserted", "deleted") and html
            inner += self.marked(tag, html) if changed_here else html
        return f'<{tag} class="moved"{self.isolation}>{inner}</{tag}>' if inner else ""

    def _part(self, part: Part) -> str:
        html = runs_html(part.runs, self.language)
        match part.kind:
            case "same":
                return html
            case "inserted":
                return self.marked("ins", html)
            case "deleted":
                return self.marked("del", html)
            case "formatting":
                return self._formatting(part, html)
            case "typographic" | "vowels":
                before = runs_html(part.before, self.language)
                both = (self.marked("del", before) if before else "") + (
                    self.marked("ins", html) if html else ""
                )
                return f'<span class="{part.kind}">{both}</span>'

    def marked(self, tag: str, html: str) -> str:
        first, last = (
            (self.labels.insertion, self.labels.end_of_insertion)
            if tag == "ins"
            else (self.labels.deletion, self.labels.end_of_deletion)
        )
        return f"<{tag}{self.isolation}>{self._said(first)}{html}{self._said(last)}</{tag}>"

    def _formatting(self, part: Part, html: str) -> str:
        old, new = _links(part.before), _links(part.runs)
        if old == new:
            return f'<span class="formatting">{self._said(self.labels.formatting)}{html}</span>'
        title = escape(f"{self.labels.link_changed} ({' '.join(old) or '–'} → {' '.join(new) or '–'})")
        return (
            f'<span class="formatting formatting--link" title="{title}">'
            f"{self._said(self.labels.link_changed)}{html}</span>"
        )

    def _said(self, label: str) -> str:
        return f'<span class="visually-hidden"> {escape(label)} </span>'


def _goes_on(first: BlockChange, other: BlockChange) -> bool:
    """Whether the other is a later fragment of the piece that the first one begins."""
    if first.kind not in ("split", "merged") or first.continues or not other.continues:
        return False
    return other.old == first.old if other.continues == "old" else other.new == first.new


def _links(runs: Runs) -> list[str]:
    return list(dict.fromkeys(run.link for run in runs if run.link is not None))


def _attributes(change: BlockChange, always: str = "") -> str:
    """Class and, at an end of a move, the anchor; empty for what did not change."""
    classes = [always] if always else []
    if change.changed:
        classes += ["change", f"change--{change.kind}"]
    if change.place != "here":
        classes.append(f"change--{change.place}")
    anchor = ""
    if change.move is not None:
        anchor = f' id="move-{change.move}-{"from" if change.place == "departure" else "to"}"'
    return (f' class="{" ".join(classes)}"' if classes else "") + anchor


def _columns(rows: Iterable[BlockChange]) -> list[tuple[int | None, int | None]]:
    """The columns of both sides in one order, from any row that both sides have; else none."""
    for row in rows:
        if row.old is not None and row.new is not None:
            return [(cell.old, cell.new) for cell in row.children]
    return []
