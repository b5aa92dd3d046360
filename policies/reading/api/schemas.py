"""What the API answers: every value with its type, as the OpenAPI document shows it, and how it is filled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from ninja import Field, Schema

from policies.document.languages import CODES
from policies.publication import models
from policies.publication.public_addresses import absolute, organisation_path, policy_path, version_path

from ..lookup import path_to
from ..search import Hit as FoundClause
from ..timeline import Entry, Timeline

Item = TypeVar("Item")

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


class Page(Schema, Generic[Item]):
    """``limit`` items from ``offset`` on, and how many there are in all."""

    items: list[Item]
    count: int


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


def organisation_facts(organisation: models.Organisation) -> dict[str, Any]:
    return {
        "slug": organisation.slug,
        "name": _texts({code: getattr(organisation, f"name_{code}") for code in CODES}),
        "website": organisation.website,
        "time_zone": organisation.time_zone,
        "authoritative": organisation.authoritative,
        "urls": {code: absolute(organisation_path(organisation, code)) for code in CODES},
    }


def policy_facts(history: Timeline) -> dict[str, Any]:
    policy, in_force = history.policy, history.in_force
    return {
        "uuid": policy.uuid,
        "organisation": policy.organisation.slug,
        "slug": policy.slug,
        "kind": policy.kind,
        "retired_at": policy.retired_at,
        "in_force": version_facts(history, in_force) if in_force else None,
        "upcoming": [version_facts(history, entry) for entry in history.upcoming],
        "versions": len(history.entries),
        "urls": {code: absolute(policy_path(policy, code)) for code in history.languages()},
    }


def version_facts(history: Timeline, entry: Entry) -> dict[str, Any]:
    policy, version = history.policy, entry.version
    return {
        "number": entry.number,
        "significance": version.significance,
        "standing": entry.standing.value,
        "effective_from": entry.effective_from,
        "time_zone": version.time_zone or None,
        "last_day": entry.last_day,
        "published_at": version.published_at,
        "imported": entry.imported,
        "languages": list(version.languages),
        "authoritative": version.authoritative,
        "title": _texts(version.titles),
        "note": _texts(version.notes),
        "sha256": version.sha256,
        "urls": {code: absolute(version_path(entry.version, code)) for code in version.languages},
        "bytes_url": absolute(path_to("version_json", policy, version.authoritative, entry.number)),
    }


def hit_facts(hit: FoundClause) -> dict[str, Any]:
    return {
        "organisation": hit.policy.organisation.slug,
        "policy": hit.policy.slug,
        "version": hit.version,
        "key": hit.clause.key,
        "number": hit.clause.number,
        "heading": hit.clause.heading,
        "excerpt": hit.plain_excerpt,
        "url": absolute(hit.address),
    }


def _texts(texts: Mapping[str, str | None]) -> Texts:
    return {code: text for code, text in texts.items() if text}
