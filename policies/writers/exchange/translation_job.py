"""What is given to a translator: the passages of one policy from one language into another, clause by clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from policies.document.inline_codes import Codes, Pieces


class Stage(StrEnum):
    """``stale``: made from an earlier source passage. ``final``: what stands in the draft, up to date."""

    NEW = "new"
    STALE = "stale"
    FINAL = "final"


class JobTerm(NamedTuple):
    """A term of the glossary that the passage names; ``there`` in its own language, ``here`` as it is to be translated."""

    there: str
    here: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobUnit:
    """One passage. ``place`` is that of ``document.text_places``, ``h`` for a heading, ``n`` for a number as typed.

    ``shown`` says in words what each code stands for.
    """

    place: str
    name: str
    source: Pieces
    target: Pieces
    stage: Stage
    codes: Codes
    shown: Mapping[str, str]
    notes: tuple[str, ...] = ()
    terms: tuple[JobTerm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobClause:
    """``source`` and ``target`` are the digests of the texts that the clause has in the two languages, shortened.

    They ride in the name of every unit: a file that comes back says what it was made from, whatever a program keeps of it.
    """

    key: UUID
    source: str
    target: str
    name: str
    notes: tuple[str, ...]
    units: tuple[JobUnit, ...]

    @property
    def mark(self) -> str:
        return f"{self.key}.{self.source}.{self.target}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationJob:
    policy: UUID
    title: str
    issuer: str
    source_language: str
    target_language: str
    clauses: tuple[JobClause, ...]

    @property
    def original(self) -> str:
        """Names the policy, within a file and whatever the file is called."""
        return f"urn:uuid:{self.policy}"
