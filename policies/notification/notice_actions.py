"""What a person may do about a notice: pause it, resume it, try its mails again; each is in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.db import transaction

from policies.publication.audit_trail import AuditEntry, note

from .ledger import Delivery, Notice, State

DEED: Final = AuditEntry.Action


# Takes a notice, and ``by``, a user, or else ``name``, a command. Returns how many mails it concerns, or whether it
# did anything.
Act = Callable[..., int]


@transaction.atomic
def try_again(notice: Notice, state: State) -> int:
    """Put the notice's rejected (or doubtful) deliveries back, but for erased subscribers; returns how many.

    A finished notice is taken up again, and gets a further record at its new end.
    """
    if state not in (State.REJECTED, State.IN_DOUBT):
        raise ValueError(f"{state} deliveries are not tried again: only rejected or in_doubt ones")
    locked = Notice.objects.select_for_update().get(pk=notice.pk)
    if locked.cancelled_at is not None:
        return 0
    found = Delivery.objects.filter(notice=locked, state=state, subscriber__isnull=False)
    count = found.update(state=State.READY, batch=None, attempts=0, next_attempt_at=None)
    if count:
        Notice.objects.filter(pk=locked.pk).update(finished_at=None)
    return count


@transaction.atomic
def _act(
    does: Callable[[Notice], int],
    deed: AuditEntry.Action,
    notice: Notice,
    *,
    by: Any = None,
    name: str = "",
    state: State | None = None,
) -> int:
    """Do it, and write the deed down if there was one."""
    done = int(does(notice))
    if done:
        details: dict[str, object] = {"notice": str(notice.uuid), "kind": notice.kind}
        if state:
            details |= {"state": state.value, "mails": done}
        version = notice.version
        note(deed, f"{version.policy} version {version.number}", by=by, name=name, details=details)
    return done


def _retry(state: State) -> Act:
    return partial(_act, partial(try_again, state=state), DEED.RETRIED, state=state)


# Pausing stops after the mails under way; what is in doubt may have gone out once already.
ACTS: Final[dict[str, Act]] = {
    "pause": partial(_act, Notice.pause, DEED.PAUSED),
    "resume": partial(_act, Notice.resume, DEED.RESUMED),
    "retry-failed": _retry(State.REJECTED),
    "retry-in-doubt": _retry(State.IN_DOUBT),
}
