"""A PDF's lines are a text again; Arabic and pictures of pages are refused with advice."""

from __future__ import annotations

import pytest

from policies.document.text import body_text
from policies.interchange.readers.parsed_text import Answers, ParsedText, UnreadableText
from policies.interchange.readers.read_pdf import read_pdf


def pdf(*pages: list[tuple[int, str]]) -> bytes:
    """Pages of lines, each with its height above the foot of the page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        stream = "".join(f"BT /F1 10 Tf 50 {height} Td ({words}) Tj ET\n" for height, words in lines)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}endstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    out = "%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    return out.encode("latin-1")


def read(content: bytes, language: str = "en") -> ParsedText:
    return read_pdf(content, language, Answers())[language]


FULL = "We keep what you give us for as long as you have an account with us, and not longer than that, as the"


def test_full_lines_go_on_and_gaps_part_paragraphs() -> None:
    text = read(
        pdf([(700, "1. Scope"), (670, FULL), (658, "law asks us to."), (630, "Second paragraph of it.")])
    )

    assert text.sections[0].heading == "Scope"
    assert body_text(text.sections[0].blocks).split("\n") == [
        f"{FULL} law asks us to.",
        "Second paragraph of it.",
    ]
    assert "read from a PDF" in text.warnings[0]


def test_lines_that_stand_on_every_page_are_left_out_and_named() -> None:
    pages = [[(800, "Atlas - Privacy"), (700, f"{FULL} {n}"), (40, f"Page {n}")] for n in range(1, 4)]

    text = read(pdf(*pages))

    assert "Atlas" not in str(text.sections) + text.title
    assert any("“Atlas - Privacy”" in warning for warning in text.warnings)


@pytest.mark.parametrize(
    ("content", "language", "reason"),
    [
        (pdf([(700, "Words")]), "ar", "give the Word file"),
        (pdf([]), "en", "pictures of pages"),
        (b"%PDF-1.4 cut", "en", "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(content: bytes, language: str, reason: str) -> None:
    with pytest.raises(UnreadableText, match=reason):
        read(content, language)
