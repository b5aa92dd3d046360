"""The running text of Word's paragraphs: looks, links, fields, notes, symbols; what has no words is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, cast

from lxml import etree

from policies.document.blocks import LINK_SCHEMES, Run, Script

from ..tidy_runs import Warnings
from ..worded import worded
from .symbol_fonts import symbol
from .word_fields import NUMBERS_ITSELF, Field, linked
from .word_package import M, R, w
from .word_styles import Looks, Styles, looks_of

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML: Final = "{urn:schemas-microsoft-com:vml}"
_PICTURES: Final = (
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
    f"{_VML}imagedata",
)
_DIAGRAMS: Final = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
)
_DESCRIBED: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
CHARACTERS: Final = {
    w("tab"): " ",
    w("ptab"): " ",
    w("cr"): "\n",
    w("noBreakHyphen"): "\u2011",
    w("softHyphen"): "",
}
_NO_WORDS: Final = frozenset(
    w(name) for name in ("pPr", "rPr", "delText", "delInstrText", "instrText", "sectPr")
)
_NOTES: Final = {w("footnoteReference"): "footnote", w("endnoteReference"): "endnote"}


class Note(NamedTuple):
    """A note that was referred to: the text of its mark, and its element."""

    label: str
    element: etree._Element


class Notes:
    """The notes of a file by kind and identifier, numbered in the order in which the text refers to them."""

    def __init__(self, footnotes: etree._Element | None, endnotes: etree._Element | None) -> None:
        self._elements = {
            (kind, note.get(w("id"), "")): note
            for kind, root in (("footnote", footnotes), ("endnote", endnotes))
            for note in (root if root is not None else ())
        }
        self._count = {"footnote": 0, "endnote": 0}
        self._taken: set[str] = set()

    def find(self, kind: str, key: str, mark: str) -> Note | None:
        element = self._elements.get((kind, key))
        if element is None:
            return None
        if not mark:
            self._count[kind] += 1
            mark = str(self._count[kind]) if kind == "footnote" else f"E{self._count[kind]}"
        label = mark = mark[:40]
        again = 2
        while label in self._taken:
            label, again = f"{mark}·{again}", again + 1
        self._taken.add(label)
        return Note(label, element)


class RunningText(Warnings):
    """Reads paragraphs one after the other: a field may begin in one and end in another."""

    def __init__(self, styles: Styles, relations: dict[str, str], notes: Notes) -> None:
        super().__init__()
        self._styles = styles
        self._relations = relations
        self._notes = notes
        self._fields: list[Field] = []
        self._about: dict[str, list[str]] = {}
        self.boxes: list[etree._Element] = []
        self.noted: list[Note] = []
        self.about: dict[str, str] = {}
        self.images: list[str] = []
        self.hidden: list[str] = []
        self.contents: list[str] = []

    def runs(
        self, nodes: Iterable[etree._Element], looks: Looks, link: str | None = None
    ) -> Iterator[Run]:
        """The runs of a paragraph's children; ``looks`` are what its style sets."""
        for node in nodes:
            tag = node.tag
            if tag == w("r"):
                yield from self._run(node, looks, link)
            elif tag == w("hyperlink"):
                yield from self.runs(node, looks, self._hyperlink(node) or link)
            elif tag == w("fldSimple"):
                self._fields.append(Field(node.get(w("instr"), ""), shown=True))
                yield from self.runs(node, looks, link)
                self._ended(self._fields.pop())
            elif tag == w("commentRangeStart"):
                self._about[node.get(w("id"), "")] = []
            elif tag == w("commentRangeEnd"):
                key = node.get(w("id"), "")
                self.about[key] = "".join(self._about.pop(key, ()))
            elif tag in (f"{M}oMath", f"{M}oMathPara"):
                yield from self._formula(node, looks, link)
            elif tag not in _NO_WORDS:
                yield from self.runs(node, looks, link)

    def _formula(self, node: etree._Element, looks: Looks, link: str | None) -> Iterator[Run]:
        self.warn(worded("a formula was read as its characters in a row: check it"))
        yield from self._said(" ".join(text.text or "" for text in node.iter(f"{M}t")), looks, link)
        # Word writes text of its own into formulas too.
        yield from self.runs(node.iter(w("r")), looks, link)

    def _hyperlink(self, node: etree._Element) -> str | None:
        target = self._relations.get(node.get(f"{R}id", ""), "")
        found = linked(target, node.get(w("anchor"), ""))
        if target and not found:
            self.warn(worded("a link that is neither absolute nor a path was dropped, its text kept"))
        return found

    def _run(self, node: etree._Element, looks: Looks, link: str | None) -> Iterator[Run]:
        properties = node.find(w("rPr"))
        if properties is not None:
            own = looks_of(properties)
            if style := own.pop("style", None):
                looks = looks | self._styles[str(style)].looks
            looks = looks | own
        children = iter(node)
        for child in children:
            tag = child.tag
            if tag == w("t"):
                yield from self._said(child.text or "", looks, link)
            elif tag in CHARACTERS:
                yield from self._said(CHARACTERS[tag], looks, link)
            elif tag == w("br"):
                yield from self._said(
                    "\n" if child.get(w("type"), "textWrapping") == "textWrapping" else " ", looks, link
                )
            elif tag == w("fldChar"):
                self._field(child.get(w("fldCharType")))
            elif tag == w("instrText"):
                if self._fields and not self._fields[-1].shown:
                    self._fields[-1].instruction += child.text or ""
            elif tag == w("sym"):
                yield from self._symbol(child, looks, link)
            elif tag in _NOTES:
                yield from self._note(child, children, link)
            elif tag in (w("drawing"), w("pict"), w("object")):
                self._drawing(child)
            elif tag == w("ruby"):
                yield from self.runs(child.iter(w("r")), looks, link)

    def _said(self, text: str, looks: Looks, link: str | None) -> Iterator[Run]:
        if text and any(field.is_contents for field in self._fields):
            self.contents.append(text)
            return
        if not text or not self._showing():
            return
        if looks.get("hidden"):
            self.hidden.append(text)
            return
        for words in self._about.values():
            words.append(text)
        complex_ = "_complex" if looks.get("rtl") else ""
        yield Run(
            text=text.replace("\u00ad", ""),
            bold=bool(looks.get(f"bold{complex_}")),
            italic=bool(looks.get(f"italic{complex_}")),
            link=self._link() or link,
            struck=bool(looks.get("struck")),
            script=cast(Script, looks.get("script", "")),
        )

    def _showing(self) -> bool:
        """Whether text is shown: no field is still saying what to do, none makes a table of contents."""
        return all(field.shown and not field.is_contents for field in self._fields)

    def _link(self) -> str | None:
        for field in reversed(self._fields):
            if link := field.link:
                return link if link.lower().startswith(LINK_SCHEMES) else None
        return None

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shown = True
        elif kind == "end" and self._fields:
            self._ended(self._fields.pop())

    def _ended(self, field: Field) -> None:
        if field.kind in NUMBERS_ITSELF:
            self.warn(
                worded(
                    "a number that the field {field} makes is not in the file: it was left out",
                    field=field.kind,
                )
            )
        elif field.changes:
            self.warn(
                worded(
                    "the field {field} was read as what it showed when the file was saved",
                    field=field.kind,
                )
            )

    def _symbol(self, node: etree._Element, looks: Looks, link: str | None) -> Iterator[Run]:
        font, code = node.get(w("font"), ""), node.get(w("char"), "")
        text = symbol(font, code)
        if text is None:
            self.warn(
                worded(
                    "the symbol {code} of the font {font} is not known: it was read as �",
                    code=code,
                    font=font,
                )
            )
        yield from self._said(text or "\ufffd", looks, link)

    def _note(
        self, node: etree._Element, following: Iterator[etree._Element], link: str | None
    ) -> Iterator[Run]:
        mark = ""
        if node.get(w("customMarkFollows"), "0") not in ("0", "false"):
            mark = "".join(each.text or "" for each in following if each.tag == w("t")).strip()
        if not self._showing():
            return
        note = self._notes.find(_NOTES[node.tag], node.get(w("id"), ""), mark)
        if note is None:
            self.warn(worded("a mark of a note that is not in the file was left out"))
            return
        self.noted.append(note)
        yield Run(text=note.label, role="footnote")

    def _drawing(self, node: etree._Element) -> None:
        boxes = [box for box in node.iter(w("txbxContent")) if _outermost(box, node)]
        self.boxes += boxes
        if any(node.find(f".//{tag}") is not None for tag in _PICTURES):
            described = node.find(f".//{_DESCRIBED}")
            shape = node.find(f".//{_VML}imagedata")
            name = (
                (described.get("descr") or described.get("name") or "") if described is not None else ""
            )
            if not name and shape is not None:
                name = shape.get("{urn:schemas-microsoft-com:office:office}title", "")
            self.images.append(" ".join(name.split()) or worded("without a name"))
        elif any(node.find(f".//{tag}") is not None for tag in _DIAGRAMS):
            self.warn(worded("a diagram was left out: a document holds text and tables"))
        elif node.tag == w("object"):
            self.warn(worded("an embedded object was left out: a document holds text and tables"))


