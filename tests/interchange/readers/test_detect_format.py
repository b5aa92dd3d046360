"""Files are told by their content; what no reader knows is refused by what it is."""

from __future__ import annotations

import io
import zipfile

import pytest

from policies.interchange.readers.detect_format import format_of, text_format_of
from policies.interchange.readers.parsed_text import UnreadableText


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as held:
        for name, content in parts.items():
            held.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (archive(word__document="x"), "docx"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        (b"{\\rtf1 x}", "rtf"),
        (b"\n%PDF-1.7", "pdf"),
        ("Données".encode(), "text"),
    ],
)
def test_formats(content: bytes, form: str) -> None:
    assert format_of(content) == form


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (archive(xl__workbook="x"), "Excel"),
        (archive(ppt__x="x"), "PowerPoint"),
        (archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "no text"),
        (archive(a="x"), "ZIP archive"),
        (b"PK\x03\x04 cut", "damaged"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0 x", "old format"),
        (b"\x89PNG", "image"),
        (b"\x1f\x8b", "compressed"),
        (b"\xffWPC", "WordPerfect"),
    ],
)
def test_other_files_are_refused_by_name(content: bytes, kind: str) -> None:
    with pytest.raises(UnreadableText, match=kind):
        format_of(content)


REFUSED = {
    "reStructuredText": ["Privacy\n=======\n\n.. note::\n\n   Nothing is sold.\n", "See :doc:`/terms` for more.", "T\n++++\n\nx"],
    "AsciiDoc": ["= Privacy\n:toc:\n\n== Scope\n\nText.", "Text.\n\n[NOTE]\n====\nNothing.\n====\n"],
    "LaTeX": ["\\documentclass{article}\n\\begin{document}\nx\n\\end{document}", "\\section{Scope}\nText."],
    "wiki": ["== Scope ==\n\nText.\n", "{| class=x\n|-\n| a\n|}", "See [[Terms|the terms]].", "h2. Scope\n\nText."],
    "JSON": ['{"a": "x"}\n{"a": "y"}\n', '{"title": "Privacy"}', '[{"a": 1}]'],
    "CSV": ["a\tb\tc\n1\t2\t3\n", "clause,text\n1,We keep nothing\n2,We sell nothing", 'a;b\n1;"x; y"'],
    "template": ["We keep {{ company }} data.", "{% if x %}y{% endif %}", "<?php echo 1 ?>", "Dear ${name},", "{{< alert >}}x{{< /alert >}}"],
    "Org": ["#+TITLE: Privacy\n* Scope\n"],
    "an image": ["<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>"],
    "XML": ['<?xml version="1.0"?>\n<policy><p>x</p></policy>'],
    "MHTML": ["From: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"],
}  # fmt: skip


def test_delimited_blocks_of_asciidoc_are_told_from_headings_that_are_underlined() -> None:
    with pytest.raises(UnreadableText, match="AsciiDoc"):
        text_format_of("Text.\n\n====\nAn example.\n\n====\n")


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in REFUSED.items() for text in texts]
)
def test_markup_of_no_reader_is_refused_by_name(kind: str, text: str) -> None:
    with pytest.raises(UnreadableText, match=kind):
        text_format_of(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("<!-- saved from x -->\n<!DOCTYPE html><html><body><p>x</p></body></html>", "html"),
        ("<h1>Conditions</h1>\n<p>Nous <b>vendons</b>.</p>\n", "html"),
        ("# Conditions\n\n<ol type=a><li>x</li></ol>\n", "markdown"),
        ("Conditions\n==========\n\nTexte.\n", "markdown"),
        ("Terms\n=====\n\nText.\n\nData\n====\n\nMore text.\n", "markdown"),
        (
            "# T\n\nSee [https://a.example/x](https://a.example/x) and [https://b.example/y](https://b.example/y), or [us](/u).\n",
            "markdown",
        ),
        (
            "# T\n\n[Home](https://a.example/)[About us](/about) [Shop](https://b.example/)[Help](/help)\n",
            "markdown",
        ),
        ("+++\ntitle = 'x'\n+++\n\n## Scope\n\nText.\n", "markdown"),
        ("Conditions\n\nObjet, durée; prix.\nTexte: x, y.\n", "plain"),
        ("# T\n\nWrite `{{ name }}` here.\n", "markdown"),
        ("Nom, prénom\nAdresse, ville\n", "plain"),
        ("1.\tNous vendons.\n2.\tVous payez.\n", "plain"),
    ],
)
def test_texts_that_are_read(text: str, form: str) -> None:
    assert text_format_of(text) == form
