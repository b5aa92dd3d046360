"""The checks of a running site: one list that every room adds to, and what Django says of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import checks
from django.db import OperationalError, connection

from policies.checks import running_site
from policies.evidence.notes import new_key
from policies.publication import guards, site_checks
from policies.publication.site_checks import findings, site_check

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list as it is, to add to."""
    monkeypatch.setattr(site_checks, "_CHECKS", dict(site_checks._CHECKS))


def ids() -> list[str]:
    return [found.id for found in findings(without=["policies.E010", "policies.E014"])]


def test_site_with_its_guards_and_a_key_has_no_finding(settings: Any) -> None:
    settings.LOG_KEY = new_key("policies.example.org/log").text

    assert ids() == []


def test_site_without_a_key_is_warned_of(settings: Any) -> None:
    settings.LOG_KEY = settings.LOG_KEY_FILE = ""

    (found,) = findings(without=["policies.E010", "policies.E014"])
    assert (found.id, found.level) == ("policies.W013", checks.WARNING)
    assert "make_log_key" in str(found.hint)


def test_key_that_cannot_be_read_is_one_error_and_never_quoted(settings: Any) -> None:
    settings.LOG_KEY = "PRIVATE+KEY+secret"

    (found,) = findings(without=["policies.E010", "policies.E014"])
    assert (found.id, found.level) == ("policies.E012", checks.ERROR)
    assert "secret" not in found.msg


def test_missing_guard_is_an_error_with_the_way_to_mend_it(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LOG_KEY = new_key("policies.example.org/log").text
    monkeypatch.setattr(site_checks, "faults", lambda _connection: ["table: trigger is missing"])

    (found,) = findings(without=["policies.E010", "policies.E014"])
    assert found.msg == "published rows are not guarded: table: trigger is missing"
    assert found.hint == guards.HINT


def test_check_of_another_room_is_asked_and_told_by_django(listed: None) -> None:
    @site_check("policies.W099", room="notification", level=checks.WARNING, hint="Start the sender.")
    def sender_alive() -> Iterator[str]:
        """A sender runs."""
        yield "no sender was seen for an hour"

    (said,) = [message for message in running_site() if message.id == "policies.W099"]
    assert (said.level, said.obj) == (checks.WARNING, "notification")
    assert (said.msg, said.hint) == ("no sender was seen for an hour", "Start the sender.")


def test_id_is_used_once(listed: None) -> None:
    with pytest.raises(ValueError, match=r"policies\.E012 is there already"):
        site_check("policies.E012", room="reading")(list)


def test_database_that_does_not_answer_is_one_finding(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LOG_KEY = ""

    def fail(*_: Any) -> Any:
        raise OperationalError("gone")

    for name in ("faults", "rights_too_many", "lost_in_a_crash"):
        monkeypatch.setattr(site_checks, name, fail)

    assert [found.id for found in findings()] == ["policies.E011", "policies.W013"]


def test_release_is_checked_without_a_database_on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_checks, "faults", lambda _connection: ["x"])

    asked = "policies.E001" in {message.id for message in running_site()}
    assert asked is (connection.vendor == "postgresql")
