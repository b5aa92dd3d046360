"""Withdrawing an announced version before it applies."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from .localize import spoken_date
from .locking import locked
from .log import begin_event, log_event
from .models import PolicyVersion, Withdrawal
from .refusal import CannotWithdraw, Refusal, reasons_given, refusals_of_reasons

# Sent inside the withdrawing transaction with ``withdrawal``: a receiver that fails undoes it.
version_withdrawn = Signal()


@transaction.atomic
def withdraw(
    *,
    version: PolicyVersion,
    reason: Mapping[str, str],
    by: str,
    accounts: tuple[int, int] | tuple[None, None] = (None, None),
) -> Withdrawal:
    """Record that ``version`` will never apply, and why (by language); return the record.

    ``by`` is the actor's name as it is to stay on record. ``accounts`` are who asked and who agreed, which the database
    wants to be two; without them no person decides. Withdrawing twice gives the first record back.
    Raises ``CannotWithdraw`` when a rule forbids it; then nothing was written.
    """
    version.policy = locked(version.policy_id)
    existing = Withdrawal.objects.filter(version=version).first()
    if existing is not None:
        return existing
    reason = reasons_given(reason)
    if refusals := refusals_of_withdrawal(version, reason):
        raise CannotWithdraw(*refusals)
    asked, agreed = accounts
    withdrawal = Withdrawal(
        version=version, reason=reason, actor_name=by, asked_account=asked, actor_account=agreed
    )
    begin_event()
    withdrawal.save(force_insert=True)
    log_event(withdrawal)
    version_withdrawn.send(sender=Withdrawal, withdrawal=withdrawal)
    return withdrawal


def refusals_of_withdrawal(version: PolicyVersion, reason: Mapping[str, str]) -> list[Refusal]:
    """Why this version may not be withdrawn; an empty list means it may."""
    found = []
    if not version.is_announced:
        message = _(
            "Version %(number)s has applied since %(date)s: only a version that does not apply yet "
            "can be withdrawn. Publish a new version instead."
        ) % {
            "number": version.number,
            "date": spoken_date(version.effective_from, version.policy.organisation.country),
        }
        found.append(Refusal(code="applies_already", message=message))
    return found + refusals_of_reasons(version.languages, reason)
