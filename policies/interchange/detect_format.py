"""Which reader a text needs is seen in the text, not in the file's name."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from .file_text import read_file
from .parsed_text import ParsedText, UnreadableText
from .read_html import Reader
from .read_markdown import looks_like_markdown, parsed_text, read_markdown
from .read_plain_text import read_plain_text

_HTML = re.compile(r"\A\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)


def read_text_file(path: Path, language: str) -> ParsedText:
    """This file's text; raises ``UnreadableText`` naming the file."""
    file = read_file(path, language)
    try:
        parsed = read_text(file.text, language)
    except UnreadableText as error:
        raise UnreadableText(f"{path}: {error}") from error
    return replace(parsed, warnings=(*file.warnings, *parsed.warnings))


def read_text(text: str, language: str) -> ParsedText:
    """The sections of a text in Markdown, HTML or neither; raises ``UnreadableText``."""
    if _HTML.match(text):
        reader = Reader()
        return parsed_text(reader.read(text), language, reader)
    if looks_like_markdown(text):
        return read_markdown(text, language)
    return read_plain_text(text, language)
