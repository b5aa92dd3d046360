"""What the API answers: every value with its type, as the OpenAPI document shows it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

Language = Literal["fr", "en", "ar"]
Kind = Literal["privacy", "cookies", "terms", "other"]
Significance = Literal["initial", "substantial", "minor", "translation"]
Standing = Literal["in-force", "upcoming", "superseded", "never-applied", "withdrawn"]
Texts = dict[str, str]


class Problem(Schema):
    """Why there is no answer (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Organisation(Schema):
    """An organisation that publishes policies."""

    slug: str
    name: Texts = Field(description="The organisation's name by language.")
    website: str
    time_zone: str = Field(description="The IANA zone in which it is told which text applies today.")
    authoritative: Language = Field(description="The language that prevails in its next policies.")
    urls: Texts = Field(description="The organisation's page by language.")


class Version(Schema):
    """One immutable version, without its text."""

    number: int
    significance: Significance
    standing: Standing
    effective_from: date
    time_zone: str | None = Field(
        description="The IANA zone frozen with it, at whose midnight its days begin; null for a version that was "
        "published before zones were kept: its days follow the organisation's."
    )
    last_day: date | None = Field(description="The last day it applied; null while it applies.")
    published_at: datetime
    imported: bool
    languages: list[Language]
    authoritative: Language
    title: Texts
    note: Texts = Field(description="What changed and why, by language.")
    sha256: str = Field(description="The digest of the exact bytes at `bytes_url`.")
    urls: Texts = Field(description="The version's page by language.")
    bytes_url: str


class Policy(Schema):
    """One legal text in the register."""

    uuid: UUID
    organisation: str
    slug: str
    kind: Kind
    retired_at: datetime | None
    in_force: Version | None
    upcoming: list[Version]
    versions: int = Field(description="How many versions were published.")
    urls: Texts = Field(description="The page of the text in force by language.")


class FullVersion(Version):
    """One version with its document, as it was frozen (schema 1)."""

    document: dict[str, Any]


class Comparison(Schema):
    """The typed difference; both texts can be rebuilt from it."""

    old: Version
    new: Version
    language: Language
    url: str
    comparison: dict[str, Any]


class Hit(Schema):
    """One clause of a text in force that answers the question."""

    organisation: str
    policy: str
    version: int
    key: UUID = Field(description="The clause's key: its anchor in every language and version.")
    number: str
    heading: str
    excerpt: str
    url: str
