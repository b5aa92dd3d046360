"""The ledger, which is the queue: what has to be told, to whom, and what came of it.

A ``Notice`` is fanned out into one ``Delivery`` per subscriber, and its deliveries are sent batch by batch.
A worker leases a ``Batch`` and raises its fence; it commits a *window* of the batch before it transmits it,
and writes the outcomes before it commits the next. What a crash leaves unknown is therefore at most one
window for each worker that died.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from policies.publication.facts import LANGUAGE_CHOICES
from policies.publication.models import PolicyVersion

from .models import Subscriber
from .transports.port import LONGEST_ANSWER

# A server that cannot take a mail now is asked again for five days (RFC 5321, 4.5.4.1).
BACKOFF = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440, 1440)
)

# How many deliveries one worker takes at a time.
BATCH = 500


def lease() -> timedelta:
    """How long a worker may be silent before its batch is another's."""
    return timedelta(seconds=settings.MAIL_LEASE)


def dead() -> Q:
    """A lease that ran out, or that ends later than any we grant: then the clock was set back."""
    return Q(lease_until__lt=Now()) | Q(lease_until__gt=Now() + 2 * lease())


class State(models.TextChoices):
    """``ready`` and ``retry`` pass; the others are final."""

    READY = "ready"
    RETRY = "retry"
    SENT = "sent"
    REJECTED = "rejected"
    SUPPRESSED = "suppressed"
    IN_DOUBT = "in_doubt"


# Why a delivery of a cancelled notice is not sent.
CANCELLED = "cancelled"

OPEN = (State.READY, State.RETRY)
# What is sent has a time, and nothing else has.
TIMED = Q(state=State.SENT, sent_at__isnull=False) | (~Q(state=State.SENT) & Q(sent_at=None))


class NoticeQuerySet(models.QuerySet["Notice"]):
    def running(self) -> NoticeQuerySet:
        """Neither finished nor paused."""
        return self.filter(finished_at=None, paused_at=None)

    def fanning_out(self) -> NoticeQuerySet:
        """Notices whose deliveries are not all written, oldest first.

        While a cancelled notice of the policy still has mails under way, nobody can say who knows of what
        it told, and so who needs a correction: the policy's other notices wait for it.
        """
        settling = Notice.objects.filter(
            version__policy=OuterRef("version__policy"), cancelled_at__isnull=False, finished_at=None
        )
        return (
            self.running()
            .filter(~Exists(settling) | Q(cancelled_at__isnull=False), fanned_out_at=None)
            .order_by("pk")
        )

    def take(self, pk: int) -> Notice | None:
        """This one of them, locked; none when another worker holds it."""
        locked = self.filter(pk=pk).select_for_update(skip_locked=True, of=("self",))
        return locked.select_related("version__policy__organisation").first()

    def over(self) -> NoticeQuerySet:
        """Fanned out, every delivery in its final state, and not yet closed."""
        waiting = Delivery.objects.filter(notice=OuterRef("pk"), batch=None, state__in=OPEN)
        batches = Batch.objects.filter(notice=OuterRef("pk"), finished_at=None)
        return self.filter(~Exists(batches), ~Exists(waiting), fanned_out_at__isnull=False).filter(
            finished_at=None
        )


