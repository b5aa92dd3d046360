"""Where policies stand and what organisations are called: each change is an event of the log, and old addresses lead on.

A version's entry says both as they were when it was published. The database lets a published policy go nowhere, and no
organisation that has published change its address, without the row of the event (``guards_moves``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from policies.document.languages import CODES, in_language

from .acts import OrganisationName, PolicyMove
from .log import begin_event, log_event
from .models import FormerAddress, Organisation, Policy


@transaction.atomic
def move_policy(policy: Policy, *, organisation: Organisation, slug: str) -> None:
    """Before the row of a policy says another address: what was published stays findable, and the log says the move.

    Nothing is written for a policy without a version: no reader knows its address.
    """
    same = (policy.organisation_id, policy.slug) == (organisation.pk, slug)
    if same or not policy.versions.exists():
        return
    begin_event()
    _keep_address(policy)
    move = PolicyMove(policy=policy, organisation=organisation, slug=slug)
    move.save(force_insert=True)
    log_event(move)


@transaction.atomic
def rename_organisation(organisation: Organisation, *, slug: str, names: Mapping[str, str]) -> None:
    """Before the row of an organisation says another name or address; the addresses of its policies lead on.

    Nothing is written for an organisation that has published nothing.
    """
    known = {code: in_language(organisation, "name", code) or "" for code in CODES}
    published = Policy.objects.public().filter(organisation=organisation).select_related("organisation")
    if (organisation.slug, known) == (slug, dict(names)) or not published.exists():
        return
    begin_event()
    if organisation.slug != slug:
        for policy in published:
            _keep_address(policy)
    name = OrganisationName(organisation=organisation, slug=slug, names=dict(names))
    name.save(force_insert=True)
    log_event(name)


def _keep_address(policy: Policy) -> None:
    """Before a policy leaves an address: from now on it redirects."""
    address: dict[str, Any] = {"organisation_slug": policy.organisation.slug, "slug": policy.slug}
    FormerAddress.objects.get_or_create(**address, defaults={"policy": policy})
