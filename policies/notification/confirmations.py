"""The mails that answer requests to subscribe: few, one by one, ahead of every notice."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from policies.publication.facts import LANGUAGE_CHOICES

from .ledger import BACKOFF, OPEN, TIMED, State, lease
from .models import Frequency, Subscriber, Subscription
from .transports.port import Fate, Outcome

# When a mail went out, or is tried next.
MAILED_AT = Coalesce("sent_at", "next_attempt_at")


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def recent(self, span: timedelta) -> ConfirmationQuerySet:
        """Mailed within this span, or still to be mailed."""
        return self.alias(mailed_at=MAILED_AT).filter(mailed_at__gt=Now() - span)

    def claim(self) -> Confirmation | None:
        """Take the next row that is due, for this worker alone, until a lease from now.

        What is written here is what holds if the worker dies: nobody knows whether the mail went out. It is
        sent again with the same Message-ID; after the last attempt it is in doubt.
        """
        # On SQLite the IMMEDIATE transaction is the lock.
        with transaction.atomic():
            due = self.filter(state__in=OPEN, next_attempt_at__lte=Now()).order_by(
                "next_attempt_at", "pk"
            )
            row = due.select_for_update(skip_locked=True).first()
            if row is not None:
                row.attempts += 1
                # Nobody knows yet whether this try reaches its reader: what is repeated has the same Date.
                row.dated_at = row.dated_at or timezone.now()
                self.filter(pk=row.pk).update(
                    attempts=row.attempts,
                    dated_at=row.dated_at,
                    state=State.IN_DOUBT if row.attempts > len(BACKOFF) else State.RETRY,
                    next_attempt_at=Now() + lease(),
                    error="lease_expired",
                )
            return row


class Confirmation(models.Model):
    """A link to confirm, or the word that nothing is left to do.

    Its link confirms these subscriptions and no others: another person who used the form with the same
    address gains nothing. ``language`` and ``frequency`` are what was asked for with them. ``attempts``
    counts the claims and is the fence: a worker whose row was given to another in the meantime changes
    nothing any more.
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm"
        ALREADY = "already"
        # To another address, to which its owner wants to move.
        MOVE = "move"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="confirmations")
    subscriptions = models.ManyToManyField(Subscription, related_name="confirmations")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    frequency = models.CharField(max_length=12, choices=Frequency.choices, default=Frequency.SUBSTANTIAL)
    # Where the mail goes, if not to the subscriber's address.
    address = models.CharField(max_length=254, db_default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    error = models.CharField(max_length=40)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # The Date of a mail that may have gone out already.
    dated_at = models.DateTimeField(null=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="a_confirmation_is_in_a_known_state"
            ),
            models.CheckConstraint(condition=TIMED, name="a_confirmation_is_sent_at_a_time"),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(state__in=OPEN),
                name="open_confirmation",
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation {self.uuid}"

    def settle(self, outcome: Outcome) -> bool:
        """Write what became of the mail; false when the row is no longer this worker's."""
        match outcome.fate:
            case Fate.SENT:
                return self._settle(state=State.SENT, sent_at=Now(), error="")
            case Fate.REFUSED:
                return self._settle(state=State.REJECTED, error=outcome.reason)
            case _:
                return self.put_back(
                    outcome.reason or "unreachable", in_doubt=outcome.fate is Fate.UNKNOWN
                )

    def suppress(self, reason: str) -> bool:
        return self._settle(state=State.SUPPRESSED, error=reason)

    def put_back(self, error: str, *, in_doubt: bool = False) -> bool:
        """Try again later; after the last attempt the row is rejected, or in doubt if it may have gone."""
        if self.attempts > len(BACKOFF):
            return self._settle(state=State.IN_DOUBT if in_doubt else State.REJECTED, error=error)
        later = Now() + BACKOFF[self.attempts - 1]
        dated_at = self.dated_at if in_doubt else None
        return self._settle(state=State.RETRY, error=error, next_attempt_at=later, dated_at=dated_at)

    def _settle(self, **values: object) -> bool:
        mine = Confirmation.objects.filter(pk=self.pk, attempts=self.attempts, sent_at=None)
        return mine.update(**values) == 1
