"""Checks of the machine: cache, disk, static files, catalogues, and who may read the secrets."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core import checks
from django.core.cache import cache
from django.db import connection

from policies.publication.site_checks import Seen, When, site_check

ROOM_LEAST, ROOM_SCARCE = 200 * 1024**2, 2 * 1024**3  # bytes
# Of the site's account alone; or of the administrator's, whose group of the site may read it.
OF_OTHERS, OF_OTHERS_THAN_ITS_GROUP = 0o077, 0o037


@site_check(
    "cms.E010",
    room="machine",
    hint="Free some, or give SIJILL_VAR a larger disk: uploads, pages and SQLite are written there.",
    when=When.DOCTOR,
)
def disk_has_room() -> Iterator[str]:
    """SIJILL_VAR can be written, and its disk has room."""
    var = Path(settings.VAR)
    probe = var / f".doctor-{secrets.token_hex(8)}"
    try:
        probe.write_bytes(b"-" * 4096)
        probe.unlink()
    except OSError as error:
        yield f"{var} cannot be written: {error.strerror}"
        return
    free = shutil.disk_usage(var).free
    said = f"{var} has {free / 1024**3:.1f} GB left"
    yield said if free < ROOM_LEAST else Seen(said)


@site_check(
    "cms.W011",
    room="machine",
    level=checks.WARNING,
    hint="The shelf takes up to 1 GB, a backup as much as database and uploads together.",
    when=When.DOCTOR,
)
def disk_has_much_room() -> Iterator[str]:
    """The disk of SIJILL_VAR has 2 GB left or more."""
    var = Path(settings.VAR)
    free = shutil.disk_usage(next(place for place in (var, *var.parents) if place.exists())).free
    if ROOM_LEAST <= free < ROOM_SCARCE:
        yield f"{var} has {free / 1024**2:.0f} MB left"


@site_check(
    "cms.W012",
    room="machine",
    level=checks.WARNING,
    hint="Is Redis running, and is SIJILL_CACHE_URL right? Until then each machine counts for itself.",
    when=When.DOCTOR,
)
def cache_keeps() -> Iterator[str]:
    """The cache gives back what it was given."""
    name, value = f"doctor-{secrets.token_hex(8)}", secrets.token_hex(8)
    cache.set(name, value, 30)
    kept = cache.get(name)
    cache.delete(name)
    trouble = getattr(cache, "trouble", "")
    if trouble:
        yield f"Redis does not answer: {trouble}"
    elif kept != value:
        yield "the cache does not give back what it was given"


@site_check(
    "cms.E013",
    room="machine",
    hint="Run `manage.py collectstatic --no-input`, and restart the site.",
    when=When.DOCTOR,
)
def static_files_collected() -> Iterator[str]:
    """The static files are collected, and are those of this release."""
    root = Path(settings.STATIC_ROOT)
    if not (root / "staticfiles.json").is_file():
        yield f"{root} holds no collected files: pages have no style"
        return
    stale = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            collected = root / name
            # As collectstatic asks it.
            if (
                not collected.exists()
                or collected.stat().st_mtime < Path(storage.path(name)).stat().st_mtime - 1
            ):
                stale.append(name)
    if stale:
        yield f"{len(stale)} files of this release are not collected, {sorted(stale)[0]} among them"


@site_check(
    "cms.E014",
    room="machine",
    hint="Run `python -m cms.catalogues compile`, and restart the site.",
    when=When.DOCTOR,
)
def catalogues_compiled() -> Iterator[str]:
    """The words of the three languages are compiled, and are those of this release."""
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).rglob("*.po")):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                yield f"{source.relative_to(settings.BASE_DIR)} is not compiled"


@site_check(
    "cms.E015",
    room="machine",
    hint="chmod 600, and chown to the account of the site.",
    when=When.DOCTOR,
)
def secrets_are_shut() -> Iterator[str]:
    """Files of secrets are read by the account of the site alone."""
    for named in (os.environ.get("SIJILL_SECRET_KEY_FILE"), settings.LOG_KEY_FILE):
        if not named or not Path(named).exists():
            continue
        if not os.access(named, os.R_OK):
            yield f"{named} cannot be read by this account"
            continue
        file = Path(named).stat()
        if file.st_mode & (OF_OTHERS_THAN_ITS_GROUP if file.st_uid == 0 else OF_OTHERS):
            yield f"{named} can be read by other accounts of this machine"


@site_check(
    "cms.W016",
    room="machine",
    level=checks.WARNING,
    hint="docs/operating.md has what a public site needs, in order.",
    when=When.DOCTOR,
)
def settings_are_of_a_public_site() -> Iterator[str]:
    """The settings are those of a site that strangers reach."""
    if settings.LOCAL:
        yield f"SIJILL_BASE_URL is {settings.BASE_URL}: nobody outside this machine reaches it"
    if settings.DEMO:
        yield "SIJILL_DEMO is set: the passwords of the demo's accounts are known"
    if not settings.SECURITY_CONTACT:
        yield "SIJILL_SECURITY_CONTACT is not set: who finds a weakness has nobody to tell"
    if connection.vendor == "sqlite":
        yield Seen("SQLite: one machine, no second one for a fault of the first")
    python = ".".join(map(str, sys.version_info[:3]))
    yield Seen(f"Python {python}, account {os.getuid()}")


@site_check(
    "cms.W017",
    room="machine",
    level=checks.WARNING,
    hint="Run the site as an account of its own (deploy/systemd), which owns SIJILL_VAR and nothing else.",
    when=When.DOCTOR,
)
def account_is_no_administrator() -> Iterator[str]:
    """The site does not run as the machine's administrator."""
    if os.getuid() == 0:
        yield "this runs as root"
