"""One version in other formats: the exact bytes that were hashed, Markdown, and what the writers make.

No cache keeps them without asking, though they never change: a text may have to be withheld (decision 89).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from policies.document.markdown import document_markdown
from policies.publication.models import PolicyVersion
from policies.publication.public_addresses import absolute, policy_path, version_path
from policies.writers.exchange.akoma_ntoso import akoma_ntoso
from policies.writers.pdf.typesetting import TypesettingBusy
from policies.writers.pdf.write_pdf import version_pdf
from policies.writers.version_facts import facts_of
from policies.writers.word.write_docx import version_docx

from .lookup import content_of, entry_at, policy_page, require_language
from .memento import say_of_version
from .responses import unavailable
from .timeline import Timeline

Write = Callable[[PolicyVersion, str], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A file that a writer makes of one version in one language; ``inline``: browsers show it."""

    kind: str
    write: Write
    inline: bool = False


def _pdf(version: PolicyVersion, language: str) -> bytes:
    document = version.document
    # Of a version of which a part is withheld, the bytes are not given.
    content = None if version.withheld else bytes(version.proven_content)
    return version_pdf(document, facts_of(version, document, language), content=content)


def _docx(version: PolicyVersion, language: str) -> bytes:
    document = version.document
    return version_docx(document, facts_of(version, document, language))


def _akn(version: PolicyVersion, language: str) -> bytes:
    document = version.document
    facts = facts_of(version, document, language)
    return akoma_ntoso(document, facts, policy=absolute(policy_path(version.policy, language)))


PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
AKN: Final = "application/akn+xml"
FORMATS: Final = {
    "pdf": Format(PDF, _pdf, inline=True),
    "docx": Format(DOCX, _docx),
    "xml": Format(AKN, _akn, inline=True),
}
"""By the ending of the address."""


@policy_page
def version_json(request: HttpRequest, history: Timeline, language: str, number: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The exact bytes that were hashed."""
    entry = entry_at(history, language, number)
    headers = {
        "ETag": f'"{entry.version.sha256}"',
        "Content-Language": ", ".join(entry.version.languages),
    }
    content = content_of(history, entry).proven_content
    return HttpResponse(content, content_type="application/json", headers=headers)


@policy_page
def version_md(request: HttpRequest, history: Timeline, language: str, number: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The text in one language as Markdown, its facts in front."""
    entry = entry_at(history, language, number)
    require_language(history, entry, language)
    stored = content_of(history, entry)
    document = stored.document
    facts = {
        "title": document.title.get(language, ""),
        "issuer": document.issuer_in(language),
        "language": language,
        **({"behind": behind} if (behind := document.behind(language)) else {}),
        "authoritative": document.authoritative,
        "version": entry.number,
        "significance": entry.version.significance,
        "effective_from": entry.effective_from.isoformat(),
        **({"time_zone": entry.version.time_zone} if entry.version.time_zone else {}),
        "published_on": entry.published_on.isoformat(),
        "url": absolute(version_path(entry.version, language)),
        "sha256": entry.version.sha256,
        **({"withheld": [mark.part for mark in marks.each]} if (marks := stored.withheld) else {}),
    }
    # JSON's strings and numbers are YAML's too.
    front = "".join(f"{name}: {json.dumps(fact, ensure_ascii=False)}\n" for name, fact in facts.items())
    response = HttpResponse(
        f"---\n{front}---\n\n{document_markdown(document, language)}",
        content_type="text/markdown; charset=utf-8",
    )
    say_of_version(response, history, entry, language)
    return response


@policy_page
def version_file(
    request: HttpRequest, history: Timeline, language: str, number: str, ending: str
) -> HttpResponse:
    """The version in one language as a file of one of ``FORMATS``."""
    entry = entry_at(history, language, number)
    require_language(history, entry, language)
    made = FORMATS[ending]
    version = content_of(history, entry)
    try:
        content = made.write(version, language)
    except TypesettingBusy:
        return unavailable(request)
    response = file_response(
        content,
        made.kind,
        f"{file_name(history)}-v{entry.number}-{language}.{ending}",
        inline=made.inline,
    )
    say_of_version(response, history, entry, language)
    return response


def file_name(history: Timeline) -> str:
    """What the names of files about this policy begin with."""
    return f"{history.policy.organisation.slug}-{history.policy.slug}"


def file_response(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """A file under this name."""
    disposition = content_disposition_header(as_attachment=not inline, filename=name) or ""
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": disposition},
    )
