"""A register moves from one kind of database to the other and back, and every proof stays what it was."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cms.backups import back_up
from policies.evidence.notes import new_key
from policies.notification.subscribing import subscribe_confirmed
from policies.publication.checkpoints import publish_checkpoint
from policies.publication.models import Organisation, PolicyVersion
from tests.cms.test_backups import manage
from tests.factories import make_policy_page, publish, publish_text
from tests.run import find_postgresql, with_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

NAME = "sijill_portable_test"


@pytest.fixture
def postgresql() -> Iterator[str]:
    """An empty database of PostgreSQL, where there is a server."""
    server = find_postgresql()
    if server is None:
        pytest.skip("no PostgreSQL answers")
    with psycopg.connect(with_database(server, "postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    yield with_database(server, NAME)
    with psycopg.connect(with_database(server, "postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.mark.long
def test_register_moves_to_postgresql_and_back_with_its_proofs(
    tmp_path: Path, settings: Any, postgresql: str
) -> None:
    settings.LOG_KEY = new_key(settings.LOG_ORIGIN).text
    page = make_policy_page()
    publish(page)
    publish_text(page, "Deux")
    subscribe_confirmed(
        email="lectrice@example.org", language="fr", organisation=Organisation.objects.get()
    )
    note = publish_checkpoint().note
    texts = list(PolicyVersion.objects.order_by("number").values_list("sha256", "published_at"))
    there, back = tmp_path / "there.tar", tmp_path / "back.tar"

    back_up(there, portable=True)
    moved = manage("restore", str(there), url=postgresql, var=tmp_path / "a")
    copied = manage("backup", "--portable", str(back), url=postgresql, var=tmp_path / "a")
    file = tmp_path / "back.sqlite3"
    returned = manage("restore", str(back), url=f"sqlite:///{file}", var=tmp_path / "b")

    assert moved.returncode == 0, moved.stderr
    assert copied.returncode == 0, copied.stderr
    assert returned.returncode == 0, returned.stderr
    assert "2 versions, 4 entries of the log, 2 checkpoints, 0 faults" in returned.stdout
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute("SELECT sha256 FROM policies_policyversion ORDER BY number").fetchall()
        assert [sha256 for (sha256,) in rows] == [sha256 for sha256, _at in texts]
        notes = database.execute("SELECT note FROM policies_checkpoint").fetchall()
        assert (note,) in notes
        with pytest.raises(sqlite3.IntegrityError):  # the guards are there again
            database.execute("DELETE FROM policies_policyversion")
    with psycopg.connect(postgresql) as database_of_postgresql:
        moments = database_of_postgresql.execute(
            "SELECT published_at FROM policies_policyversion ORDER BY number"
        ).fetchall()
        assert [at for (at,) in moments] == [at for _sha256, at in texts]
        counted = database_of_postgresql.execute(
            "SELECT count(*) FROM pg_stats WHERE tablename = 'policies_policyversion'"
        ).fetchone()
        assert counted is not None
        assert counted[0] > 0  # the statistics are made
        with pytest.raises(psycopg.errors.RestrictViolation):
            database_of_postgresql.execute("DELETE FROM policies_policyversion")


def test_copy_of_one_kind_says_how_to_get_to_the_other(tmp_path: Path, postgresql: str) -> None:
    publish(make_policy_page())
    back_up(tmp_path / "backup.tar")

    refused = manage("restore", str(tmp_path / "backup.tar"), url=postgresql, var=tmp_path / "a")

    assert refused.returncode == 1
    assert "backup --portable" in refused.stderr


@pytest.mark.long
def test_rows_of_another_release_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(make_policy_page())
    back_up(tmp_path / "backup.tar", portable=True)
    (tmp_path / "changed").mkdir()
    unpack = ["tar", "-xf", str(tmp_path / "backup.tar"), "-C", str(tmp_path / "changed")]
    subprocess.run(unpack, check=True)
    manifest = json.loads((tmp_path / "changed/manifest.json").read_text())
    manifest["migrations"] = manifest["migrations"][:-1]
    (tmp_path / "changed/manifest.json").write_text(json.dumps(manifest))
    with tarfile.open(tmp_path / "older.tar", "w") as tar:
        for part in sorted((tmp_path / "changed").iterdir()):
            tar.add(part, arcname=part.name)

    refused = manage(
        "restore", str(tmp_path / "older.tar"), url=f"sqlite:///{tmp_path}/x.sqlite3", var=tmp_path / "a"
    )

    assert refused.returncode == 1
    assert "restore it with that release" in refused.stderr
