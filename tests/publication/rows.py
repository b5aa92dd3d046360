"""One row in every guarded table, whichever tables there are: made from the models, not listed by hand."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from policies.publication.guards import GUARDED
from policies.publication.log import Checkpoint, LogKey, Timestamp
from policies.publication.models import FormerAddress
from policies.publication.retire import retire
from policies.publication.withdraw import withdraw
from tests.factories import NOTES, make_policy_page, publish, publish_text


def model_of(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def fill() -> None:
    """Publish, withdraw, retire, sign; then whatever guarded table is still empty gets a row made up."""
    page = make_policy_page()
    version = publish(page)
    days = version.policy.organisation.today() + timedelta(days=30)
    announced = publish_text(page, "Deux", effective_date=days)
    withdraw(version=announced, reason=NOTES, by="A")
    retire(policy=version.policy, reason=NOTES, by="A")
    FormerAddress.objects.create(organisation_slug="old", slug="privacy", policy=version.policy)
    LogKey.objects.create(public="log+00000000+AQ==")
    checkpoint = Checkpoint.objects.create(size=2, note="log\n2\n", sha256="0" * 64)
    Timestamp.objects.create(checkpoint=checkpoint, response=b"1", authority="pem")
    for table in GUARDED:
        model = model_of(table)
        if not model._default_manager.exists():
            model._default_manager.create(**made_up(model))


def made_up(model: type[models.Model]) -> dict[str, Any]:
    """Values that satisfy the columns of a model nobody here knows."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.has_default() or field.db_default is not models.NOT_PROVIDED:
            continue
        if isinstance(field, models.ForeignKey):
            related = field.related_model._default_manager
            values[field.name] = related.first() or related.create(**made_up(field.related_model))
        elif field.null or getattr(field, "blank", False):
            continue
        elif field.choices:
            values[field.name] = next(iter(field.flatchoices))[0]
        elif isinstance(field, models.JSONField):
            values[field.name] = {}
        elif isinstance(field, models.DateTimeField):
            values[field.name] = timezone.now()
        elif isinstance(field, models.DateField):
            values[field.name] = timezone.now().date()
        elif isinstance(field, models.BinaryField):
            values[field.name] = b"x"
        elif isinstance(field, models.UUIDField):
            values[field.name] = uuid.uuid4()
        elif isinstance(field, models.IntegerField):
            values[field.name] = len(values) + 1  # another number in each: two persons are two
        else:
            values[field.name] = "x"
    return values


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Every row of every guarded table."""
    return {table: _rows(table) for table in GUARDED}


def _rows(table: str) -> list[dict[str, Any]]:
    """As the database gives them, without the ORM: a walk through the doors asks a thousand times."""
    key = connection.ops.quote_name(model_of(table)._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY {key}")
        names = [column[0] for column in cursor.description]
        return [
            {
                name: bytes(value) if isinstance(value, memoryview) else value
                for name, value in zip(names, row, strict=True)
            }
            for row in cursor.fetchall()
        ]
