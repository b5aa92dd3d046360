"""From the register's values to the API's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from policies.document.languages import CODES
from policies.publication.models import Organisation, Policy
from policies.publication.public_addresses import absolute, organisation_path, policy_path

from ..lookup import version_address
from ..search import Hit
from ..timeline import Entry, Timeline


def organisation_facts(organisation: Organisation) -> dict[str, Any]:
    return {
        "slug": organisation.slug,
        "name": _texts({code: getattr(organisation, f"name_{code}") for code in CODES}),
        "website": organisation.website,
        "time_zone": organisation.time_zone,
        "authoritative": organisation.authoritative,
        "urls": {code: absolute(organisation_path(organisation, code)) for code in CODES},
    }


def policy_facts(history: Timeline) -> dict[str, Any]:
    policy: Policy = history.policy
    in_force = history.in_force
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
    policy = history.policy
    authoritative = entry.version.authoritative
    address = [authoritative, policy.organisation.slug, policy.slug, entry.number]
    return {
        "number": entry.number,
        "significance": entry.version.significance,
        "standing": entry.standing.value,
        "effective_from": entry.effective_from,
        "time_zone": entry.version.time_zone or None,
        "last_day": entry.last_day,
        "published_at": entry.version.published_at,
        "imported": entry.imported,
        "languages": list(entry.version.languages),
        "authoritative": authoritative,
        "title": _texts(entry.version.titles),
        "note": _texts(entry.version.notes),
        "sha256": entry.version.sha256,
        "urls": {
            code: absolute(version_address(policy, entry.number, code))
            for code in entry.version.languages
        },
        "bytes_url": absolute(reverse("policies:version_json", args=address)),
    }


def hit_facts(hit: Hit, language: str) -> dict[str, Any]:
    address = absolute(policy_path(hit.policy, language))
    return {
        "organisation": hit.policy.organisation.slug,
        "policy": hit.policy.slug,
        "version": hit.version,
        "key": hit.key,
        "number": hit.number,
        "heading": hit.plain_heading,
        "excerpt": hit.plain_excerpt,
        "url": address if hit.is_summary else f"{address}#{hit.key}",
    }


def _texts(texts: Any) -> dict[str, str]:
    pairs: Iterable[tuple[str, str | None]] = texts.items()
    return {code: text for code, text in pairs if text}
