"""The doctor asks every check, and tells what is right, what is wrong, and what it could not ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import OperationalError, connection

from cms.doctor.examination import Level, examine
from policies.publication import site_checks
from policies.publication.last_runs import WORKS, ran
from policies.publication.site_checks import Seen, Unasked, When, all_checks, findings, site_check

pytestmark = pytest.mark.django_db

# What this machine, and a database that is asked as its owner, has no say in.
OF_THE_MACHINE = ("E010", "E013", "E014", "E015", "W002", "W016", "W017", "cms.E001", "policies.W013")


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_checks, "_CHECKS", {})


def doctor(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", *arguments, stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_every_check_has_a_sentence_that_says_what_must_hold() -> None:
    asked = all_checks()

    assert len(asked) > 20
    assert [check.id for check in asked if not check.holds.endswith(".")] == []


def test_site_whose_works_all_ran_has_no_complaint_about_them(settings: Any) -> None:
    for work in WORKS:
        ran(work)

    wrong = [each for each in examine() if each.level.is_bad and not each.id.endswith(OF_THE_MACHINE)]

    assert [each.sentence for each in wrong if each.room not in ("settings", "mail")] == []


def test_site_whose_works_never_ran_is_told_of_each(settings: Any) -> None:
    said = " ".join(each.sentence for each in examine() if each.level.is_bad)

    for words in ("backup never ran", "drill never ran", "verify_versions never ran", "no worker ever"):
        assert words in said


def test_levels_and_exit_code_are_those_of_the_checks(listed: None) -> None:
    @site_check("x.W001", room="machine", level=checks.WARNING, hint="Do this.", when=When.DOCTOR)
    def warned() -> Iterator[str]:
        """No warning."""
        yield "something may be wrong"

    @site_check("x.E002", room="machine", when=When.DOCTOR)
    def seen() -> Iterator[str]:
        """Nothing wrong."""
        yield Seen("it is right")
        yield Unasked("it was not asked")

    code, said = doctor()
    document = json.loads(doctor("--json")[1])
    mine = {each["sentence"]: each["level"] for each in document["results"]}

    assert mine["something may be wrong"] == "warning"
    assert mine["it is right"] == "ok"
    assert mine["it was not asked"] == "unchecked"
    assert "→ Do this." in said
    assert code == 0
    assert doctor("--fail-level=warning")[0] == 1
    assert next(findings(when=(When.DOCTOR,))).msg == "something may be wrong"
    assert list(findings()) == []  # `check --deploy` asks no mail server


def test_check_that_fails_is_an_error_and_the_others_are_asked(listed: None) -> None:
    @site_check("x.E001", room="machine")
    def broken() -> Iterator[str]:
        """It works."""
        raise KeyError("oh")

    @site_check("x.E002", room="machine")
    def whole() -> Iterator[str]:
        """It is whole."""
        return iter(())

    told = {each.id: each.level for each in examine()}

    assert told["x.E001"] is Level.ERROR
    assert told["x.E002"] is Level.OK
    assert doctor()[0] == 1


def test_database_that_does_not_answer_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> object:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", fails)
    told = list(examine())

    down = [each for each in told if "does not answer: connection refused" in each.sentence]
    assert [each.id for each in down] == ["policies.E011"]
    assert any(
        each.level is Level.UNCHECKED and "for want of the database" in each.sentence for each in told
    )
