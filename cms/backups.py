"""A backup: one tar file with the database, the uploads, the last checkpoint and a manifest of digests.

Each database's own tools copy it, so that a backup of a running site is the state of one moment. What was
restored is checked: the command ``restore`` ends in ``verify_versions``, against a checkpoint that was kept
elsewhere if there is one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from policies.publication.checkpoints import latest
from policies.publication.models import PolicyVersion

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
CHECKPOINT: Final = "checkpoint"
MEDIA: Final = "media"
DATABASES: Final = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class Refused(Exception):
    """Nothing was written or changed; the message says why."""


def back_up(path: Path) -> int:
    """Write a backup to ``path``, whole or not at all; how many versions it has. Raises ``Refused``."""
    if path.exists():
        raise Refused(f"{path} exists: a backup is never overwritten")
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        # Before the database: a checkpoint made while that is copied would show a loss where there is none.
        checkpoint = latest()
        (folder / CHECKPOINT).write_text(checkpoint.note if checkpoint else "", encoding="utf-8")
        copied = folder / DATABASES[connection.vendor]
        _copy_database(copied)
        versions = PolicyVersion.objects.count()
        manifest = {
            "format": FORMAT,
            "database": connection.vendor,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "versions": versions,
            "sha256": {copied.name: _digest(copied)},
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
        partial = folder / "backup.tar"
        with tarfile.open(partial, "w") as tar:
            for part in (MANIFEST, CHECKPOINT, copied.name):
                tar.add(folder / part, arcname=part)
            if Path(settings.MEDIA_ROOT).is_dir():
                tar.add(settings.MEDIA_ROOT, arcname=MEDIA)
        partial.replace(path)
    path.chmod(0o600)  # it holds subscribers' addresses
    return versions


def restore(path: Path) -> str:
    """Put a backup into an empty database; return the checkpoint it holds (empty where there was none).

    Raises ``Refused``. The caller migrates and verifies.
    """
    _require_empty_database()
    with TemporaryDirectory() as name:
        folder = Path(name)
        try:
            with tarfile.open(path) as tar:
                tar.extractall(folder, filter="data")
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, tarfile.TarError, ValueError, KeyError) as error:
            raise Refused(f"{path} is not a backup: {error}") from error
        _put_database(_checked(folder, manifest))
        media = folder / MEDIA
        if media.is_dir():
            shutil.copytree(media, settings.MEDIA_ROOT, dirs_exist_ok=True)
        return (folder / CHECKPOINT).read_text(encoding="utf-8")


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


def _checked(folder: Path, manifest: dict[str, Any]) -> Path:
    if manifest.get("format") != FORMAT:
        raise Refused(f"backup format {manifest.get('format')!r}: this code reads {FORMAT}")
    if manifest.get("database") != connection.vendor:
        raise Refused(
            f"the backup is of {manifest.get('database')}, and SIJILL_DATABASE_URL names {connection.vendor}"
        )
    copied = folder / DATABASES[connection.vendor]
    if not copied.is_file() or manifest["sha256"].get(copied.name) != _digest(copied):
        raise Refused(f"{copied.name} is missing or damaged: its digest is not the manifest's")
    return copied


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
