"""What the API answers: every value with its type, as the OpenAPI document shows it, and how it is filled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from ninja import Field, Schema

from policies.document.languages import CODES
from policies.publication import models
from policies.publication.public_addresses import (
    absolute,
    comparison_path,
    feed_path,
    history_path,
    organisation_path,
    policy_path,
    version_path,
)

from ..finding import Hit as FoundClause
from ..lookup import path_to, shared_languages
from ..responses import withheld_parts
from ..timeline import Entry, Timeline

API = "/api/v1"
Item = TypeVar("Item")

Language = Literal["fr", "en", "ar"]
Kind = Literal["privacy", "cookies", "terms", "other"]
Significance = Literal["initial", "substantial", "minor", "translation"]
Standing = Literal["in-force", "upcoming", "superseded", "never-applied", "withdrawn"]
Form = Literal["blocks", "html", "markdown", "plain"]
LoggedEvent = Literal[
    "version", "withdrawal", "retirement", "approval", "move", "withholding", "reinstatement", "late"
]
Texts = dict[str, str]

# The formats in which a version is published, and the page that gives each.
FORMATS = {
    "html": "version",
    "fragment": "version_fragment",
    "markdown": "version_md",
    "json": "version_json",
    "pdf": "version_pdf",
    "docx": "version_docx",
    "akoma_ntoso": "version_xml",
}


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


class WithheldPart(Schema):
    """A part of a version that is withheld from readers, with its reason by language."""

    part: str = Field(
        description="The key of a clause, `note` or `summary`; empty for the whole version."
    )
    category: Literal["court", "authority", "personal_data", "rights"]
    since: datetime
    reason: Texts


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
    marked: list[Language] = Field(
        description="The languages of which a part follows an earlier text; `behind` in the document says which part."
    )
    authoritative: Language
    title: Texts
    note: Texts = Field(description="What changed and why, by language.")
    sha256: str = Field(description="The digest of the exact bytes at `bytes_url`.")
    withheld: list[WithheldPart] = Field(
        description="What readers are not shown of it. The exact bytes are not served then: 451."
    )
    urls: Texts = Field(description="The version's page by language.")
    bytes_url: str
    formats: dict[str, Texts] = Field(
        description="The same version in every format, by language: `html`, `fragment`, `markdown`, `json`, `pdf`, `docx`."
    )
    evidence_url: str = Field(
        description="Its evidence; 404 until a signed checkpoint covers the version."
    )
    comparison_urls: Texts = Field(
        description="What changed from the version that it replaces, by language; empty where none precedes."
    )
    api_url: str


class Policy(Schema):
    """One legal text in the register."""

    uuid: UUID
    organisation: str
    slug: str
    kind: Kind
    retired_at: datetime | None
    in_force: Version | None
    upcoming: list[Version]
    on_day: Version | None = Field(
        description="The version in force on `in_force_on`; null where no day was asked for."
    )
    versions: int = Field(description="How many versions were published.")
    urls: Texts = Field(description="The page of the text in force by language.")
    history_urls: Texts
    feed_urls: Texts
    api_url: str


class FullVersion(Version):
    """One version with its document, as it was frozen; its `schema` says which form it has."""

    document: dict[str, Any]


class ClauseText(Schema):
    """One clause in one language."""

    key: UUID = Field(description="The same in every language and version.")
    number: str
    level: int
    heading: str
    blocks: list[dict[str, Any]]


class Text(Schema):
    """One language of a version. `blocks` has `clauses`, every other form has `text`."""

    number: int
    sha256: str
    language: Language
    direction: Literal["ltr", "rtl"]
    title: str
    form: Form
    summary: str | None = None
    clauses: list[ClauseText] | None = None
    text: str | None = None


class Event(Schema):
    """Something that happened to a policy, as the log has it."""

    position: int = Field(description="Its place in the log, from 0.")
    event: LoggedEvent
    at: datetime | None
    organisation: str
    policy: str
    uuid: UUID
    version: int | None
    urls: Texts = Field(description="The policy's history by language.")
    api_url: str


class Events(Schema):
    """``cursor`` is where the next question begins; ``more`` says whether there is anything yet."""

    items: list[Event]
    cursor: int
    more: bool


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


def policy_facts(history: Timeline, on_day: Entry | None = None) -> dict[str, Any]:
    policy, in_force = history.policy, history.in_force
    return {
        "uuid": policy.uuid,
        "organisation": policy.organisation.slug,
        "slug": policy.slug,
        "kind": policy.kind,
        "retired_at": policy.retired_at,
        "in_force": version_facts(history, in_force) if in_force else None,
        "upcoming": [version_facts(history, entry) for entry in history.upcoming],
        "on_day": version_facts(history, on_day) if on_day else None,
        "versions": len(history.entries),
        "urls": {code: absolute(policy_path(policy, code)) for code in history.languages()},
        "history_urls": {code: absolute(history_path(policy, code)) for code in CODES},
        "feed_urls": {code: absolute(feed_path(policy, code)) for code in CODES},
        "api_url": absolute(f"{API}/policies/{policy}"),
    }


def version_facts(history: Timeline, entry: Entry) -> dict[str, Any]:
    policy, version = history.policy, entry.version
    before = history.before(entry)
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
        "marked": list(version.marked),
        "authoritative": version.authoritative,
        "title": _texts(version.shown_titles),
        "note": _texts(version.shown_notes),
        "sha256": version.sha256,
        "withheld": withheld_parts(version),
        "urls": {code: absolute(version_path(entry.version, code)) for code in version.languages},
        "bytes_url": absolute(path_to("version_json", policy, version.authoritative, entry.number)),
        "formats": {
            name: {
                code: absolute(path_to(page, policy, code, entry.number)) for code in version.languages
            }
            for name, page in FORMATS.items()
        },
        "evidence_url": absolute(path_to("evidence", policy, version.authoritative, entry.number)),
        "comparison_urls": _comparisons(policy, before, entry) if before else {},
        "api_url": absolute(f"{API}/policies/{policy}/versions/{entry.number}"),
    }


def _comparisons(policy: models.Policy, before: Entry, entry: Entry) -> Texts:
    return {
        code: absolute(comparison_path(policy, code, before.number, entry.number))
        for code in shared_languages(before, entry)
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
