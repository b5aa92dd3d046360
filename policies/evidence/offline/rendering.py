"""The readable files of an evidence bundle, made from the canonical bytes alone (bundle format 3).

``verify.py`` makes them again and compares: a readable text cannot say anything else than the proven one.
Whatever is changed here makes bundles of another format. Those of format 1 say no time zone, as the versions did that
were published then; documents of schema 1 have no labels, footnotes, spans or marks. This makes the files of all three.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Dict  # noqa: UP035 - read by Python 3.8 too

if __package__:
    from .labels import item_labels, numbers
else:  # in a bundle, the files stand side by side
    from labels import item_labels, numbers  # type: ignore[no-redef]

Json = Dict[str, Any]  # noqa: UP006 - evaluated, by Python 3.8 too
FORMAT = 3
LABELS = {
    "fr": (
        "Version",
        "En vigueur à compter du",
        "Publiée le",
        "Note de modification",
        "Empreinte SHA-256",
        "Fuseau horaire de cette date",
        "Cette traduction suit le texte source de la version {}",
        "Cette traduction suit un texte source qui n’a pas été publié",
    ),
    "en": (
        "Version",
        "Applies from",
        "Published at",
        "Change note",
        "SHA-256 digest",
        "Time zone of this date",
        "This translation follows the source text of version {}",
        "This translation follows a source text that was not published",
    ),
    "ar": (
        "الإصدار",
        "يسري ابتداءً من",
        "نُشر في",
        "مذكرة التعديل",
        "بصمة SHA-256",
        "المنطقة الزمنية لهذا التاريخ",
        "تتبع هذه الترجمة النص الأصلي للإصدار {}",
        "تتبع هذه الترجمة نصًا أصليًا لم يُنشر",
    ),
}
# What the files of formats 1 and 2 call some of these.
_EARLIER_LABELS = {
    "fr": {1: "Applicable à partir du", 3: "Motif de la modification"},
    "en": {},
    "ar": {3: "بيان التعديل"},
}
STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 serif}"
    "table{border-collapse:collapse}th,td{border:1px solid;padding:.3rem .5rem;text-align:start}"
    "dt{font-weight:bold}code{overflow-wrap:anywhere}"
)
LIST_WITHOUT_NUMBERS = ' style="list-style:none"'
# In Arabic text, addresses and numbers with Latin letters keep their own direction (Unicode TR9).
_WORD = r"[A-Za-zÀ-ɏ0-9@+](?:[\wÀ-ɏ.&/@+#%:?=~-]*[\wÀ-ɏ/])?"
_LATIN = re.compile(rf"{_WORD}(?: {_WORD})*", re.ASCII)


def facts_json(record: Json, entry: Json, form: int = FORMAT) -> bytes:
    """Who published what, when: the facts of the canonical bytes and of the log's entry, in one place."""
    zone = {"time_zone": record["time_zone"]} if "time_zone" in record else {}
    document = record["document"]
    facts: Json = {
        "format": form,
        "issuer": issuer(document, document["authoritative"]),
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
        **{name: record[name] for name in ("left_out", "dismissed", "waivers") if name in record},
    }
    marks = {
        language: behind for language in document["languages"] if (behind := _behind(document, language))
    }
    if marks:
        facts["behind"] = marks
    return (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode()


def issuer(document: Json, language: str) -> str:
    """The issuer's name in this language, or in the one that prevails; schema 1 has one name."""
    names = document["issuer"]
    if isinstance(names, str):
        return names
    return str(names.get(language) or names[document["authoritative"]])


def _behind(document: Json, language: str) -> Json:
    """What follows an earlier source in this language: part of the document → number of the version."""
    parts: Json = {name: document.get(f"{name}_behind", {}) for name in ("title", "summary")}
    parts.update({section["key"]: section.get("behind", {}) for section in document["sections"]})
    return {part: behind[language] for part, behind in parts.items() if language in behind}


def _mark(labels: Sequence[str], number: int) -> str:
    return labels[6].format(number) if number else labels[7]


def _labels(language: str, form: int) -> Sequence[str]:
    earlier = _EARLIER_LABELS[language] if form < FORMAT else {}
    return [earlier.get(place, label) for place, label in enumerate(LABELS[language])]


def text_txt(record: Json, entry: Json, language: str, form: int = FORMAT) -> bytes:
    """The whole text in one language, plain, with its facts above it."""
    labels, document = _labels(language, form), record["document"]
    behind = _behind(document, language)
    lines = [document["title"].get(language, ""), issuer(document, language), ""]
    lines += [f"{label}: {value}" for label, value in _release(record, entry, labels)]
    if note := record["note"].get(language):
        lines += ["", f"{labels[3]}: {note}"]
    if "title" in behind:
        lines += ["", f"[{_mark(labels, behind['title'])}]"]
    if summary := document["summary"].get(language):
        lines += ["", summary]
    if "summary" in behind:
        lines += [f"[{_mark(labels, behind['summary'])}]"]
    for section, number in zip(document["sections"], numbers(document, language)):  # noqa: B905
        heading = section["heading"].get(language, "")
        body = section["body"].get(language, [])
        if heading or body:
            lines += ["", f"{number} {heading}".strip()] if heading else [""]
            if section["key"] in behind:
                lines.append(f"[{_mark(labels, behind[section['key']])}]")
            lines += [line for block in body for line in _block_lines(block, "")]
    return ("\n".join(lines) + "\n").encode()


def text_html(record: Json, entry: Json, language: str, form: int = FORMAT) -> bytes:
    """The same as a page that opens in any browser; it loads nothing."""
    labels, document = _labels(language, form), record["document"]
    behind = _behind(document, language)
    title = _inline(document["title"].get(language, ""), language)
    parts = [
        f'<!doctype html>\n<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">',
        f'<meta charset="utf-8"><title>{html.escape(document["title"].get(language, ""))}</title>',
        f"<style>{STYLE}</style>",
        f"<h1>{title}</h1>",
        f"<p>{_inline(issuer(document, language), language)}</p>",
        "<dl>",
        *(
            f'<dt>{label}</dt><dd><code dir="ltr">{html.escape(value)}</code></dd>'
            for label, value in _release(record, entry, labels)
        ),
    ]
    if note := record["note"].get(language):
        parts.append(f"<dt>{labels[3]}</dt><dd>{_inline(note, language)}</dd>")
    parts.append("</dl>")
    if "title" in behind:
        parts.append(f"<p><em>{_mark(labels, behind['title'])}</em></p>")
    if summary := document["summary"].get(language):
        parts.append(f"<p>{_inline(summary, language)}</p>")
    if "summary" in behind:
        parts.append(f"<p><em>{_mark(labels, behind['summary'])}</em></p>")
    for section, number in zip(document["sections"], numbers(document, language)):  # noqa: B905
        heading = section["heading"].get(language, "")
        if heading:
            rank = min(section["level"] + 1, 6)
            parts.append(f"<h{rank}>{html.escape(number)} {_inline(heading, language)}</h{rank}>")
        if section["key"] in behind:
            parts.append(f"<p><em>{_mark(labels, behind[section['key']])}</em></p>")
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


def _plain(runs: Iterable[Json]) -> str:
    """Running text. Marks and raised or lowered characters cannot look so here: they are told from words by signs."""
    text = ""
    for run in runs:
        part = run["text"]
        if run.get("role") == "footnote":
            part = f"[{part}]"
        elif run.get("script"):
            part = ("^" if run["script"] == "super" else "_") + part
        if run.get("struck"):
            part = f"~~{part}~~"
        link = run.get("link") if run.get("role") != "reference" else None
        text += part + (f" <{link}>" if link else "")
    return text


def _block_lines(block: Json, indent: str) -> Iterator[str]:
    kind = block["type"]
    if kind == "paragraph":
        yield indent + _plain(block["runs"]).replace("\n", "\n" + indent)
    elif kind == "list":
        for label, item in zip(item_labels(block), block["items"]):  # noqa: B905
            yield f"{indent}{label} {_plain(item['runs'])}"
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
    elif kind == "footnotes":
        for item in block["items"]:
            yield f"{indent}[{item['label']}]"
            for child in item["blocks"]:
                yield from _block_lines(child, indent + "   ")
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
        script, role = run.get("script"), run.get("role")
        for holds, tag in (
            (run.get("bold"), "strong"),
            (run.get("italic"), "em"),
            (run.get("struck"), "s"),
            (script == "super" or role == "footnote", "sup"),
            (script == "sub", "sub"),
        ):
            if holds:
                part = f"<{tag}>{part}</{tag}>"
        if run.get("link") and role != "reference":
            part = f'<a href="{html.escape(run["link"])}">{part}</a>'
        parts.append(part)
    return "".join(parts)


def _block_html(block: Json, language: str) -> str:
    kind = block["type"]
    if kind == "paragraph":
        return f"<p>{_runs(block['runs'], language)}</p>"
    if kind == "list":
        return _list_html(block, language)
    if kind == "definitions":
        definitions = (
            f"<dt>{_runs(item['term'], language)}</dt><dd>{_blocks_html(item['blocks'], language)}</dd>"
            for item in block["items"]
        )
        return f"<dl>{''.join(definitions)}</dl>"
    if kind == "table":
        return _table_html(block, language)
    if kind == "footnotes":
        notes = (
            f"<dt>{html.escape(item['label'])}</dt><dd>{_blocks_html(item['blocks'], language)}</dd>"
            for item in block["items"]
        )
        return f"<hr><dl>{''.join(notes)}</dl>"
    return f"<blockquote>{_blocks_html(block['blocks'], language)}</blockquote>"


def _list_html(block: Json, language: str) -> str:
    """A list whose numbers are not 1, 2, 3 has them as text."""
    tag = "ol" if block["ordered"] else "ul"
    plain = not any(
        name in part for part in (block, *block["items"]) for name in ("style", "start", "label")
    )
    items = "".join(
        f"<li>{'' if plain else html.escape(label) + ' '}"
        f"{_runs(item['runs'], language)}{_blocks_html(item['children'], language)}</li>"
        for label, item in zip(item_labels(block), block["items"])  # noqa: B905
    )
    return f"<{tag}{'' if plain else LIST_WITHOUT_NUMBERS}>{items}</{tag}>"


def _table_html(block: Json, language: str) -> str:
    caption = f"<caption>{_runs(block['caption'], language)}</caption>" if block["caption"] else ""
    spans = {(span["row"], span["column"]): span for span in block.get("spans", [])}
    covered = {
        (row, column)
        for at, span in spans.items()
        for row in range(at[0], at[0] + span["height"])
        for column in range(at[1], at[1] + span["width"])
        if (row, column) != at
    }
    rows = ([("th", block["header"])] if block["header"] else []) + [("td", r) for r in block["rows"]]
    parts = []
    for at, (tag, row) in enumerate(rows):
        cells = ""
        for column, cell in enumerate(row):
            if (at, column) in covered:
                continue
            over = spans.get((at, column))
            size = f' rowspan="{over["height"]}" colspan="{over["width"]}"' if over else ""
            cells += f"<{tag}{size}>{_runs(cell, language)}</{tag}>"
        parts.append(f"<tr>{cells}</tr>")
    return f"<table>{caption}{''.join(parts)}</table>"


def _blocks_html(blocks: Iterable[Json], language: str) -> str:
    return "".join(_block_html(block, language) for block in blocks)
