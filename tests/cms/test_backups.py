"""A backup restores into an empty database, and what came out of it is checked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from cms import backups
from cms.backups import Refused, back_up
from policies.evidence.notes import new_key
from policies.management.register_command import RegisterCommand
from policies.notification.signed_links import Purpose, make_token
from policies.publication.checkpoints import publish_checkpoint
from tests.factories import make_policy_page, publish, publish_text
from tests.run import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


def manage(*arguments: str, url: str, var: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SIJILL_")}
    environment |= {"SIJILL_DATABASE_URL": url, "SIJILL_VAR": str(var)}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def empty(tmp_path: Path) -> Any:
    """The address of a database of the same kind, with nothing in it."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.sqlite3'}"
        return
    database = connection.settings_dict
    name = f"{database['NAME']}_restored"
    server = (
        f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    )
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}"')  # type: ignore[arg-type]
        admin.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    yield f"{server}/{name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]


def test_drill(tmp_path: Path, empty: str, settings: Any) -> None:
    """Back up, restore elsewhere, verify; a second restore over it is refused."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "logo.txt").write_text("logo")
    page = make_policy_page()
    publish(page)
    publish_text(page, "Deux")
    path = tmp_path / "backup.tar"

    versions = back_up(path)
    restored = manage("restore", str(path), url=empty, var=tmp_path / "var")
    again = manage("restore", str(path), url=empty, var=tmp_path / "var")

    assert versions == 2
    assert path.stat().st_mode & 0o077 == 0
    assert restored.returncode == 0, restored.stderr
    assert "2 versions" in restored.stdout
    assert " 0 faults" in restored.stdout
    assert "older database that was restored has no fault of its own" in restored.stdout
    assert (tmp_path / "var" / "media" / "logo.txt").read_text() == "logo"
    assert again.returncode == 1
    assert "the database is not empty" in again.stderr


@pytest.mark.one_database
def test_backup_older_than_what_was_published_shows(tmp_path: Path, empty: str, settings: Any) -> None:
    settings.LOG_KEY = new_key(settings.LOG_ORIGIN).text
    page = make_policy_page()
    publish(page)
    back_up(tmp_path / "backup.tar")
    publish_text(page, "Deux")
    kept = tmp_path / "checkpoint"
    kept.write_text(publish_checkpoint().note, encoding="utf-8")

    restored = manage(
        *("restore", str(tmp_path / "backup.tar"), "--checkpoint", str(kept)),
        url=empty,
        var=tmp_path / "var",
    )

    assert restored.returncode == 1
    assert "the log has 2 entries, a checkpoint says 4: entries were lost" in restored.stderr
    assert "Compared with the backup's own" not in restored.stdout


@pytest.mark.one_database
def test_old_backup_has_no_fault_of_its_own_and_the_restore_says_so(
    tmp_path: Path, empty: str, settings: Any
) -> None:
    settings.LOG_KEY = new_key(settings.LOG_ORIGIN).text
    page = make_policy_page()
    publish(page)
    back_up(tmp_path / "backup.tar")
    publish_text(page, "Deux")

    restored = manage("restore", str(tmp_path / "backup.tar"), url=empty, var=tmp_path / "var")

    assert restored.returncode == 0, restored.stderr
    assert "1 checkpoints, 0 faults" in restored.stdout
    assert "Compared with the backup's own checkpoint" in restored.stdout


@pytest.mark.one_database
def test_checkpoint_of_a_backup_is_not_younger_than_its_database(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LOG_KEY = new_key(settings.LOG_ORIGIN).text
    page = make_policy_page()
    publish(page)
    first = publish_checkpoint()

    def publishing_meanwhile(target: Path) -> None:
        target.write_text("as it was before this moment")
        publish_text(page, "Deux")
        publish_checkpoint()

    monkeypatch.setattr(backups, "_copy_database", publishing_meanwhile)
    back_up(tmp_path / "backup.tar")

    with tarfile.open(tmp_path / "backup.tar") as tar:
        assert tar.extractfile("checkpoint").read().decode() == first.note  # type: ignore[union-attr]


@pytest.mark.one_database
def test_checkpoint_that_is_not_there_restores_nothing(tmp_path: Path, empty: str) -> None:
    publish(make_policy_page())
    back_up(tmp_path / "backup.tar")
    restoring = ("restore", str(tmp_path / "backup.tar"))

    refused = manage(*restoring, "--checkpoint", str(tmp_path / "none"), url=empty, var=tmp_path / "var")
    restored = manage(*restoring, url=empty, var=tmp_path / "var")

    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "nothing was restored" in refused.stderr
    assert restored.returncode == 0, restored.stderr


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")
def test_only_the_owner_of_the_database_restores(tmp_path: Path, empty: str) -> None:
    publish(make_policy_page())
    back_up(tmp_path / "backup.tar")
    server, name = empty.rsplit("/", 1)
    role = f"{name}_app"
    with psycopg.connect(f"{server}/{name}", autocommit=True) as admin:
        admin.execute(f"CREATE ROLE \"{role}\" LOGIN PASSWORD 'app'")  # type: ignore[arg-type]
    try:
        address = urlsplit(server)
        refused = manage(
            *("restore", str(tmp_path / "backup.tar")),
            url=f"postgresql://{role}:app@{address.hostname}:{address.port or 5432}/{name}",
            var=tmp_path / "var",
        )
    finally:
        with psycopg.connect(f"{server}/{name}", autocommit=True) as admin:
            admin.execute(f'DROP ROLE "{role}"')  # type: ignore[arg-type]

    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "restore as the owner" in refused.stderr


def test_backup_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "backup.tar"
    path.write_text("mine")

    with pytest.raises(Refused, match="never overwritten"):
        back_up(path)

    assert path.read_text() == "mine"


@pytest.mark.one_database
def test_damaged_backup_restores_nothing(tmp_path: Path, empty: str) -> None:
    path, damaged = tmp_path / "backup.tar", tmp_path / "damaged.tar"
    publish(make_policy_page())
    back_up(path)
    with tarfile.open(path) as old, tarfile.open(damaged, "w") as new:
        for member in old.getmembers():
            if member.name.startswith("database."):
                content = bytearray(old.extractfile(member).read())  # type: ignore[union-attr]
                content[len(content) // 2] ^= 1
                (tmp_path / "changed").write_bytes(content)
                new.add(tmp_path / "changed", arcname=member.name)
            elif member.isfile():
                new.addfile(member, old.extractfile(member))

    restored = manage("restore", str(damaged), url=empty, var=tmp_path / "var")

    assert restored.returncode == 1
    assert "missing or damaged" in restored.stderr


@pytest.mark.one_database
def test_backup_that_reaches_out_of_its_folder_restores_nothing(tmp_path: Path, empty: str) -> None:
    path, forged = tmp_path / "backup.tar", tmp_path / "forged.tar"
    publish(make_policy_page())
    back_up(path)
    shutil.copy(path, forged)
    with tarfile.open(forged, "a") as tar:
        tar.add(path, arcname="media/../../outside")

    restored = manage("restore", str(forged), url=empty, var=tmp_path / "var")

    assert (restored.returncode, restored.stderr.count("\n")) == (1, 1)
    assert "is not a backup" in restored.stderr
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        pytest.param("backup backup.tar", 1, marks=pytest.mark.long),
        pytest.param("verify_versions", 1, marks=pytest.mark.long),
        ("send_notices", 1),
        pytest.param("send_notices --status", 1, marks=pytest.mark.long),
        ("receive_unsubscribe", os.EX_TEMPFAIL),  # the mail server tries again
    ],
)
def test_database_that_was_never_migrated_is_one_sentence(
    tmp_path: Path, empty: str, command: str, code: int
) -> None:
    name, *arguments = command.replace("backup.tar", str(tmp_path / "backup.tar")).split()
    mail = f"Subject: {make_token(Purpose.UNSUBSCRIBE, uuid4())}\n\n"  # for the command that reads one

    done = manage(name, *arguments, url=empty, var=tmp_path / "var", given=mail)

    assert (done.returncode, done.stderr.count("\n")) == (code, 1)
    assert "run `manage.py migrate`" in done.stderr.replace("Run", "run")
    assert not (tmp_path / "backup.tar").exists()


@pytest.mark.one_database
def test_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"

    done = manage("verify_versions", url=nowhere, var=tmp_path / "var")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "the database does not answer" in done.stderr


@pytest.mark.parametrize("folder", ["cms", "policies"])
def test_every_command_says_why_its_database_cannot_be_used(folder: str) -> None:
    others = {"migrate", "make_log_key"}  # the one makes the database, the other needs none
    names = {path.stem for path in (ROOT / folder / "management/commands").glob("[a-z]*.py")} - others

    classes = [import_module(f"{folder}.management.commands.{name}").Command for name in names]

    assert classes
    assert all(issubclass(command, RegisterCommand) for command in classes)
