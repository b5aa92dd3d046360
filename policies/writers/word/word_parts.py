"""The fixed parts of a Word file: styles, numbering, headers and footers, properties; and the package itself."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from policies.document.languages import direction

from ..version_facts import VersionFacts, cover_of, footer_of, page_of
from ..xml_text import HEAD, xml

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES: Final = f'{_W} xmlns:r="{_OFFICE}"'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_MAIN_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
LANGUAGE_TAGS: Final = {"fr": "fr-FR", "en": "en-GB", "ar": "ar-SA"}
_PARTS: Final = ("styles", "numbering", "settings", "footnotes", "header1", "footer1")
_INK, _SEAL, _QUIET = "1D1B16", "0B3B31", "5B5648"
_SIZES: Final = {1: 30, 2: 26, 3: 24}
TONES: Final = {"info": "0B3B31", "important": "8A5A00", "warning": "8A2F1D"}


def package(
    parts: Mapping[str, str], links: Sequence[str], facts: VersionFacts, moment: datetime
) -> bytes:
    """The file of these parts, by name; ``links`` are the targets of ``link1``, ``link2`` … in the text."""
    stamp = max(moment, moment.replace(year=1980)).timetuple()[:6]
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{name.rstrip("1")}" Target="{name}.xml"/>'
        for name in _PARTS
    ) + "".join(
        f'<Relationship Id="link{at}" Type="{_OFFICE}/hyperlink" Target="{xml(link)}" TargetMode="External"/>'
        for at, link in enumerate(links, start=1)
    )
    files = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="main" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="core" Type="{_PACKAGE}/relationships/metadata/core-properties"'
        ' Target="docProps/core.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        "docProps/core.xml": _core(facts, moment),
        "word/styles.xml": _styles(facts.language),
        "word/settings.xml": f'{HEAD}<w:settings {_W}><w:defaultTabStop w:val="567"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        ' w:val="15"/></w:compat></w:settings>',
        "word/header1.xml": _header(facts, parts.get("cover", "")),
        "word/footer1.xml": _footer(facts),
        **{f"word/{name}.xml": part for name, part in parts.items() if name != "cover"},
    }
    return zipped(files, stamp)


def zipped(files: Mapping[str, str], stamp: tuple[int, int, int, int, int, int]) -> bytes:
    """The archive of these parts; the same bytes on every making."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content.encode())
    return held.getvalue()


def _content_types() -> str:
    kinds = {"document": "document.main", **{name: name.rstrip("1") for name in _PARTS}}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN_TYPE}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
        f' ContentType="application/xml"/>{overrides}<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _core(facts: VersionFacts, moment: datetime) -> str:
    at = f'<dcterms:{{0}} xsi:type="dcterms:W3CDTF">{moment:%Y-%m-%dT%H:%M:%SZ}</dcterms:{{0}}>'
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{xml(facts.title)}</dc:title><dc:creator>{xml(facts.issuer)}</dc:creator>"
        f"<dc:language>{LANGUAGE_TAGS[facts.language]}</dc:language>"
        f"<dc:identifier>{xml(facts.address)}</dc:identifier>"
        f"{at.format('created')}{at.format('modified')}</cp:coreProperties>"
    )


def _styles(language: str) -> str:
    rtl = direction(language) == "rtl"
    fonts = '<w:rFonts w:ascii="Cambria" w:hAnsi="Cambria" w:eastAsia="Cambria" w:cs="Sakkal Majalla"/>'
    tag = LANGUAGE_TAGS[language if not rtl else "fr"]
    return (
        f"{HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}"
        f'<w:color w:val="{_INK}"/>{_sized(24 if rtl else 21)}<w:lang w:val="{tag}" w:bidi="{LANGUAGE_TAGS["ar"]}"/>'
        f"</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>{_paragraph_styles(rtl=rtl)}"
        '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        f'<w:style w:type="character" w:styleId="Link"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="{_SEAL}"/>'
        '<w:u w:val="single"/></w:rPr></w:style></w:styles>'
    )


def _paragraph_styles(*, rtl: bool) -> str:
    """Those of text, and our own, by whose names the register reads back what it wrote."""
    bidi = "<w:bidi/>" if rtl else ""
    spaced = f'{bidi}<w:spacing w:after="140" w:line="288" w:lineRule="auto"/>'
    close = '<w:spacing w:after="0" w:line="252" w:lineRule="auto"/>'
    quiet, bold = f'<w:color w:val="{_QUIET}"/>', "<w:b/><w:bCs/>"
    kept = '<w:keepNext/><w:spacing w:before="280" w:after="100"/>'
    headings = [
        (
            f"Heading{level}",
            f"heading {level}",
            f'{kept}<w:outlineLvl w:val="{level - 1}"/>',
            _bold(_SIZES.get(level, 22)),
        )
        for level in range(1, 10)
    ]
    others = [
        ("Title", "Title", '<w:spacing w:after="200"/>', _bold(44)),
        *headings,
        ("Summary", "Sijill Summary", "", quiet),
        ("Item", "List Paragraph", '<w:spacing w:after="80"/>', ""),
        ("Term", "Sijill Term", '<w:keepNext/><w:spacing w:after="40"/>', bold),
        ("Meaning", "Sijill Meaning", '<w:ind w:left="400"/>', ""),
        ("Within", "Sijill Within Item", '<w:spacing w:after="80"/>', ""),
        ("Caption", "Sijill Caption", "<w:keepNext/>", bold),
        ("Cell", "Sijill Cell", close, _sized(19)),
        ("Foot", "footer", '<w:spacing w:after="0"/>', f"{quiet}{_sized(15)}"),
        ("FootnoteText", "footnote text", '<w:spacing w:after="40"/>', _sized(18)),
    ]
    first = _style("Normal", "Normal", spaced, default=True)
    return first + "".join(_style(*each, based="Normal") for each in others)


