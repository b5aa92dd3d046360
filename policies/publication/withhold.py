"""Withholding a published text from readers, and showing it again: one person asks, another one does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import models, transaction
from django.db.models.functions import Now
from django.dispatch import Signal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.document.languages import CODES

from .acts import Reinstatement, Withholding
from .audit_trail import AuditEntry, note
from .locking import locked
from .log import begin_event, log_event
from .models import Policy, PolicyVersion
from .refusal import CannotWithhold, Refusal, reasons_given, refusals_of_reasons
from .withheld_text import PARTS, Category

LONGEST_REASON: Final = 2_000  # characters in each language: the log takes so much in an entry, and more
MOST_VERSIONS: Final = 200  # in one request

# Sent inside the transaction with ``version``: from then on it is shown otherwise. A receiver that fails undoes it.
withholding_changed = Signal()


class WithholdingRequest(models.Model):
    """What one person asks for, until another one decides. ``again`` asks to show what is withheld.

    ``versions`` are primary keys of the policy's versions; ``part`` is as in ``withheld_text``.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="withholding_requests")
    versions = models.JSONField()
    part = models.CharField(max_length=36, blank=True)
    category = models.CharField(max_length=20, choices=Category.choices)
    reason = models.JSONField()
    again = models.BooleanField(default=False)
    asked_at = models.DateTimeField(db_default=Now())
    asked_name = models.CharField(max_length=200, blank=True)
    asked_account = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = gettext_lazy("request to withhold a text")
        verbose_name_plural = gettext_lazy("requests to withhold texts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.policy}: {self.part or 'whole'}"

    def of(self) -> list[PolicyVersion]:
        """The versions it is about, oldest first, without their texts."""
        found = self.policy.versions.filter(pk__in=self.versions).select_related("policy__organisation")
        return list(found.defer("content").order_by("number"))


@transaction.atomic
def ask(
    *,
    versions: Sequence[PolicyVersion],
    part: str,
    category: str,
    reason: Mapping[str, str],
    by: str,
    by_id: int,
    again: bool = False,
) -> WithholdingRequest:
    """Ask that a part of these versions of one policy be withheld, or shown again; readers notice nothing yet.

    ``by`` is the actor's name as it is to stay on record, ``by_id`` the number of the account. Raises ``CannotWithhold``.
    """
    reason = reasons_given(reason)
    if refusals := _refusals(versions, part, category, reason, again=again):
        raise CannotWithhold(*refusals)
    policy = locked(versions[0].policy_id)
    request = WithholdingRequest(
        policy=policy,
        versions=[version.pk for version in versions],
        part=part,
        category=category,
        reason=reason,
        again=again,
        asked_name=by,
        asked_account=by_id,
    )
    request.save(force_insert=True)
    _note(AuditEntry.Action.ASKED_TO_WITHHOLD, request, by=by, by_id=by_id)
    return request


@transaction.atomic
def agree(request: WithholdingRequest, *, by: str, by_id: int) -> None:
    """Do what the request asks: an event in the log for each of its versions. Raises ``CannotWithhold``."""
    policy = locked(request.policy_id)
    request = _still_asked(request)
    if refusal := refusal_of_agreement(request, by_id):
        raise CannotWithhold(refusal)
    persons = {
        "asked_name": request.asked_name,
        "asked_account": request.asked_account,
        "actor_name": by,
        "actor_account": by_id,
    }
    for version in request.of():
        version.policy = policy
        in_effect = version.withholdings.in_effect().filter(part=request.part)
        row: Withholding | Reinstatement
        if request.again == in_effect.exists():
            if request.again:
                row = Reinstatement(withholding=in_effect.get(), reason=request.reason, **persons)
                row.withholding.version = version
            else:
                row = Withholding(
                    version=version,
                    part=request.part,
                    category=request.category,
                    reason=request.reason,
                    **persons,
                )
            begin_event()
            row.save(force_insert=True)
            log_event(row)
            withholding_changed.send(sender=type(row), version=version)
    action = AuditEntry.Action.REINSTATED if request.again else AuditEntry.Action.WITHHELD
    _note(action, request, by=by, by_id=by_id)
    request.delete()


@transaction.atomic
def decline(request: WithholdingRequest, *, by: str, by_id: int) -> None:
    """Nothing is done. The person who asked may take the request back by this too."""
    locked(request.policy_id)
    request = _still_asked(request)
    _note(AuditEntry.Action.NOT_WITHHELD, request, by=by, by_id=by_id)
    request.delete()


def refusal_of_agreement(request: WithholdingRequest, by_id: int) -> Refusal | None:
    """Why this account may not do what was asked, or none."""
    if request.asked_account != by_id:
        return None
    message = _("You asked for this yourself: another person has to decide.")
    return Refusal(code="same_person", message=message)


def _still_asked(request: WithholdingRequest) -> WithholdingRequest:
    found = WithholdingRequest.objects.select_related("policy").filter(pk=request.pk).first()
    if found is None:
        message = _("Somebody has decided on this request already.")
        raise CannotWithhold(Refusal(code="decided", message=message))
    return found


def _refusals(
    versions: Sequence[PolicyVersion],
    part: str,
    category: str,
    reason: Mapping[str, str],
    *,
    again: bool,
) -> list[Refusal]:
    found = refusals_of_reasons(CODES, reason)
    found += [
        Refusal(
            code="reason_long",
            field=f"reason_{code}",
            message=_("The reason has at most %(count)s characters.") % {"count": LONGEST_REASON},
        )
        for code, words in reason.items()
        if len(words) > LONGEST_REASON
    ]
    if not 1 <= len(versions) <= MOST_VERSIONS or len({each.policy_id for each in versions}) != 1:
        message = _("Choose at least one version.")
        return [*found, Refusal(code="no_version", field="versions", message=message)]
    if category not in Category.values:
        found.append(Refusal(code="no_category", field="category", message=_("Say on which ground.")))
    for version in versions:
        if refusal := _refusal_of_part(version, part, again=again):
            return [*found, refusal]
    return found


def _refusal_of_part(version: PolicyVersion, part: str, *, again: bool) -> Refusal | None:
    facts = {"number": version.number}
    held = version.withholdings.in_effect().filter(part=part).exists()
    if again and not held:
        message = _("Nothing of version %(number)s is withheld there.")
        return Refusal(code="not_withheld", field="part", message=message % facts)
    if held and not again:
        message = _("This part of version %(number)s is withheld already.")
        return Refusal(code="withheld_already", field="part", message=message % facts)
    if part in PARTS:
        return None
    if part not in {str(section.key) for section in version.published.document.sections}:
        message = _("Version %(number)s has no such clause.")
        return Refusal(code="no_clause", field="part", message=message % facts)
    return None


def _note(action: AuditEntry.Action, request: WithholdingRequest, *, by: str, by_id: int) -> None:
    note(
        action,
        str(request.policy),
        account=by_id,
        name=by,
        organisation=request.policy.organisation_id,
        details={
            "versions": [version.number for version in request.of()],
            "part": request.part or "whole",
            "category": request.category,
            "again": request.again,
        },
    )
