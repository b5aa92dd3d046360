"""Checks of what keeps the register: its backup, the practice of restoring it, and advisories about the packages."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core import checks
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from policies.publication.site_checks import Seen, Unasked, When, ago, of_a_timer, site_check

BACKUP_OLD: Final = timedelta(days=2)
DRILL_OLD: Final = timedelta(days=35)
ADVISORIES_OLD: Final = timedelta(days=8)
LARGEST_RECORD: Final = 4 * 1024**2  # bytes of one advisory


@site_check(
    "cms.W020",
    room="keeping",
    level=checks.WARNING,
    hint="Run `manage.py backup` once a day by a timer (deploy/systemd/sijill-backup.timer).",
    when=When.DOCTOR,
)
def backup_young() -> Iterator[str]:
    """A backup was made within two days."""
    yield from of_a_timer("backup", BACKUP_OLD)


@site_check(
    "cms.W021",
    room="keeping",
    level=checks.WARNING,
    hint="Run `manage.py drill` once a month by a timer: it restores the newest backup elsewhere and verifies it.",
    when=When.DOCTOR,
)
def restoring_practised() -> Iterator[str]:
    """A backup was restored and verified within 35 days."""
    yield from of_a_timer("drill", DRILL_OLD)


@site_check(
    "cms.W022",
    room="keeping",
    level=checks.WARNING,
    hint="Update the packages: a release of Sijill that has newer ones, or `make lock UPGRADE=1` on your own copy.",
    when=When.DOCTOR,
)
def packages_without_advisories() -> Iterator[str]:
    """No package that is installed has a known weakness."""
    named = settings.ADVISORIES_FILE
    if not named:
        yield Unasked(
            "advisories: not checked, SIJILL_ADVISORIES_FILE names no file (docs/operating.md)"
        )
        return
    file = Path(named)
    try:
        age = datetime.now(UTC) - datetime.fromtimestamp(file.stat().st_mtime, UTC)
        found = sorted(_found(file))
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        yield Unasked(f"advisories: not checked, {file} cannot be read: {error}")
        return
    if age > ADVISORIES_OLD:
        yield f"the advisories in {file} are {ago(age)} old: fetch them again"
    for name, version, advisory, summary in found:
        yield f"{name} {version}: {advisory} {summary}".strip()
    if not found:
        yield Seen(f"no advisory of {file.name} ({ago(age)} old) is about an installed package")


def _found(file: Path) -> set[tuple[str, str, str, str]]:
    """Package, version, advisory and its summary, of all that are installed and affected."""
    installed = {canonicalize_name(each.metadata["Name"]): each.version for each in distributions()}
    return {
        (name, installed[name], str(record.get("id", "")), str(record.get("summary", ""))[:100])
        for record in _records(file)
        if not record.get("withdrawn")
        for affected in record.get("affected", [])
        if (name := canonicalize_name(affected.get("package", {}).get("name", ""))) in installed
        and is_affected(installed[name], affected)
    }


def _records(file: Path) -> Iterator[dict[str, Any]]:
    """OSV's records (ossf.github.io/osv-schema): of a zip of them, as osv.dev publishes it, or of one list."""
    if not zipfile.is_zipfile(file):
        yield from json.loads(file.read_text(encoding="utf-8"))
        return
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            if member.filename.endswith(".json") and member.file_size <= LARGEST_RECORD:
                yield json.loads(archive.read(member))


def is_affected(version: str, affected: dict[str, Any]) -> bool:
    """Whether OSV says that this version is affected: it is listed, or in a range of versions."""
    if version in affected.get("versions", []):
        return True
    try:
        ours = Version(version)
        return any(
            _is_in(ours, each["events"])
            for each in affected.get("ranges", [])
            if each.get("type") == "ECOSYSTEM"
        )
    except (InvalidVersion, KeyError):
        return False


def _is_in(ours: Version, events: list[dict[str, str]]) -> bool:
    """As OSV's specification evaluates events, in the order of their versions."""
    inside = False
    for event in sorted(events, key=_at):
        if ours >= _at(event) and "introduced" in event:
            inside = True
        if "fixed" in event and ours >= _at(event):
            inside = False
        if "last_affected" in event and ours > _at(event):
            inside = False
    return inside


def _at(event: dict[str, str]) -> Version:
    (said,) = list(event.values())[:1]
    return Version("0" if said == "0" else said)
