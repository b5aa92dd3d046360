"""The calendar of a version: the place whose midnight begins its days.

A date says nothing without the place where it begins. The place is frozen with each version, so that an
organisation which moves to another time zone moves no day of what it published before.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from .models import Organisation


def zone_of(frozen: str, organisation: Organisation) -> ZoneInfo:
    """The zone for every day that is shown of a version: the one that was ``frozen`` with it.

    The organisation's of today where none was, and where the name is not in this machine's zone data: names come
    and go there, and no version may become unreadable by that.
    """
    return (_known(frozen) if frozen else None) or ZoneInfo(organisation.time_zone)


@cache
def _known(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # no such name, no such path, a folder
        return None
