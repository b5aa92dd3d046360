"""The ledger, which is the queue: what has to be told, and one row for every mail, with its fate."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from policies.publication.models import LANGUAGE_CHOICES, PolicyVersion

from .models import Subscriber, Subscription

# Longer than the slowest possible exchange: six commands, each cut off after EMAIL_TIMEOUT (30 s).
LEASE: Final = timedelta(minutes=5)

# A server that cannot take a mail now is asked again for five days (RFC 5321, 4.5.4.1).
BACKOFF: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440, 1440)
)


class State(models.TextChoices):
    """``ready`` and ``sending`` pass; the others are final."""

    READY = "ready", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("refused")
    SUPPRESSED = "suppressed", _("no longer wanted")
    IN_DOUBT = "in_doubt", _("in doubt")


OPEN: Final = (State.READY, State.SENDING)


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    def due(self) -> Self:
        """Ready, and their time has come by the database's clock; the longest waiting first."""
        return self.filter(state=State.READY, next_attempt_at__lte=Now()).order_by(
            "next_attempt_at", "pk"
        )

    def unfinished(self) -> Self:
        return self.filter(state__in=OPEN)

    def abandoned(self) -> Self:
        """Claimed by a worker that has not reported within its lease."""
        return self.filter(state=State.SENDING, lease_until__lt=Now())

    def release(self) -> int:
        """Give abandoned rows back; they are sent again with the same Message-ID. Returns how many.

        Nobody knows whether the mail went out: after the last attempt the row ends in doubt.
        """
        spent = Q(attempts__gt=len(BACKOFF))
        return self.abandoned().update(
            state=Case(When(spent, then=Value(State.IN_DOUBT)), default=Value(State.READY)),
            next_attempt_at=Now(),
            lease_until=None,
            error="lease_expired",
        )


class Outgoing(models.Model):
    """One mail on its way. ``attempts`` counts the claims and is the fence: a worker whose row was
    given to another in the meantime changes nothing any more.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(_("last error"), max_length=40, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="a_%(class)s_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at=None)),
                name="a_%(class)s_is_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENDING, lease_until__isnull=False)
                | (~Q(state=State.SENDING) & Q(lease_until=None)),
                name="a_%(class)s_is_leased_while_it_is_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(state=State.READY),
                name="waiting_%(class)s",
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state=State.SENDING), name="leased_%(class)s"
            ),
        ]

    def take(self) -> None:
        """Claim the row for one attempt; the caller holds its lock."""
        self.attempts += 1
        type(self).objects.filter(pk=self.pk).update(
            state=State.SENDING, attempts=self.attempts, lease_until=Now() + LEASE
        )

    def mark_sent(self) -> bool:
        return self._settle(state=State.SENT, sent_at=Now(), error="")

    def fail(self, error: str) -> bool:
        return self._settle(state=State.FAILED, error=error)

    def suppress(self, reason: str) -> bool:
        return self._settle(state=State.SUPPRESSED, error=reason)

    def put_back(self, error: str, *, in_doubt: bool = False) -> bool:
        """Try again later; after the last attempt the row is failed, or in doubt if it may have gone."""
        if self.attempts > len(BACKOFF):
            return self._settle(state=State.IN_DOUBT if in_doubt else State.FAILED, error=error)
        later = Now() + BACKOFF[self.attempts - 1]
        return self._settle(state=State.READY, error=error, next_attempt_at=later)

    def _settle(self, **values: object) -> bool:
        """Write the outcome of this attempt; false when the row is no longer this worker's."""
        mine = type(self).objects.filter(pk=self.pk, state=State.SENDING, attempts=self.attempts)
        return mine.update(lease_until=None, **values) == 1


class NoticeQuerySet(models.QuerySet["Notice"]):
    def fanning_out(self) -> NoticeQuerySet:
        """Notices whose deliveries are not all written, oldest first."""
        return self.filter(fanned_out_at=None).order_by("pk")

    def finish(self) -> int:
        """Close the notices whose every delivery has reached its final state; returns how many."""
        waiting = Delivery.objects.filter(notice=OuterRef("pk"), state__in=OPEN)
        return self.filter(~Exists(waiting), finished_at=None, fanned_out_at__isnull=False).update(
            finished_at=Now()
        )


class Notice(models.Model):
    """One thing subscribers must be told about one version."""

    class Kind(models.TextChoices):
        ADVANCE = "advance", _("announced, not yet in force")
        EFFECTIVE = "effective", _("in force")
        CORRECTION = "correction", _("correction")
        WITHDRAWN = "withdrawn", _("withdrawn")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    created_at = models.DateTimeField(db_default=Now())
    # The highest subscriber (by primary key) that the fan-out has passed.
    cursor = models.BigIntegerField(default=0)
    fanned_out_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind"], name="a_version_has_one_notice_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["advance", "effective", "correction", "withdrawn"]),
                name="a_notice_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(fanned_out_at__isnull=False),
                name="a_finished_notice_was_fanned_out",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="unfinished_notice")]

    def __str__(self) -> str:
        return f"{self.kind} notice {self.uuid}"

    def move_cursor(self, position: int) -> None:
        self.cursor = position
        self.save(update_fields=["cursor"])

    def close_fan_out(self) -> None:
        """Every delivery is written. The row is locked by the caller."""
        Notice.objects.filter(pk=self.pk).update(fanned_out_at=Now())


class Delivery(Outgoing):
    """One notice to one subscriber: exactly one row, ever. Erasing the subscriber leaves the row."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )

    class Meta(Outgoing.Meta):
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            *Outgoing.Meta.constraints,
            models.UniqueConstraint(fields=["notice", "subscriber"], name="a_subscriber_is_told_once"),
        ]
        indexes = [
            *Outgoing.Meta.indexes,
            models.Index(fields=["notice"], condition=Q(state__in=OPEN), name="unfinished_delivery"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.uuid}"


class Confirmation(Outgoing):
    """The mail that answers a request to subscribe: a link to confirm, or that nothing is left to do.

    Its link confirms these subscriptions and no others: whoever else used the form with the same
    address gains nothing.
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("please confirm")
        ALREADY = "already", _("subscribed already")

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="confirmations")
    subscriptions = models.ManyToManyField(Subscription, related_name="confirmations")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    created_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Outgoing.Meta):
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")

    def __str__(self) -> str:
        return f"confirmation {self.uuid}"
