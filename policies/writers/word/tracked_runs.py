"""Running text as Word's runs, and tracked changes of runs and paragraphs (ISO/IEC 29500-1, 17.13)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from policies.document.bidi import stretches
from policies.document.blocks import Run
from policies.document.languages import direction

from ..marked_text import Fate, Line, Marked
from ..xml_text import xml
from .word_parts import LANGUAGE_TAGS

_SCRIPTS: Final = {"super": "superscript", "sub": "subscript"}
_TAGS: Final[dict[Fate, str]] = {"ins": "ins", "del": "del", "in": "moveTo", "out": "moveFrom"}


@dataclass
class Tracked:
    """Who changed the text and when, and the numbers of the changes."""

    author: str
    moment: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def number(self) -> int:
        return next(self._numbers)

    def by(self) -> str:
        return f'w:id="{self.number()}" w:author="{xml(self.author)}" w:date="{self.moment}"'

    def around(self, fate: Fate, inner: str) -> str:
        """Runs of this fate."""
        return f"<w:{_TAGS[fate]} {self.by()}>{inner}</w:{_TAGS[fate]}>" if fate and inner else inner

    def mark(self, fate: Fate) -> str:
        """That a paragraph's mark, or a row, came or went."""
        return f"<w:{_TAGS[fate]} {self.by()}/>" if fate else ""


class Runs:
    """Writes the running text of one clause: links are gathered in ``links``, which all clauses share.

    ``names`` are the places of clauses by key, ``notes`` the numbers of the footnotes by side (0 old, 1 new) and label.
    """

    def __init__(
        self,
        language: str,
        tracked: Tracked,
        links: dict[str, int],
        names: Mapping[str, str],
        whole_link: Callable[[str], str],
    ) -> None:
        self.language = language
        self.base = direction(language)
        self.tracked = tracked
        self._links = links
        self._names = names
        self._whole_link = whole_link
        self.notes: dict[tuple[int, str], tuple[int, bool]] = {}

    def line(self, line: Line, looks: str = "") -> str:
        """The runs of this text, each with its fate; ``looks`` are added to all."""
        result = ""
        for marked, parts in self._turned(line):
            inner = "".join(self._run(marked, text, turned, looks) for text, turned in parts)
            result += self._linked(marked, inner)
        return result

    def _turned(self, line: Line) -> Iterator[tuple[Marked, list[tuple[str, bool]]]]:
        """Each run in parts that read in one direction; what reads in the other one is ``True``.

        The old words and the new ones do not stand beside each other for a reader: each side is looked at alone.
        """
        flags: dict[int, list[bool]] = {}
        for sides in (("", "ins", "in"), ("", "del", "out")):
            held = [at for at, marked in enumerate(line) if marked.fate in sides]
            text = "".join(line[at].run.text for at in held)
            turned = [False] * len(text)
            for start, end in stretches(text, self.base):
                turned[start:end] = [True] * (end - start)
            offset = 0
            for at in held:
                size = len(line[at].run.text)
                flags.setdefault(at, turned[offset : offset + size])
                offset += size
        for at, marked in enumerate(line):
            yield marked, _cut(marked.run.text, flags[at])

    def _linked(self, marked: Marked, inner: str) -> str:
        """Links hold what is tracked in them; a reference is a field that shows its clause's number."""
        run = marked.run
        own = self.tracked.around(marked.fate, inner)
        if not run.link:
            return own
        if run.link.startswith("#"):
            name = self._names.get(run.link[1:], "")
            if not name:
                return own
            if run.role == "reference":
                return self._field(f" REF number_{name} \\h ", marked, inner)
            return f'<w:hyperlink w:anchor="clause_{name}">{own}</w:hyperlink>'
        number = self._links.setdefault(self._whole_link(run.link), len(self._links) + 1)
        return f'<w:hyperlink r:id="link{number}">{own}</w:hyperlink>'

    def _field(self, instruction: str, marked: Marked, inner: str) -> str:
        text = "delInstrText" if marked.fate in ("del", "out") else "instrText"
        whole = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:{text} xml:space="preserve">{instruction}</w:{text}></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{inner}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        return self.tracked.around(marked.fate, whole)

    def _run(self, marked: Marked, text: str, turned: bool, looks: str) -> str:
        run, gone = marked.run, marked.fate in ("del", "out")
        rtl = turned != (self.base == "rtl")
        if run.role == "footnote" and (held := self.notes.get((0 if gone else 1, run.text))):
            return _reference(*held, run.text, gone)
        properties = _looks(run, rtl, looks)
        if marked.was is not None:
            former = _looks(marked.was, rtl, looks)
            properties += f"<w:rPrChange {self.tracked.by()}><w:rPr>{former}</w:rPr></w:rPrChange>"
        tag = "delText" if gone else "t"
        words = "<w:br/>".join(
            f'<w:{tag} xml:space="preserve">{xml(part)}</w:{tag}>' if part else ""
            for part in text.split("\n")
        )
        return f"<w:r><w:rPr>{properties}</w:rPr>{words}</w:r>" if words else ""


def _cut(text: str, turned: list[bool]) -> list[tuple[str, bool]]:
    parts: list[tuple[str, bool]] = []
    for character, is_turned in zip(text, turned, strict=True):
        if parts and parts[-1][1] == is_turned:
            parts[-1] = parts[-1][0] + character, is_turned
        else:
            parts.append((character, is_turned))
    return parts


def _looks(run: Run, rtl: bool, looks: str) -> str:
    """Run properties in the order that the schema asks for."""
    style = '<w:rStyle w:val="Link"/>' if run.link and run.role != "reference" else ""
    bold = "<w:b/><w:bCs/>" if run.bold else ""
    italic = "<w:i/><w:iCs/>" if run.italic else ""
    struck = "<w:strike/>" if run.struck else ""
    script = f'<w:vertAlign w:val="{_SCRIPTS[run.script]}"/>' if run.script else ""
    turned = f'<w:rtl/><w:lang w:bidi="{LANGUAGE_TAGS["ar"]}"/>' if rtl else ""
    return f"{style}{bold}{italic}{struck}{looks}{script}{turned}"


def _reference(number: int, custom: bool, label: str, gone: bool) -> str:
    properties = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
    if not custom:
        return f'<w:r>{properties}<w:footnoteReference w:id="{number}"/></w:r>'
    tag = "delText" if gone else "t"
    return (
        f'<w:r>{properties}<w:footnoteReference w:customMarkFollows="1" w:id="{number}"/>'
        f"<w:{tag}>{xml(label)}</w:{tag}></w:r>"
    )
