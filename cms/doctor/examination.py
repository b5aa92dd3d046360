"""Asks every check of the running site, Django's own of the settings too, and says what came of each."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import chain
from typing import Any, Final

from django.conf import settings
from django.core import checks
from django.core.checks.registry import registry
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from policies.checks import GUARDS, RUNNING
from policies.publication.site_checks import Seen, SiteCheck, Unasked, all_checks

logger = logging.getLogger(__name__)

OF_THE_DATABASE: Final = ("authoring", "notification", "publication")
# What https brings; of an address on this machine cms.W016 says all there is to say.
OF_HTTPS: Final = ("security.W004", "security.W008", "security.W012", "security.W016")


class Level(StrEnum):
    """The worst last. ``unchecked`` could not be asked, and says why: it is counted as nothing."""

    OK = "ok"
    UNCHECKED = "unchecked"
    WARNING = "warning"
    ERROR = "error"

    @property
    def is_bad(self) -> bool:
        return self in (Level.WARNING, Level.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One sentence about one check."""

    level: Level
    id: str
    room: str
    sentence: str
    hint: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def examine() -> Iterator[Result]:
    """Every result, as it becomes known. Without a database, what needs one is told in one sentence."""
    yield from _of_settings()
    unusable = _unusable()
    if unusable is not None:
        yield unusable
    for check in all_checks():
        yield from _asked(check, database=unusable is None)


def _of_settings() -> Iterator[Result]:
    """Django's checks of a site that is deployed; ours are asked one by one."""
    found = False
    others = [
        check
        for check in registry.get_checks(include_deployment_checks=True)
        if {GUARDS, RUNNING, checks.Tags.database}.isdisjoint(check.tags)
    ]
    for message in chain.from_iterable(check(app_configs=None, databases=None) for check in others):
        if message.is_silenced() or (settings.LOCAL and message.id in OF_HTTPS):
            continue
        found = True
        yield Result(
            level=Level.ERROR if message.level >= checks.ERROR else Level.WARNING,
            id=str(message.id),
            room="settings",
            sentence=message.msg,
            hint=message.hint or "",
        )
    if not found:
        yield Result(
            level=Level.OK,
            id="django",
            room="settings",
            sentence="Django's checks of a deployed site find nothing.",
        )


def _unusable() -> Result | None:
    """Why the database cannot be asked anything; none when it can."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        sentence = f"the database does not answer: {' '.join(str(error).split())}"
    else:
        if not pending:
            return None
        sentence = f"the database lacks {len(pending)} migrations of this release"
    return Result(
        level=Level.ERROR,
        id="policies.E011",
        room="database",
        sentence=sentence,
        hint="Run `manage.py migrate` as the owner of its tables (docs/operating.md).",
    )


def _asked(check: SiteCheck, *, database: bool) -> Iterator[Result]:
    def result(level: Level, sentence: str, hint: str = "") -> Result:
        return Result(level=level, id=check.id, room=check.room, sentence=sentence, hint=hint)

    bad = Level.ERROR if check.level >= checks.ERROR else Level.WARNING
    try:
        said = list(check.ask())
    except DatabaseError as error:
        connection.close()
        if database:
            words = " ".join(str(error).split())
            yield result(Level.ERROR, f"the database refused the question: {words}")
        else:
            yield result(Level.UNCHECKED, f"not checked, for want of the database: {check.holds}")
        return
    except Exception as error:  # the others are told all the same
        logger.exception("check %s", check.id)
        yield result(Level.ERROR, f"the check itself failed: {type(error).__name__} {error}")
        return
    for sentence in said:
        if isinstance(sentence, Seen):
            yield result(Level.OK, sentence)
        elif isinstance(sentence, Unasked):
            yield result(Level.UNCHECKED, sentence)
        else:
            yield result(bad, sentence, check.hint or "")
    if not said and not database and check.room in OF_THE_DATABASE:
        yield result(Level.UNCHECKED, f"not checked, for want of the database: {check.holds}")
    elif not said:
        yield result(Level.OK, check.holds)
