"""A register with one mailed policy and any number of confirmed subscribers, in a database of its own."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management import call_command
from django.db import connection

from policies.document.blocks import Paragraph, Run
from policies.document.shape import Document, Section
from policies.notification.fan_out import fan_out
from policies.notification.ledger import Notice
from policies.notification.models import Subscriber, Subscription
from policies.publication.freeze import freeze
from policies.publication.models import Organisation, Policy, PolicyVersion

LANGUAGES = ("fr", "en", "ar")
TITLES = {"fr": "Politique de confidentialité", "en": "Privacy policy", "ar": "سياسة الخصوصية"}


def prepare() -> Policy:
    """The empty database, migrated, with a policy whose first version is published."""
    call_command("migrate", verbosity=0)
    names = {f"name_{code}": "Atlas" for code in LANGUAGES}
    organisation = Organisation.objects.create(slug="atlas", name="Atlas", **_known(Organisation, names))
    policy = Policy.objects.create(
        organisation=organisation, slug="privacy", practice=Policy.Practice.MAIL
    )
    publish(policy)
    return policy


def _known(model: Any, values: dict[str, str]) -> dict[str, str]:
    fields = {field.name for field in model._meta.get_fields()}
    return {name: value for name, value in values.items() if name in fields}


def publish(policy: Policy) -> PolicyVersion:
    """A changed text that applies from today on: a substantial change, with its notice."""
    section = Section(
        key=uuid.UUID(int=1),
        level=1,
        heading=dict.fromkeys(LANGUAGES, "1"),
        body={
            code: tuple(
                Paragraph(runs=(Run(text=f"{uuid.uuid4()} " + "données traitées " * 40),))
                for _ in range(5)
            )
            for code in LANGUAGES
        },
    )
    document = Document(
        policy=policy.uuid,
        kind="privacy",
        languages=LANGUAGES,
        authoritative="fr",
        issuer={"fr": "Atlas"},
        title=TITLES,
        sections=(section,),
    )
    return freeze(
        policy=policy,
        document=document,
        significance="substantial",
        note=dict.fromkeys(LANGUAGES, "Nous précisons la durée de conservation."),
        effective_from=None,
        source_revision=None,
        by="bench",
    )


def subscribe(policy: Policy, count: int) -> None:
    """Bring the confirmed subscribers of the policy up to ``count``, in the three languages by turns."""
    have = Subscriber.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {Subscriber._meta.db_table}
                (uuid, email, language, frequency, confirmed_at, created_at)
            SELECT gen_random_uuid(), 'reader' || n || '@mail.example', (%s::text[])[1 + n %% 3],
                   'substantial', now(), now()
            FROM generate_series(%s, %s) AS n
            """,  # noqa: S608 - our own names
            [list(LANGUAGES), have + 1, count],
        )
        cursor.execute(
            f"""
            INSERT INTO {Subscription._meta.db_table} (subscriber_id, policy_id, confirmed_at, created_at)
            SELECT s.id, %s, now(), now() FROM {Subscriber._meta.db_table} AS s
            WHERE NOT EXISTS (
                SELECT FROM {Subscription._meta.db_table} AS t WHERE t.subscriber_id = s.id
            )
            """,  # noqa: S608 - our own names
            [policy.pk],
        )
        cursor.execute("ANALYZE")


def announce(policy: Policy) -> Notice:
    """A notice to everyone, fanned out and ready to send; earlier ones are gone from the queue."""
    notice = publish(policy).notices.earliest("pk")
    while fan_out() is not None:
        pass
    return notice