def _outermost(box: etree._Element, within: etree._Element) -> bool:
    above = box.getparent()
    while above is not None and above is not within:
        if above.tag == w("txbxContent") or above.tag == f"{_MC}Fallback":
            return False
        above = above.getparent()
    return True


def one_alternative(root: etree._Element) -> None:
    """Of content that is written twice, for new programs and old ones, keep the new one."""
    for both in list(root.iter(f"{_MC}AlternateContent")):
        chosen = both.find(f"{_MC}Choice")
        if chosen is None:
            chosen = both.find(f"{_MC}Fallback")
        parent = both.getparent()
        if parent is not None:
            at = parent.index(both)
            parent[at : at + 1] = list(chosen) if chosen is not None else []


def text_of(root: etree._Element) -> str:
    """All words below this element, paragraphs parted by spaces."""
    paragraphs = ("".join(text.text or "" for text in each.iter(w("t"))) for each in root.iter(w("p")))
    return " ".join(" ".join(paragraphs).split())


def lines_of_part(root: etree._Element) -> Iterator[str]:
    """The words of each paragraph below this element, in their order; those of a box where it is anchored."""
    lines: dict[etree._Element, list[str]] = {}
    for node in root.iter(w("p"), w("t"), w("br"), *CHARACTERS):
        if node.tag == w("p"):
            lines[node] = []
        elif (holder := next(node.iterancestors(w("p")), None)) is not None:
            lines[holder].append(
                (node.text or "") if node.tag == w("t") else CHARACTERS.get(node.tag, " ")
            )
    for words in lines.values():
        if line := " ".join("".join(words).split()):
            yield line
