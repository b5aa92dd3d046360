"""What somebody tries who holds genuine bundles and the programs, and no key: found, each for its reason."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from policies.evidence.offline import proofs
from policies.evidence.offline.archive import Broken, pack, unpack
from policies.evidence.offline.checking import check
from policies.evidence.offline.verify import said
from tests.evidence.attacks import TRICK, cosigned_too, forged, full_log, resummed, signed_too
from tests.evidence.register import KEY

TRUSTED = f"{KEY.public}\n"


def codes(packed: bytes) -> list[str]:
    """A stranger's key is no fault of the bundle, and named as one that is not trusted."""
    try:
        report = check(unpack(packed), trusted=TRUSTED, timestamps=proofs.openssl_timestamp)
    except Broken as broken:
        return [broken.fault.code]
    strange = ["untrusted"] if report.strangers else []
    return [fault.code for fault in report.faults] or strange


@pytest.mark.parametrize("share", [0.3, pytest.param(1, marks=pytest.mark.long)])
def test_attacks_are_found_for_their_reason(share: float) -> None:
    log = full_log()
    assert [codes(pack(log.files(number))) for number in (1, 2, 3)] == [[], [], []]
    kinds: Counter[str] = Counter()
    tried = list(forged())
    for one in random.Random(9).sample(tried, round(len(tried) * share)):  # noqa: S311 - which of them
        found = codes(one.packed)
        assert found, one.kind
        assert found[0] in one.reasons, (one.kind, found)
        kinds[one.kind] += 1
    print(f"{kinds.total()} attacks found: {dict(kinds)}")
    assert kinds.total() >= 1_500 * share


def test_signature_and_cosignature_that_anybody_can_add_are_said_to_be_of_strangers() -> None:
    files = full_log().files(2)
    for changed, words in (
        (signed_too(files), "and by a key that you do not trust: policies.example.org/log+"),
        (
            cosigned_too(files),
            "cosigned by a key that you did not name (anybody can add one; --policy): ",
        ),
    ):
        report = check(resummed(changed), trusted=TRUSTED, timestamps=proofs.openssl_timestamp)
        lines = list(said(report, TRUSTED, None, ""))

        assert report.faults == []
        assert report.keys == [KEY.public]
        assert [line for line in lines if words in line], lines


def test_timestamp_of_before_the_publication_does_not_hold() -> None:
    """A forger's authority says any day; this one says a day on which there was nothing to be seen."""
    files = full_log().files(2) | {"timestamp.tsr": b"x", "timestamp-authority.pem": b"x"}
    for moment, found in (
        ("2024-01-29T08:30:00Z", []),
        ("2024-01-29T08:29:30Z", []),
        ("2024-01-29T08:28:00Z", ["stamped_before"]),
        ("2001-01-01T00:00:00.5+00:00", ["stamped_before"]),
    ):
        report = check(resummed(files), timestamps=lambda *_given, moment=moment: moment)

        assert [fault.code for fault in report.faults] == found, moment


def test_timestamp_counts_only_for_whom_one_trusts() -> None:
    files = full_log().files(2) | {"timestamp.tsr": b"x", "timestamp-authority.pem": b"x"}
    report = check(resummed(files), timestamps=lambda *_given: "2024-02-01T00:00:00Z")

    unknown, trusted = ("\n".join(said(report, None, None, pem)) for pem in ("", "PEM"))

    assert "timestamp-authority.pem says 2024-02-01T00:00:00Z: that counts if you trust it" in unknown
    assert "at the latest by 2024-02-01T00:00:00Z" not in unknown
    assert "at the latest by 2024-02-01T00:00:00Z" in trusted


def test_words_of_a_forger_stay_on_their_line() -> None:
    files = resummed(full_log().files(2) | {TRICK: b"x"})

    faults = check(files, timestamps=proofs.openssl_timestamp).faults

    assert all(str(fault).isprintable() for fault in faults)
