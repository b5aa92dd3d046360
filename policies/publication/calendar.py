"""The calendar of a version: the place whose midnight begins its days.

A date says nothing without the place where it begins. The place is frozen with each version, so that an
organisation which moves to another time zone moves no day of what it published before.
"""

from __future__ import annotations

import zoneinfo
from functools import cache
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def validate_time_zone(name: str) -> None:
    """Refuse what the IANA time zone database does not know; "localtime" is another zone on each machine."""
    if name not in zoneinfo.available_timezones() - {"localtime"}:
        raise ValidationError(
            _("“%(name)s” is not a time zone: use a name such as Africa/Casablanca."),
            params={"name": name},
        )


def zone_of(frozen: str, today: str) -> ZoneInfo:
    """The zone for every day that is shown of a version: the one that was ``frozen`` with it.

    ``today`` is the organisation's zone of now. It counts for a version that froze none, and when this machine's
    zone data lacks the frozen name: names come and go there, and no version may become unreadable by that.
    """
    return (_known(frozen) if frozen else None) or ZoneInfo(today)


@cache
def _known(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # no such name, no such path, a folder
        return None
