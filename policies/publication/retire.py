"""Retiring a policy: its texts stay readable, and it gets no new one."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from .locking import locked
from .log import begin_event, log_event
from .models import Policy, Retirement
from .refusal import CannotRetire, Refusal, reasons_given, refusals_of_reasons

# Sent inside the retiring transaction with ``retirement``: a receiver that fails undoes it.
policy_retired = Signal()


@transaction.atomic
def retire(*, policy: Policy, reason: Mapping[str, str], by: str) -> Retirement:
    """Record that ``policy`` gets no new version, and why (by language); return the record.

    ``by`` is the actor's name as it is to stay on record. Retiring twice gives the first record back.
    Raises ``CannotRetire`` when a rule forbids it; then nothing was written.
    """
    policy = locked(policy.pk)
    existing = Retirement.objects.filter(policy=policy).first()
    if existing is not None:
        return existing
    reason = reasons_given(reason)
    if refusals := refusals_of_retirement(policy, reason):
        raise CannotRetire(*refusals)
    retirement = Retirement(policy=policy, reason=reason, actor_name=by)
    begin_event()
    retirement.save(force_insert=True)
    log_event(retirement)
    policy_retired.send(sender=Retirement, retirement=retirement)
    return retirement


def refusals_of_retirement(policy: Policy, reason: Mapping[str, str]) -> list[Refusal]:
    """Why this policy may not be retired; an empty list means it may."""
    latest = policy.versions.standing().newest()
    if latest is None:
        message = _("This policy has no version: delete the draft instead.")
        return [Refusal(code="nothing_published", message=message)]
    if latest.is_announced:
        message = _("Version %(number)s is announced and does not apply yet: withdraw it first.")
        return [Refusal(code="version_announced", message=message % {"number": latest.number})]
    return refusals_of_reasons(latest.languages, reason)
