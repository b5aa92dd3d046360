"""A small register without pages: an organisation, a policy of three clauses, and versions frozen in a line each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from policies.document.shape import Document, Section
from policies.notification.models import Subscriber
from policies.notification.subscribing import subscribe_confirmed
from policies.publication.freeze import freeze
from policies.publication.models import Organisation, Policy, PolicyVersion
from tests.factories import LANGUAGES, NOTES, make_document, make_section, paragraph

WORDS = {"fr": "Nous gardons {} jours.", "en": "We keep {} days.", "ar": "نحتفظ {} يوما."}


def clause(heading: str, number: object, level: int = 1) -> Section:
    return make_section(
        level=level,
        heading={code: f"{heading} {code}" for code in LANGUAGES},
        body={code: (paragraph(WORDS[code].format(number)),) for code in LANGUAGES},
    )


@dataclass
class Register:
    """``publish`` freezes the document as it is after ``changes`` to the numbers of its clauses."""

    organisation: Organisation
    policy: Policy
    document: Document
    told: dict[str, Subscriber] = field(default_factory=dict)

    def key(self, place: int) -> uuid.UUID:
        return self.document.sections[place].key

    def changed(self, **numbers: object) -> Document:
        """``a``, ``b``, ``c`` are the clauses."""
        sections = list(self.document.sections)
        for name, number in numbers.items():
            place = "abc".index(name)
            body = {code: (paragraph(WORDS[code].format(number)),) for code in LANGUAGES}
            sections[place] = replace(sections[place], body=body)
        return replace(self.document, sections=tuple(sections))

    def publish(
        self, days: int = 0, significance: str = "substantial", **numbers: object
    ) -> PolicyVersion:
        self.document = self.changed(**numbers)
        return freeze(
            policy=self.policy,
            document=self.document,
            significance=significance,
            note=NOTES,
            effective_from=self.today() + timedelta(days=days),
            source_revision=None,
            by="Test",
        )

    def today(self) -> date:
        return self.policy.organisation.today()

    def subscribe(self, name: str, language: str = "en", **scope: Any) -> Subscriber:
        scope = (
            scope
            if {"policy", "organisation", "search"} & set(scope)
            else {"policy": self.policy, **scope}
        )
        return subscribe_confirmed(email=f"{name}@mail.example", language=language, **scope)


def make_register(slug: str = "atlas", **values: Any) -> Register:
    organisation, _created = Organisation.objects.get_or_create(
        slug=slug,
        defaults={
            "name_fr": "Atlas Conseil",
            "name_en": "Atlas Consulting",
            "name_ar": "أطلس للاستشارة",
            "contact_email": "contact@atlas.example",
            **values,
        },
    )
    number = Policy.objects.filter(organisation=organisation).count()
    policy = Policy.objects.create(
        organisation=organisation, slug=f"privacy-{number}" if number else "privacy"
    )
    sections = (clause("Data", 10), clause("Storage", 20), clause("Backups", 30, level=2))
    register = Register(
        organisation=organisation,
        policy=policy,
        document=make_document(policy=policy.uuid, sections=sections),
    )
    register.publish()
    return register
