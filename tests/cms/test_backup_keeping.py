"""Backups are sealed for others, kept for a while, and handed on; a failure of any of it is said."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.management import CommandError, call_command

from cms.backup_keeping import FEWEST, NotKept, forget_old, hand_on, kept, name_of, opened, seal
from policies.publication.last_runs import last_run
from tests.factories import make_policy_page, publish

NOW = datetime.now(UTC)


@pytest.fixture
def identity(tmp_path: Path) -> tuple[Path, str]:
    """The file of a secret key as `age-keygen` writes it, and the public key."""
    made = pyrage.x25519.Identity.generate()
    file = tmp_path / "key.txt"
    file.write_text(f"# created: today\n# public key: {made.to_public()}\n{made}\n")
    return file, str(made.to_public())


def test_sealed_backup_is_opened_by_its_key_alone(tmp_path: Path, identity: tuple[Path, str]) -> None:
    key, public = identity
    plain, sealed = tmp_path / "plain.tar", tmp_path / "sealed"
    plain.write_bytes(b"subscribers" * 10_000)
    seal(plain, sealed, [public])
    stranger = tmp_path / "stranger.txt"
    stranger.write_text(f"{pyrage.x25519.Identity.generate()}\n")

    assert b"subscribers" not in sealed.read_bytes()
    with opened(sealed, key) as file:
        assert file.read_bytes() == plain.read_bytes()
    for wrong, words in ((stranger, "cannot be opened"), (plain, "no file of an age key")):
        with pytest.raises(NotKept, match=words), opened(sealed, wrong):
            pass
    with pytest.raises(NotKept, match="--identity"), opened(sealed, None):
        pass


def test_wrong_recipient_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("x")

    with pytest.raises(NotKept, match="age1"):
        seal(tmp_path / "plain", tmp_path / "sealed", ["age1nonsense"])


def test_old_backups_go_and_the_last_few_stay(tmp_path: Path) -> None:
    for days in (0, 1, 2, 40, 41, 42):
        (tmp_path / name_of(NOW - timedelta(days=days), sealed=days % 2 == 0)).touch()
    (tmp_path / "mine.tar").touch()

    assert len(forget_old(tmp_path, 35)) == 3
    assert len(kept(tmp_path)) == 3
    assert forget_old(tmp_path, 1) == []  # the last few stay however old
    assert (tmp_path / "mine.tar").exists()
    assert FEWEST == 3


@pytest.mark.parametrize("command", ["{python} -c \"import sys; open(sys.argv[1] + '.copy', 'w')\""])
def test_backup_is_handed_on_with_its_path(tmp_path: Path, command: str) -> None:
    hand_on(tmp_path / "b.tar", command.format(python=sys.executable))

    assert (tmp_path / "b.tar.copy").exists()


@pytest.mark.parametrize(
    ("command", "words"),
    [("false", "on this machine alone"), ("no-such-program {}", "cannot be run")],
)
def test_backup_that_is_not_handed_on_is_told(tmp_path: Path, command: str, words: str) -> None:
    with pytest.raises(NotKept, match=words):
        hand_on(tmp_path / "b.tar", command)


@pytest.mark.django_db(transaction=True)
def test_timed_backup_is_sealed_noted_and_practised(
    tmp_path: Path, settings: Any, identity: tuple[Path, str]
) -> None:
    publish(make_policy_page())
    settings.BACKUP_FOLDER, settings.BACKUP_RECIPIENTS = tmp_path / "backups", [identity[1]]
    settings.BACKUP_THEN, settings.DRILL_DATABASE_URL = "true", ""

    out = StringIO()
    call_command("backup", stdout=out)
    (made,) = kept(settings.BACKUP_FOLDER)
    call_command("drill", identity=identity[0], stdout=out)

    assert made.name.endswith(".tar.age")
    assert "handed on" in out.getvalue()
    assert "1 versions" in str(last_run("backup")[0].words)  # type: ignore[union-attr]
    drilled, age = last_run("drill")
    assert age is not None
    assert drilled is not None
    assert "restored into SQLite: 1 versions" in drilled.words
    assert " 0 faults" in drilled.words


@pytest.mark.django_db(transaction=True)
def test_failure_of_a_backup_is_noted(tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_FOLDER, settings.BACKUP_THEN = tmp_path, "false"

    with pytest.raises(CommandError, match="on this machine alone"):
        call_command("backup", stdout=StringIO())

    row, _age = last_run("backup")
    assert row is not None
    assert row.failed_last


@pytest.mark.django_db(transaction=True)
def test_database_that_is_no_drills_is_not_emptied(settings: Any) -> None:
    settings.DRILL_DATABASE_URL = "postgresql://owner@127.0.0.1/sijill"

    with pytest.raises(CommandError, match="must end in _drill"):
        call_command("drill", stdout=StringIO())
