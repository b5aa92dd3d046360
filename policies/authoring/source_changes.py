"""What changed in a section's source since a translation was made from it, as the comparison room sees it."""

from __future__ import annotations

import uuid
from typing import Final

from django.utils.safestring import SafeString

from policies.document.shape import Document, Section

from .admin_redline import changes_html
from .sources import Source, SourceText

_ONE: Final = uuid.UUID(int=1)


def change_since(digest: str, source: Source) -> SafeString | None:
    """The redline from the text of this digest to the source as it is now.

    None where the text is not known, is the source itself, or was in another language (the authoritative language
    of the organisation is another one since).
    """
    if not digest or digest == source.digest:
        return None
    row = SourceText.objects.filter(digest=digest).first()
    if row is None or row.source.language != source.language:
        return None
    return changes_html(_document(row.source), _document(source), source.language)


def _document(source: Source) -> Document:
    """A document of this section alone; without numbers, for its place in the policy is not what changed."""
    return Document(
        policy=_ONE,
        kind="other",
        languages=(source.language,),
        authoritative=source.language,
        issuer="",
        title={},
        numbering="none",
        sections=(
            Section(
                key=_ONE,
                level=1,
                heading={source.language: source.heading} if source.heading else {},
                body={source.language: source.body} if source.body else {},
            ),
        ),
    )
