"""Everything that happened to public policies, in the order of the log: who follows the register asks from where it stopped."""

from __future__ import annotations

import json
from typing import Any, Final, get_args

from django.db.models import Q

from policies.document.languages import CODES
from policies.evidence.entries import moment_of
from policies.publication.log import LogEntry, stored_bytes
from policies.publication.public_addresses import absolute

from ..lookup import path_to
from .schemas import LoggedEvent

# What the log says of a policy, beside what is the log's own business (counts, receipts of notices).
EVENTS: Final = get_args(LoggedEvent)


def events_from(cursor: int, *, limit: int, organisation: str | None = None) -> dict[str, Any]:
    """At most ``limit`` events from the position ``cursor`` on. ``cursor`` of the answer is where to go on.

    The log has no gaps and its entries never change, so nothing is missed and nothing comes twice.
    """
    known = Q()
    for event in EVENTS:
        known |= Q(subject__startswith=f"{event} ")
    rows = LogEntry.objects.filter(known, position__gte=cursor, policy__isnull=False)
    rows = rows.select_related("policy__organisation").order_by("position")
    if organisation is not None:
        rows = rows.filter(policy__organisation__slug=organisation)
    found = list(rows[: limit + 1])
    more = len(found) > limit
    shown = found[:limit]
    return {
        "items": [_facts(row) for row in shown],
        "cursor": shown[-1].position + 1 if shown else cursor,
        "more": more,
    }


def _facts(row: LogEntry) -> dict[str, Any]:
    policy, leaf = row.policy, stored_bytes(row.content)
    if policy is None:  # the query leaves these out
        raise ValueError(f"entry {row.position} of the log is of no policy")
    number = json.loads(leaf).get("number")
    named = {"organisation": policy.organisation.slug, "policy": policy.slug}
    address = f"/api/v1/policies/{policy}" + (f"/versions/{number}" if number else "")
    return named | {
        "position": row.position,
        "event": row.subject.split(" ")[0],
        "at": moment_of(leaf),
        "uuid": policy.uuid,
        "version": number,
        "api_url": absolute(address),
        "urls": {code: absolute(path_to("history", policy, code)) for code in CODES},
    }
