"""What the log says of each event: these bytes are hashed, so that none of them may ever change its form."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from policies.evidence.entries import event_entry, instant
from policies.evidence.offline.whole_proof import canonical

POLICY = "5b1d0f0e-8a49-4c6e-9d6e-0a4b0c9c1d11"
MOMENT = datetime(2024, 2, 3, 14, 5, 6, 7, tzinfo=UTC)


def test_entry_of_a_version() -> None:
    entry = event_entry(
        "version",
        policy=POLICY,
        number=2,
        sha256="ab",
        effective_from=date(2024, 3, 1),
        published_at=MOMENT,
    )

    assert entry.decode() == (
        f'{{"effective_from":"2024-03-01","entry":"version","number":2,"policy":"{POLICY}",'
        '"published_at":"2024-02-03T14:05:06.000007Z","sha256":"ab"}'
    )


def test_entry_of_a_withdrawal() -> None:
    entry = event_entry(
        "withdrawal",
        policy=POLICY,
        number=2,
        sha256="ab",
        reason={"fr": "Erreur d’été"},
        withdrawn_at=MOMENT,
    )

    assert entry.decode() == (
        f'{{"entry":"withdrawal","number":2,"policy":"{POLICY}","reason":{{"fr":"Erreur d’été"}},'
        '"sha256":"ab","withdrawn_at":"2024-02-03T14:05:06.000007Z"}'
    )


def test_entry_of_a_retirement() -> None:
    entry = event_entry("retirement", policy=POLICY, reason={"ar": "توقف"}, retired_at=MOMENT)

    assert entry.decode() == (
        f'{{"entry":"retirement","policy":"{POLICY}","reason":{{"ar":"توقف"}},'
        '"retired_at":"2024-02-03T14:05:06.000007Z"}'
    )


@pytest.mark.parametrize("hours", [-5, 0, 1, 14])
def test_one_moment_has_one_form_wherever_it_was_read(hours: int) -> None:
    here = MOMENT.astimezone(timezone(timedelta(hours=hours)))

    assert instant(here) == "2024-02-03T14:05:06.000007Z"


def test_moment_without_a_fraction_has_six_zeros() -> None:
    assert instant(MOMENT.replace(microsecond=0)) == "2024-02-03T14:05:06.000000Z"


@given(
    st.dictionaries(
        st.sampled_from(("fr", "en", "ar", "reason")),
        st.text(st.characters(exclude_categories=["Cs"])) | st.integers(0, 2**53 - 1) | st.none(),
    )
)
def test_entries_are_written_as_rfc_8785_writes_them(value: dict[str, Any]) -> None:
    assert canonical(value) == rfc8785.dumps(value)
