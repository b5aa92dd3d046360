"""A version's cover: what its bytes say apart from the clauses, read without reading the clauses.

RFC 8785 sorts keys, so a record begins with the document's languages and ends with its title, the change
note and the release; a history of many long versions needs a few kilobytes of each, not all of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Value
from django.db.models.functions import Greatest, Length, Substr

from policies.publication.models import PolicyVersion, PolicyVersionQuerySet
from policies.publication.version_record import Record, read_record

HEAD: Final = 4_096  # bytes: the authoritative language, the issuer's name, the kind, the languages
TAIL: Final = 16_384  # bytes: summary, title and change note in every language

# Quotes inside strings are escaped, so neither mark can occur in a text.
_BEFORE_SECTIONS: Final = b',"sections":['
_AFTER_SECTIONS: Final = b'"summary":{'
_START: Final = b'{"document":'


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    authoritative: str
    issuer: str
    languages: tuple[str, ...]
    title: Mapping[str, str]
    note: Mapping[str, str]

    def title_in(self, language: str) -> tuple[str, str]:
        """The title and the language it is in: this one, else the authoritative one."""
        if self.title.get(language):
            return self.title[language], language
        return self.title.get(self.authoritative, ""), self.authoritative

    def note_in(self, language: str) -> tuple[str, str]:
        """The change note and the language it is in: this one, else the authoritative one."""
        if self.note.get(language):
            return self.note[language], language
        return self.note.get(self.authoritative, ""), self.authoritative


def with_edges(versions: PolicyVersionQuerySet) -> PolicyVersionQuerySet:
    """The versions without their content, with the first and last bytes of it as ``head`` and ``tail``."""
    start = Greatest(Length("content") - (TAIL - 1), Value(1))
    return versions.defer("content").annotate(
        head=Substr("content", 1, HEAD), tail=Substr("content", start)
    )


def cover_of(version: PolicyVersion) -> Cover:
    """The cover of a version loaded ``with_edges``; reads the whole content where the edges are too short."""
    edges: Any = version
    head, tail = bytes(edges.head), bytes(edges.tail)
    end, begin = head.find(_BEFORE_SECTIONS), tail.rfind(_AFTER_SECTIONS)
    if end < 0 or begin < 0:
        return _cover_of_record(read_record(bytes(version.content)))
    opening = opening_of(head)
    closing = "{" + tail[begin:].decode()
    texts, length = json.JSONDecoder().raw_decode(closing)
    release = json.loads("{" + closing[length:].lstrip(","))
    return Cover(
        authoritative=opening["authoritative"],
        issuer=opening["issuer"],
        languages=tuple(opening["languages"]),
        title=texts["title"],
        note=release["note"],
    )


def opening_of(content: bytes) -> dict[str, Any]:
    """What a record's bytes say of the document before its clauses: languages, numbering, kind."""
    opening: dict[str, Any] = json.loads(content[len(_START) : content.find(_BEFORE_SECTIONS)] + b"}")
    return opening


def languages_of(content: bytes) -> tuple[str, ...]:
    """The languages of a record's bytes, without reading its clauses."""
    return tuple(opening_of(content)["languages"])


def _cover_of_record(record: Record) -> Cover:
    document = record.document
    return Cover(
        authoritative=document.authoritative,
        issuer=document.issuer,
        languages=document.languages,
        title=document.title,
        note=record.note,
    )
