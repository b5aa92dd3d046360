"""One version in other formats: the exact bytes that were hashed, and Markdown."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse

from policies.document.markdown import document_markdown
from policies.publication.public_addresses import absolute, version_path

from .lookup import content_of, entry_at, policy_page, require_language
from .memento import say_of_version
from .responses import IMMUTABLE
from .timeline import Timeline


@policy_page
def version_json(request: HttpRequest, history: Timeline, language: str, number: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The exact bytes that were hashed."""
    entry = entry_at(history, language, number)
    headers = {
        "Cache-Control": IMMUTABLE,
        "ETag": f'"{entry.version.sha256}"',
        "Content-Language": ", ".join(entry.version.languages),
    }
    content = bytes(content_of(history, entry).content)
    return HttpResponse(content, content_type="application/json", headers=headers)


@policy_page
def version_md(request: HttpRequest, history: Timeline, language: str, number: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The text in one language as Markdown, its facts in front."""
    entry = entry_at(history, language, number)
    require_language(history, entry, language)
    document = content_of(history, entry).document
    facts = {
        "title": document.title.get(language, ""),
        "issuer": document.issuer,
        "language": language,
        "authoritative": document.authoritative,
        "version": entry.number,
        "significance": entry.version.significance,
        "effective_from": entry.effective_from.isoformat(),
        **({"time_zone": entry.version.time_zone} if entry.version.time_zone else {}),
        "published_on": entry.published_on.isoformat(),
        "url": absolute(version_path(entry.version, language)),
        "sha256": entry.version.sha256,
    }
    # JSON's strings and numbers are YAML's too.
    front = "".join(f"{name}: {json.dumps(fact, ensure_ascii=False)}\n" for name, fact in facts.items())
    response = HttpResponse(
        f"---\n{front}---\n\n{document_markdown(document, language)}",
        content_type="text/markdown; charset=utf-8",
        headers={"Cache-Control": IMMUTABLE},
    )
    say_of_version(response, history, entry, language)
    return response
