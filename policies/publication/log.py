"""The log of everything that was published: one append-only row per event, in one order.

The transaction that writes the event writes its row too. It takes the log's head last and keeps it until the commit
(``locking``), so positions have no gap and the log never forks.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from policies.evidence.entries import event_entry
from policies.evidence.merkle import Tree, leaf_hash

from .locking import take_head
from .models import Policy, PolicyVersion, Retirement, Withdrawal

# Sent after the transaction that appended has committed.
log_grew = Signal()


class LogEntry(models.Model):
    """One event in the log. ``content`` is the leaf's bytes (``evidence.entries``), ``position`` counts from 0.

    ``subject`` names the event, so that none is logged twice.
    """

    position = models.PositiveBigIntegerField(unique=True)
    subject = models.CharField(max_length=100, unique=True)
    content = models.BinaryField()
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="log_entries")

    class Meta:
        verbose_name = _("entry of the log")
        verbose_name_plural = _("entries of the log")
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}: {self.subject}"


class LogKey(models.Model):
    """A public key that signed a checkpoint, in the form ``name+id+base64``. The secret is not in the database."""

    public = models.CharField(max_length=300, unique=True)
    first_used_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("key of the log")
        verbose_name_plural = _("keys of the log")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.public


class Checkpoint(models.Model):
    """A signed statement of the log's size and root; ``note`` is its text as published.

    ``sha256`` is the digest of the note: the same log signed with the same keys is one checkpoint.
    """

    size = models.PositiveBigIntegerField()
    note = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["size", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gte=1), name="a_checkpoint_covers_an_entry")
        ]

    def __str__(self) -> str:
        return f"checkpoint of {self.size} entries"


class Timestamp(models.Model):
    """An authority's answer (RFC 3161) that it saw a checkpoint, and the authority's certificates (PEM)."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="timestamps")
    response = models.BinaryField()
    authority = models.TextField()
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("timestamp")
        verbose_name_plural = _("timestamps")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"timestamp of {self.checkpoint}"


def log_event(event: PolicyVersion | Withdrawal | Retirement) -> LogEntry:
    """Append the event; in its own transaction, after its row was written."""
    if not connection.in_atomic_block:
        raise RuntimeError("the log grows in the transaction of the event it records")
    subject, content = entry_of(event)
    version = event.version if isinstance(event, Withdrawal) else event
    take_head()
    last = LogEntry.objects.aggregate(last=models.Max("position"))["last"]
    position = 0 if last is None else last + 1
    entry = LogEntry(position=position, subject=subject, content=content, policy=version.policy)
    entry.save(force_insert=True)
    transaction.on_commit(lambda: log_grew.send(sender=LogEntry), robust=True)
    return entry


def entry_of(event: PolicyVersion | Withdrawal | Retirement) -> tuple[str, bytes]:
    """What the log has of the event: its subject and its bytes."""
    match event:
        case PolicyVersion():
            return f"version {event.sha256}", event_entry(
                "version",
                policy=event.policy.uuid,
                number=event.number,
                sha256=event.sha256,
                effective_from=event.effective_from,
                published_at=event.published_at,
            )
        case Withdrawal(version=version):
            return f"withdrawal {version.sha256}", event_entry(
                "withdrawal",
                policy=version.policy.uuid,
                number=version.number,
                sha256=version.sha256,
                reason=event.reason,
                withdrawn_at=event.withdrawn_at,
            )
        case Retirement(policy=policy):
            return f"retirement {policy.uuid}", event_entry(
                "retirement", policy=policy.uuid, reason=event.reason, retired_at=event.retired_at
            )


def leaves(start: int = 0) -> Iterator[bytes]:
    """The leaf hashes in the log's order, from this position on. Raises ``LookupError`` where one is missing."""
    rows = LogEntry.objects.filter(position__gte=start).order_by("position")
    found = rows.values_list("position", "content").iterator(chunk_size=10_000)
    for expected, (position, content) in enumerate(found, start):
        if position != expected:
            raise LookupError(f"the log has no entry at position {expected}")
        yield leaf_hash(stored_bytes(content))


def stored_bytes(value: bytes | memoryview | str) -> bytes:
    """A binary column's bytes. SQLite gives text when text was written there, past the guards."""
    return value.encode() if isinstance(value, str) else bytes(value)


def tree() -> Tree:
    """The Merkle tree over the whole log as it is now."""
    return Tree(leaves())
