"""The readable files of an evidence bundle, made from the canonical bytes alone (bundle format 2).

``verify.py`` makes them again and compares: a readable text cannot say anything else than the proven one.
Whatever is changed here makes bundles of another format. Those of format 1 say no time zone, as the versions did that
were published then; this makes their files too.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Dict  # noqa: UP035 - read by Python 3.8 too

Json = Dict[str, Any]  # noqa: UP006 - evaluated, by Python 3.8 too
FORMAT = 2
LABELS = {
    "fr": (
        "Version",
        "Applicable à partir du",
        "Publiée le",
        "Motif de la modification",
        "Empreinte SHA-256",
        "Fuseau horaire de cette date",
    ),
    "en": (
        "Version",
        "Applies from",
        "Published at",
        "Change note",
        "SHA-256 digest",
        "Time zone of this date",
    ),
    "ar": (
        "الإصدار",
        "يسري ابتداءً من",
        "نُشر في",
        "بيان التعديل",
        "بصمة SHA-256",
        "المنطقة الزمنية لهذا التاريخ",
    ),
}
STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 serif}"
    "table{border-collapse:collapse}th,td{border:1px solid;padding:.3rem .5rem;text-align:start}"
    "dt{font-weight:bold}code{overflow-wrap:anywhere}"
)
# In Arabic text, addresses and numbers with Latin letters keep their own direction (Unicode TR9).
_WORD = r"[A-Za-zÀ-ɏ0-9@+](?:[\wÀ-ɏ.&/@+#%:?=~-]*[\wÀ-ɏ/])?"
_LATIN = re.compile(rf"{_WORD}(?: {_WORD})*", re.ASCII)
_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def facts_json(record: Json, entry: Json, form: int = FORMAT) -> bytes:
    """Who published what, when: the facts of the canonical bytes and of the log's entry, in one place."""
    zone = {"time_zone": record["time_zone"]} if "time_zone" in record else {}
    document = record["document"]
    facts = {
        "format": form,
        "issuer": document["issuer"],
        "policy": document["policy"],
        "kind": document["kind"],
        "title": document["title"],
        "languages": document["languages"],
        "authoritative_language": document["authoritative"],
        "number": record["number"],
        "significance": record["significance"],
        "origin": record["origin"],
        "effective_from": record["effective_from"],
        **zone,
        "published_at": entry["published_at"],
        "sha256": entry["sha256"],
        "previous_sha256": record["previous"],
    }
    return (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode()


def text_txt(record: Json, entry: Json, language: str) -> bytes:
    """The whole text in one language, plain, with its facts above it."""
    labels, document = LABELS[language], record["document"]
    lines = [document["title"].get(language, ""), document["issuer"], ""]
    lines += [f"{label}: {value}" for label, value in _release(record, entry, labels)]
    if note := record["note"].get(language):
        lines += ["", f"{labels[3]}: {note}"]
    if summary := document["summary"].get(language):
        lines += ["", summary]
    for section, number in zip(document["sections"], numbers(document, language)):  # noqa: B905
        heading = section["heading"].get(language, "")
        body = section["body"].get(language, [])
        if heading or body:
            lines += ["", f"{number} {heading}".strip()] if heading else [""]
            lines += [line for block in body for line in _block_lines(block, "")]
    return ("\n".join(lines) + "\n").encode()


def text_html(record: Json, entry: Json, language: str) -> bytes:
    """The same as a page that opens in any browser; it loads nothing."""
    labels, document = LABELS[language], record["document"]
    title = _inline(document["title"].get(language, ""), language)
    parts = [
        f'<!doctype html>\n<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">',
        f'<meta charset="utf-8"><title>{html.escape(document["title"].get(language, ""))}</title>',
        f"<style>{STYLE}</style>",
        f"<h1>{title}</h1>",
        f"<p>{_inline(document['issuer'], language)}</p>",
        "<dl>",
        *(
            f'<dt>{label}</dt><dd><code dir="ltr">{html.escape(value)}</code></dd>'
            for label, value in _release(record, entry, labels)
        ),
    ]
    if note := record["note"].get(language):
        parts.append(f"<dt>{labels[3]}</dt><dd>{_inline(note, language)}</dd>")
    parts.append("</dl>")
    if summary := document["summary"].get(language):
        parts.append(f"<p>{_inline(summary, language)}</p>")
    for section, number in zip(document["sections"], numbers(document, language)):  # noqa: B905
        heading = section["heading"].get(language, "")
        if heading:
            rank = section["level"] + 1
            parts.append(f"<h{rank}>{number} {_inline(heading, language)}</h{rank}>")
        parts += [_block_html(block, language) for block in section["body"].get(language, [])]
    return ("\n".join(parts) + "\n").encode()


def _release(record: Json, entry: Json, labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The facts above a text: what they are called in its language, and what they are."""
    yield labels[0], str(record["number"])
    yield labels[1], record["effective_from"]
    if "time_zone" in record:
        yield labels[5], record["time_zone"]
    yield labels[2], entry["published_at"]
    yield labels[4], entry["sha256"]


def numbers(document: Json, language: str) -> list[str]:
    """The section numbers readers saw; empty for a section without a heading in this language."""
    stack: list[int] = []
    counters: list[int] = []
    found = []
    for section in document["sections"]:
        level = section["level"]
        if document["numbering"] == "none" or not section["heading"].get(language, "").strip():
            found.append("")
            continue
        while len(stack) > 1 and stack[-1] > level and stack[-2] >= level:
            stack.pop()
            counters.pop()
        if stack and stack[-1] >= level:
            stack[-1] = level
            counters[-1] += 1
        else:
            stack.append(level)
            counters.append(1)
        found.append(_number(counters, document["numbering"]))
    return found


def _number(counters: list[int], numbering: str) -> str:
    if numbering == "decimal":
        return ".".join(map(str, counters)) + ("." if len(counters) == 1 else "")
    last = counters[-1]
    if len(counters) == 1:
        return f"{last}."
    letters, roman, rest = "", "", last
    if len(counters) == 2:
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return f"{letters}."
    for value, numeral in _ROMAN:
        count, rest = divmod(rest, value)
        roman += numeral * count
    return f"({roman})"


def _plain(runs: Iterable[Json]) -> str:
    return "".join(run["text"] + (f" <{run['link']}>" if run.get("link") else "") for run in runs)


def _block_lines(block: Json, indent: str) -> Iterator[str]:
    kind = block["type"]
    if kind == "paragraph":
        yield indent + _plain(block["runs"]).replace("\n", "\n" + indent)
    elif kind == "list":
        for position, item in enumerate(block["items"], start=1):
            yield indent + (f"{position}. " if block["ordered"] else "- ") + _plain(item["runs"])
            for child in item["children"]:
                yield from _block_lines(child, indent + "   ")
    elif kind == "definitions":
        for item in block["items"]:
            yield indent + _plain(item["term"]) + ":"
            for child in item["blocks"]:
                yield from _block_lines(child, indent + "   ")
    elif kind == "table":
        for row in [[block["caption"]], block["header"], *block["rows"]]:
            if any(row):
                yield indent + " | ".join(_plain(cell) for cell in row)
    else:
        for child in block["blocks"]:
            yield from _block_lines(child, indent + "! ")


def _inline(text: str, language: str) -> str:
    escaped = html.escape(text)
    if language == "ar":
        pieces, end = [], 0
        for match in _LATIN.finditer(text):
            isolated = f'<bdi dir="ltr">{html.escape(match.group())}</bdi>'
            pieces += [html.escape(text[end : match.start()]), isolated]
            end = match.end()
        escaped = "".join([*pieces, html.escape(text[end:])])
    return escaped.replace("\n", "<br>")


def _runs(runs: Iterable[Json], language: str) -> str:
    parts = []
    for run in runs:
        part = _inline(run["text"], language)
        for name, tag in (("bold", "strong"), ("italic", "em")):
            if run.get(name):
                part = f"<{tag}>{part}</{tag}>"
        if run.get("link"):
            part = f'<a href="{html.escape(run["link"])}">{part}</a>'
        parts.append(part)
    return "".join(parts)


def _block_html(block: Json, language: str) -> str:
    kind = block["type"]
    if kind == "paragraph":
        return f"<p>{_runs(block['runs'], language)}</p>"
    if kind == "list":
        tag = "ol" if block["ordered"] else "ul"
        items = (
            f"<li>{_runs(item['runs'], language)}{_blocks_html(item['children'], language)}</li>"
            for item in block["items"]
        )
        return f"<{tag}>{''.join(items)}</{tag}>"
    if kind == "definitions":
        definitions = (
            f"<dt>{_runs(item['term'], language)}</dt><dd>{_blocks_html(item['blocks'], language)}</dd>"
            for item in block["items"]
        )
        return f"<dl>{''.join(definitions)}</dl>"
    if kind == "table":
        caption = f"<caption>{_runs(block['caption'], language)}</caption>" if block["caption"] else ""
        rows = ([("th", block["header"])] if block["header"] else []) + [
            ("td", r) for r in block["rows"]
        ]
        cells = (
            "<tr>" + "".join(f"<{tag}>{_runs(cell, language)}</{tag}>" for cell in row) + "</tr>"
            for tag, row in rows
        )
        return f"<table>{caption}{''.join(cells)}</table>"
    return f"<blockquote>{_blocks_html(block['blocks'], language)}</blockquote>"


def _blocks_html(blocks: Iterable[Json], language: str) -> str:
    return "".join(_block_html(block, language) for block in blocks)
