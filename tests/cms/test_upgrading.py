"""The database of a former release comes to this one, with every text, proof and guard it had.

``former_releases/`` holds backups that each release made itself: two versions, a subscriber, a checkpoint. A new release
adds its own, on both databases, and none is ever made again.
"""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest
from django.db import connection

from tests.cms.test_backups import empty, manage  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)

BACKUPS = Path(__file__).parent / "former_releases"
RELEASES = sorted({path.name.partition("-")[0] for path in BACKUPS.iterdir()})


@pytest.mark.parametrize("release", RELEASES)
def test_database_of_a_former_release_comes_to_this_one(
    release: str,
    tmp_path: Path,
    empty: str,  # noqa: F811
) -> None:
    packed = BACKUPS / f"{release}-{connection.vendor}.tar.xz"
    backup = tmp_path / "backup.tar"
    backup.write_bytes(lzma.decompress(packed.read_bytes()))

    restored = manage("restore", str(backup), url=empty, var=tmp_path / "var")
    pending = manage("migrate", "--check", url=empty, var=tmp_path / "var")

    assert restored.returncode == 0, restored.stderr
    assert "2 versions, 4 entries of the log, 2 checkpoints, 0 faults" in restored.stdout
    assert pending.returncode == 0, pending.stdout


def test_every_former_release_has_both_databases() -> None:
    names = {path.name for path in BACKUPS.iterdir()}

    assert names == {
        f"{release}-{kind}.tar.xz" for release in RELEASES for kind in ("sqlite", "postgresql")
    }
    assert sum(path.stat().st_size for path in BACKUPS.iterdir()) < 2_000_000 * len(RELEASES)
