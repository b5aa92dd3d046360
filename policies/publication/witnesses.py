"""Asking witnesses to cosign a checkpoint (C2SP tlog-witness), so that no other history can be shown to anybody else."""

from __future__ import annotations

import base64
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from policies.evidence.digests import digest
from policies.evidence.merkle import Tree
from policies.evidence.offline.proofs import Note, read_note
from policies.evidence.offline.trust import Policy, Witness, read_policy

from .checkpoints import signed_tree
from .log import Checkpoint, LogKey

PATIENCE: Final = 20  # seconds for an answer
LARGEST: Final = 64 * 1024  # bytes of an answer


class NotCosigned(Exception):
    """A witness did not cosign; the message says which and why."""


def policy() -> Policy | None:
    """The policy of ``LOG_POLICY_FILE`` (C2SP tlog-policy); none if it is not set. Raises ``ValueError``."""
    if not settings.LOG_POLICY_FILE:
        return None
    try:
        return read_policy(Path(settings.LOG_POLICY_FILE).read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{settings.LOG_POLICY_FILE} cannot be read: {error.strerror}") from None


def have_cosigned(checkpoint: Checkpoint, trust: Policy) -> tuple[Checkpoint, list[str]]:
    """The checkpoint with the cosignatures of all witnesses that gave one, and what the others said."""
    note = read_note(checkpoint.note.encode())
    tree = signed_tree(checkpoint.note)
    known = trust.cosigners(note)
    lines, failed = [], []
    for witness in trust.witnesses:
        if witness.name in known or not witness.url:
            continue
        try:
            lines.append((witness, _asked(witness, checkpoint.note, note, tree)))
        except (NotCosigned, OSError, ValueError) as error:
            failed.append(f"{witness.name}: {error}")
    if not lines:
        return checkpoint, failed
    cosigned = checkpoint.note + "".join(line for _witness, line in lines)
    with transaction.atomic():
        for witness, _line in lines:
            LogKey.objects.get_or_create(public=witness.key.text)
        made, _created = Checkpoint.objects.get_or_create(
            sha256=digest(cosigned.encode()), defaults={"note": cosigned, "size": checkpoint.size}
        )
    return made, failed


def _asked(witness: Witness, text: str, note: Note, tree: Tree) -> str:
    """The witness's line. It says itself which size it cosigned last where we name another."""
    old = 0
    for _attempt in range(2):
        path = tree.consistency(old, note.size) if old else []
        proof = "".join(f"{base64.b64encode(one).decode()}\n" for one in path)
        status, body = _posted(witness.url, f"old {old}\n{proof}\n{text}".encode())
        if status == 409 and body.strip().isdigit() and 0 < int(body) <= note.size and int(body) != old:
            old = int(body)
            continue
        if status != 200:
            raise NotCosigned(f"answered {status} {body[:80].strip()!r} to a log of {note.size} entries")
        return _line_of(witness, body, note)
    raise NotCosigned("does not agree on the size that it cosigned last")


def _line_of(witness: Witness, body: str, note: Note) -> str:
    """The one cosignature of this witness in its answer, checked."""
    for line in body.splitlines(keepends=True):
        signed = read_note(f"{note.text}\n{line}".encode())
        if witness.key.signed(signed):
            return line
    raise NotCosigned("answered with no cosignature of its own")


def _posted(url: str, content: bytes) -> tuple[int, str]:
    request = urllib.request.Request(  # noqa: S310 - the address is the operator's setting
        f"{url.rstrip('/')}/add-checkpoint", data=content, headers={"Content-Type": "text/plain"}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - as above
            return answer.status, answer.read(LARGEST).decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(LARGEST).decode("utf-8", "replace")
