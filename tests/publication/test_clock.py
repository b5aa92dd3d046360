"""The database's clock alone says when something was published, and the log stands in the order of its moments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from policies.publication import clock, log
from policies.publication.guards import GUARDED, shape_of
from policies.publication.log import LogEntry
from policies.publication.models import PolicyVersion, Retirement
from policies.publication.refusal import Busy
from policies.publication.retire import retire
from policies.publication.verification import verify
from tests.factories import NOTES, make_organisation, make_policy_page, publish, publish_text
from tests.publication.rows import fill, model_of
from tests.publication.test_verification import past_the_guards

pytestmark = pytest.mark.django_db

PAST = datetime(2020, 1, 1, tzinfo=UTC)


def stamped() -> list[tuple[str, str]]:
    return [(table, column) for table in GUARDED for column in shape_of(table).stamped]


def saved_with(moment: datetime, monkeypatch: pytest.MonkeyPatch, write: Callable[[], Any]) -> Any:
    """Set ``published_at`` of the next version before it is saved, as code of the application could."""
    save = PolicyVersion.save

    def dated(self: PolicyVersion, *arguments: Any, **options: Any) -> None:
        self.published_at = moment
        save(self, *arguments, **options)

    monkeypatch.setattr(PolicyVersion, "save", dated)
    return write()


def test_version_cannot_be_dated_back_before_it_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    page = make_policy_page()
    publish(page)
    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseError, match="is the moment of the database"), transaction.atomic():
            saved_with(PAST, monkeypatch, lambda: publish_text(page, "Deux"))
        return

    version = saved_with(PAST, monkeypatch, lambda: publish_text(page, "Deux"))

    assert version.published_at > datetime.now(UTC) - timedelta(hours=1)
    assert verify().faults == []


def test_every_moment_of_a_guarded_table_is_the_databases() -> None:
    fill()
    assert {table for table, _column in stamped()} == set(GUARDED) - {
        "policies_formeraddress",
        "policies_logentry",
        "policies_consent",  # when it was asked for
        "policies_opening",  # of an entry of the log, which has its moment
    }
    for table, column in stamped():
        model = model_of(table)
        row = model._default_manager.order_by("pk").last()
        assert row is not None
        names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
        values = ", ".join("%s" if name == column else name for name in names)
        before = clock.database_now()
        said = ""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE id = {row.pk}",
                    [PAST],
                )
                kept = model._default_manager.order_by("pk").last()
                assert getattr(kept, column) >= before, table
                transaction.set_rollback(True)
        except DatabaseError as error:
            said = str(error).lower()
        unique = "unique" in said or "immutable" in said
        assert "is the moment of the database" in said or connection.vendor == "postgresql" or unique, (
            said
        )


def test_other_default_of_the_column_dates_nothing() -> None:
    page = make_policy_page()
    publish(page)
    if connection.vendor != "postgresql":
        pytest.skip("a default of SQLite is part of the table")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE policies_policyversion ALTER published_at SET DEFAULT '2020-01-01'")

    assert publish_text(page, "Deux").published_at > datetime.now(UTC) - timedelta(hours=1)


def test_moment_is_taken_after_the_head_and_not_at_the_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A publication that waited for the head stands after the one it waited for, in the log and in time."""
    page = make_policy_page()
    publish(page)
    taken: list[datetime] = []
    take = log.take_head

    def noted() -> None:
        take()
        taken.append(clock.database_now())

    monkeypatch.setattr(log, "take_head", noted)

    assert publish_text(page, "Deux").published_at >= taken[0] - timedelta(milliseconds=1)


def test_clock_that_was_set_back_a_little_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    last = publish(make_policy_page()).published_at
    slept: list[float] = []
    times = iter([last - timedelta(seconds=4), last])
    monkeypatch.setattr(clock, "database_now", lambda: next(times))
    monkeypatch.setattr(clock.time, "sleep", slept.append)

    publish(make_policy_page(make_organisation("other")))

    assert slept == [4.0]


@pytest.mark.parametrize("step", [timedelta(seconds=-6), timedelta(seconds=90)], ids=["behind", "ahead"])
def test_clock_that_is_wrong_publishes_nothing(step: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    page = make_policy_page()
    last = publish(page).published_at
    monkeypatch.setattr(clock, "database_now", lambda: last + step)

    with pytest.raises(Busy, match="clock"), transaction.atomic():
        publish_text(page, "Deux")

    assert LogEntry.objects.count() == 1


def test_event_that_is_earlier_than_the_one_before_it_is_found() -> None:
    page = make_policy_page()
    publish(page)
    policy = publish_text(page, "Deux").policy
    retire(policy=policy, reason=NOTES, by="A")
    row = Retirement.objects.get()
    old, new = (
        moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ").encode().hex() for moment in (row.retired_at, PAST)
    )
    entry = bytes(LogEntry.objects.get(position=2).content).hex().replace(old, new)
    literal = f"'\\x{entry}'::bytea" if connection.vendor == "postgresql" else f"X'{entry}'"
    past_the_guards(
        "UPDATE policies_retirement SET retired_at = '2020-01-01 00:00:00+00:00'",
        f"UPDATE policies_logentry SET content = {literal} WHERE position = 2",
    )

    (fault,) = verify().faults

    assert fault[0] == "log"
    assert "is earlier than the one before it" in fault[1]
