"""What a person may do about a notice: pause it, resume it, try its mails again; each is in the audit trail."""

from __future__ import annotations

from typing import Any, Final, Protocol

from django.db import transaction

from policies.publication.audit_trail import AuditEntry, note

from .ledger import Notice, State
from .notice_progress import try_again

DEED: Final = AuditEntry.Action


class Act(Protocol):
    """Returns how many mails it concerns, or whether it did anything; ``by`` is a user, ``name`` a command."""

    def __call__(self, notice: Notice, *, by: Any = None, name: str = "") -> int: ...


@transaction.atomic
def pause(notice: Notice, *, by: Any = None, name: str = "") -> int:
    """Stop sending after the mails under way; 0 when it is finished or paused already."""
    return _noted(DEED.PAUSED, notice, int(notice.pause()), by, name)


@transaction.atomic
def resume(notice: Notice, *, by: Any = None, name: str = "") -> int:
    return _noted(DEED.RESUMED, notice, int(notice.resume()), by, name)


@transaction.atomic
def retry_failed(notice: Notice, *, by: Any = None, name: str = "") -> int:
    """Try the refused mails again."""
    return _retried(notice, State.REJECTED, by, name)


@transaction.atomic
def retry_in_doubt(notice: Notice, *, by: Any = None, name: str = "") -> int:
    """Send again what may have gone out."""
    return _retried(notice, State.IN_DOUBT, by, name)


ACTS: Final[dict[str, Act]] = {
    "pause": pause,
    "resume": resume,
    "retry-failed": retry_failed,
    "retry-in-doubt": retry_in_doubt,
}


def _retried(notice: Notice, state: State, by: Any, name: str) -> int:
    count = try_again(notice, state)
    return _noted(DEED.RETRIED, notice, count, by, name, state=state.value, mails=count)


def _noted(
    deed: AuditEntry.Action, notice: Notice, done: int, by: Any, name: str, **details: object
) -> int:
    """Write the deed down if there was one."""
    if done:
        version = notice.version
        details |= {"notice": str(notice.uuid), "kind": notice.kind}
        note(deed, f"{version.policy} version {version.number}", by=by, name=name, details=details)
    return done
