"""A migrated test database in a second instead of fourteen: made once, then copied.

Wagtail's migrations are most of the cost of creating a test database, and every pytest process needs
one of its own. The first process migrates a *template*; the others, and later runs, copy it. A template
is named by a digest of all migrations, and ``migrate`` still runs on every copy, so that a migration
that is new or edited is never missed and the guards are always those of today's code.
"""

from __future__ import annotations

import fcntl
import hashlib
import inspect
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from policies.authoring.people import last_owner
from policies.publication import guards, guards_moves, guards_postgresql, guards_sqlite


def place_copy(connection: BaseDatabaseWrapper) -> None:
    """Put a freshly migrated, empty database where ``connection`` expects its test database."""
    make = {"sqlite": _copy_sqlite, "postgresql": _copy_postgresql}[connection.vendor]
    make(connection, connection.creation._get_test_db_name())


def url_of(connection: BaseDatabaseWrapper) -> str:
    """The test database as ``SIJILL_DATABASE_URL`` names it, for a process of its own."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{settings['USER']}{password}@{settings['HOST']}{port}/{settings['NAME']}"


def close_other_sessions(connection: BaseDatabaseWrapper) -> None:
    """End the sessions that a test's threads left open: PostgreSQL drops no database in use."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def digest_of_migrations() -> str:
    """Twelve hex digits that change when any migration of any installed app does, or a guard that migrating installs."""
    digest = hashlib.sha256(django.__version__.encode())
    for key, migration in sorted(MigrationLoader(None).disk_migrations.items()):
        digest.update("/".join(key).encode())
        digest.update(Path(inspect.getfile(type(migration))).read_bytes())
    for module in (guards, guards_moves, guards_postgresql, guards_sqlite, last_owner):
        digest.update(Path(inspect.getfile(module)).read_bytes())
    return digest.hexdigest()[:12]


def _migrate(connection: BaseDatabaseWrapper) -> None:
    """Create the test database and migrate it, then point ``connection`` where it pointed before."""
    name = connection.settings_dict["NAME"]
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
    finally:
        connection.settings_dict["NAME"] = name


def _copy_sqlite(connection: BaseDatabaseWrapper, name: str) -> None:
    target = Path(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    template = target.with_name(f"test-template-{digest_of_migrations()}.sqlite3")
    with _file_lock(target.with_name("test-template.lock")):
        # A killed run leaves its journal behind; beside another database it would be corruption.
        _remove(target)
        if not template.exists():
            for old in target.parent.glob("test-template-*.sqlite3"):
                old.unlink()
            _migrate(connection)
            target.rename(template)
        shutil.copyfile(template, target)


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _copy_postgresql(connection: BaseDatabaseWrapper, name: str) -> None:
    quote = connection.ops.quote_name
    # One family of templates per configured database, whichever xdist worker asks.
    family = f"test_{connection.settings_dict['NAME']}_template_"
    template = family + digest_of_migrations()
    lock = int.from_bytes(hashlib.sha256(family.encode()).digest()[:7], "big")
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [family])
        templates = {row[0] for row in cursor.fetchall()}
        if template not in templates:
            for old in templates:
                cursor.execute(f"DROP DATABASE {quote(old)}")
            _migrate(connection)
            cursor.execute(f"ALTER DATABASE {quote(name)} RENAME TO {quote(template)}")
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template)}")
