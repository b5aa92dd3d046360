"""Checkpoints: signing what the log holds, having it timestamped, and finding what proves a version."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from policies.evidence.bundle import Evidence
from policies.evidence.digests import digest
from policies.evidence.merkle import Tree
from policies.evidence.notes import BadKey, SigningKey, read_keys, signed_checkpoint
from policies.evidence.offline.census import Census
from policies.evidence.offline.proofs import CENSUS, Key, Note, read_note
from policies.evidence.offline.proofs import read_keys as read_public_keys
from policies.evidence.offline.withheld import withheld_now
from policies.evidence.timestamps import timestamped_at

from . import signer_memory
from .altered import altered
from .log import (
    Checkpoint,
    LogEntry,
    LogKey,
    Timestamp,
    append_census,
    append_resumption,
    census_of,
    leaves,
    stored_bytes,
    tree,
)
from .models import PolicyVersion
from .refusal import Busy
from .signer_memory import Memory


class CannotSign(Exception):
    """No checkpoint can be made; the message says why."""


def signing_keys() -> tuple[SigningKey, ...]:
    """The keys of ``LOG_KEY`` or of the file ``LOG_KEY_FILE``; none when neither is set.

    Raises ``BadKey``, never quoting a key.
    """
    text = settings.LOG_KEY
    if not text and settings.LOG_KEY_FILE:
        try:
            text = Path(settings.LOG_KEY_FILE).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadKey(f"SIJILL_LOG_KEY_FILE cannot be read: {type(error).__name__}") from None
    return read_keys(text)


def publish_checkpoint(*, whole: bool = False) -> Checkpoint:
    """Sign the log as it is now and publish that; the same log and keys give the same checkpoint back.

    Raises ``CannotSign`` without a key, with an empty log, when the log no longer begins with what the last checkpoint
    covers (signing that would hide that entries were changed), and when a text that was published since is not the one
    that the log names. ``whole`` asks that of every text.
    """
    keys = _keys()
    try:
        with signer_memory.opened() as memory:
            return _signed_by(keys, memory, whole=whole)
    except (Busy, LookupError, signer_memory.NoMemory) as error:
        raise CannotSign(str(error)) from None


def _keys() -> tuple[SigningKey, ...]:
    try:
        keys = signing_keys()
    except BadKey as error:
        raise CannotSign(str(error)) from None
    if not keys:
        raise CannotSign("no key: set SIJILL_LOG_KEY_FILE, made with `manage.py make_log_key`")
    return keys


def _signed_by(
    keys: tuple[SigningKey, ...], memory: Memory, *, whole: bool, resumed: bool = False
) -> Checkpoint:
    """``resumed`` says that the log's last entry is the act by which signing goes on after what this signer remembers."""
    log = tree()
    if not log.size:
        raise CannotSign("the log is empty: nothing was published yet")
    last = latest()
    if last is not None:
        _require_that_it_follows(read_note(last.note.encode()), keys[0].name, log)
    if not resumed:
        _require_memory(memory, last, keys[0].name, log)
    append_census()
    log = log.grown(leaves(log.size))
    _require_unaltered_texts(0 if whole or last is None else last.size)
    note = signed_checkpoint(keys, size=log.size, root=log.root(), extension=CENSUS)
    memory.keep(note)
    with transaction.atomic():
        for key in keys:
            LogKey.objects.get_or_create(public=key.public)
        checkpoint, _created = Checkpoint.objects.get_or_create(
            sha256=digest(note.encode()), defaults={"note": note, "size": log.size}
        )
    return checkpoint


def _require_memory(memory: Memory, last: Checkpoint | None, origin: str, log: Tree) -> None:
    """Refuse to sign a second history: what this signer signed last must be where the log begins."""
    if memory.note is None:
        # A checkpoint without a census is of before signers remembered: the first that does begins here.
        if last is not None and read_note(last.note.encode()).counted:
            raise CannotSign(unremembered(last))
        return
    try:
        _require_that_it_follows(memory.note, origin, log)
    except CannotSign as error:
        raise CannotSign(
            f"this signer has signed another history: {error}. If a backup was restored and nothing younger is to be "
            "found, `manage.py resume_log` records what was lost (docs/restoring.md)"
        ) from None


def unremembered(last: Checkpoint) -> str:
    """Why a signer that remembers nothing does not go on after a checkpoint that is there."""
    return (
        f"{settings.LOG_MEMORY_FILE} is not there, and the register has a {last}: another signer may have signed more. "
        "Bring the file from where it signed before; if nothing is lost, `manage.py resume_log` begins it anew"
    )


def resume(reason: str) -> tuple[Checkpoint, int]:
    """Record in the log that it goes on after less than was signed, or by another clock, and sign that.

    Gives the checkpoint, and how many entries were signed before and are not there any more. Raises ``CannotSign``.
    """
    keys = _keys()
    try:
        with signer_memory.opened() as memory:
            notes = [read_note(last.note.encode())] if (last := latest()) else []
            notes += [memory.note] if memory.note else []
            signed = max(notes, key=lambda note: note.size, default=None)
            kept = tree().size
            lost = max(0, signed.size - kept) if signed else 0
            append_resumption(
                reason=reason, kept=kept, lost=lost, root=signed.root.hex() if signed else ""
            )
            return _signed_by(keys, memory, whole=True, resumed=True), lost
    except (Busy, LookupError, signer_memory.NoMemory) as error:
        raise CannotSign(str(error)) from None


def _require_unaltered_texts(since: int) -> None:
    """Of the versions that the log has from this position on."""
    entries = LogEntry.objects.filter(position__gte=since, subject__startswith="version ")
    digests = [subject.removeprefix("version ") for subject in entries.values_list("subject", flat=True)]
    versions = PolicyVersion.objects.all()
    if since:
        versions = versions.filter(sha256__in=digests)
    if fault := next(altered(versions, LogEntry.objects.all()), None):
        raise CannotSign(f"a published text was altered: {fault}")


