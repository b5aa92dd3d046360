"""A version in one language as Akoma Ntoso 3.0 (OASIS LegalDocML), valid against the strict schema.

One expression for each language of one work. The identifiers of clauses (``eId``) are made of their keys: they are the
same in every language and version. Levels of clauses are the elements of ``CLAUSES``.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from itertools import count
from typing import Final

from policies.document.blocks import (
    Block,
    Body,
    Definition,
    Definitions,
    Footnote,
    Footnotes,
    List,
    Note,
    Paragraph,
    Run,
    Runs,
    Table,
)
from policies.document.numbering import item_labels, numbers
from policies.document.shape import Document, Section

from ..version_facts import VersionFacts
from ..xml_text import HEAD, xml

NAMESPACE: Final = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
CLAUSES: Final = (
    "section",
    "subsection",
    "paragraph",
    "subparagraph",
    "clause",
    "subclause",
    "point",
    "indent",
    "alinea",
)
_LANGUAGES: Final = {"fr": "fra", "en": "eng", "ar": "ara"}
_SOURCE: Final = 'source="#organisation"'


def akoma_ntoso(document: Document, facts: VersionFacts, *, policy: str) -> bytes:
    """The text in the language of the facts; ``policy`` is the policy's address in the register, without language."""
    writer = _Akoma(document, facts.language)
    title = f'<preface eId="preface"><longTitle eId="title"><p eId="title__p"><docTitle eId="title__text">{xml(facts.title)}</docTitle></p></longTitle></preface>'
    summary = document.summary.get(facts.language, "")
    said = "".join(
        f'<p eId="summary__p_{at}">{xml(part.strip())}</p>'
        for at, part in enumerate(filter(str.strip, summary.split("\n\n")), start=1)
    )
    preamble = f'<preamble eId="summary">{said}</preamble>' if said else ""
    return (
        f'{HEAD}<akomaNtoso xmlns="{NAMESPACE}"><doc name="policy">{_meta(document, facts, policy)}'
        f'{title}{preamble}<mainBody eId="body">{writer.body()}</mainBody></doc></akomaNtoso>'
    ).encode()


def _meta(document: Document, facts: VersionFacts, policy: str) -> str:
    country = facts.country.lower() or "un"
    work = f"/akn/{country}/doc/policy/{document.policy}"
    language = _LANGUAGES[facts.language]
    expression = f"{work}/{language}@{facts.effective_from.isoformat()}"
    published, begins = facts.published_on.isoformat(), facts.effective_from.isoformat()

    def level(name: str, uri: str, day: str, kind: str, further: str) -> str:
        return (
            f'<FRBR{name}><FRBRthis value="{xml(uri)}/!main"/><FRBRuri value="{xml(uri)}"/>'
            f'<FRBRdate date="{day}" name="{kind}"/><FRBRauthor href="#organisation"/>{further}</FRBR{name}>'
        )

    return (
        f"<meta><identification {_SOURCE}>"
        + level(
            "Work",
            work,
            published,
            "publication",
            f'<FRBRcountry value="{country}"/><FRBRnumber value="{facts.number}"/><FRBRname value="{xml(document.kind)}"/>',
        )
        + level(
            "Expression",
            expression,
            begins,
            "inForce",
            f'<FRBRversionNumber value="{facts.number}"/><FRBRlanguage language="{language}"/>',
        )
        + level(
            "Manifestation",
            f"{expression}.xml",
            published,
            "publication",
            '<FRBRformat value="application/akn+xml"/>',
        )
        + f'</identification><publication date="{published}" name="register" showAs="{xml(policy)}"/>'
        f'<lifecycle {_SOURCE}><eventRef eId="published" date="{published}" {_SOURCE} type="generation"/>'
        f'<eventRef eId="begins" date="{begins}" {_SOURCE} type="generation"/></lifecycle>'
        f'<references {_SOURCE}><original eId="original" href="{xml(facts.address)}" showAs="{xml(facts.title)}"/>'
        f'<TLCOrganization eId="organisation" href="/ontology/organization/{document.policy}" showAs="{xml(facts.issuer)}"/>'
        f'</references><proprietary {_SOURCE} xmlns:sijill="urn:sijill:version">'
        f'<sijill:version number="{facts.number}" sha256="{facts.sha256}" significance="{facts.significance}"'
        f' numbering="{document.numbering}" authoritative="{document.authoritative}"/></proprietary></meta>'
    )


