"""Bundles that were changed at random, at every level a forger works at: none is proven, and none brings the checker down."""

from __future__ import annotations

import pytest

from policies.evidence.offline.archive import pack
from tests.evidence.mutate import CHANGES, bundles, forgeries, withheld_log
from tests.evidence.register import KEY
from tests.evidence.test_forgeries import faults_of

TRUSTED = f"{KEY.public}\n"


def test_genuine_bundles_pass() -> None:
    assert [faults_of(pack(files), TRUSTED) for files in bundles()] == [[]] * len(bundles())


@pytest.mark.parametrize(("seed", "count"), [(1, 300), pytest.param(2, 5_000, marks=pytest.mark.long)])
def test_none_that_was_changed_is_proven(seed: int, count: int) -> None:
    met = set()
    for name, packed in forgeries(seed, count):
        assert faults_of(packed, TRUSTED), name
        met.add(name)
    assert met == set(CHANGES)


def test_text_that_is_shown_again_is_not_left_out_of_its_bundle() -> None:
    files = withheld_log(3, ended=True).files(2, content=None)

    assert [fault.code for fault in faults_of(pack(files), TRUSTED)] == ["not_withheld"]


def test_bundle_without_its_text_says_nothing_of_another_version() -> None:
    files = withheld_log(3, number=1).files(2, content=None)

    assert [fault.code for fault in faults_of(pack(files), TRUSTED)] == ["not_withheld"]
