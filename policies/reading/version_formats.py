"""One version in other formats: the exact bytes that were hashed, and Markdown."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse

from policies.document.markdown import document_markdown
from policies.publication.public_addresses import absolute

from .lookup import content_of, entry_at, find, require_language, version_address
from .memento import say_of_version
from .responses import IMMUTABLE, public
from .timeline import timeline


@public
def version_json(
    request: HttpRequest, language: str, organisation: str, slug: str, number: str
) -> HttpResponse:
    """The exact bytes that were hashed."""
    history = timeline(find(request, language, organisation, slug))
    stored = content_of(history, entry_at(history, language, number))
    headers = {
        "Cache-Control": IMMUTABLE,
        "ETag": f'"{stored.sha256}"',
        "Content-Language": ", ".join(stored.languages),
    }
    return HttpResponse(bytes(stored.content), content_type="application/json", headers=headers)


@public
def version_md(
    request: HttpRequest, language: str, organisation: str, slug: str, number: str
) -> HttpResponse:
    """The text in one language as Markdown, its facts in front."""
    history = timeline(find(request, language, organisation, slug))
    entry = entry_at(history, language, number)
    require_language(history, entry, language)
    stored = content_of(history, entry)
    facts = {
        "title": stored.document.title.get(language, ""),
        "issuer": stored.document.issuer,
        "language": language,
        "authoritative": stored.document.authoritative,
        "version": entry.number,
        "significance": entry.version.significance,
        "effective_from": entry.effective_from.isoformat(),
        **({"time_zone": entry.version.time_zone} if entry.version.time_zone else {}),
        "published_on": entry.published_on.isoformat(),
        "url": absolute(version_address(history.policy, entry.number, language)),
        "sha256": entry.version.sha256,
    }
    # JSON's strings and numbers are YAML's too.
    front = "".join(f"{name}: {json.dumps(fact, ensure_ascii=False)}\n" for name, fact in facts.items())
    text = document_markdown(stored.document, language)
    response = HttpResponse(
        f"---\n{front}---\n\n{text}",
        content_type="text/markdown; charset=utf-8",
        headers={"Cache-Control": IMMUTABLE},
    )
    say_of_version(response, history, entry, language)
    return response
