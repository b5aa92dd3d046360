"""Files become text, or one clear refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.interchange.readers.parsed_text import UnreadableText
from policies.interchange.readers.read_file import MAX_BYTES, decode, read_file, read_text
from policies.interchange.readers.read_markdown import looks_like_markdown

ARABIC = "نعالج معطياتكم"
FRENCH = "Données à caractère personnel"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_read_silently(encoding: str) -> None:
    file = decode(f"{FRENCH} {ARABIC}".encode(encoding), "fr")

    assert (file.text, file.warnings) == (f"{FRENCH} {ARABIC}", ())


@pytest.mark.parametrize(
    ("text", "encoding", "language"), [(FRENCH, "cp1252", "fr"), (ARABIC, "cp1256", "ar")]
)
def test_legacy_encodings_are_read_and_said(text: str, encoding: str, language: str) -> None:
    file = decode(text.encode(encoding), language)

    assert file.text == text
    assert encoding in file.warnings[0]


def test_mojibake_is_repaired_and_quotes_stay() -> None:
    damaged = "Children’s".encode().decode("cp1252")

    file = decode(f"“We” say ‘it’ — {damaged}".encode(), "en")

    assert file.text == "“We” say ‘it’ — Children’s"
    assert "mojibake" in file.warnings[0]


@pytest.mark.parametrize("content", ["“We’re” l’été – naïve café…", "Ça coûte 5 € à Aÿ", ARABIC])
def test_sound_text_is_not_repaired(content: str) -> None:
    assert decode(content.encode(), "en").text == content


def test_line_ends_are_made_equal() -> None:
    assert decode(b"a\r\nb\rc\x0cd\xc2\x85e", "en").text == "a\nb\nc\nd\ne"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"---\n***\n12", "no text"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"{\\rtf1 text}", "RTF"),
        (b"text\x00text", "binary"),
        (b"\x01\x02\x03abc\x04\x05" * 9, "binary"),
        (bytes(range(128, 256)) * 4, "UTF-8"),
        (b"\xff\xfea", "UTF-16"),
        (b"a" * (MAX_BYTES + 1), "larger"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableText, match=reason):
        decode(content, "en")


def test_missing_files_and_folders_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableText, match=r"nowhere\.md: there is no such file"):
        read_file(tmp_path / "nowhere.md", "en")
    with pytest.raises(UnreadableText, match="not a file"):
        read_file(tmp_path, "en")
    with pytest.raises(UnreadableText, match="no such file"):
        read_file(tmp_path / "a\x00b", "en")


def test_format_is_seen_in_the_text() -> None:
    assert looks_like_markdown("# Policy\n\ntext")
    assert looks_like_markdown("Policy\n======\n\ntext")
    assert not looks_like_markdown("Policy\n\n1. Data\n\n* a\n* b\n")
    assert read_text("<!DOCTYPE html><h1>T</h1><h2>A</h2><p>x</p>").title == "T"