class _Akoma:
    def __init__(self, document: Document, language: str) -> None:
        self._document = document
        self._language = language
        self._keys = {str(section.key) for section in document.sections}
        self._notes: dict[str, Footnote] = {}
        self._place = ""
        self._parts = count(1)

    def body(self) -> str:
        """Clauses stand within the clause of the next higher level before them."""
        result, open_levels = "", list[int]()
        language = self._language
        for section, number in zip(
            self._document.sections, numbers(self._document, language), strict=True
        ):
            heading, body = section.heading.get(language, "").strip(), section.body.get(language, ())
            if not heading and not body:
                continue
            while open_levels and (open_levels[-1] >= section.level or not heading):
                result += f"</{CLAUSES[open_levels.pop() - 1]}>"
            if heading:
                result += self._clause(section, number, heading, body)
                open_levels.append(section.level)
            else:
                self._begin(section.key, body)
                result += (
                    f'<hcontainer name="introduction" {self._id(self._place)}>'
                    f"{self._content(body)}</hcontainer>"
                )
        return result + "".join(f"</{CLAUSES[level - 1]}>" for level in reversed(open_levels))

    def _clause(self, section: Section, number: str, heading: str, body: Body) -> str:
        """A clause, left open: those below it follow."""
        self._begin(section.key, body)
        tag = CLAUSES[section.level - 1]
        num = f"<num {self._id(f'{self._place}__num')}>{xml(number)}</num>" if number else ""
        # Its own text is a part of its own, because a clause that holds others holds no text beside them.
        own = f'<hcontainer name="text" {self._id(f"{self._place}__text")}>{self._content(body)}</hcontainer>'
        return f"<{tag} {self._id(self._place)}>{num}<heading {self._id(f'{self._place}__heading')}>{xml(heading)}</heading>{own}"

    def _begin(self, key: uuid.UUID, body: Body) -> None:
        self._place, self._parts = f"sec_{key}", count(1)
        self._notes = {
            note.label: note for block in body if isinstance(block, Footnotes) for note in block.items
        }

    def _id(self, name: str = "") -> str:
        return f'eId="{name or f"{self._place}__{next(self._parts)}"}"'

    def _content(self, body: Body) -> str:
        inner = "".join(self._block(block) for block in body)
        # A note that no mark names stands at the end, marked so.
        inner += "".join(
            f'<blockContainer {self._id()} class="footnote">{self._note(note)}</blockContainer>'
            for note in list(self._notes.values())
        )
        return f"<content {self._id()}>{inner or self._empty()}</content>"

    def _blocks(self, blocks: Iterable[Block]) -> str:
        return "".join(self._block(block) for block in blocks) or self._empty()

    def _empty(self) -> str:
        return f'<p {self._id()} class="empty"/>'

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(runs=runs):
                return f"<p {self._id()}>{self._runs(runs)}</p>"
            case List():
                return self._list(block)
            case Definitions(items=items):
                inner = "".join(self._definition(each) for each in items)
                return f'<blockContainer {self._id()} class="definitions">{inner or self._empty()}</blockContainer>'
            case Table():
                return self._table(block)
            case Note(tone=tone, blocks=blocks):
                return f'<blockContainer {self._id()} class="note {tone}">{self._blocks(blocks)}</blockContainer>'
            case Footnotes():
                return ""

    def _definition(self, definition: Definition) -> str:
        head = f"<heading {self._id()}>{self._runs(definition.term)}</heading>"
        return f'<blockContainer {self._id()} class="definition">{head}{self._blocks(definition.blocks)}</blockContainer>'

    def _list(self, block: List) -> str:
        items = ""
        for item, label in zip(block.items, item_labels(block), strict=True):
            num = f"<num {self._id()}>{xml(label)}</num>" if label else ""
            typed = ' class="typed"' if item.label else ""
            children = "".join(self._block(child) for child in item.children)
            items += f"<item {self._id()}{typed}>{num}<p {self._id()}>{self._runs(item.runs)}</p>{children}</item>"
        kind = f"{block.style} from_{block.start}" if block.ordered else "bullets"
        return f'<blockList {self._id()} class="{kind}">{items}</blockList>'

    def _table(self, table: Table) -> str:
        covered = table.covered()
        sizes = {(span.row, span.column): (span.height, span.width) for span in table.spans}
        rows = ""
        for at, row in enumerate(table.grid):
            tag = "th" if table.header and at == 0 else "td"
            cells = ""
            for column, cell in enumerate(row):
                if (at, column) in covered:
                    continue
                height, width = sizes.get((at, column), (1, 1))
                over = f' rowspan="{height}"' if height > 1 else ""
                over += f' colspan="{width}"' if width > 1 else ""
                cells += f"<{tag} {self._id()}{over}><p {self._id()}>{self._runs(cell)}</p></{tag}>"
            rows += f"<tr {self._id()}>{cells}</tr>"
        caption = f"<caption {self._id()}>{self._runs(table.caption)}</caption>" if table.caption else ""
        return f"<table {self._id()}>{caption}{rows}</table>"

    def _runs(self, runs: Runs) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        if run.role == "footnote":
            note = self._notes.pop(run.text, None)
            if note is not None:
                return self._note(note)
            return f'<span {self._id()} class="footnote-mark">{xml(run.text)}</span>'
        inner = f"<br {self._id()}/>".join(xml(part) for part in run.text.split("\n"))
        if run.struck:
            inner = f'<span {self._id()} class="struck">{inner}</span>'
        for holds, tag in (
            (run.script == "super", "sup"),
            (run.script == "sub", "sub"),
            (run.italic, "i"),
            (run.bold, "b"),
        ):
            if holds:
                inner = f"<{tag} {self._id()}>{inner}</{tag}>"
        if run.link is None:
            return inner
        if run.link.startswith("#") and run.link[1:] in self._keys:
            kind = ' class="number"' if run.role == "reference" else ""
            return f'<ref {self._id()}{kind} href="#sec_{run.link[1:]}">{inner}</ref>'
        return f'<a {self._id()} href="{xml(run.link)}">{inner}</a>'

    def _note(self, note: Footnote) -> str:
        return f'<authorialNote {self._id()} marker="{xml(note.label)}" placement="bottom">{self._blocks(note.blocks)}</authorialNote>'
