"""A migration that was killed leaves guards missing: nothing runs then but what restores them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from policies.publication import guards
from tests.databases import url_of
from tests.publication.rows import fill, snapshot
from tests.publication.test_concurrency import ROOT, start

pytestmark = pytest.mark.django_db(transaction=True)

# What a migration does that rebuilds a table (on SQLite that drops every trigger) and one that makes it anew,
# killed before the guards are put back.
INTERRUPTED = """
import os, signal, django
django.setup()
from django.db import connection
from policies.publication import guards_moves
from policies.publication.models import PolicyVersion
with connection.schema_editor() as editor:
    if connection.vendor == "sqlite":
        guards_moves.remove(connection)  # as before every migration
        editor._remake_table(PolicyVersion)
    else:
        editor.execute("DROP TRIGGER policies_policyversion_immutable ON policies_policyversion")
os.kill(os.getpid(), signal.SIGKILL)
"""


def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "SIJILL_DATABASE_URL": url_of(connection),
        "SIJILL_VAR": str(settings.VAR),
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_interrupted_migration_stops_the_site_and_migrate_mends_it(tmp_path: Path) -> None:
    fill()
    before = snapshot()
    killed = start(INTERRUPTED)
    said = killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL, said
    connection.close()
    missing = guards.faults(connection)

    site = manage("-c", "import cms.wsgi")
    checked = manage("manage.py", "check", "--database", "default")
    migrated = manage("manage.py", "migrate", "--verbosity", "0")

    assert any("is missing" in fault for fault in missing)
    assert site.returncode != 0
    assert "are not guarded" in site.stderr
    assert "policies.E001" in checked.stderr
    assert "manage.py migrate" in checked.stderr
    assert (migrated.returncode, migrated.stderr) == (0, "")
    assert guards.faults(connection) == []
    assert manage("manage.py", "check", "--database", "default").returncode == 0
    assert snapshot() == before
