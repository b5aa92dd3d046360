"""The checks of a running site: one list, to which each room adds what must hold while the site runs.

``manage.py check --deploy`` asks all of them. A check reads and never writes; it may query the database.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from functools import partial

from django.core import checks
from django.db import OperationalError, connection

from policies.evidence.notes import BadKey

from .checkpoints import signing_keys
from .database_roles import lost_in_a_crash, rights_too_many
from .guards import HINT, faults

Ask = Callable[[], Iterable[str]]


# By id: how a sentence becomes a finding, and what gives the sentences.
_CHECKS: dict[str, tuple[Callable[[str], checks.CheckMessage], Ask]] = {}


def site_check(
    id: str,
    *,
    room: str,
    level: int = checks.ERROR,
    hint: str | None = None,
) -> Callable[[Ask], Ask]:
    """Add the decorated function to the checks: it gives a sentence for each thing that does not hold.

    ``hint`` says what to do about them. ``level`` is Django's: an error says that the site must not run like this,
    a warning that an operator may mean it. Raises ``ValueError`` where another check has the id.
    """

    def add(ask: Ask) -> Ask:
        if id in _CHECKS:
            raise ValueError(f"check {id} is there already")
        _CHECKS[id] = partial(checks.CheckMessage, level, hint=hint, obj=room, id=id), ask
        return ask

    return add


def findings(*, without: Container[str] = ()) -> Iterator[checks.CheckMessage]:
    """What does not hold, of all checks but those ``without``, by id; ``obj`` is the room.

    That the database does not answer is one finding, however many checks ask it.
    """
    answers = True
    for id_, (finding, ask) in sorted(_CHECKS.items()):
        if id_ in without:
            continue
        try:
            yield from map(finding, ask())
        except OperationalError as error:
            if answers:
                yield checks.Error(f"the database cannot be checked: {error}", id="policies.E011")
            answers = False


@site_check("policies.E001", room="publication", hint=HINT)
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


@site_check("policies.E012", room="publication", hint="Make one with `manage.py make_log_key`.")
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
