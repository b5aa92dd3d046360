"""Acceptance slips: signed notes that say which version somebody was shown, and when. They name nobody.

A slip is a signed note (C2SP signed-note) of the log's own keys. Its first line, ``<origin>/acceptance``, is that of no
checkpoint: a slip can never pass for one, nor one for a slip. In addresses and JSON it is base64url without padding.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from .notes import SigningKey
from .offline.proofs import Key, Signature

LONGEST: Final = 2_000  # characters of a slip in an address
_TEXT: Final = re.compile(
    r"(?P<origin>[^\s+]{1,200})/acceptance\n"
    r"policy (?P<policy>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n"
    r"version (?P<number>[1-9][0-9]{0,8})\n"
    r"sha256 (?P<sha256>[0-9a-f]{64})\n"
    r"language (?P<language>[a-z]{2})\n"
    r"at (?P<at>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n",
    re.ASCII,
)
_SIGNATURE: Final = re.compile(r"— ([^\s+]{1,200}) ([A-Za-z0-9+/=]{1,200})\n")


class BadSlip(ValueError):
    """A text that is no slip, or that no key of this log signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What was shown: this version of this policy with these bytes, in this language, at this moment."""

    policy: UUID
    number: int
    sha256: str
    language: str
    at: datetime

    def text(self, origin: str) -> str:
        moment = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return (
            f"{origin}/acceptance\npolicy {self.policy}\nversion {self.number}\nsha256 {self.sha256}\n"
            f"language {self.language}\nat {moment}\n"
        )


def signed(slip: Slip, keys: Sequence[SigningKey]) -> str:
    """The slip as it is given to others. ``keys`` are all that sign the log now: at least one."""
    text = slip.text(keys[0].name)
    note = text + "\n" + "".join(key.signature(text) for key in keys)
    return base64.urlsafe_b64encode(note.encode()).decode().rstrip("=")


def read_slip(value: str, keys: Sequence[Key]) -> Slip:
    """What a slip says, where one of these keys signed it. Raises ``BadSlip`` for anything else."""
    if not value.isascii() or len(value) > LONGEST:
        raise BadSlip("a slip is a short text in base64url")
    try:
        padded = value + "=" * (-len(value) % 4)
        note = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except ValueError:
        raise BadSlip("a slip is a signed note in base64url") from None
    text, blank, written = note.rpartition("\n\n")
    text += "\n"
    said = _TEXT.fullmatch(text)
    if not blank or said is None:
        raise BadSlip("this note says nothing of an acceptance")
    found = list(_signatures(written))
    origins = {key.name for key in keys if any(_holds(key, signature, text) for signature in found)}
    if said["origin"] not in origins:
        raise BadSlip("no key of this log signed this slip")
    try:
        moment = datetime.strptime(said["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise BadSlip("its moment is none") from None
    return Slip(
        policy=UUID(said["policy"]),
        number=int(said["number"]),
        sha256=said["sha256"],
        language=said["language"],
        at=moment,
    )


def _signatures(written: str) -> list[Signature]:
    found = []
    for name, encoded in _SIGNATURE.findall(written):
        try:
            value = base64.b64decode(encoded, validate=True)
        except ValueError:
            continue
        found.append(Signature(name, value[:4], value[4:]))
    return found


def _holds(key: Key, signature: Signature, text: str) -> bool:
    return not key.witness and key.matches(signature) and key.verifies(signature, text)
