"""Arabic letters as typewriters and old programs shaped them: the letters that they stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from policies.document.blocks import Run

from .parsed_text import ParsedText
from .worded import worded

# The ornate brackets and the words of honour stay: they are no letters in another shape.
_SHAPED = re.compile("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdc7\ufdf0-\ufdf9\ufe70-\ufefc]+")


def plain_letters(words: str) -> tuple[str, int]:
    """The words with every shaped letter as the letter that it is, and how many stretches were shaped."""
    return _SHAPED.subn(lambda found: unicodedata.normalize("NFKC", found.group()), words)


def with_plain_letters(text: ParsedText) -> ParsedText:
    """The text with every shaped letter as the letter that it is, and a warning where there was one."""
    changed = 0

    def plain(words: str) -> str:
        nonlocal changed
        result, count = plain_letters(words)
        changed += count
        return result

    read = text._replace(
        title=plain(text.title),
        summary=plain(text.summary),
        sections=tuple(
            section._replace(heading=plain(section.heading), blocks=_changed(section.blocks, plain))
            for section in text.sections
        ),
    )
    if not changed:
        return text
    said = worded("Arabic letters in their presentation forms were replaced by the letters themselves")
    return read._replace(warnings=(*text.warnings, said))


def _changed(part: Any, plain: Callable[[str], str]) -> Any:
    if isinstance(part, Run):
        return part.with_part(plain(part.text)) if _SHAPED.search(part.text) else part
    if isinstance(part, tuple):
        return tuple(_changed(each, plain) for each in part)
    if not is_dataclass(part):
        return part
    values = {field.name: _changed(getattr(part, field.name), plain) for field in fields(part)}
    return replace(part, **values)  # type: ignore[type-var]
