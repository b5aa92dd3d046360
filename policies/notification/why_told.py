"""Why somebody is told: the subscription that brings a notice to them, for the ledger and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, CharField, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.utils import translation

from policies.document.numbering import numbers
from policies.publication.models import PolicyVersion

from .audience import is_followed_by_clause
from .changed_clauses import baseline, changed_clauses
from .models import Subscription

POLICY: Final = "policy"
ORGANISATION: Final = "organisation"
CLAUSE: Final = "clause"
# Those that every notice is composed for beforehand; another one is the key of a clause.
REASONS: Final = (POLICY, ORGANISATION, CLAUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The sentence that says why, as text and as HTML."""

    text: str
    html: str


def reason_to_tell(version: PolicyVersion) -> Case:
    """An annotation for deliveries about a version: the widest subscription that brings them to their subscriber.

    ``organisation``, ``policy`` or the key of a clause: of several the first, in reading order, that changed.
    """
    policy = version.policy
    confirmed = Subscription.objects.confirmed().filter(subscriber=OuterRef("subscriber"))
    return Case(
        When(Exists(confirmed.filter(organisation=policy.organisation_id)), then=Value(ORGANISATION)),
        When(Exists(confirmed.filter(policy=policy.pk, clause=None)), then=Value(POLICY)),
        default=_clause_followed(version, confirmed) if is_followed_by_clause(policy) else Value(CLAUSE),
        output_field=CharField(),
    )


def _clause_followed(version: PolicyVersion, confirmed: Any) -> Subquery:
    places = {key: place for place, key in enumerate(_in_order(version.pk, version.sha256))}
    place = Case(*(When(clause=key, then=Value(at)) for key, at in places.items()), default=len(places))
    followed = confirmed.filter(policy=version.policy_id, clause__isnull=False)
    return Subquery(
        followed.order_by(place, "pk").values(key=Cast(F("clause"), CharField()))[:1],
        output_field=CharField(),
    )


@lru_cache(maxsize=64)
def _in_order(pk: int, sha256: str) -> tuple[UUID, ...]:
    """The clauses of a version and those it took out: the changed ones first, both in reading order."""
    version = PolicyVersion.objects.select_related("policy__organisation").get(pk=pk, sha256=sha256)
    changed = changed_clauses(version)
    keys = dict.fromkeys(section.key for each in _texts(version) for section in each.document.sections)
    return tuple(sorted(keys, key=lambda key: key not in changed))


def _texts(version: PolicyVersion) -> list[PolicyVersion]:
    """The version, and the one it is compared with."""
    former = baseline(version)
    return [version, former] if former else [version]


def why(reason: str, words: Mapping[str, Any], language: str, version: PolicyVersion) -> Why:
    """The sentence for one reason; ``words`` are those of the notice (``wording``)."""
    clause = "" if reason in REASONS else _named(version, UUID(reason), words["text_language"])
    context = {**words, "reason": reason if reason in REASONS else CLAUSE, "clause": clause}
    with translation.override(language):
        return Why(
            text=render_to_string("policies/mail/why.txt", context).strip(),
            html=render_to_string("policies/mail/why.html", context).strip(),
        )


def _named(version: PolicyVersion, key: UUID, language: str) -> str:
    """Number and heading of a clause in this language, as the version has it or else the one before it;
    empty where neither does.
    """
    for document in (each.document for each in _texts(version)):
        for section, number in zip(document.sections, numbers(document, language), strict=True):
            heading = section.heading.get(language) or section.heading.get(document.authoritative, "")
            if section.key == key and heading:
                return " ".join(f"{number} {heading}".split())
    return ""
