"""What can be subscribed to, by the names readers know."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from policies.document.numbering import numbers
from policies.publication.models import Organisation, Policy, PolicyVersion

from .models import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Every policy of an organisation, one policy, or one clause of it.

    ``value`` is ``organisation``, ``organisation/policy`` or ``organisation/policy#clause``.
    """

    organisation: Organisation
    policy: Policy | None = None
    clause: uuid.UUID | None = None
    title: str = ""

    @property
    def value(self) -> str:
        if self.policy is None:
            return self.organisation.slug
        return f"{self.policy}#{self.clause}" if self.clause else str(self.policy)


# The organisations by name, and what each offers.
Groups = list[tuple[str, list[Offer]]]


def mailed_policies() -> list[Policy]:
    """Public policies that tell their readers by mail, by organisation and slug."""
    return list(
        Policy.objects.public()
        .not_retired()
        .mailing()
        .select_related("organisation")
        .order_by("organisation__slug", "slug")
    )


def offers(language: str, subscriptions: Iterable[Subscription] = ()) -> Groups:
    """Everything on offer, by organisation: first every policy of it, then each of them, then its clauses.

    Clauses are those of ``subscriptions``, which are offered even where no mail is sent at present.
    """
    whole = _("All policies of this organisation")
    found: dict[Organisation, list[Offer]] = {}

    def of(organisation: Organisation, policy: Policy | None) -> list[Offer]:
        offered = found.setdefault(organisation, [Offer(organisation=organisation, title=whole)])
        if policy and all(offer.policy != policy for offer in offered):
            title = policy_title(policy, language)
            offered.append(Offer(organisation=organisation, policy=policy, title=title))
        return offered

    for policy in mailed_policies():
        of(policy.organisation, policy)
    for kept in subscriptions:
        offered = of(kept.of_organisation, kept.policy)
        if kept.policy and kept.clause:
            place = [offer.policy for offer in offered].index(kept.policy) + 1
            offered.insert(place, clause_offer(kept.policy, kept.clause, language))
    return [
        (organisation_name(organisation, language), offered) for organisation, offered in found.items()
    ]


def clause_offer(policy: Policy, clause: uuid.UUID, language: str) -> Offer:
    title = _("%(policy)s, only clause “%(clause)s” and what is below it") % {
        "policy": policy_title(policy, language),
        "clause": clause_title(policy, clause, language) or clause,
    }
    return Offer(organisation=policy.organisation, policy=policy, clause=clause, title=title)


def clause_title(policy: Policy, clause: uuid.UUID, language: str) -> str:
    """Number and heading of a clause in the newest version that has it; empty where none ever had it."""
    newest_first = policy.versions.order_by("-number").iterator(chunk_size=10)
    return title_of_clause(newest_first, clause, language)


def title_of_clause(versions: Iterable[PolicyVersion], clause: uuid.UUID, language: str) -> str:
    """Number and heading of a clause in the first of these versions that has it, in this language or else
    in the authoritative one; empty where none has it.
    """
    for document in (version.document for version in versions):
        for code in (language, document.authoritative):
            for section, number in zip(document.sections, numbers(document, code), strict=True):
                heading = section.heading.get(code, "").strip()
                if section.key == clause and heading:
                    return f"{number} {heading}".strip()
    return ""


def organisation_name(organisation: Organisation, language: str) -> str:
    """The organisation's name in this language, else as it is known."""
    return getattr(organisation, f"name_{language}", "") or organisation.name or organisation.slug


def policy_title(policy: Policy, language: str) -> str:
    """The title of the newest version in this language, else in the authoritative one."""
    newest = policy.versions.order_by("-number").values_list("pk", "sha256").first()
    return title_in(*newest, language) if newest else policy.slug


def title_in(version: int, sha256: str, language: str) -> str:
    """The title a version has in this language, else in its authoritative one."""
    titles, authoritative = _titles(version, sha256)
    return titles.get(language) or titles[authoritative]


@lru_cache(maxsize=2048)
def _titles(version: int, sha256: str) -> tuple[Mapping[str, str], str]:
    """By primary key *and* digest: what these bytes say never changes."""
    document = PolicyVersion.objects.get(pk=version, sha256=sha256).document
    return document.title, document.authoritative


def wanted(subscriptions: Iterable[Subscription], language: str) -> list[str]:
    """Each subscription in words: the organisation and what of it."""
    return [
        _("%(organisation)s: %(policy)s")
        % {
            "organisation": organisation_name(subscription.of_organisation, language),
            "policy": _wanted_of(subscription, language),
        }
        for subscription in subscriptions
    ]


def _wanted_of(subscription: Subscription, language: str) -> str:
    policy = subscription.policy
    if policy is None:
        return _("all policies")
    if subscription.clause is None:
        return policy_title(policy, language)
    return clause_offer(policy, subscription.clause, language).title
