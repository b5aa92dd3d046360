"""The authoritative text of a section, or of the page itself: kept by its digest, and compared with what it became."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db import models
from django.utils.safestring import SafeString

from policies.authoring.admin_redline import changes_html
from policies.authoring.draft import body_of
from policies.document.blocks import Body, Run
from policies.document.canonical import blocks_from_json, blocks_to_json, canonical_bytes
from policies.document.completeness import Text
from policies.document.languages import in_language
from policies.document.references import each_run
from policies.document.shape import Document, Section
from policies.evidence.digests import HEX_LENGTH, digest

_ONE: Final = uuid.UUID(int=1)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One section's heading and body in one language; of a page's own text, one of the two."""

    language: str
    heading: str
    body: Body

    @cached_property
    def content(self) -> bytes:
        """Canonical bytes: two texts that read the same have the same.

        The words of a reference are computed and stand as a sign: a clause that moved is no other source.
        """
        body = each_run(self.body, _without_number)
        return canonical_bytes(
            {"language": self.language, "heading": self.heading, "body": blocks_to_json(body)}
        )

    @cached_property
    def digest(self) -> str:
        return digest(self.content)

    @property
    def text(self) -> Text:
        return Text(self.heading, self.body)

    @property
    def empty(self) -> bool:
        return self.text.says_nothing

    @property
    def document(self) -> Document:
        """A document of this text alone. It has no numbers: its place in the policy is not what changed."""
        section = Section(
            key=_ONE,
            level=1,
            heading={self.language: self.heading} if self.heading else {},
            body={self.language: self.body} if self.body else {},
        )
        return Document(
            policy=_ONE,
            kind="other",
            languages=(self.language,),
            authoritative=self.language,
            issuer={self.language: ""},
            title={},
            numbering="none",
            sections=(section,),
        )


def _without_number(run: Run) -> Run:
    return run.with_part("§") if run.role == "reference" else run


def source_of(text: Any, language: str) -> Source:
    """What a section, or a text of the page, says in this language now."""
    return written_as(
        language, in_language(text, "heading", language), in_language(text, "body", language)
    )


def written_as(language: str, heading: str | None, body: Any) -> Source:
    """The same of a heading and a body, as a draft holds it or as blocks already."""
    return Source(
        language=language,
        heading=(heading or "").strip(),
        body=body if isinstance(body, tuple) else body_of(body),
    )


class SourceText(models.Model):
    """A text that something was translated from.

    A draft names it by its digest. So the pin is part of the form and of every revision, and any number of
    revisions share one row. A row never changes: its name is computed from its content.
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
    rows = [SourceText(digest=source.digest, content=source.content.decode()) for source in sources]
    SourceText.objects.bulk_create(rows, ignore_conflicts=True)


def change_since(digest: str, source: Source) -> SafeString | None:
    """The redline from the text of this digest to the source as it is now.

    None if the text is not known, is the source itself, or was in another language (the organisation has another
    authoritative language since).
    """
    if not digest or digest == source.digest:
        return None
    row = SourceText.objects.filter(digest=digest).first()
    before = row.source if row else None
    if before is None or before.language != source.language:
        return None
    return changes_html(before.document, source.document, source.language)
