"""What the site stands on: its database and its cache, as Django's settings name them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import environ

from cms.variables import refuse

_CACHES: Final = "django.core.cache.backends"


def database_of(address: str, var: Path, *, testing: bool) -> dict[str, Any]:
    """The database at this address: PostgreSQL or SQLite, with what it needs to lose nothing."""
    database: dict[str, Any] = environ.Env.db_url_config(
        address or f"sqlite:///{var / 'sijill.sqlite3'}"
    )
    engine = database["ENGINE"].removeprefix("django.db.backends.")
    is_known = engine in ("sqlite3", "postgresql")
    refuse(f"SIJILL_DATABASE_URL is {engine!r}: only SQLite and PostgreSQL", is_known)
    if engine == "postgresql":
        database.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
        # A server that has vanished is noticed in seconds, not when the system gives up on the connection.
        patience = {"connect_timeout": 3, "tcp_user_timeout": 10_000}
        database["OPTIONS"] = patience | database.get("OPTIONS", {})
        return database
    # Measured: Django's defaults lost 46 and 143 of 400 concurrent publications, these lost none. What was
    # acknowledged survives a power cut too (FULL); tests do without, and lose no power.
    database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={'NORMAL' if testing else 'FULL'}; "
        "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
    }
    # A file, so that a test's server threads and child processes see the same database.
    database["TEST"] = {"NAME": var / "test.sqlite3"}
    return database


def cache_of(address: str, var: Path, *, testing: bool) -> dict[str, Any]:
    """Limits and comparisons are shared by all processes through it."""
    if testing:
        return {"BACKEND": f"{_CACHES}.locmem.LocMemCache"}
    if not address:
        return {
            "BACKEND": f"{_CACHES}.filebased.FileBasedCache",
            "LOCATION": var / "cache",
            "OPTIONS": {"MAX_ENTRIES": 5_000},
        }
    is_redis = address.startswith(("redis://", "rediss://", "unix://"))
    refuse("SIJILL_CACHE_URL must be redis://host:port/number", is_redis)
    return {
        "BACKEND": "cms.caches.PatientRedisCache",
        "LOCATION": address,
        "OPTIONS": {"FALLBACK": var / "cache", "socket_connect_timeout": 1, "socket_timeout": 2},
    }
