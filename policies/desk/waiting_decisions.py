"""What a second person has to decide: emergencies, withdrawals, texts to withhold, lists of contract parties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from policies.authoring.people.rights import organisations_where
from policies.authoring.people.roles import Act
from policies.notification.contract_parties import PartyList
from policies.publication.models import PolicyVersion
from policies.publication.withdrawal_requests import WithdrawalRequest
from policies.publication.withhold import WithholdingRequest

from .waiting_item import Rows, Waiting, item


def emergencies(user: Any, rows: Rows) -> Iterator[Waiting]:
    """Versions that were published as an emergency, which a second person has to confirm."""
    by_policy = {row.uuid: row for row in rows.values()}
    versions = PolicyVersion.objects.unapproved().filter(
        policy__organisation__in=organisations_where(user, Act.APPROVE_EMERGENCY)
    )
    for version in versions.select_related("policy").defer("content"):
        row = by_policy.get(version.policy.uuid)
        if row is None or version.actor_account == user.pk:
            continue
        yield item(
            row,
            verb=_("Confirm"),
            icon="warning",
            words=_("Version %(number)s was published as an emergency by %(name)s")
            % {"number": version.number, "name": version.actor_name or "—"},
            address=reverse("policies_release:approve", args=[version.pk]),
            since=version.published_at,
        )


def withholdings(user: Any, rows: Rows) -> Iterator[Waiting]:
    """What somebody else asked to withhold or to show again, where this person may decide."""
    by_policy = {row.uuid: row for row in rows.values()}
    asked = WithholdingRequest.objects.filter(
        policy__organisation__in=organisations_where(user, Act.WITHHOLD)
    ).exclude(asked_account=user.pk)
    for request in asked.select_related("policy"):
        row = by_policy.get(request.policy.uuid)
        if row is None:
            continue
        if request.again:
            words = _("%(name)s asks that a withheld text be shown again.")
        else:
            words = _("%(name)s asks that a published text be withheld.")
        yield item(
            row,
            verb=_("Decide"),
            icon="warning",
            words=words % {"name": request.asked_name},
            address=reverse("policies_release:withholding", args=[request.versions[0], request.pk]),
            since=request.asked_at,
        )


def withdrawals(user: Any, rows: Rows) -> Iterator[Waiting]:
    """Withdrawals that somebody else asked for."""
    by_policy = {row.uuid: row for row in rows.values()}
    asked = WithdrawalRequest.objects.exclude(asked_account=user.pk).filter(
        version__policy__organisation__in=organisations_where(user, Act.APPROVE_EMERGENCY)
    )
    for request in asked.select_related("version__policy").defer("version__content"):
        row = by_policy.get(request.version.policy.uuid)
        if row is not None:
            yield item(
                row,
                verb=_("Decide"),
                icon="cross",
                words=_("%(name)s asks that version %(number)s be withdrawn")
                % {"name": request.asked_name, "number": request.version.number},
                address=reverse("policies_release:withdraw", args=[request.version_id]),
                due=request.version.effective_from,
                since=request.asked_at,
            )


def party_lists(user: Any, _rows: Rows) -> Iterator[Waiting]:
    """Lists of contract parties that somebody else handed in: of an organisation, not of a policy."""
    lists = PartyList.objects.filter(
        outcome="", organisation__in=organisations_where(user, Act.PUBLISH)
    ).exclude(made_by=user.pk)
    for each in lists.select_related("organisation").defer("rows"):
        yield Waiting(
            verb=_("Decide"),
            icon="group",
            title=_("Contract parties"),
            organisation=str(each.organisation),
            words=_("%(name)s handed in a list of people to be told") % {"name": each.made_by_name},
            address=reverse("policies_people:parties", args=[each.organisation_id]),
            since=each.made_at,
        )
