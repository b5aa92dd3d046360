"""A withdrawal takes two: one person asks for it with the reasons, another one does it, or declines."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .locking import locked
from .models import PolicyVersion, Withdrawal
from .refusal import CannotWithdraw, Refusal, reasons_given
from .withdraw import refusals_of_withdrawal, withdraw


class WithdrawalRequest(models.Model):
    """What one person asks for, until another one decides. Readers notice nothing of it."""

    version = models.OneToOneField(
        PolicyVersion, on_delete=models.CASCADE, related_name="withdrawal_request"
    )
    reason = models.JSONField()
    asked_at = models.DateTimeField(db_default=Now())
    asked_name = models.CharField(max_length=200)
    asked_account = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = gettext_lazy("request to withdraw a version")
        verbose_name_plural = gettext_lazy("requests to withdraw versions")
        default_permissions = ()

    def __str__(self) -> str:
        return f"withdrawal of {self.version}"


@transaction.atomic
def ask_to_withdraw(
    *, version: PolicyVersion, reason: Mapping[str, str], by: str, by_id: int
) -> WithdrawalRequest:
    """Ask that the version never apply; the last reasons that are given stand. Raises ``CannotWithdraw``."""
    version.policy = locked(version.policy_id)
    reason = reasons_given(reason)
    if refusals := refusals_of_withdrawal(version, reason):
        raise CannotWithdraw(*refusals)
    asked, _created = WithdrawalRequest.objects.update_or_create(
        version=version, defaults={"reason": reason, "asked_name": by, "asked_account": by_id}
    )
    return asked


@transaction.atomic
def agree_to_withdraw(*, request: WithdrawalRequest, by: str, by_id: int) -> Withdrawal:
    """Withdraw the version for the reasons that were given. Raises ``CannotWithdraw``; then nothing was written."""
    if refusal := refusal_of_second(request, by_id):
        raise CannotWithdraw(refusal)
    locked(request.version.policy_id)
    asked = WithdrawalRequest.objects.filter(pk=request.pk).first()
    if asked is None or asked.asked_account == by_id or asked.reason != request.reason:
        message = _("The request changed meanwhile: look at it again.")
        raise CannotWithdraw(Refusal(code="changed_meanwhile", message=message))
    asked.delete()
    return withdraw(
        version=request.version,
        reason=request.reason,
        by=f"{request.asked_name}, {by}"[:200],
        accounts=(asked.asked_account, by_id),
    )


def decline_to_withdraw(*, request: WithdrawalRequest) -> None:
    """Nothing is withdrawn. Who asked may take it back in this way too."""
    WithdrawalRequest.objects.filter(pk=request.pk).delete()


def refusal_of_second(request: WithdrawalRequest, by_id: int) -> Refusal | None:
    """Why this account may not agree, or none."""
    if request.asked_account != by_id:
        return None
    message = _("You asked for it yourself: another person has to agree.")
    return Refusal(code="same_person", message=message)