def _require_that_it_follows(note: Note, origin: str, log: Tree) -> None:
    if note.origin != origin:
        raise CannotSign(f"the log is {note.origin!r}, the key is of {origin!r}: a log keeps its name")
    if fault := disagreement(note, log):
        raise CannotSign(fault)


def disagreement(note: Note, log: Tree) -> str:
    """How the log contradicts a checkpoint of it; empty when it begins with what the checkpoint covers."""
    if note.size > log.size:
        return f"the log has {log.size} entries, a checkpoint says {note.size}: entries were lost"
    if log.root(note.size) != note.root:
        said = base64.b64encode(note.root).decode()
        return f"the first {note.size} entries are not those of the checkpoint with root {said}"
    return ""


_signed = Tree(())  # the largest tree that this process met with the root of a signed checkpoint


def signed_tree(checkpoint: str) -> Tree:
    """The log's tree up to at least the size of a signed checkpoint, with just the root that it signed.

    A process reads each entry once: a tree that has a signed root holds the right leaves. Raises ``LookupError``
    when the log is not what was signed.
    """
    global _signed
    note, known = read_note(checkpoint.encode()), _signed
    if known.size < note.size or known.root(note.size) != note.root:
        known = known.grown(leaves(known.size))
    if disagreement(note, known):  # not the log that this process knew: read all of it
        known = tree()
    if fault := disagreement(note, known):
        raise LookupError(fault)
    _signed = known
    return known


def latest() -> Checkpoint | None:
    """The newest checkpoint, at the stable address."""
    return Checkpoint.objects.order_by("-size", "-pk").first()


def add_timestamp(checkpoint: Checkpoint, *, response: bytes, authority: str) -> Timestamp:
    """Keep an authority's answer about the checkpoint. Raises ``BadTimestamp`` when it does not hold."""
    timestamped_at(response, message=checkpoint.note.encode(), authority=authority)
    return Timestamp.objects.create(checkpoint=checkpoint, response=response, authority=authority)


def authorities() -> set[str]:
    """The certificates (PEM) of every authority that timestamped a checkpoint of this register."""
    return set(Timestamp.objects.order_by().values_list("authority", flat=True).distinct())


def evidence_of(version: PolicyVersion) -> Evidence | None:
    """What proves the version; none while no checkpoint covers it."""
    own = LogEntry.objects.filter(subject=f"version {version.sha256}").first()
    newest = latest()
    if own is None or newest is None or newest.size <= own.position:
        return None
    census = LogEntry.objects.filter(subject=f"census {newest.size - 1}").first()
    if census is None:  # signed before the log counted: the next checkpoint does
        return None
    first, timestamp = _earliest(own.position)
    entries = LogEntry.objects.filter(
        Q(policy=version.policy_id) | Q(subject__startswith="resumption "), position__lt=newest.size
    )
    if version.withheld and not _says_so(entries, version.number):
        return None  # the next checkpoint covers that it is withheld
    signatures = [
        signature
        for note in (newest.note, first.note)
        for signature in read_note(note.encode()).signatures
    ]
    return Evidence(
        content=None if version.withheld else version.published_content,
        entries=[
            (entry.position, stored_bytes(entry.content)) for entry in entries.order_by("position")
        ],
        position=own.position,
        census=stored_bytes(census.content),
        counted=_counted(newest.size - 1, stored_bytes(census.content)).path(str(version.policy.uuid)),
        latest=newest.note,
        first=first.note,
        keys=[key.text for key in public_keys(witnesses=True) if any(map(key.matches, signatures))],
        timestamp=timestamp,
    )


def _says_so(entries: QuerySet[LogEntry], number: int) -> bool:
    """Whether these events of a policy say that a text of it is withheld."""
    events = [json.loads(stored_bytes(entry.content)) for entry in entries.order_by("position")]
    return bool(withheld_now(events, number))


_censuses: dict[bytes, Census] = {}  # the newest that this process made, by the entry that has its root


def _counted(size: int, entry: bytes) -> Census:
    """The census of the log's first entries, made once by a process."""
    if entry not in _censuses:
        made = census_of(size)
        _censuses.clear()
        _censuses[entry] = made
    return _censuses[entry]


def _earliest(position: int) -> tuple[Checkpoint, tuple[bytes, str] | None]:
    """The earliest timestamped checkpoint that covers the position, else the earliest at all."""
    covering = Checkpoint.objects.filter(size__gt=position).order_by("size", "pk")
    stamped = (
        Timestamp.objects.filter(checkpoint__size__gt=position)
        .select_related("checkpoint")
        .order_by("checkpoint__size", "pk")
        .first()
    )
    if stamped is not None:
        return stamped.checkpoint, (bytes(stamped.response), stamped.authority)
    return covering[0], None


def public_keys(*, witnesses: bool = False) -> list[Key]:
    """Every key of this log that signed a checkpoint, oldest first, without rows that hold no key.

    With ``witnesses``, the keys of those who cosigned too.
    """
    keys = (key for key in known_keys().values() if key is not None)
    return [key for key in keys if witnesses or not key.witness]


def known_keys() -> dict[str, Key | None]:
    """Every row of keys, oldest first; none for a row that holds no key.

    The application may add rows, and no row can be removed.
    """
    return {public: _key_of(public) for public in LogKey.objects.values_list("public", flat=True)}


def _key_of(public: str) -> Key | None:
    try:
        (key,) = read_public_keys(f"{public}\n".encode())
    except ValueError:
        return None
    return key
