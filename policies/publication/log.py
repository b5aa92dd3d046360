"""The log of everything that was published: one append-only row per event, in one order.

The transaction that writes the event writes its row too. It takes the log's head last and keeps it until the commit
(``locking``), so positions have no gap and the log never forks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from policies.document.languages import CODES, in_language
from policies.evidence.entries import event_entry, moment_of
from policies.evidence.merkle import Tree, leaf_hash
from policies.evidence.offline.census import Census
from policies.evidence.single_file import sha256_of_program

from .acts import Approval, OrganisationName, PolicyMove, Reinstatement, Withholding
from .clock import await_the_clock, database_now
from .locking import take_head
from .models import Organisation, Policy, PolicyVersion, Retirement, Withdrawal
from .openings import committed

LARGEST_ENTRY: Final = 65_535  # bytes: what an entry bundle of C2SP tlog-tiles can hold
# Acts of the log itself: no row of another table has them.
OWN_ACTS: Final = ("census", "resumption")

# Sent after the transaction that appended has committed.
log_grew = Signal()


class LogEntry(models.Model):
    """One event in the log. ``content`` is the leaf's bytes (``evidence.entries``), ``position`` counts from 0.

    ``subject`` names the event, so that none is logged twice.
    """

    position = models.PositiveBigIntegerField(unique=True)
    subject = models.CharField(max_length=100, unique=True)
    content = models.BinaryField()
    # None for an event that is not of one policy.
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="log_entries", null=True)

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


def begin_event() -> None:
    """Before the row of an event is written: take the log's head, then wait for the clock (``clock``).

    The database stamps the row after this, and the head is kept until the commit: events stand in the log in the
    order of their moments. Raises ``Busy``.
    """
    _require_transaction()
    take_head()
    last = LogEntry.objects.order_by("-position").first()
    await_the_clock(moment_of(stored_bytes(last.content)) if last else None)


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("the log grows in the transaction of the event it records")


Event = (
    PolicyVersion
    | Withdrawal
    | Retirement
    | Approval
    | PolicyMove
    | OrganisationName
    | Withholding
    | Reinstatement
)


def log_event(event: Event) -> LogEntry:
    """Append the event; in its own transaction, after its row was written."""
    _require_transaction()
    subject, content = entry_of(event)
    content = committed(subject, content, who_did(event))
    return record_event(policy=_policy_of(event), subject=subject, content=content)


# What other rooms record: each gives subject and bytes of every event of its own that the log must have.
Events = Callable[[], Iterator[tuple[str, bytes]]]
OTHER_EVENTS: list[Events] = []


def record_event(*, policy: Policy | None, subject: str, content: bytes) -> LogEntry:
    """Append an event of any room, whose bytes are ``evidence.entries.event_entry``; after its row, and after
    ``begin_event``, which took the head.
    """
    _require_transaction()
    entry = _append(next_position(), subject, content, policy)
    transaction.on_commit(lambda: log_grew.send(sender=LogEntry), robust=True)
    return entry


def next_position() -> int:
    """Where the next entry stands; it stays so while the head is held."""
    last = LogEntry.objects.aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _append(position: int, subject: str, content: bytes, policy: Policy | None = None) -> LogEntry:
    if len(content) > LARGEST_ENTRY:
        raise ValueError(f"an entry of {len(content)} bytes: the log takes {LARGEST_ENTRY}")
    entry = LogEntry(position=position, subject=subject, content=content, policy=policy)
    entry.save(force_insert=True)
    return entry


@transaction.atomic
def append_census() -> None:
    """Count the events of every policy in the log's last entry, unless it does so already."""
    begin_event()
    last = LogEntry.objects.order_by("-position").first()
    if last is None or last.subject == f"census {last.position}":
        return
    position = last.position + 1
    counted = census_of(position)
    content = event_entry(
        "census",
        at=database_now(),
        size=position,
        policies=counted.policies,
        resumptions=LogEntry.objects.filter(subject__startswith="resumption ").count(),
        root=counted.root().hex(),
        verifier=sha256_of_program(),
    )
    _append(position, f"census {position}", content)


