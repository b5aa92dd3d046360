"""Mails to contract parties stop by themselves where too many complain: nobody of them asked for mail."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models

from .contract_parties import ContractParty
from .ledger import Delivery, Notice, State

# Below so many complaints a share says nothing.
FEWEST: Final = 5


def stop_where_many_complain(notice: Notice, complained: models.QuerySet[Delivery]) -> bool:
    """Pause the notice if more than ``MAIL_MOST_COMPLAINTS`` percent of its mails to parties were complained of.

    ``complained`` are the deliveries with a complaint. A person looks at it and resumes.
    """
    parties = ContractParty.objects.filter(organisation=notice.version.policy.organisation_id)
    told = Delivery.objects.filter(notice=notice, subscriber__in=parties.values("subscriber"))
    count = told.filter(pk__in=complained.values("pk")).count()
    if count < FEWEST:
        return False
    sent = told.filter(state__in=(State.SENT, State.IN_DOUBT)).count()
    share = 100 * count / max(sent, 1)
    if share <= settings.MAIL_MOST_COMPLAINTS:
        return False
    return notice.pause(f"complaints of contract parties: {count} of {sent} mails")
