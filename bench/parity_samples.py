"""Clauses in several languages: those of a directory of samples, and the demo's own policies with their versions."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

from policies import interchange
from policies.authoring.divergence.clause import Clause
from policies.document.shape import Document, Section
from policies.interchange.assemble import assemble
from policies.interchange.collection_files import PolicyFolder, read_collection, texts_of
from policies.interchange.readers.parsed_text import UnreadableText
from policies.interchange.readers.read_markdown import read_markdown

LANGUAGES = ("fr", "en", "ar")
_DEMO = Path(interchange.__file__).parent / "demo"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One clause in all its languages, written in Markdown."""

    name: str
    heading: Mapping[str, str]
    body: Mapping[str, str]

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        return combinations([code for code in LANGUAGES if code in self.body], 2)

    def clause(self, language: str, body: str | None = None) -> Clause:
        """The clause in one language, also with another body."""
        text = self.body[language] if body is None else body
        return _read(language, self.heading.get(language, ""), text)


@dataclass(frozen=True, kw_only=True)
class Seed:
    """One divergence in one language of one clause."""

    name: str
    clause: str
    language: str
    kind: str
    at: int
    before: str
    after: str

    def body(self, sample: Sample) -> str:
        """The clause's text in its language, with the divergence."""
        body = sample.body[self.language]
        return body[: self.at] + self.after + body[self.at + len(self.before) :]


@cache
def _read(language: str, heading: str, markdown: str) -> Clause:
    """The clause as the importer reads it; a heading inside of it is a line of its heading."""
    try:
        sections = read_markdown(markdown).sections
    except UnreadableText:
        sections = ()
    headings = "\n".join(section.heading for section in sections if section.heading)
    return Clause(
        language=language,
        heading=f"{heading}\n{headings}".strip(),
        body=tuple(block for section in sections for block in section.blocks),
    )


def samples(folder: Path) -> list[Sample]:
    with (folder / "clauses.jsonl").open(encoding="utf-8") as lines:
        return [
            Sample(name=row["id"], heading=row["heading"], body=row["body"])
            for row in map(json.loads, lines)
        ]


def seeds(folder: Path) -> list[Seed]:
    with (folder / "seeded.jsonl").open(encoding="utf-8") as lines:
        return [
            Seed(
                name=row["id"],
                **{
                    field: row[field]
                    for field in ("clause", "language", "kind", "at", "before", "after")
                },
            )
            for row in map(json.loads, lines)
        ]


def document(clauses: Mapping[str, Clause]) -> Document:
    """A document of one clause."""
    codes = tuple(code for code in LANGUAGES if code in clauses)
    section = Section(
        key=uuid.UUID(int=1),
        level=1,
        heading={code: clauses[code].heading for code in codes},
        body={code: clauses[code].body for code in codes},
    )
    return Document(
        policy=uuid.UUID(int=2),
        kind="other",
        languages=codes,
        authoritative=codes[0],
        issuer={codes[0]: "Sijill"},
        title={},
        sections=(section,),
    )


def demo() -> list[list[Document]]:
    """The versions of each of the demo's policies, oldest first."""
    return [
        [*_versions(policy)]
        for organisation in read_collection(_DEMO)
        for policy in organisation.policies
    ]


def _versions(policy: PolicyFolder) -> Iterator[Document]:
    previous: Document | None = None
    for texts in texts_of(policy.releases):
        previous = assemble(
            texts=texts,
            policy=uuid.uuid5(uuid.NAMESPACE_URL, str(policy.releases[0].folder)),
            kind="privacy",
            issuer={"fr": "Sijill"},
            authoritative="fr",
            titles={code: text.title for code, text in texts.items()},
        ).document
        yield previous


def demo_changes() -> Iterator[tuple[Document, Document]]:
    for versions in demo():
        yield from pairwise(versions)
