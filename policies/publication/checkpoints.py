"""Checkpoints: signing what the log holds, having it timestamped, and finding what proves a version."""

from __future__ import annotations

import base64
from pathlib import Path

from django.conf import settings
from django.db import transaction

from policies.evidence.bundle import Evidence
from policies.evidence.digests import digest
from policies.evidence.merkle import Tree
from policies.evidence.notes import BadKey, SigningKey, read_keys, signed_checkpoint
from policies.evidence.offline.proofs import Key, Note, read_note
from policies.evidence.offline.proofs import read_keys as read_public_keys
from policies.evidence.timestamps import timestamped_at

from .log import Checkpoint, LogEntry, LogKey, Timestamp, leaves, stored_bytes, tree
from .models import PolicyVersion


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


def publish_checkpoint() -> Checkpoint:
    """Sign the log as it is now and publish that; the same log and keys give the same checkpoint back.

    Raises ``CannotSign`` without a key, with an empty log, and when the log no longer begins with what
    the last checkpoint covers: signing that would hide that entries were changed.
    """
    try:
        keys = signing_keys()
    except BadKey as error:
        raise CannotSign(str(error)) from None
    if not keys:
        raise CannotSign("no key: set SIJILL_LOG_KEY_FILE, made with `manage.py make_log_key`")
    try:
        log = tree()
    except LookupError as error:
        raise CannotSign(str(error)) from None
    if not log.size:
        raise CannotSign("the log is empty: nothing was published yet")
    if last := latest():
        _require_that_it_follows(read_note(last.note.encode()), keys[0].name, log)
    note = signed_checkpoint(keys, size=log.size, root=log.root())
    with transaction.atomic():
        for key in keys:
            LogKey.objects.get_or_create(public=key.public)
        checkpoint, _created = Checkpoint.objects.get_or_create(
            sha256=digest(note.encode()), defaults={"note": note, "size": log.size}
        )
    return checkpoint


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


def evidence_of(version: PolicyVersion) -> Evidence | None:
    """What proves the version; none while no checkpoint covers it."""
    own = LogEntry.objects.filter(subject=f"version {version.sha256}").first()
    newest = latest()
    if own is None or newest is None or newest.size <= own.position:
        return None
    first, timestamp = _earliest(own.position)
    entries = version.policy.log_entries.filter(position__lt=newest.size)
    signatures = [
        signature
        for note in (newest.note, first.note)
        for signature in read_note(note.encode()).signatures
    ]
    return Evidence(
        content=bytes(version.content),
        entries=[
            (entry.position, stored_bytes(entry.content)) for entry in entries.order_by("position")
        ],
        position=own.position,
        latest=newest.note,
        first=first.note,
        keys=[key.text for key in public_keys() if any(map(key.matches, signatures))],
        timestamp=timestamp,
    )


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


def public_keys() -> list[Key]:
    """Every key that signed a checkpoint of this log, oldest first, without rows that hold no key."""
    return [key for key in known_keys().values() if key is not None]


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
