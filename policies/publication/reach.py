"""How many readers a release reaches by mail, and how fast: written by the room of notices, read by those below it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now

from .models import Policy


class Reach(models.Model):
    """The subscribers of one policy by language, those of its whole organisation and of its clauses among them.

    The worker counts them every five minutes (``notification.audience.write_reach``): a count is that old at
    most, and older while no worker runs. Whether the policy sends mails at all says its promise.
    """

    policy = models.OneToOneField(Policy, on_delete=models.CASCADE, related_name="reach")
    readers = models.JSONField(default=dict)
    # Of the whole register, as the last notice that said something about it was sent.
    mails_per_second = models.FloatField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.policy}: {sum(self.readers.values())} readers"


def reach_of(policy: Policy) -> Mapping[str, int]:
    """How many subscribers a substantial change is mailed to, by language; empty before the first count."""
    return Reach.objects.filter(policy=policy).values_list("readers", flat=True).first() or {}


def told_by(policy: Policy, moment: datetime) -> datetime:
    """When the last reader is told of a change that is published at this moment, as fast as the last notice left."""
    speed, readers = mails_per_second(), sum(reach_of(policy).values())
    return moment + timedelta(seconds=readers / speed) if speed else moment


def mails_per_second() -> float | None:
    """How fast the last notice left; none before there was one that tells."""
    measured = Reach.objects.exclude(mails_per_second=None).order_by("-updated_at")
    return measured.values_list("mails_per_second", flat=True).first()
