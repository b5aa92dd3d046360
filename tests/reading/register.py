"""Policies to read, made without drafts."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from policies.document.blocks import Body, Definition, Definitions, Item, List, Note, Run, Table
from policies.document.shape import Document, Section
from policies.publication.models import Organisation, Policy, PolicyVersion
from tests.factories import (
    HEADINGS,
    LANGUAGES,
    NOTES,
    TITLES,
    freeze_document,
    make_document,
    make_section,
    paragraph,
)


def make_policy(organisation: str = "atlas", slug: str = "privacy", **values: Any) -> Policy:
    """A policy without a version, in an organisation that is made when it is not there."""
    names = {"name_fr": "Atlas Conseil", "name_en": "Atlas Consulting", "name_ar": "أطلس للاستشارة"}
    found, _created = Organisation.objects.get_or_create(slug=organisation, defaults=names)
    return Policy.objects.create(organisation=found, slug=slug, **values)


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
    today = policy.organisation.today()
    publish_words(policy, "Ancien texte", effective_from=date(2023, 3, 1))
    publish_words(policy, "Texte corrigé", significance="minor", effective_from=date(2024, 5, 1))
    publish_words(policy, "Texte en vigueur", ("fr", "en"), effective_from=today - timedelta(days=3))
    publish_words(policy, "Texte annoncé", origin="authored", effective_from=today + timedelta(days=14))
    return policy


RICH = {
    "fr": ("Nous écrivons à Atlas Conseil", "Donnée", "Durée"),
    "en": ("We write to Atlas Consulting", "Data", "Period"),
    "ar": (
        "نراسل Atlas Consulting SARL على contact@atlas.example أو +212 522 00 00 00",
        "البيانات",
        "المدة",
    ),
}


def make_reading(policy: Policy | None = None, clauses: int = 12) -> Policy:
    """Three versions of a text with every kind of block, long enough to scroll: two past, one announced."""
    policy = policy or make_policy()
    today = policy.organisation.today()
    policy.organisation.contact_email, policy.organisation.website = (
        "dpo@atlas.example",
        "https://atlas.example",
    )
    policy.organisation.save()
    freeze_document(_rich(policy, clauses, "10"), policy, effective_from=date(2023, 3, 1))
    freeze_document(_rich(policy, clauses, "24"), policy, effective_from=today, origin="authored")
    freeze_document(
        _rich(policy, clauses, "36"),
        policy,
        effective_from=today + timedelta(days=14),
        origin="authored",
    )
    return policy


def _rich(policy: Policy, clauses: int, months: str) -> Document:
    return make_document(
        policy=policy.uuid,
        summary={code: RICH[code][0] for code in LANGUAGES},
        sections=tuple(_rich_section(index, months) for index in range(clauses)),
    )


def _rich_section(index: int, months: str) -> Section:
    return make_section(
        key=uuid.UUID(int=index + 1),
        level=1 + index % 3,
        heading={code: f"{HEADINGS[code]} {index + 1}" for code in LANGUAGES} if index else {},
        body={code: _rich_body(code, months if index == 3 else "6") for code in LANGUAGES},
    )


def _rich_body(code: str, months: str) -> Body:
    words, data, period = RICH[code]
    return (
        paragraph(f"{words}. " * 4),
        List(
            ordered=False, items=(Item(runs=(Run(text=words, bold=True),)), Item(runs=(Run(text=data),)))
        ),
        Definitions(items=(Definition(term=(Run(text=data),), blocks=(paragraph(words),)),)),
        Table(
            caption=(Run(text=data),),
            header=((Run(text=data),), (Run(text=period),)),
            rows=(((Run(text=words, link="https://atlas.example/"),), (Run(text=months),)),),
        ),
        Note(tone="important", blocks=(paragraph(words, italic=True),)),
    )
