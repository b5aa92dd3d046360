"""Names in the order people expect, whatever the database was made with: `C.UTF-8` sorts “Étoile” after “Zébra”."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from django.db import connection
from django.db.models import F
from django.db.models.functions import Collate, Lower

_ICU: Final = "und-x-icu"  # the root of Unicode's order, in every PostgreSQL that was built with ICU


def alphabetical(field: str) -> Any:
    """What to order by. SQLite, which has no such order, takes no notice of capitals at least."""
    if connection.vendor == "postgresql":
        return Collate(field, _ICU) if _has_icu() else F(field)
    return Lower(field)


@lru_cache(maxsize=1)
def _has_icu() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_collation WHERE collname = %s", [_ICU])
        return cursor.fetchone() is not None