class Notice(models.Model):
    """One thing subscribers must be told about one version; a digest tells of several (``digests``)."""

    class Kind(models.TextChoices):
        ADVANCE = "advance", _("announced, not yet in force")
        REMINDER = "reminder", _("reminder")
        EFFECTIVE = "effective", _("in force")
        CORRECTION = "correction", _("correction")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DIGEST = "digest", _("minor changes of a week")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    created_at = models.DateTimeField(db_default=Now())
    # The highest subscriber (by primary key) that the fan-out has passed, in its first pass and then,
    # once ``snapshot_at`` is set, in the sweep for those who confirmed behind it.
    cursor = models.BigIntegerField(default=0)
    snapshot_at = models.DateTimeField(null=True)
    batches_written = models.PositiveIntegerField(default=0)
    fanned_out_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    # Why it does not go on by itself: empty when a person paused it.
    pause_reason = models.CharField(max_length=300)
    # When the organisation was told by mail that it will be late.
    warned_at = models.DateTimeField(null=True)
    # Overtaken by a newer fact: what is not sent yet is not sent any more.
    cancelled_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind"],
                condition=~Q(kind="digest"),
                name="a_version_has_one_notice_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["advance", "reminder", "effective", "correction", "withdrawn", "digest"]
                ),
                name="a_notice_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(fanned_out_at__isnull=False),
                name="a_finished_notice_was_fanned_out",
            ),
            models.CheckConstraint(
                condition=Q(pause_reason="") | Q(paused_at__isnull=False),
                name="a_notice_that_gives_a_reason_is_paused",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="unfinished_notice")]

    def __str__(self) -> str:
        return f"{self.kind} notice {self.uuid}"

    def pause(self, reason: str = "") -> bool:
        """Workers stop after the window under way; false when it is finished or paused already."""
        running = Notice.objects.running().filter(pk=self.pk)
        return running.update(paused_at=Now(), pause_reason=reason[:300]) == 1

    def resume(self) -> bool:
        paused = Notice.objects.filter(pk=self.pk, paused_at__isnull=False)
        return paused.update(paused_at=None, pause_reason="") == 1

    def cancel(self) -> bool:
        """Nothing more of it is transmitted; what waits is suppressed. A finished notice is history."""
        current = Notice.objects.filter(pk=self.pk, finished_at=None, cancelled_at=None)
        return current.update(cancelled_at=Now(), paused_at=None, pause_reason="") == 1

    def take_up(self) -> None:
        """Go on with a cancelled notice: its fan-out begins anew, and passes over whom it has a delivery for."""
        Notice.objects.filter(pk=self.pk).update(
            cancelled_at=None, finished_at=None, fanned_out_at=None, snapshot_at=None, cursor=0
        )
        Delivery.objects.filter(notice=self, state=State.SUPPRESSED, error=CANCELLED).update(
            state=State.READY, error="", batch=None
        )

    def add_batches(self, count: int) -> list[Batch]:
        """Further empty batches, numbered on; the notice must be locked."""
        first = self.batches_written + 1
        Notice.objects.filter(pk=self.pk).update(batches_written=F("batches_written") + count)
        return Batch.objects.bulk_create(
            [Batch(notice=self, number=first + number) for number in range(count)]
        )


class BatchQuerySet(models.QuerySet["Batch"]):
    def claimable(self) -> BatchQuerySet:
        """Of a running notice, and leased by nobody alive; the longest waiting first."""
        free = Q(lease_until=None) | dead()
        return self.filter(free, finished_at=None, notice__paused_at=None).order_by("due_at", "pk")


class Batch(models.Model):
    """Deliveries that one worker sends, in the order of their primary keys.

    ``fence`` rises with every claim: a worker whose fence is no longer the highest writes nothing. The
    deliveries after ``cursor`` up to ``window_until`` are committed: they may have been transmitted.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    due_at = models.DateTimeField(db_default=Now())
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    cursor = models.BigIntegerField(default=0)
    window_until = models.BigIntegerField(default=0)
    # When that window was committed: the Date of its mails, also if they are sent again in doubt.
    dated_at = models.DateTimeField(null=True)
    progressed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "number"], name="the_batches_of_a_notice_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(window_until__gte=F("cursor")),
                name="a_window_begins_where_the_last_one_was_settled",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(lease_until=None, window_until=F("cursor")),
                name="a_finished_batch_is_settled_and_leased_by_nobody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(finished_at=None), name="unfinished_batch"
            ),
            models.Index(fields=["progressed_at"], name="batch_by_progress"),
        ]

    def __str__(self) -> str:
        return f"batch {self.number} of {self.notice_id}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def unbatched(self) -> DeliveryQuerySet:
        """Waiting for a batch, and their time has come (or no wait is that long: the clock was set back)."""
        return self.filter(batch=None, state__in=OPEN).filter(
            Q(next_attempt_at=None)
            | Q(next_attempt_at__lte=Now())
            | Q(next_attempt_at__gt=Now() + 2 * BACKOFF[-1])
        )


class Delivery(models.Model):
    """One notice to one subscriber: exactly one row, ever. Erasing the subscriber leaves the row.

    No index names ``state`` or ``sent_at``: on PostgreSQL an outcome is then written in place (HOT),
    which is most of what a million deliveries cost. Retries are found by having no batch.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="deliveries")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=40)
    sent_at = models.DateTimeField(null=True)
    # The Date of a mail that may have gone out already: it is repeated as it was. Else the next try has its own.
    dated_at = models.DateTimeField(null=True)
    # Which text was sent (``Wording``), and which server said what when it took or refused it, without addresses.
    wording = models.PositiveBigIntegerField(null=True)
    answer = models.CharField(max_length=LONGEST_ANSWER, db_default="")
    # The digest for the notice's tree, once the address is gone that it is computed from (``receipts``).
    leaf = models.BinaryField(null=True, max_length=32)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "subscriber"], name="a_subscriber_is_told_once"),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="a_delivery_is_in_a_known_state"
            ),
            models.CheckConstraint(condition=TIMED, name="a_delivery_is_sent_at_a_time"),
            models.CheckConstraint(
                condition=~Q(state=State.RETRY) | Q(next_attempt_at__isnull=False),
                name="a_delivery_is_tried_again_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"], condition=Q(batch=None), name="unbatched_delivery"
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.uuid}"
