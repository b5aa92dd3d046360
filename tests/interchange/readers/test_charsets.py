"""The encoding of a text is marked, declared, or the likeliest; below certainty it is asked."""

from __future__ import annotations

import pytest

from policies.interchange.readers.charsets import decoded
from policies.interchange.readers.parsed_text import UnreadableText
from policies.interchange.readers.read_file import decode

FRENCH = "Les données à caractère personnel sont conservées deux ans : l'accès est gratuit, où que vous soyez."
ARABIC = "سياسة الخصوصية\n\nالنطاق\n\nنحن نجمع البيانات ونستخدمها وفقا للقانون."


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-15", "mac-roman", "cp850"])
def test_french_pages_are_told_apart(encoding: str) -> None:
    assert decoded(FRENCH.encode(encoding), "fr").text == FRENCH


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6", "mac-arabic", "cp720"])
def test_arabic_pages_are_told_apart(encoding: str) -> None:
    assert decoded(ARABIC.encode(encoding), "ar").text == ARABIC


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_unicode_without_and_with_a_mark(encoding: str) -> None:
    assert (
        decoded(f"Politique {ARABIC}".encode(encoding), "ar").text.lstrip("\ufeff")
        == f"Politique {ARABIC}"
    )


def test_declared_encoding_is_taken() -> None:
    page = '<meta charset="iso-8859-15"><p>10 €, le cœur du métier</p>'

    assert decoded(page.encode("iso8859-15"), "fr").text == page


def test_uncertain_encoding_is_asked_about() -> None:
    file = decode("Prix : £5".encode("cp850"), "en")

    (question,) = file.questions
    assert question.subject == "encoding"
    assert len(question.choices) == 2


def test_given_encoding_ends_the_question() -> None:
    file = decode("Prix : £5".encode("cp850"), "en", "cp850")

    assert (file.text, file.questions) == ("Prix : £5", ())


def test_unknown_encoding_is_refused_by_its_name() -> None:
    with pytest.raises(UnreadableText, match="klingon"):
        decoded(b"x", "en", "klingon")
