"""Small Word files for tests: the parts that a test names, the others as little as Word needs."""

from __future__ import annotations

import io
import zipfile

from policies.document.text import runs_text
from policies.interchange.readers.parsed_text import Answers, ParsedText
from policies.interchange.readers.word.read_word import read_word

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{properties}</w:style>'
    for key, name, properties in (
        ("Title", "Title", ""),
        ("H1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
        ("H2", "heading 2", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
    )
)


def p(text: str, *, style: str = "", number: str = "", mark: str = "", level: int = 0) -> str:
    """A paragraph; ``mark`` is what stands in the properties of its mark, ``text`` words or runs."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    if mark:
        properties += f"<w:rPr>{mark}</w:rPr>"
    return f"<w:p><w:pPr>{properties}</w:pPr>{text if text.startswith('<') else r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def ins(runs: str) -> str:
    return f'<w:ins w:id="1" w:author="A">{runs}</w:ins>'


def dele(text: str) -> str:
    return f'<w:del w:id="2" w:author="A"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def row(*cells: str, header: bool = False) -> str:
    properties = "<w:trPr><w:tblHeader/></w:trPr>" if header else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def cell(text: str, *, span: int = 1, merge: str = "") -> str:
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if merge:
        properties += f'<w:vMerge w:val="{merge}"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text.startswith('<w:') else p(text)}</w:tc>"


def levels(*texts: str, form: str = "decimal", start: int = 1) -> str:
    """Levels of a definition by their patterns, all in one format."""
    return "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, text in enumerate(texts)
    )


def numbering(*definitions: str, overrides: str = "") -> str:
    """Definitions 1, 2 … each with an instance of its number; instance 9 is the first with ``overrides``."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{at}">{each}</w:abstractNum>'
        for at, each in enumerate(definitions, start=1)
    )
    instances = "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>'
        for at in range(1, len(definitions) + 1)
    )
    return f'{abstract}{instances}<w:num w:numId="9"><w:abstractNumId w:val="1"/>{overrides}</w:num>'


def _types(parts: dict[str, str]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    names = {"document": "document.main", **{name: name.rstrip("0123456789") for name in parts}}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}.{type_}+xml"/>'
        for name, type_ in names.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def docx(body: str, **parts: str) -> bytes:
    """A file of this body; ``parts`` are the contents of others by name, such as ``footnotes``."""
    held = {"styles": STYLES, **parts}
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{_OFFICE}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for name in held
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _types(held))
        archive.writestr(
            "_rels/.rels",
            f'<Relationships {_RELATIONS}><Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels", f"<Relationships {_RELATIONS}>{relations}</Relationships>"
        )
        archive.writestr(
            "word/document.xml", f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"
        )
        for name, content in held.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {_NAMESPACES}>{content}</w:{name}>")
    return out.getvalue()


def read(body: str, *, language: str = "fr", changes: str = "ask", **parts: str) -> ParsedText:
    answers = Answers(changes=changes)  # type: ignore[arg-type]
    return read_word(docx(body, **parts), language, answers)[language]


def lines(text: ParsedText) -> list[str]:
    """The words of each paragraph of a text without headings."""
    return [runs_text(block.runs) for section in text.sections for block in section.blocks]
