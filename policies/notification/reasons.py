"""Why somebody is told: the subscription that brings a notice to them, for the ledger and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Exists, OuterRef, Value, When
from django.template.loader import render_to_string
from django.utils import translation

from policies.publication.models import Policy

from .models import Subscription

POLICY: Final = "policy"
HUB: Final = "hub"
CLAUSE: Final = "clause"
REASONS: Final = (POLICY, HUB, CLAUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The sentence that says why, as text and as HTML."""

    text: str
    html: str


def reason_to_tell(policy: Policy) -> Case:
    """An annotation for deliveries about a policy: the widest subscription that brings them to their subscriber."""
    confirmed = Subscription.objects.confirmed().filter(subscriber=OuterRef("subscriber"))
    return Case(
        When(Exists(confirmed.filter(hub=policy.hub_id)), then=Value(HUB)),
        When(Exists(confirmed.filter(policy=policy.pk, clause=None)), then=Value(POLICY)),
        default=Value(CLAUSE),
    )


def why(reason: str, words: Mapping[str, Any], language: str) -> Why:
    """The sentence for one reason; ``words`` are those of the notice (``wording``)."""
    context = {**words, "reason": reason}
    with translation.override(language):
        return Why(
            text=render_to_string("policies/mail/why.txt", context).strip(),
            html=render_to_string("policies/mail/why.html", context).strip(),
        )
