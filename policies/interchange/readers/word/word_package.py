"""A Word file's parts as XML: bounded before anything is unpacked, and parsed by a parser that follows nothing."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Final

from lxml import etree

from ..common_sentences import too_large
from ..parsed_text import UnreadableText
from ..worded import worded

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

MEGABYTE: Final = 1024 * 1024
MAX_FILE: Final = 20 * MEGABYTE
MAX_PARTS: Final = 2_000
MAX_PART: Final = 24 * MEGABYTE
"""Unpacked size of a part that is read: five times the longest text that anybody printed."""
MAX_UNPACKED: Final = 300 * MEGABYTE
"""Of all parts, pictures too, which are never unpacked."""

_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(wordprocessingml/main|officeDocument/(?:relationships|math))"
)
_TRANSITIONAL = {
    b"wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
}
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_ENCRYPTED = 0x1


@cache
def w(name: str) -> str:
    """The name of an element or attribute of WordprocessingML."""
    return f"{W}{name}"


def bounded_archive(content: bytes) -> zipfile.ZipFile:
    """The archive, its directory checked: sizes as declared, number of parts, passwords.

    Raises ``UnreadableText``. Nothing is unpacked.
    """
    if len(content) > MAX_FILE:
        raise UnreadableText(too_large(MAX_FILE // MEGABYTE))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableText(worded("the file is damaged: {error}", error=str(error))) from error
    infos = archive.infolist()
    if len(infos) > MAX_PARTS:
        raise UnreadableText(
            worded("{parts} parts: a document has at most {most}", parts=len(infos), most=MAX_PARTS)
        )
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise UnreadableText(worded("the file is protected by a password: save it without one"))
    for info in infos:
        if info.filename.lower().endswith((".xml", ".rels")) and info.file_size > MAX_PART:
            raise UnreadableText(_unpacks(info.filename))
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise UnreadableText(
            worded("unpacks to more than {most} MB: no policy does", most=MAX_UNPACKED // MEGABYTE)
        )
    return archive


def part_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    """What this part unpacks to, at most ``MAX_PART``, whatever the directory says."""
    try:
        with archive.open(name) as file:
            content = file.read(MAX_PART + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnreadableText(worded("the file is damaged: {error}", error=f"{name}: {error}")) from error
    if len(content) > MAX_PART:
        raise UnreadableText(_unpacks(name))
    return content


def parsed_xml(content: bytes, name: str) -> etree._Element:
    """The root of this XML; a document type, and what is nested too deep, are refused."""
    if any(mark in content for mark in _DOCTYPES):
        raise UnreadableText(_declares(name))
    content = _STRICT.sub(lambda found: _TRANSITIONAL[found.group(1)], content)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise UnreadableText(
                worded("{part} is nested more than 256 deep: no policy is", part=name)
            ) from error
        raise UnreadableText(worded("the file is damaged: {error}", error=f"{name}: {error}")) from error
    if root.getroottree().docinfo.doctype:
        # In an encoding that was not looked for.
        raise UnreadableText(_declares(name))
    return root


def _declares(name: str) -> str:
    return worded("{part} declares a document type: no word processor writes one", part=name)


def _unpacks(name: str) -> str:
    return worded(
        "{part} unpacks to more than {most} MB: no policy does", part=name, most=MAX_PART // MEGABYTE
    )


class WordPackage:
    """The parts that are read, each parsed once."""

    def __init__(self, content: bytes) -> None:
        self._archive = bounded_archive(content)
        self._names = {info.filename for info in self._archive.infolist()}
        if any(name.lower().endswith("vbaproject.bin") for name in self._names):
            raise UnreadableText(
                worded("the file holds macros: save it as a document without them (.docx)")
            )
        self.main = self._main()
        document = self.xml(self.main)
        if document is None or document.tag != w("document"):
            raise UnreadableText(worded("the archive holds no Word document"))
        self.document = document
        self.relations = self._relations(self.main)

    def xml(self, name: str) -> etree._Element | None:
        if name not in self._names:
            return None
        return parsed_xml(part_bytes(self._archive, name), name)

    def related(self, kind: str) -> Iterator[etree._Element]:
        """The parts of this kind that the document names, such as ``footnotes``."""
        for _id, target, type_, external in self._rows(self.main):
            if type_.endswith(f"/{kind}") and not external:
                root = self.xml(target)
                if root is not None:
                    yield root

    def part(self, kind: str) -> etree._Element | None:
        return next(self.related(kind), None)

    def _main(self) -> str:
        for _id, target, type_, _external in self._rows(""):
            if type_.endswith("/officeDocument"):
                return target
        return "word/document.xml"

    def _relations(self, name: str) -> dict[str, str]:
        """Addresses outside the file, by the identifier of the relation."""
        return {key: target for key, target, _type, external in self._rows(name) if external}

    def _rows(self, name: str) -> Iterator[tuple[str, str, str, bool]]:
        folder, file = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        if root is None:
            return
        for row in root:
            external = row.get("TargetMode") == "External"
            target = row.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            yield row.get("Id", ""), target, row.get("Type", ""), external
