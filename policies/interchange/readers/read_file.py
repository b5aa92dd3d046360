"""A file as texts: bounded, told by its content and never by its name, read, or refused with the reason.

Mojibake is repaired, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import ftfy

from .charsets import decoded
from .common_sentences import too_large
from .detect_format import format_of, text_format_of
from .parsed_text import Answers, ParsedText, Question, UnreadableText
from .presentation_forms import with_plain_letters
from .read_akoma_ntoso import read_akoma_ntoso
from .read_html import read_html
from .read_markdown import read_markdown, shown_html
from .read_plain_text import read_plain_text
from .reading_process import read_apart
from .visible_lines import visible_lines
from .word.word_package import MAX_FILE, bounded_archive
from .worded import worded, worded_many

MAX_BYTES = 2 * 1024 * 1024
"""Of a text; other files, which hold pictures too, may be larger."""

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be")
_NOTHING_ASKED = Answers()


class FileText(NamedTuple):
    """Decoded text with ``\\n`` line ends, what was done to it, and what is not certain of it."""

    text: str
    warnings: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def read_policy_file(
    path: Path, language: str, answers: Answers = _NOTHING_ASKED
) -> dict[str, ParsedText]:
    """The texts of this file by language; raises ``UnreadableText`` naming the file.

    There is one, in ``language``, unless the file is a table with a column for each language.
    """
    content = read_bytes(path)
    try:
        return read_content(content, language, answers)
    except UnreadableText as error:
        raise UnreadableText(f"{path}: {error}") from error


def read_content(
    content: bytes,
    language: str,
    answers: Answers = _NOTHING_ASKED,
    stopped: Callable[[], bool] = lambda: False,
) -> dict[str, ParsedText]:
    """The texts of a file's content by language; raises ``UnreadableText``.

    ``stopped`` is asked every second of a long reading: whether nobody wants it any more.
    """
    if not content.strip():
        raise UnreadableText(worded("the file is empty"))
    if len(content) > MAX_FILE:
        raise UnreadableText(too_large(MAX_FILE // 1024 // 1024))
    form = format_of(content)
    if form == "text":
        file = decode(content, language, answers.encoding)
        parsed = read_text(file.text, answers)
        texts = {
            language: parsed._replace(
                warnings=(*file.warnings, *parsed.warnings),
                questions=(*file.questions, *parsed.questions),
                source=_source(file.text),
            )
        }
    else:
        if form in ("docx", "odt"):
            # A bomb is refused by what its directory says, before a process is started for it.
            bounded_archive(content)
        texts = read_apart(content, form, language, answers, stopped)
    return {code: with_plain_letters(text) for code, text in texts.items()}


def _source(text: str) -> tuple[str, ...]:
    """The lines of a text, or what a page shows."""
    match text_format_of(text):
        case "html":
            return visible_lines(text)
        case "markdown":
            return visible_lines(shown_html(text))
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def read_text(text: str, answers: Answers = _NOTHING_ASKED) -> ParsedText:
    """The sections of a text in Markdown, HTML, Akoma Ntoso or none of them; raises ``UnreadableText``."""
    match text_format_of(text):
        case "html":
            return read_html(text, answers)
        case "markdown":
            return read_markdown(text)
        case "akn":
            return read_akoma_ntoso(text)
        case _:
            return read_plain_text(text)


def read_bytes(path: Path) -> bytes:
    """The content of this file, one byte more than may be read at most; raises ``UnreadableText``."""
    try:
        if not path.exists():
            raise UnreadableText(worded("there is no such file"))
        if not path.is_file():
            raise UnreadableText(worded("not a file"))
        with path.open("rb") as file:
            return file.read(MAX_FILE + 1)
    except OSError as error:
        raise UnreadableText(f"{str(path)!r}: cannot be read: {error.strerror or error}") from error
    except UnreadableText as error:
        raise UnreadableText(f"{path}: {error}") from error


def read_file(path: Path, language: str) -> FileText:
    """The text of this file, which is one; raises ``UnreadableText``."""
    try:
        return decode(read_bytes(path), language)
    except UnreadableText as error:
        raise UnreadableText(f"{path}: {error}") from error


def decode(content: bytes, language: str, encoding: str = "") -> FileText:
    """The text of these bytes in this language; raises ``UnreadableText``."""
    if len(content) > MAX_BYTES:
        raise UnreadableText(too_large(MAX_BYTES // 1024 // 1024))
    if not content.strip():
        raise UnreadableText(worded("the file is empty"))
    if (form := format_of(content)) != "text":
        raise UnreadableText(
            worded("this is a file in the format {format}, not a text", format=form.upper())
        )
    found = decoded(content, language, encoding)
    warnings: list[str] = []
    if found.encoding not in _UNICODE:
        warnings.append(worded("not UTF-8: read as {encoding}", encoding=found.encoding))
    text = _LINE_ENDS.sub("\n", found.text)
    controls = len(_CONTROLS.findall(text))
    if controls * 200 > len(text) or "\x00" in text:
        raise UnreadableText(worded("binary data, not text"))
    if controls:
        text = _CONTROLS.sub("", text)
        warnings.append(
            worded_many(
                "{count} control character was dropped",
                "{count} control characters were dropped",
                controls,
            )
        )
    if not any(character.isalpha() for character in text):
        raise UnreadableText(worded("the file holds no text"))
    if "\ufffd" in text:
        warnings.append(
            worded_many(
                "{count} character was already lost in the file (�)",
                "{count} characters were already lost in the file (�)",
                text.count("\ufffd"),
            )
        )
    text = _repaired(text, warnings)
    questions: tuple[Question, ...] = ()
    if found.rival:
        said = worded(
            "the encoding is not certain: read as {encoding}, it may be {rival}",
            encoding=found.encoding,
            rival=found.rival,
        )
        questions = (Question("encoding", said, (found.encoding, found.rival)),)
    return FileText(text=text, warnings=tuple(warnings), questions=questions)


def _repaired(text: str, warnings: list[str]) -> str:
    """The text with mojibake undone line by line; nothing else is changed (quotes stay as they are)."""
    lines = text.split("\n")
    repaired = [ftfy.fix_encoding(line) for line in lines]
    damaged = [str(at) for at, line in enumerate(lines, start=1) if line != repaired[at - 1]]
    if damaged:
        shown = ", ".join(damaged[:5]) + ("…" if damaged[5:] else "")
        warnings.append(
            worded("wrongly decoded characters (mojibake) repaired in line {lines}", lines=shown)
        )
    return "\n".join(repaired)
