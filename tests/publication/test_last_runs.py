"""What timers and workers leave behind: when each last ended well, and the words of the last failure."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.db.models import QuerySet

from policies.publication.last_runs import LastRun, last_run, noted, ran

pytestmark = pytest.mark.django_db


def test_run_that_ended_well_has_an_age() -> None:
    ran("backup", "12 versions")

    row, age = last_run("backup")

    assert row is not None
    assert (row.words, row.failed_last) == ("12 versions", False)
    assert age is not None
    assert 0 <= age.total_seconds() < 60


def test_failure_keeps_its_words_and_the_age_of_the_last_success() -> None:
    ran("backup")
    with pytest.raises(ValueError, match="disk"), noted("backup"):
        raise ValueError("the disk is full\nand more")

    row, age = last_run("backup")

    assert row is not None
    assert (row.failed_last, row.words) == (True, "the disk is full")
    assert age is not None
    assert LastRun.objects.count() == 1


def test_work_that_never_ran_has_no_row() -> None:
    assert last_run("backup") == (None, None)


def test_database_that_cannot_be_written_stops_no_work(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> int:
        raise DatabaseError("read-only")

    monkeypatch.setattr(QuerySet, "update", fails)
    with noted("backup"):
        pass

    assert "cannot be noted" in caplog.text
