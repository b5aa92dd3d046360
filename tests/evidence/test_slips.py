"""A slip says what was signed, and nothing else passes for one."""

from __future__ import annotations

import base64
import uuid
from datetime import UTC, datetime

import pytest

from policies.evidence.notes import new_key, signed_checkpoint
from policies.evidence.offline.proofs import read_keys, read_note
from policies.evidence.slips import BadSlip, Slip, read_slip, signed

KEY = new_key("policies.example.org/log")
PUBLIC = read_keys(f"{KEY.public}\n".encode())
SLIP = Slip(
    policy=uuid.UUID(int=7),
    number=3,
    sha256="ab" * 32,
    language="ar",
    at=datetime(2026, 5, 1, 12, 30, tzinfo=UTC),
)


def changed(value: str, old: str, new: str) -> str:
    note = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode()
    assert old in note
    return base64.urlsafe_b64encode(note.replace(old, new).encode()).decode().rstrip("=")


def test_slip_comes_back_as_it_was_signed() -> None:
    assert read_slip(signed(SLIP, [KEY]), PUBLIC) == SLIP


def test_slip_of_two_keys_holds_with_either() -> None:
    other = new_key(KEY.name)
    known = read_keys(f"{other.public}\n".encode())

    assert read_slip(signed(SLIP, [KEY, other]), known) == SLIP


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version 3", "version 4"),
        ("ab" * 32, "cd" * 32),
        ("language ar", "language fr"),
        ("2026-05-01", "2025-05-01"),
        ("policies.example.org/log/acceptance", "elsewhere.example/log/acceptance"),
        ("/acceptance\n", "/acceptance\npolicy x\n"),
    ],
)
def test_changed_slip_is_refused(old: str, new: str) -> None:
    with pytest.raises(BadSlip):
        read_slip(changed(signed(SLIP, [KEY]), old, new), PUBLIC)


def test_slip_of_a_stranger_is_refused() -> None:
    with pytest.raises(BadSlip):
        read_slip(signed(SLIP, [new_key(KEY.name)]), PUBLIC)


def test_checkpoint_is_no_slip_and_a_slip_no_checkpoint() -> None:
    checkpoint = signed_checkpoint([KEY], size=3, root=b"\1" * 32)
    note = signed(SLIP, [KEY])

    with pytest.raises(BadSlip):
        read_slip(base64.urlsafe_b64encode(checkpoint.encode()).decode().rstrip("="), PUBLIC)
    with pytest.raises(ValueError, match=r"unpack|checkpoint"):
        read_note(base64.urlsafe_b64decode(note + "=" * (-len(note) % 4)))


@pytest.mark.parametrize("value", ["", "x", "é", "=" * 50, "A" * 5_000, "////", "AAAA"])
def test_what_is_no_slip_is_refused(value: str) -> None:
    with pytest.raises(BadSlip):
        read_slip(value, PUBLIC)
