"""A thousand forged histories and bundles are found, each for its reason; every genuine one passes."""

from __future__ import annotations

from collections import Counter

from policies.evidence.offline import proofs
from policies.evidence.offline.archive import Broken, Fault, pack, unpack
from policies.evidence.offline.checking import check
from tests.evidence.forge import forged, genuine
from tests.evidence.register import KEY


def faults_of(packed: bytes, trusted: str | None) -> list[Fault]:
    try:
        return check(unpack(packed), trusted=trusted, timestamps=proofs.openssl_timestamp).faults
    except Broken as broken:
        return [broken.fault]


def test_a_thousand_forgeries_are_found_for_their_reason() -> None:
    kinds: Counter[str] = Counter()
    for one in forged():
        found = faults_of(
            one.packed, None if "checker" in one.kind and "a " not in one.kind else f"{KEY.public}\n"
        )
        assert found, one.kind
        assert found[0].code in one.reasons, (one.kind, found[:3])
        kinds[one.kind] += 1
    print(f"{kinds.total()} forgeries found: {dict(kinds)}")
    assert kinds.total() >= 1000


def test_every_genuine_bundle_passes() -> None:
    for log, number in genuine():
        for first in range(number * 2 - 1, log.tree.size + 1):
            assert faults_of(pack(log.files(number, first=first)), f"{KEY.public}\n") == []
