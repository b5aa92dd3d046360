"""The authoritative text of a section, or of the page itself, as its translators have it before them, kept by its digest."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from policies.document.canonical import blocks_from_json, blocks_to_json, canonical_bytes
from policies.document.shape import Body
from policies.evidence.digests import HEX_LENGTH, digest

from .draft import body_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One section's heading and body in the authoritative language; of a page's own text, one of the two."""

    language: str
    heading: str
    body: Body

    @property
    def content(self) -> bytes:
        """Canonical bytes: two texts that read the same have the same."""
        return canonical_bytes(
            {"language": self.language, "heading": self.heading, "body": blocks_to_json(self.body)}
        )

    @property
    def empty(self) -> bool:
        return not self.heading and not self.body

    @property
    def digest(self) -> str:
        return digest(self.content)


def source_of(section: Any, language: str) -> Source:
    """What the section, or text of the page, says in this language now."""
    return written_as(
        language, getattr(section, f"heading_{language}"), getattr(section, f"body_{language}")
    )


def written_as(language: str, heading: str | None, body: Any) -> Source:
    """The same of a heading and a body, which is a StreamField's value or a body already."""
    return Source(
        language=language,
        heading=(heading or "").strip(),
        body=body if isinstance(body, tuple) else body_of(body),
    )


class SourceText(models.Model):
    """A text something was translated from.

    A draft names it by its digest, so that the pin rides in the form and in every revision, and any number of
    revisions share one row. A row never changes: its content is what its name was computed from.
    """

    digest = models.CharField(primary_key=True, max_length=HEX_LENGTH)
    content = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(content=""), name="a_source_text_holds_what_its_digest_names"
            )
        ]

    def __str__(self) -> str:
        return self.digest

    @property
    def source(self) -> Source:
        value = json.loads(self.content)
        return Source(
            language=value["language"], heading=value["heading"], body=blocks_from_json(value["body"])
        )


def keep(sources: Iterable[Source]) -> None:
    """Store these texts, each once for ever."""
    by_digest = {source.digest: source.content.decode() for source in sources}
    rows = [SourceText(digest=digest, content=content) for digest, content in by_digest.items()]
    SourceText.objects.bulk_create(rows, ignore_conflicts=True)
