"""The checks of a running site: one list, to which each room adds what must hold while the site runs.

``manage.py doctor`` asks all of them, ``manage.py check --deploy`` those that ask the settings and the database alone,
``/readyz`` those without which nothing may be served. A check reads and never writes.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final

from django.core import checks
from django.db import OperationalError, connection
from django.utils import timezone

from policies.evidence.notes import BadKey

from .altered import altered, met
from .checkpoints import latest, signing_keys
from .clock import AHEAD, PATIENCE, database_now
from .database_roles import lost_in_a_crash, rights_too_many
from .guards import HINT, faults
from .last_runs import LastRun, last_run
from .log import LogEntry
from .models import PolicyVersion

Ask = Callable[[], Iterable[str]]


class Seen(str):
    """What a check found to be right, where saying so helps: no fault."""

    __slots__ = ()


class Unasked(str):
    """What a check could not ask, and why: neither right nor wrong."""

    __slots__ = ()


class When(Enum):
    """When a check is asked: what it costs, and whom."""

    READY = "also by every process while it serves"
    DEPLOY = "by check --deploy and the doctor"
    # It asks other machines, the disk or the clock of works that a site which is only checked never did.
    DOCTOR = "by the doctor alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCheck:
    """``holds`` is what must hold, in a sentence; ``ask`` gives a sentence for each thing that does not."""

    id: str
    room: str
    level: int
    hint: str | None
    when: When
    holds: str
    ask: Ask

    def finding(self, sentence: str) -> checks.CheckMessage:
        return checks.CheckMessage(self.level, str(sentence), hint=self.hint, obj=self.room, id=self.id)


_CHECKS: dict[str, SiteCheck] = {}


def site_check(
    id: str,
    *,
    room: str,
    level: int = checks.ERROR,
    hint: str | None = None,
    when: When = When.DEPLOY,
) -> Callable[[Ask], Ask]:
    """Add the decorated function to the checks: it gives a sentence for each thing that does not hold.

    The first line of its docstring says what must hold. ``hint`` says what to do about the sentences. ``level`` is
    Django's: an error says that the site must not run like this, a warning that an operator may mean it. Raises
    ``ValueError`` where another check has the id.
    """

    def add(ask: Ask) -> Ask:
        if id in _CHECKS:
            raise ValueError(f"check {id} is there already")
        holds = (ask.__doc__ or "").partition("\n")[0]
        _CHECKS[id] = SiteCheck(
            id=id, room=room, level=level, hint=hint, when=when, holds=holds, ask=ask
        )
        return ask

    return add


def all_checks() -> list[SiteCheck]:
    """By id."""
    return [_CHECKS[id_] for id_ in sorted(_CHECKS)]


def findings(
    *, without: Container[str] = (), when: Container[When] = (When.READY, When.DEPLOY)
) -> Iterator[checks.CheckMessage]:
    """What does not hold, of all checks of that moment but those ``without``, by id; ``obj`` is the room.

    That the database does not answer is one finding, however many checks ask it.
    """
    answers = True
    for check in all_checks():
        if check.id in without or check.when not in when:
            continue
        try:
            yield from (
                check.finding(said) for said in check.ask() if not isinstance(said, Seen | Unasked)
            )
        except OperationalError as error:
            if answers:
                yield checks.Error(f"the database cannot be checked: {error}", id="policies.E011")
            answers = False


@site_check("policies.E001", room="publication", hint=HINT, when=When.READY)
def guards_in_place() -> Iterator[str]:
    """The database refuses to change what was published."""
    return (f"published rows are not guarded: {fault}" for fault in faults(connection))


@site_check(
    "policies.E010",
    room="publication",
    hint="Make the roles with deploy/postgresql-roles.sql, and run the site as the application role.",
)
def application_role() -> list[str]:
    """On PostgreSQL the site runs as a role that cannot alter what it must not."""
    return rights_too_many(connection) if connection.vendor == "postgresql" else []


@site_check("policies.E014", room="publication")
def crash_safe() -> list[str]:
    """A PostgreSQL server keeps what it has acknowledged."""
    if connection.vendor != "postgresql":
        return []
    return [f"the server's setting {setting}" for setting in lost_in_a_crash(connection)]


@site_check(
    "policies.E015",
    room="publication",
    hint="Restore the database from a backup (docs/restoring.md) and find out who had the owner's rights.",
)
def published_texts_unaltered() -> Iterator[str]:
    """Every stored text has the digest that the log names, and this process served none that had not."""
    yield from met.values()
    if "policies_logentry" in connection.introspection.table_names():
        yield from altered(PolicyVersion.objects.all(), LogEntry.objects.all())


@site_check(
    "policies.E012",
    room="publication",
    hint="Make one with `manage.py make_log_key`.",
    when=When.READY,
)
def log_key_readable() -> Iterator[str]:
    """A key that is set for the log can be read."""
    try:
        signing_keys()
    except BadKey as error:
        yield str(error)


@site_check(
    "policies.W013",
    room="publication",
    level=checks.WARNING,
    hint=(
        "Make a key with `manage.py make_log_key FILE`, set SIJILL_LOG_KEY_FILE, and run "
        "`manage.py publish_checkpoint` daily. Where another machine does, silence policies.W013."
    ),
)
def log_signed_here() -> Iterator[str]:
    """This process has a key for the log's checkpoints."""
    try:
        if not signing_keys():
            yield "no key signs the log's checkpoints here"
    except BadKey:
        return  # told by E012


