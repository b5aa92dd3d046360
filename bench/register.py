"""A large register, written in bulk: as publishing would leave it, without the hours that publishing takes.

policies of 20 clauses in three languages, one of 5,000 words, one of a thousand versions
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from bench.texts import Writer

LANGUAGES = ("fr", "en", "ar")
CLAUSES, WORDS = 20, 40
_WORDS = {
    "fr": "données personnelles conservation durée accès droit finalité responsable traitement cookies transfert sécurité",
    "en": "personal data retention period access right purpose controller processing cookies transfer security",
    "ar": "المعطيات الشخصية مدة الحفظ حق الولوج الغرض المسؤول المعالجة الارتباط النقل الأمن",
}
_LETTERS = "ABCDEFGHIJKLMNOPRSTUVZ"


def fill(organisations: int, each: int) -> None:
    """So many organisations with so many policies each, of two versions; two more policies to measure alone."""
    from policies.publication.models import Organisation

    writer = Writer(seed=3)
    names = [f"{_LETTERS[at % len(_LETTERS)]}{writer.some(1)[0]} {at}" for at in range(organisations)]
    Organisation.objects.bulk_create(
        Organisation(
            slug=f"org-{at}",
            name_fr=name,
            name_en=name,
            name_ar=f"{'ابتثجحخد'[at % 8]}منظمة {at}",
            time_zone="Africa/Casablanca",
        )
        for at, name in enumerate(names)
    )
    made = []
    for organisation in Organisation.objects.filter(slug__startswith="org-"):
        for at in range(each):
            made.append(_policy(organisation, f"policy-{at}"))
    _write(made, 2, lambda policy, number: short(policy, number, writer))
    alone = Organisation.objects.create(slug="bench", name_fr="Banc", name_en="Bench", name_ar="المقياس")
    long, history, single = (_policy(alone, slug) for slug in ("long", "history", "single"))
    _write([long], 2, lambda policy, number: of_words(policy, number, 5_000))
    _write([history], 1_000, lambda policy, number: short(policy, number, writer))
    _write([single], 1, lambda policy, number: short(policy, number, writer))


def _policy(organisation: Any, slug: str) -> Any:
    from policies.publication.models import Policy

    return Policy(organisation=organisation, slug=slug, uuid=uuid.uuid4(), kind="privacy")


def _write(policies: Sequence[Any], count: int, document: Any) -> None:
    from policies.publication.models import Policy

    Policy.objects.bulk_create(policies)
    for at in range(0, len(policies), 100):
        _versions(policies[at : at + 100], count, document)


def _versions(policies: Sequence[Any], count: int, document: Any) -> None:
    from policies.evidence.digests import digest
    from policies.publication.models import PolicyVersion
    from policies.publication.version_record import Record

    rows = []
    for policy in policies:
        previous = ""
        for number in range(1, count + 1):
            record = Record(
                document=document(policy.uuid, number),
                number=number,
                previous=previous,
                significance=("minor" if number % 3 else "substantial") if previous else "initial",
                effective_from=date(2020, 1, 1) + timedelta(days=number),
                origin="imported",
                time_zone="Africa/Casablanca",
                note=dict.fromkeys(LANGUAGES, f"Note {number}."),
                waivers={},
            )
            content = record.content()
            previous = digest(content)
            rows.append(
                PolicyVersion(policy=policy, content=content, sha256=previous, **record.columns())
            )
    made = PolicyVersion.objects.bulk_create(rows, batch_size=200)
    _log(made)


def _log(versions: Sequence[Any]) -> None:
    """A text that the log does not name is not shown."""
    from django.utils import timezone

    from policies.publication.log import LogEntry, entry_of, next_position

    first, entries = next_position(), []
    for place, version in enumerate(versions):
        version.published_at = timezone.now()
        subject, content = entry_of(version)
        entries.append(
            LogEntry(position=first + place, subject=subject, content=content, policy=version.policy)
        )
    LogEntry.objects.bulk_create(entries, batch_size=500)


def short(policy: uuid.UUID, number: int, writer: Writer) -> Any:
    return _document(policy, [_said(writer, number, place) for place in range(CLAUSES)])


def of_words(policy: uuid.UUID, number: int, words: int) -> Any:
    writer = Writer(seed=5)
    clauses = [
        {code: (f"Clause {place}", list(_sentences(writer, number)), code) for code in LANGUAGES}
        for place in range(words // 125)
    ]
    return _document(policy, clauses)


def _sentences(writer: Writer, number: int) -> Iterator[str]:
    for _ in range(5):
        yield " ".join(writer.some(24)) + f" {number}."


def _said(writer: Writer, number: int, place: int) -> Any:
    found = {}
    for code in LANGUAGES:
        own = _WORDS[code].split()
        heading = f"{own[place % len(own)].capitalize()} {own[(place * 5 + 1) % len(own)]}"
        words = [
            writer.chance.choice(own) if at % 5 == 0 else word
            for at, word in enumerate(writer.some(WORDS))
        ]
        found[code] = (heading, [" ".join(words) + f" {number}."], code)
    return found


def _document(policy: uuid.UUID, clauses: Sequence[Any]) -> Any:
    from policies.document.blocks import Paragraph, Run
    from policies.document.shape import Document, Section

    return Document(
        policy=policy,
        kind="privacy",
        languages=LANGUAGES,
        authoritative="fr",
        issuer=dict.fromkeys(LANGUAGES, "Bench"),
        title={"fr": "Politique de confidentialité", "en": "Privacy policy", "ar": "سياسة الخصوصية"},
        sections=tuple(
            Section(
                key=uuid.uuid5(policy, str(place)),
                level=1 if place % 4 == 0 else 2,
                heading={code: clause[code][0] for code in LANGUAGES},
                body={
                    code: tuple(Paragraph(runs=(Run(text=text),)) for text in clause[code][1])
                    for code in LANGUAGES
                },
            )
            for place, clause in enumerate(clauses)
        ),
    )
