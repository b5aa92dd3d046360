"""Policies to read, made without drafts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from policies.publication.models import Hub, Policy, PolicyVersion
from tests.factories import (
    LANGUAGES,
    NOTES,
    TITLES,
    freeze_document,
    make_document,
    make_section,
    paragraph,
)


def make_policy(hub: str = "atlas", slug: str = "privacy", **values: Any) -> Policy:
    """A policy without a version, in a hub that is made when it is not there."""
    names = {"name_fr": "Atlas Conseil", "name_en": "Atlas Consulting", "name_ar": "أطلس للاستشارة"}
    found, _created = Hub.objects.get_or_create(slug=hub, defaults=names)
    return Policy.objects.create(hub=found, slug=slug, **values)


def publish_words(
    policy: Policy, words: str, languages: Iterable[str] = LANGUAGES, **release: Any
) -> PolicyVersion:
    """One version whose text holds ``words`` in each language, for example ``words (ar)``."""
    codes = tuple(languages)
    section = make_section(
        key=policy.uuid,
        body={code: (paragraph(f"{words} ({code})"),) for code in codes},
    )
    document = make_document(
        policy=policy.uuid,
        languages=codes,
        authoritative=codes[0],
        title={code: TITLES[code] for code in codes},
        sections=(section,),
    )
    note = {code: NOTES[code] for code in codes}
    return freeze_document(document, policy, **{"note": note} | release)


def make_history(policy: Policy | None = None) -> Policy:
    """Four versions: one superseded, one without Arabic in force, one minor before it, one announced."""
    policy = policy or make_policy()
    today = policy.hub.today()
    publish_words(policy, "Ancien texte", effective_from=date(2023, 3, 1))
    publish_words(policy, "Texte corrigé", significance="minor", effective_from=date(2024, 5, 1))
    publish_words(policy, "Texte en vigueur", ("fr", "en"), effective_from=today - timedelta(days=3))
    publish_words(policy, "Texte annoncé", origin="authored", effective_from=today + timedelta(days=14))
    return policy
