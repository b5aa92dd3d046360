"""What can be subscribed to, by the names readers know."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from policies.document.numbering import numbers
from policies.publication.localize import language_name
from policies.publication.models import Organisation, Policy, PolicyVersion

from .models import FollowedSearch, Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Every policy of an organisation, one policy, one clause of it, or what answers a search (saved or not).

    ``value`` is ``organisation``, ``organisation/policy`` or ``organisation/policy#clause``; of a search its parameters
    after a question mark.
    """

    organisation: Organisation | None
    policy: Policy | None = None
    clause: uuid.UUID | None = None
    search: FollowedSearch | None = None
    title: str = ""

    @property
    def value(self) -> str:
        if self.search is not None:
            terms = {name: getattr(self.search, name) for name in ("words", "language", "kind")}
            return f"?{urlencode(terms | {'hub': self.organisation.slug if self.organisation else ''})}"
        if self.policy is None:
            return self.organisation.slug if self.organisation else ""
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
    """Everything on offer, by organisation: first every policy of it, then each of them, then its clauses; then searches.

    Clauses and searches are those of ``subscriptions``, which are offered even where no mail is sent at present.
    """
    subscriptions = list(subscriptions)
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
        if kept.search or kept.of_organisation is None:
            continue
        offered = of(kept.of_organisation, kept.policy)
        if kept.policy and kept.clause:
            place = [offer.policy for offer in offered].index(kept.policy) + 1
            offered.insert(place, clause_offer(kept.policy, kept.clause, language))
    groups = [
        (organisation_name(organisation, language), offered) for organisation, offered in found.items()
    ]
    searches = [search_offer(kept.search, language) for kept in subscriptions if kept.search]
    return [*groups, (_("Searches"), searches)] if searches else groups


def search_offer(search: FollowedSearch, language: str) -> Offer:
    title = search_title(search, language)
    return Offer(organisation=search.organisation, search=search, title=title)


def search_title(search: FollowedSearch, language: str) -> str:
    """The words, the kind and the organisation of a search, in this language."""
    said = []
    if search.words:
        said.append(_("Clauses that hold “%(words)s”") % {"words": search.words})
        if search.language != language:
            said.append(_("in %(language)s") % {"language": language_name(search.language)})
    if search.kind:
        said.append(search.get_kind_display())
    of = search.organisation
    said.append(organisation_name(of, language) if of else _("all organisations"))
    return " · ".join(said)


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
    for document in (version.masked.document for version in versions):
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


def _titles(version: int, sha256: str) -> tuple[Mapping[str, str], str]:
    """Asked anew each time, without the text: what is withheld may change."""
    found = PolicyVersion.objects.filter(sha256=sha256).only("titles", "authoritative").get(pk=version)
    return found.shown_titles, found.authoritative


def wanted(subscriptions: Iterable[Subscription], language: str) -> list[str]:
    """Each subscription in words: the organisation and what of it."""
    return [_wanted(subscription, language) for subscription in subscriptions]


def _wanted(subscription: Subscription, language: str) -> str:
    organisation = subscription.of_organisation
    if subscription.search or organisation is None:
        return search_title(subscription.search, language) if subscription.search else ""
    return _("%(organisation)s: %(policy)s") % {
        "organisation": organisation_name(organisation, language),
        "policy": _wanted_of(subscription, language),
    }


def _wanted_of(subscription: Subscription, language: str) -> str:
    policy = subscription.policy
    if policy is None:
        return _("all policies")
    if subscription.clause is None:
        return policy_title(policy, language)
    return clause_offer(policy, subscription.clause, language).title
