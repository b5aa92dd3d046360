"""A backup: one tar file with the database, the uploads, the last checkpoint and a manifest of digests.

Each database's own tools copy it, so that a backup of a running site is the state of one moment. What was
restored is checked: the command ``restore`` ends in ``verify_versions``, against a checkpoint that was kept
elsewhere if there is one. A portable backup holds rows instead of a copy: it goes from one kind of database to the other.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from cms.backup_keeping import NotKept, seal
from cms.portable_rows import migrations, read_rows, write_rows
from cms.version import VERSION
from policies.publication.checkpoints import latest
from policies.publication.models import PolicyVersion

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
CHECKPOINT: Final = "checkpoint"
MEDIA: Final = "media"
ROWS: Final = "rows"
PORTABLE: Final = "portable"
DATABASES: Final = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class Refused(Exception):
    """Nothing was written or changed; the message says why."""


def back_up(path: Path, *, portable: bool = False, recipients: Sequence[str] = ()) -> int:
    """Write a backup to ``path``, whole or not at all; how many versions it has. Raises ``Refused``.

    It is sealed for the ``recipients``, where there are any (``backup_keeping``).
    """
    if path.exists():
        raise Refused(f"{path} exists: a backup is never overwritten")
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        # Before the database: a checkpoint made while that is copied would show a loss where there is none.
        checkpoint = latest()
        (folder / CHECKPOINT).write_text(checkpoint.note if checkpoint else "", encoding="utf-8")
        parts = _rows(folder) if portable else _copy(folder)
        versions = PolicyVersion.objects.count()
        manifest = {
            "format": FORMAT,
            "database": PORTABLE if portable else connection.vendor,
            "release": VERSION,
            "migrations": migrations(),
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "versions": versions,
            "sha256": {part: _digest(folder / part) for part in parts},
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
        partial = folder / "backup.tar"
        with tarfile.open(partial, "w") as tar:
            for part in (MANIFEST, CHECKPOINT, *parts):
                tar.add(folder / part, arcname=part)
            if Path(settings.MEDIA_ROOT).is_dir():
                tar.add(settings.MEDIA_ROOT, arcname=MEDIA)
        if recipients:
            try:
                seal(partial, folder / "backup.tar.age", recipients)
            except NotKept as error:
                raise Refused(str(error)) from error
            partial = folder / "backup.tar.age"
        partial.replace(path)
    path.chmod(0o600)  # it holds subscribers' addresses
    return versions


def _copy(folder: Path) -> list[str]:
    name = DATABASES[connection.vendor]
    _copy_database(folder / name)
    return [name]


def _rows(folder: Path) -> list[str]:
    write_rows(folder / ROWS)
    return [f"{ROWS}/{file.name}" for file in sorted((folder / ROWS).iterdir())]


def restore(path: Path) -> str:
    """Put a backup into an empty database; return the checkpoint it holds (empty where there was none).

    Raises ``Refused``. The caller migrates, has the statistics made, and verifies.
    """
    _require_empty_database()
    with TemporaryDirectory() as name:
        folder = Path(name)
        try:
            with tarfile.open(path) as tar:
                _unpack(tar, folder)
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, tarfile.TarError, ValueError, KeyError) as error:
            raise Refused(f"{path} is not a backup: {error}") from error
        _require_whole(folder, manifest)
        if manifest["database"] == PORTABLE:
            _put_rows(folder, manifest)
        else:
            _put_database(folder / DATABASES[connection.vendor])
        media = folder / MEDIA
        if media.is_dir():
            shutil.copytree(media, settings.MEDIA_ROOT, dirs_exist_ok=True)
        return (folder / CHECKPOINT).read_text(encoding="utf-8")


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Files and folders alone, and none outside. Raises ``TarError``.

    Debian 12's Python 3.11.2 has no ``filter``: what it would refuse is refused here.
    """
    inside = folder.resolve()
    for member in tar.getmembers():
        is_plain = member.isfile() or member.isdir()
        if not is_plain or not (inside / member.name).resolve().is_relative_to(inside):
            raise tarfile.TarError(f"{member.name!r} is no file of a backup")
        member.mode = 0o755 if member.isdir() else 0o644
    tar.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))  # type: ignore[arg-type]  # noqa: S202


def _require_empty_database() -> None:
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise Refused(
                "the database is not empty: restore into a new one, and point SIJILL_DATABASE_URL at it"
            )
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_user, has_schema_privilege(current_schema(), 'CREATE')")
            role, may_create = cursor.fetchone()
            if not may_create:
                raise Refused(f"the database role {role} may not make tables here: restore as the owner")


def _require_whole(folder: Path, manifest: dict[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise Refused(f"backup format {manifest.get('format')!r}: this code reads {FORMAT}")
    if manifest.get("database") not in (connection.vendor, PORTABLE):
        raise Refused(
            f"the backup is of {manifest.get('database')}, and SIJILL_DATABASE_URL names {connection.vendor}: "
            "`manage.py backup --portable` makes one that either kind reads"
        )
    said = manifest["sha256"]
    names = {f"{ROWS}/{file.name}" for file in (folder / ROWS).glob("*")} | {
        name for name in DATABASES.values() if (folder / name).exists()
    }
    wrong = sorted(
        name
        for name in names | set(said)
        if name not in names or said.get(name) != _digest(folder / name)
    )
    if wrong or not said:
        name = wrong[0] if wrong else "the database"
        raise Refused(f"{name} is missing or damaged: its digest is not the manifest's")


def _put_rows(folder: Path, manifest: dict[str, Any]) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    if manifest["migrations"] != migrations():
        raise Refused(
            f"the backup is of Sijill {manifest['release']}, whose tables have another form: restore it with that "
            "release, then migrate"
        )
    read_rows(folder / ROWS)


def make_statistics() -> None:
    """Have the database count what it holds, or its plans are those of empty tables: a search took minutes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy_database(target: Path) -> None:
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _put_database(copied: Path) -> None:
    if connection.vendor == "sqlite":
        target = Path(connection.settings_dict["NAME"])
        connection.close()
        for leftover in (f"{target}-wal", f"{target}-shm"):
            Path(leftover).unlink(missing_ok=True)
        shutil.copyfile(copied, target)
        return
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        str(copied),
    )


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools on this database, reached as the site reaches it.

    The password goes through the environment, where other accounts of the machine do not see it.
    """
    found = shutil.which(program)
    if found is None:
        raise Refused(
            f"there is no {program}: install PostgreSQL's client (apt install postgresql-client)"
        )
    database = connection.settings_dict
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    target = make_conninfo(
        host=database["HOST"] or None,
        port=database["PORT"] or None,
        user=database["USER"] or None,
        dbname=str(database["NAME"]),
        **{name: value for name, value in database.get("OPTIONS", {}).items() if name in known},
    )
    done = subprocess.run(  # noqa: S603 - the program is PostgreSQL's, the arguments are ours
        [found, f"--dbname={target}", *arguments],
        env=os.environ | ({"PGPASSWORD": database["PASSWORD"]} if database["PASSWORD"] else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused(" ".join(done.stderr.split()))  # begins with the program's name


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