def _style(
    key: str, name: str, paragraph: str, run: str = "", *, based: str = "", default: bool = False
) -> str:
    inner = f'<w:basedOn w:val="{based}"/>' if based else ""
    first = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="paragraph"{first} w:styleId="{key}"><w:name w:val="{name}"/>{inner}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _sized(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _bold(half_points: int) -> str:
    return f'<w:b/><w:bCs/><w:color w:val="{_SEAL}"/>{_sized(half_points)}'


def plain_run(text: str, *, rtl: bool, looks: str = "") -> str:
    """A run of one direction."""
    turned = "<w:rtl/>" if rtl else ""
    return f'<w:r><w:rPr>{looks}{turned}</w:rPr><w:t xml:space="preserve">{xml(text)}</w:t></w:r>'


def _header(facts: VersionFacts, cover: str) -> str:
    """The first page's: what is no part of the text stands there, so that reading the file gives the text alone."""
    rtl = direction(facts.language) == "rtl"
    rows = "".join(
        f"<w:tr>{_header_cell(fact.name, 2600, rtl, _QUIET)}"
        f"{_header_cell(fact.value, 6700, rtl, _INK, literal=fact.literal)}</w:tr>"
        for fact in cover_of(facts)
    )
    turned = "<w:bidiVisual/>" if rtl else ""
    return (
        f"{HEAD}<w:hdr {NAMESPACES}><w:p>{plain_run(facts.issuer, rtl=rtl)}</w:p><w:tbl><w:tblPr>{turned}"
        '<w:tblW w:w="9300" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="6"/>'
        '<w:bottom w:val="single" w:sz="6"/></w:tblBorders></w:tblPr><w:tblGrid><w:gridCol w:w="2600"/>'
        f'<w:gridCol w:w="6700"/></w:tblGrid>{rows}</w:tbl>{cover}<w:p/></w:hdr>'
    )


def _header_cell(text: str, width: int, rtl: bool, colour: str, *, literal: bool = False) -> str:
    looks = f'<w:color w:val="{colour}"/>{_sized(17)}'
    run = plain_run(text, rtl=rtl and not literal, looks=looks)
    turned = _literal(rtl) if literal else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="Cell"/>{turned}</w:pPr>{run}</w:p></w:tc>'
    )


def _literal(rtl: bool) -> str:
    """What an address or a digest reads in within Arabic: left to right, on the side where the text begins."""
    return '<w:bidi w:val="0"/><w:jc w:val="right"/>' if rtl else ""


def said_in(words: str, language: str, around: str) -> str:
    """A paragraph in one language in a file of another, on the side where that one's text begins."""
    rtl = direction(language) == "rtl"
    side = "" if direction(around) == direction(language) else '<w:jc w:val="right"/>'
    turned = f'<w:bidi w:val="{int(rtl)}"/>{side}'
    return f"<w:p><w:pPr>{turned}</w:pPr>{plain_run(words, rtl=rtl)}</w:p>"


def _footer(facts: VersionFacts) -> str:
    rtl = direction(facts.language) == "rtl"
    pages = "".join(
        {"{n}": _field("PAGE", rtl), "{m}": _field("NUMPAGES", rtl)}.get(part)
        or plain_run(part, rtl=rtl)
        for part in re.split(r"(\{[nm]\})", page_of(facts))
        if part
    )
    start = f'<w:p><w:pPr><w:pStyle w:val="Foot"/>{_literal(rtl)}</w:pPr>'
    return (
        f'{HEAD}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Foot"/><w:tabs><w:tab w:val="right" w:pos="9300"/>'
        f"</w:tabs></w:pPr>{plain_run(footer_of(facts), rtl=rtl)}<w:r><w:tab/></w:r>{pages}</w:p>"
        f"{start}{plain_run(facts.address, rtl=False)}</w:p>"
        f"{start}{plain_run(f'SHA-256 {facts.sha256}', rtl=False)}</w:p></w:ftr>"
    )


def _field(name: str, rtl: bool) -> str:
    turned = "<w:rPr><w:rtl/></w:rPr>" if rtl else ""
    return f'<w:fldSimple w:instr=" {name} "><w:r>{turned}<w:t>1</w:t></w:r></w:fldSimple>'
