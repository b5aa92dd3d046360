"""A file as one language's text: bounded, decoded, never binary; its reader is seen in the text, not in its name.

Mojibake is repaired, and that is said.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import ftfy

from .parsed_text import ParsedText, UnreadableText
from .read_html import looks_like_html, read_html
from .read_markdown import looks_like_markdown, read_markdown
from .read_plain_text import read_plain_text

MAX_BYTES = 2 * 1024 * 1024

_MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x1f\x8b": "a compressed file",
}
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Windows' one-byte encodings: what a text that is not UTF-8 was most probably saved in.
_LEGACY = {"fr": "cp1252", "en": "cp1252", "ar": "cp1256"}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


class FileText(NamedTuple):
    """Decoded text with ``\\n`` line ends, and what was done to it."""

    text: str
    warnings: tuple[str, ...] = ()


def read_text_file(path: Path, language: str) -> ParsedText:
    """This file's text; raises ``UnreadableText`` naming the file."""
    file = read_file(path, language)
    try:
        parsed = read_text(file.text)
    except UnreadableText as error:
        raise UnreadableText(f"{path}: {error}") from error
    return parsed._replace(warnings=(*file.warnings, *parsed.warnings))


def read_text(text: str) -> ParsedText:
    """The sections of a text in Markdown, HTML or neither; raises ``UnreadableText``."""
    if looks_like_html(text):
        return read_html(text)
    return read_markdown(text) if looks_like_markdown(text) else read_plain_text(text)


def read_file(path: Path, language: str) -> FileText:
    """The text of this file.

    Raises ``UnreadableText`` when it is missing, not a plain file, too large, empty or not text.
    """
    try:
        if not path.exists():
            raise UnreadableText("there is no such file")
        if not path.is_file():
            raise UnreadableText("not a file")
        with path.open("rb") as file:
            return decode(file.read(MAX_BYTES + 1), language)
    except OSError as error:
        raise UnreadableText(f"{str(path)!r}: cannot be read: {error.strerror or error}") from error
    except UnreadableText as error:
        raise UnreadableText(f"{path}: {error}") from error


def decode(content: bytes, language: str) -> FileText:
    """The text of these bytes in this language; raises ``UnreadableText``."""
    if len(content) > MAX_BYTES:
        raise UnreadableText(f"larger than {MAX_BYTES // 1024 // 1024} MB: no policy is")
    if not content.strip():
        raise UnreadableText("the file is empty")
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            raise UnreadableText(f"this is {kind}, not plain text or Markdown")
    text, warnings = _decoded(content, language)
    text = _LINE_ENDS.sub("\n", text)
    controls = len(_CONTROLS.findall(text))
    if controls * 200 > len(text) or "\x00" in text:
        raise UnreadableText("binary data, not text")
    if controls:
        text = _CONTROLS.sub("", text)
        warnings.append(f"{controls} control characters were dropped")
    if not any(character.isalpha() for character in text):
        raise UnreadableText("the file holds no text")
    if "\ufffd" in text:
        warnings.append(f"{text.count(chr(0xFFFD))} characters were already lost in the file (�)")
    text = _repaired(text, warnings)
    return FileText(text=text, warnings=tuple(warnings))


def _decoded(content: bytes, language: str) -> tuple[str, list[str]]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), []
            except UnicodeDecodeError as error:
                raise UnreadableText(f"not valid {encoding.upper()}: {error.reason}") from error
    if b"\x00" in content:
        raise UnreadableText("binary data, not text")
    with suppress(UnicodeDecodeError):
        return content.decode("utf-8"), []
    encoding = _LEGACY.get(language, "cp1252")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableText(f"neither UTF-8 nor {encoding}: save it as UTF-8") from error
    readable = sum(character.isalnum() or character.isspace() for character in text)
    if readable * 10 < len(text) * 7:
        raise UnreadableText("binary data, not text")
    return text, [f"not UTF-8: read as {encoding}"]


def _repaired(text: str, warnings: list[str]) -> str:
    """The text with mojibake undone line by line; nothing else is changed (quotes stay as they are)."""
    lines = text.split("\n")
    repaired = [ftfy.fix_encoding(line) for line in lines]
    damaged = [str(at) for at, line in enumerate(lines, start=1) if line != repaired[at - 1]]
    if damaged:
        shown = ", ".join(damaged[:5]) + ("…" if damaged[5:] else "")
        warnings.append(f"wrongly decoded characters (mojibake) repaired in line {shown}")
    return "\n".join(repaired)