def census_of(size: int) -> Census:
    """How many events each policy has among the log's first entries."""
    counted = Census()
    entries = LogEntry.objects.filter(position__lt=size, policy__isnull=False)
    rows = entries.values_list("policy__uuid").annotate(models.Count("pk"), models.Max("position"))
    for policy, events, last in rows.order_by().iterator(chunk_size=5_000):
        counted.set(str(policy), events, last)
    return counted


@transaction.atomic
def append_resumption(*, reason: str, kept: int, lost: int, root: str) -> LogEntry:
    """The act by which the log goes on where less is there than was signed, or by a clock that was set back.

    It names how many entries are kept, how many that were signed are lost, and the root (in hexadecimal) that they
    were signed with.
    """
    take_head()
    content = event_entry(
        "resumption", at=database_now(), reason=reason, kept=kept, lost=lost, signed_root=root
    )
    position = next_position()
    return _append(position, f"resumption {position}", content)


def _policy_of(event: Event) -> Policy | None:
    if isinstance(event, OrganisationName):
        return None
    if isinstance(event, Reinstatement):
        return event.withholding.version.policy
    if isinstance(event, Withdrawal | Approval | Withholding):
        return event.version.policy
    return event.policy


def called(
    organisation: Organisation, slug: str = "", names: Mapping[str, str] | None = None
) -> dict[str, str]:
    """How the log names an organisation: as it is, or as it will be called."""
    if names is None:
        names = {code: in_language(organisation, "name", code) or "" for code in CODES}
    return {"id": str(organisation.pk), "slug": slug or organisation.slug} | dict(names)


def who_did(event: Event) -> dict[str, object]:
    """Who stands behind the event: committed to by the log, and not said in it."""
    names = {
        "by": "actor_name",
        "account": "actor_account",
        "asked_by": "asked_name",
        "asked_account": "asked_account",
    }
    return {fact: getattr(event, name) for fact, name in names.items() if hasattr(event, name)}


def entry_of(event: Event) -> tuple[str, bytes]:
    """What the log has of the event: its subject and its bytes."""
    match event:
        case PolicyVersion():
            return f"version {event.sha256}", event_entry(
                "version",
                **_of_version(event),
                effective_from=event.effective_from,
                published_at=event.published_at,
                organisation=called(event.policy.organisation),
                slug=event.policy.slug,
            )
        case PolicyMove():
            return f"move {event.pk}", event_entry(
                "move",
                policy=event.policy.uuid,
                organisation={"id": str(event.organisation_id)},
                slug=event.slug,
                at=event.at,
            )
        case OrganisationName():
            named = called(event.organisation, event.slug, event.names)
            return f"organisation {event.pk}", event_entry(
                "organisation", organisation=named, at=event.at
            )
        case Retirement(policy=policy):
            return f"retirement {policy.uuid}", event_entry(
                "retirement", policy=policy.uuid, reason=event.reason, retired_at=event.retired_at
            )
        case _:
            subject, name, version, facts = _later(event)
            return f"{name} {subject}", event_entry(name, **_of_version(version), **facts)


def _later(
    event: Withdrawal | Approval | Withholding | Reinstatement,
) -> tuple[object, str, PolicyVersion, dict[str, Any]]:
    """What happened to a version: what names the event, what it is called, the version, and its facts."""
    match event:
        case Withdrawal(version=version):
            facts = {"reason": event.reason, "withdrawn_at": event.withdrawn_at}
            return version.sha256, "withdrawal", version, facts
        case Approval(version=version):
            return version.sha256, "approval", version, {"approved_at": event.approved_at}
        case Withholding(version=version):
            facts = {"part": event.part, "category": event.category}
            facts |= {"reason": event.reason, "at": event.at}
            return event.pk, "withholding", version, facts
        case Reinstatement(withholding=ended):
            facts = {"part": ended.part, "reason": event.reason, "at": event.at}
            return ended.pk, "reinstatement", ended.version, facts


def _of_version(version: PolicyVersion) -> dict[str, Any]:
    return {"policy": version.policy.uuid, "number": version.number, "sha256": version.sha256}


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
