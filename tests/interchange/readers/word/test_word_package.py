"""What a stranger made monstrous is refused before it is unpacked or parsed."""

from __future__ import annotations

import io
import zipfile

import pytest

from policies.interchange.readers.parsed_text import Answers, UnreadableText
from policies.interchange.readers.word.read_word import read_word
from policies.interchange.readers.word.word_package import MAX_PARTS, bounded_archive, parsed_xml

from ...samples import SAMPLES
from .word_files import docx, p

HOSTILE = sorted((SAMPLES / "word" / "hostile").glob("*.docx"))
REASONS = {
    "bomb": "unpacks to",
    "bomb2": "unpacks to",
    "deep": "nested more than 256 deep",
    "deepspan": "nested more than 256 deep",
    "lol": "document type",
    "xxe": "document type",
}


def read(content: bytes) -> object:
    return read_word(content, "fr", Answers())


@pytest.mark.parametrize("name", REASONS)
def test_hostile_files_are_refused_with_the_reason(name: str) -> None:
    path = SAMPLES / "word" / "hostile" / f"{name}.docx"
    if not path.exists():
        pytest.skip("the sample files are not beside this checkout")

    with pytest.raises(UnreadableText, match=REASONS[name]):
        read(path.read_bytes())


def test_part_that_unpacks_to_more_than_it_says_is_refused() -> None:
    content = bytearray(docx(p("x")))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 30_000_000)
    lying = bytearray(out.getvalue())
    # The size in the directory, which a sender writes as he likes.
    at = lying.rfind((30_000_000).to_bytes(4, "little"))
    lying[at : at + 4] = (100).to_bytes(4, "little")

    for each in (bytes(lying), bytes(content[:-30])):
        with pytest.raises(UnreadableText, match=r"damaged|unpacks"):
            read(each)


def test_many_parts_passwords_and_macros_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(MAX_PARTS + 1):
            archive.writestr(f"word/{number}", "")
    with pytest.raises(UnreadableText, match="2001 parts"):
        bounded_archive(out.getvalue())

    macros = io.BytesIO(docx(p("x")))
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\x00")
    with pytest.raises(UnreadableText, match="macros"):
        read(macros.getvalue())


@pytest.mark.parametrize("cut", [10, 200, 700])
def test_damaged_file_is_one_clear_error(cut: int) -> None:
    with pytest.raises(UnreadableText):
        read(docx(p("x"))[:cut])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_document_type_is_refused_in_every_encoding(encoding: str) -> None:
    part = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
    )

    with pytest.raises(UnreadableText, match="document type"):
        parsed_xml(part.encode(encoding), "word/document.xml")
