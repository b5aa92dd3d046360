"""Which version applies on a day: the rule, for queries and for a history that was read already.

A version stands unless it was withdrawn. A later number that stands overtakes it from that number's own date on.
A version is in force on a day when it stands, its date has come, and nothing has overtaken it by that day.
It is upcoming when it stands, its date has not come, and nothing overtakes it by its own date.
So at most one version of a policy is in force on any day. A property test holds both forms together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

STANDS = Q(withdrawal__isnull=True)


def in_force_on(day: date, versions: QuerySet[Any]) -> Q:
    """The versions in force on ``day``; ``versions`` are all there are."""
    return STANDS & Q(effective_from__lte=day) & ~_overtaken(versions, effective_from__lte=day)


def upcoming_on(day: date, versions: QuerySet[Any]) -> Q:
    """The versions that are upcoming on ``day``; ``versions`` are all there are."""
    own = OuterRef("effective_from")
    return STANDS & Q(effective_from__gt=day) & ~_overtaken(versions, effective_from__lte=own)


def _overtaken(versions: QuerySet[Any], **by: Any) -> Q:
    later = versions.filter(STANDS, policy=OuterRef("policy"), number__gt=OuterRef("number"), **by)
    return Q(Exists(later))


class Standing(TextChoices):
    """What became of a version, seen from one day."""

    IN_FORCE = "in-force", _("in force")
    UPCOMING = "upcoming", _("announced")
    SUPERSEDED = "superseded", _("superseded")
    NEVER_APPLIED = "never-applied", _("never applied")
    WITHDRAWN = "withdrawn", _("withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days a version applies: from ``begins`` to the day before ``ends``; no end is for ever.

    ``successor`` is the number of the version that ends it, ``replaced_on`` the day that one was
    published, where it ends no later than it begins. The period is empty when the version was overtaken by its own date, and when it was ``withdrawn``.
    """

    begins: date
    ends: date | None = None
    successor: int | None = None
    replaced_on: date | None = None
    withdrawn: bool = False

    def is_in_force(self, day: date) -> bool:
        return not self.withdrawn and self.begins <= day and not self._overtaken(day)

    def is_upcoming(self, day: date) -> bool:
        return not self.withdrawn and self.begins > day and not self._overtaken(self.begins)

    def _overtaken(self, by: date) -> bool:
        return self.ends is not None and self.ends <= by

    @property
    def never(self) -> bool:
        """Whether the version was replaced before its day; on its very day it had applied for hours.

        The day of publication is its successor's own: that calendar answered then which text applies today.
        """
        if self.ends is None or self.replaced_on is None:
            return False
        return self.ends < self.begins or (self.ends == self.begins and self.replaced_on < self.begins)

    def standing(self, day: date) -> Standing:
        if self.withdrawn:
            return Standing.WITHDRAWN
        if self.is_in_force(day):
            return Standing.IN_FORCE
        if self.is_upcoming(day):
            return Standing.UPCOMING
        return Standing.NEVER_APPLIED if self.never or self.begins > day else Standing.SUPERSEDED


class Published(Protocol):
    """A version as it was read, as far as this rule goes."""

    @property
    def number(self) -> int: ...

    @property
    def effective_from(self) -> date: ...

    @property
    def published_on(self) -> date: ...

    @property
    def is_withdrawn(self) -> bool: ...


def periods(versions: Sequence[Published]) -> list[Period]:
    """The period of each version of one policy; ``versions`` are all of them, by number.

    A version ends with the earliest date among the higher numbers that stand.
    """
    found: list[Period] = []
    end: Published | None = None
    for version in reversed(versions):
        begins = version.effective_from
        if version.is_withdrawn:
            found.append(Period(begins=begins, withdrawn=True))
            continue
        if end is None:
            found.append(Period(begins=begins))
        else:
            found.append(
                Period(
                    begins=begins,
                    ends=end.effective_from,
                    successor=end.number,
                    # Asked of none that began to apply before: the calendar of each day costs a look-up.
                    replaced_on=end.published_on if end.effective_from <= begins else None,
                )
            )
        if end is None or begins < end.effective_from:
            end = version
    return found[::-1]
