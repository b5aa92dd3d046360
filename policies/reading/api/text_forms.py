"""One language of a version in the form that a client wants: typed blocks, a fragment of HTML, Markdown, or plain text."""

from __future__ import annotations

import json
from typing import Any

from policies.document.canonical import blocks_to_json
from policies.document.languages import direction
from policies.document.markdown import document_markdown
from policies.document.numbering import numbers
from policies.document.presentation import present
from policies.document.shape import Document
from policies.evidence.offline.rendering import text_txt
from policies.publication.log import LogEntry, stored_bytes

from ..fragments import fragment_html
from ..lookup import content_of, require_language
from ..timeline import Entry, Timeline


def text_facts(history: Timeline, entry: Entry, language: str, form: str) -> dict[str, Any]:
    """Raises ``Absent`` where the version is not in this language."""
    require_language(history, entry, language)
    version: Any = content_of(history, entry)
    document = version.document
    match form:
        case "markdown":
            content: Any = {"text": document_markdown(document, language)}
        case "html":
            content = {"text": fragment_html(history, entry, present(document, language))}
        case "plain":
            logged = LogEntry.objects.get(position=version.position)
            record, leaf = json.loads(version.proven_content), json.loads(stored_bytes(logged.content))
            # The same text as in the evidence.
            content = {"text": text_txt(record, leaf, language).decode()}
        case _:
            content = {
                "summary": document.summary.get(language, ""),
                "clauses": _clauses(document, language),
            }
    return content | {
        "number": entry.number,
        "sha256": entry.version.sha256,
        "language": language,
        "direction": direction(language),
        "title": document.title.get(language, ""),
        "form": form,
    }


def _clauses(document: Document, language: str) -> list[dict[str, Any]]:
    return [
        {
            "key": section.key,
            "number": number,
            "level": section.level,
            "heading": section.heading.get(language, ""),
            "blocks": blocks_to_json(section.body.get(language, ())),
        }
        for section, number in zip(document.sections, numbers(document, language), strict=True)
        if section.heading.get(language) or section.body.get(language)
    ]
