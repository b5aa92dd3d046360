"""Passages for translators without a program of their own: a Word table of places, sources and translations.

Codes stand as ``{1}`` and ``{/1}`` around words, ``{2/}`` alone; a brace of the text is written twice. What a row is stands
in its first cell as text, because word processors keep that.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from policies.document.inline_codes import Mark, Pieces
from policies.document.languages import LANGUAGES, direction
from policies.publication.localize import active_language

from ..exchange.translation_job import JobClause, JobUnit, Stage, TranslationJob
from ..xml_text import HEAD, xml
from .word_parts import LANGUAGE_TAGS, NAMESPACES, zipped

_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_PLACE, _TEXT = 2900, 5750
_SHADES: Final = {Stage.NEW: "FFFFFF", Stage.STALE: "FBEFD5", Stage.FINAL: "EDF3EE"}
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS: Final = {
    "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml"'
    f' ContentType="{_TYPE}.document.main+xml"/></Types>',
    "_rels/.rels": f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="main" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
}


def translation_table(job: TranslationJob) -> bytes:
    """The file; its explanations are in the active language."""
    table = _Table(job)
    document = (
        f"{HEAD}<w:document {NAMESPACES}><w:body>{table.written()}<w:sectPr>"
        '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1000" w:right="1200" w:bottom="1000"'
        ' w:left="1200" w:header="600" w:footer="600" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    return zipped({**_PARTS, "word/document.xml": document}, _STAMP)


def tagged(pieces: Pieces) -> list[tuple[str, bool]]:
    """The text with its codes written out: stretches, and whether each is a code."""
    return [
        (_tag(piece), True)
        if isinstance(piece, Mark)
        else (piece.replace("{", "{{").replace("}", "}}"), False)
        for piece in pieces
    ]


def _tag(mark: Mark) -> str:
    return {"open": "{%s}", "close": "{/%s}", "alone": "{%s/}"}[mark.end] % mark.code


class _Table:
    def __init__(self, job: TranslationJob) -> None:
        self._job = job

    def written(self) -> str:
        job = self._job
        said = _(
            "Write in the last column only. {1} … {/1} stand around words with a form or a link, {2/} for a note or a"
            " reference: keep each once, around the words that it belongs to. Yellow: the source has changed since."
        )
        rows = self._head() + "".join(self._clause(clause) for clause in job.clauses)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in (_PLACE, _TEXT, _TEXT))
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:color="B9B19C"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        return (
            f"{_paragraph(_run(f'{job.issuer} – {job.title}', '<w:b/><w:bCs/>', job.source_language), job.source_language)}"
            f'{_said(said, 16)}<w:tbl><w:tblPr><w:tblW w:w="{_PLACE + 2 * _TEXT}" w:type="dxa"/>'
            f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"{rows}</w:tbl><w:p/>"
        )

    def _head(self) -> str:
        job = self._job
        named = f"{job.original} {job.source_language} {job.target_language}"
        cells = _cell(f"<w:p>{_run(named, _small(10))}</w:p>", _PLACE)
        for code in (job.source_language, job.target_language):
            name = _run(LANGUAGES[code].name, "<w:b/><w:bCs/>", code)
            cells += _cell(_paragraph(name, code), _TEXT)
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"

    def _clause(self, clause: JobClause) -> str:
        language = self._job.source_language
        name = _paragraph(_run(clause.name, "<w:b/><w:bCs/>", language), language)
        mark = f"<w:p>{_run(clause.mark, _small(10))}</w:p>"
        notes = "".join(_said(note, 16) for note in clause.notes)
        head = f"<w:tr>{_cell(name + mark + notes, _PLACE + 2 * _TEXT, span=3, shade='F2EEE3')}</w:tr>"
        return head + "".join(self._unit(unit) for unit in clause.units)

    def _unit(self, unit: JobUnit) -> str:
        job = self._job
        terms = [f"{term.there} → {term.here}" for term in unit.terms]
        codes = [f"{{{name}}}: {said}" for name, said in unit.shown.items() if said]
        said = [unit.name, *codes, *unit.notes, *terms]
        place = f"<w:p>{_run(unit.place, _small(10))}</w:p>"
        place += "".join(_said(each, 15) for each in said if each)
        source = self._text(unit.source, job.source_language)
        target = self._text(unit.target, job.target_language)
        return (
            f"<w:tr>{_cell(place, _PLACE)}{_cell(source, _TEXT)}"
            f"{_cell(target, _TEXT, shade=_SHADES[unit.stage])}</w:tr>"
        )

    def _text(self, pieces: Pieces, language: str) -> str:
        runs = "".join(
            _run(text, '<w:color w:val="8A2F1D"/>' if code else "", "" if code else language)
            for text, code in tagged(pieces)
        )
        return _paragraph(runs, language)


def _said(words: str, half_points: int) -> str:
    """A line of explanation, in the active language."""
    language = active_language()
    return _paragraph(_run(words, _small(half_points), language), language)


def _small(half_points: int) -> str:
    return f'<w:color w:val="5B5648"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _run(text: str, looks: str = "", language: str = "") -> str:
    """A code and a name have no language: they read left to right within Arabic too."""
    turned = ""
    if language:
        tag = "bidi" if direction(language) == "rtl" else "val"
        rtl = "<w:rtl/>" if direction(language) == "rtl" else ""
        turned = f'{rtl}<w:lang w:{tag}="{LANGUAGE_TAGS[language]}"/>'
    inner = "<w:br/>".join(f'<w:t xml:space="preserve">{xml(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r><w:rPr>{looks}{turned}</w:rPr>{inner}</w:r>"


def _paragraph(runs: str, language: str) -> str:
    turned = "<w:pPr><w:bidi/></w:pPr>" if direction(language) == "rtl" else ""
    return f"<w:p>{turned}{runs}</w:p>"


def _cell(inner: str, width: int, *, span: int = 1, shade: str = "") -> str:
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    colour = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}{colour}</w:tcPr>{inner}</w:tc>'