@site_check(
    "policies.E080",
    room="publication",
    hint="Have both machines keep their time by NTP; while the database's is wrong, nothing can be published.",
    when=When.READY,
)
def clocks_agree() -> Iterator[str]:
    """This machine's clock and the database's say the same."""
    before = timezone.now()
    apart = (database_now() - (before + (timezone.now() - before) / 2)).total_seconds()
    if abs(apart) > AHEAD.total_seconds():
        yield f"the database's clock is {apart:+.0f} s from this machine's"
    elif abs(apart) > PATIENCE.total_seconds():
        yield Seen(f"the database's clock is {apart:+.1f} s from this machine's: watch it")
    else:
        yield Seen(f"the database's clock is {apart:+.2f} s from this machine's")


CHECKPOINT_OLD: Final = timedelta(days=2)
VERIFICATION_OLD: Final = timedelta(days=8)


@site_check(
    "policies.W081",
    room="publication",
    level=checks.WARNING,
    hint="Run `manage.py publish_checkpoint` once a day by a timer, on the machine that has the key.",
    when=When.DOCTOR,
)
def checkpoint_young() -> Iterator[str]:
    """The log was signed within two days, and all of it is."""
    checkpoint = latest()
    if checkpoint is None:
        if LogEntry.objects.exists():
            yield "the log has entries, and none was ever signed"
        else:
            yield Seen("nothing is published yet: there is nothing to sign")
        return
    unsigned = LogEntry.objects.filter(position__gte=checkpoint.size).count()
    said = f"the last checkpoint was made {ago(timezone.now() - checkpoint.created_at)} ago"
    done, age = last_run("publish_checkpoint")
    if done is not None and done.failed_last:
        yield f"publish_checkpoint failed the last time: {done.words}"
    if unsigned:
        yield f"{said}; {unsigned} entries of the log are younger"
    elif age is not None and age > CHECKPOINT_OLD:
        yield f"publish_checkpoint last ended well {ago(age)} ago"
    elif age is None and done is None:
        yield f"{said}, and publish_checkpoint never ran: no timer mails or timestamps it"
    else:
        yield Seen(f"{said}, and it covers the whole log")


@site_check(
    "policies.W082",
    room="publication",
    level=checks.WARNING,
    hint="Run `manage.py verify_versions` once a week by a timer; if it finds a fault, docs/restoring.md says what to do.",
    when=When.DOCTOR,
)
def verified_lately() -> Iterator[str]:
    """Everything that was published was verified within eight days."""
    yield from of_a_timer("verify_versions", VERIFICATION_OLD)


def of_a_timer(work: str, old: timedelta) -> Iterator[str]:
    """How a timer's work stands; the age of the last run that ended well is bounded."""
    done, age = last_run(work)
    if done is None:
        yield f"{work} never ran"
        return
    if done.failed_last:
        yield f"{work} failed the last time: {done.words}"
    if age is None:
        yield f"{work} never ended well"
    elif age > old:
        yield f"{work} last ended well {ago(age)} ago"
    elif not done.failed_last:
        yield Seen(f"{work} last ended well {ago(age)} ago{_said(done)}")


def _said(done: LastRun) -> str:
    return f": {done.words}" if done.words else ""


def ago(age: timedelta) -> str:
    """A length of time in its largest whole unit, for an operator."""
    seconds = max(0, int(age.total_seconds()))
    for name, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {name}"
    return f"{seconds} seconds"


@site_check(
    "policies.W089",
    room="publication",
    level=checks.WARNING,
    hint="Run ANALYZE as the owner of the tables: the database plans as if they were empty, and a search takes minutes.",
    when=When.DOCTOR,
)
def tables_counted() -> Iterator[str]:
    """The database has statistics of every table that holds much."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE n_live_tup > 1000 "
            "AND last_analyze IS NULL AND last_autoanalyze IS NULL ORDER BY relname"
        )
        if tables := [name for (name,) in cursor.fetchall()]:
            yield f"the database has no statistics of {', '.join(tables)}"
