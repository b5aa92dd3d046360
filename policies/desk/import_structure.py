"""What was recognised of a file, beside the file, to be put right: levels, clauses joined and divided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from policies.document.blocks import Footnotes
from policies.document.html import blocks_html
from policies.document.languages import LANGUAGES
from policies.document.text import block_text
from policies.interchange.readers.parsed_text import ParsedSection, ParsedText
from policies.interchange.recognised import divided, joined_to_the_one_before, with_level
from policies.interchange.said_words import in_words
from policies.interchange.words_kept import words_kept

from .import_frame import import_at, screen
from .import_reading import questions_of, waiting
from .import_record import TextImport

_SHOWN_LOST = 30
_SHORTENED = 70


class Clause(NamedTuple):
    """One clause as it is shown: ``line`` is where it begins in the file, counted from 1, or none."""

    at: int
    section: ParsedSection
    number: str
    body: SafeString
    parts: list[tuple[int, str]]
    line: int | None


def text(request: HttpRequest, text_import: Any, language: str) -> HttpResponse:
    record = import_at(request, text_import)
    texts = record.read
    if waiting(record) or questions_of(record):
        return redirect("policies_import:step", record.pk)
    if language not in texts:
        raise Http404("the import has no such language")
    if request.method == "POST":
        return _changed(request, record, language)
    codes = list(texts)
    source, kept = _source(record, language)
    following = codes[codes.index(language) + 1 :]
    onward = "policies_import:languages" if len(codes) > 1 else "policies_import:draft"
    return screen(
        request,
        "policies/desk/import_text.html",
        record.organisation,
        record.page,
        step="text",
        record=record,
        language=LANGUAGES[language],
        languages=codes,
        clauses=list(_clauses(texts[language], language, source)),
        title=texts[language].title,
        source=source,
        words=kept,
        lost=list(dict.fromkeys(kept.lost))[:_SHOWN_LOST],
        warnings=[in_words(each) for each in texts[language].warnings],
        left_out=texts[language].left_out,
        changed_at=request.GET.get("at", ""),
        act=request.GET.get("act", ""),
        onward=reverse("policies_import:text", args=[record.pk, following[0]])
        if following
        else reverse(onward, args=[record.pk]),
    )


def _changed(request: HttpRequest, record: TextImport, language: str) -> HttpResponse:
    """Do what the button that was pressed says: ``act at`` or ``act at block``."""
    texts = record.read
    act, *numbers = request.POST.get("do", "").split()
    if not all(number.isascii() and number.isdigit() and len(number) < 6 for number in numbers):
        raise Http404("no such place")
    places = list(map(int, numbers))
    try:
        texts[language] = _done(record, texts[language], language, act, places)
    except (IndexError, ValueError):
        raise Http404("no such place") from None
    record.keep(texts)
    at = max(places[0] - (act == "join"), 0) if places else 0
    address = reverse("policies_import:text", args=[record.pk, language])
    return redirect(f"{address}?at={at}&act={act}#clause-{at}")


def _done(
    record: TextImport, text: ParsedText, language: str, act: str, places: list[int]
) -> ParsedText:
    match act, places:
        case "in", [at]:
            return with_level(text, at, 1)
        case "out", [at]:
            return with_level(text, at, -1)
        case "join", [at]:
            return joined_to_the_one_before(text, at)
        case "divide", [at, block]:
            return divided(text, at, block)
        case "anew", []:
            return _as_read(record, language)
    raise ValueError(act)


def _as_read(record: TextImport, language: str) -> ParsedText:
    read = [file.read for file in record.files.defer("content")]
    return next(texts[language] for texts in read if language in texts)


def _source(record: TextImport, language: str) -> tuple[Sequence[str], Any]:
    """The lines of the file that this language is from, and whether its words are in what was read of it.

    A file of several languages has its lines at the first of them.
    """
    now = record.read
    for file in record.files.defer("content"):
        texts = file.read
        if language in texts:
            source = next((each.source for each in texts.values() if each.source), ())
            return source, words_kept({code: now[code] for code in texts if code in now})
    return (), words_kept({})


def _clauses(text: ParsedText, language: str, source: Sequence[str]) -> Iterator[Clause]:
    lines = _lines(text, source)
    for at, section in enumerate(text.sections):
        body = [block for block in section.blocks if not isinstance(block, Footnotes)]
        yield Clause(
            at=at,
            section=section,
            number=section.label.shown if section.label else "",
            # Escaped where it is written.
            body=mark_safe(blocks_html(section.blocks, language)),  # noqa: S308
            parts=[
                (place, " ".join(block_text(block).split())[:_SHORTENED])
                for place, block in enumerate(body)
                if place or section.heading
            ],
            line=lines[at],
        )


def _lines(text: ParsedText, source: Sequence[str]) -> list[int | None]:
    """Where each clause begins in the file, in order: the next line that holds its heading or its first words."""
    result: list[int | None] = []
    start = 0
    plain = [_letters(line) for line in source]
    for section in text.sections:
        words = _letters(section.heading or (block_text(section.blocks[0]) if section.blocks else ""))[
            :60
        ]
        found = next((at for at in range(start, len(plain)) if words and words in plain[at]), None)
        result.append(found + 1 if found is not None else None)
        start = start if found is None else found
    return result


def _letters(line: str) -> str:
    return "".join(character for character in line.casefold() if character.isalnum())
