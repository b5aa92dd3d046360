"""Who is told and why: the questions that fan-out asks of everyone, and sending asks again of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Now

from policies.publication.models import Policy, PolicyVersion
from policies.publication.reach import Reach

from .changed_clauses import (
    baseline,
    changed_clauses,
    changed_languages,
    clauses_of,
    is_followed_by_clause,
    is_weighty,
    overtaken,
)
from .contract_parties import ContractParty, has_parties, is_party, law_without_choice
from .followed_searches import searches_of
from .ledger import Delivery, Notice, State
from .models import (
    FollowedSearch,
    Frequency,
    Subscriber,
    SubscriberQuerySet,
    Subscription,
    told_of,
)
from .weekly_digest import digest_audience

KIND = Notice.Kind
# A subscriber who got one of these knows of the version.
TELLING = (KIND.ADVANCE, KIND.REMINDER, KIND.CORRECTION)
# The mail went out, or may have.
REACHED = (State.SENT, State.IN_DOUBT)

POLICY = "policy"
ORGANISATION = "organisation"
CLAUSE = "clause"
PARTY = "party"
# A law that the organisation keeps leaves the party no choice: such a mail cannot be ended.
PARTY_BY_LAW = "party_by_law"
# Before the primary key of a search.
SEARCH = "search:"
# The reasons that every notice is composed for beforehand; another one is a search, or the key of a clause.
REASONS = (POLICY, ORGANISATION, CLAUSE, PARTY, PARTY_BY_LAW)

COUNT_EVERY = timedelta(minutes=5)


def audience_of(notice: Notice) -> SubscriberQuerySet:
    """The subscribers who want this notice now, each once. Its ``version__policy`` must be loaded.

    Filters only, by ``Exists`` where another table decides: fan-out turns it into INSERT … SELECT over a
    range of primary keys, and sending narrows it to the window it is about to transmit.
    """
    version = notice.version
    if notice.kind == KIND.DIGEST:
        return digest_audience(notice)
    reachable = Subscriber.objects.reachable()
    if notice.kind == KIND.WITHDRAWN:
        weekly = Delivery.objects.filter(subscriber=OuterRef("pk"), state__in=REACHED)
        read_of = Q(Exists(weekly.filter(notice__part__versions=version)))
        return reachable.filter(told_of(version.policy) | is_party(version), knows([version]) | read_of)
    if notice.kind == KIND.CORRECTION:
        return reachable.filter(told_of(version.policy) | is_party(version), knows(overtaken(version)))
    told = told_of(version.policy, clauses_of(version), searches_of(version))
    audience = reachable.filter(told | is_party(version) if is_weighty(version) else told)
    if not is_weighty(version):
        audience = audience.filter(frequency=Frequency.EVERY)
        if version.significance == PolicyVersion.Significance.TRANSLATION:
            audience = audience.filter(language__in=changed_languages(version))
    if _is_corrected(notice):
        audience = audience.exclude(knows(overtaken(version)))
    return audience


def knows(versions: Sequence[PolicyVersion]) -> Q:
    """Was told of one of these versions, and not that this one was withdrawn."""
    found = [_knows_one(version.pk) for version in versions]
    return reduce(or_, found) if found else Q(pk__in=[])


def _knows_one(version: int, subscriber: str = "pk") -> Q:
    reached = Delivery.objects.filter(
        subscriber=OuterRef(subscriber), notice__version=version, state__in=REACHED
    )
    return Q(Exists(reached.filter(notice__kind__in=TELLING))) & ~Q(
        Exists(reached.filter(notice__kind=KIND.WITHDRAWN))
    )


def known_of(notice: Notice) -> Case | Value:
    """An annotation for deliveries: the number of the version that was announced to their subscriber before, or none.

    It is the version itself where the notice tells that it applies now, or reminds of it; else the newest of those whose
    place it takes. A mail calls nothing announced but this.
    """
    version = notice.version
    if notice.kind == KIND.DIGEST:
        return Value(None, output_field=IntegerField())
    itself = [version] if notice.kind in (KIND.EFFECTIVE, KIND.REMINDER, KIND.WITHDRAWN) else []
    known = [
        When(_knows_one(each.pk, "subscriber"), then=Value(each.number))
        for each in [*itself, *overtaken(version)]
    ]
    return Case(*known, default=Value(None), output_field=IntegerField())


def knowable(notice: Notice) -> list[int | None]:
    """What ``known_of`` may say of the readers of this notice."""
    former: list[int | None] = [each.number for each in overtaken(notice.version)]
    match notice.kind:
        case KIND.DIGEST:
            return [None]
        case KIND.CORRECTION:
            return former
        case KIND.EFFECTIVE | KIND.REMINDER | KIND.WITHDRAWN:
            return [notice.version.number, *former, None]
        case _:
            return [*former, None]


def _is_corrected(notice: Notice) -> bool:
    """Whether those who know of what this replaces get a correction instead of this notice."""
    others = Notice.objects.filter(version=notice.version_id).exclude(pk=notice.pk)
    kinds = set(others.values_list("kind", flat=True))
    return KIND.CORRECTION in kinds and KIND.ADVANCE not in kinds


def reason_to_tell(version: PolicyVersion) -> Case:
    """An annotation for deliveries about a version: the widest subscription that brings them to their subscriber.

    ``organisation``, ``policy``, the key of a clause, or ``search:`` with the primary key of a search: of several clauses
    the first, in reading order, that changed; of several searches the oldest that the change answers. ``party`` where only
    a contract brings them, ``party_by_law`` where a law leaves them no choice.
    """
    policy = version.policy
    confirmed = Subscription.objects.confirmed().filter(subscriber=OuterRef("subscriber"))
    reasons: list[Any] = []
    over = list(FollowedSearch.objects.over(policy).values_list("pk", flat=True))
    if is_followed_by_clause(policy):
        changed = confirmed.filter(clause__in=changed_clauses(version))
        # What a correction is about may have changed before, and not again.
        reasons = [_clause_followed(version, changed), _clause_followed(version, confirmed)]
    if over:
        reasons.insert(1, _search_followed(searches_of(version), confirmed))
        reasons.append(_search_followed(over, confirmed))
    by_contract = []
    if has_parties(policy.organisation):
        contract = ContractParty.objects.told_by(version).filter(subscriber=OuterRef("subscriber"))
        by_law = law_without_choice(policy.organisation, version.effective_from)
        by_contract = [When(Exists(contract), then=Value(PARTY_BY_LAW if by_law else PARTY))]
    return Case(
        When(Exists(confirmed.filter(organisation=policy.organisation_id)), then=Value(ORGANISATION)),
        When(Exists(confirmed.filter(policy=policy.pk, clause=None)), then=Value(POLICY)),
        *by_contract,
        default=Coalesce(*reasons, Value(CLAUSE)) if reasons else Value(CLAUSE),
        output_field=CharField(),
    )


def _clause_followed(version: PolicyVersion, confirmed: Any) -> Subquery:
    order = _in_order(version.pk, version.sha256)
    place = Case(*(When(clause=key, then=Value(at)) for at, key in enumerate(order)), default=len(order))
    followed = confirmed.filter(policy=version.policy_id, clause__isnull=False)
    return Subquery(
        followed.order_by(place, "pk").values(key=Cast(F("clause"), CharField()))[:1],
        output_field=CharField(),
    )


def _search_followed(searches: Sequence[int], confirmed: Any) -> Subquery:
    key = Concat(Value(SEARCH), Cast("search", CharField()))
    followed = confirmed.filter(search__in=searches).order_by("pk")
    return Subquery(followed.values(key=key)[:1], output_field=CharField())


@lru_cache(maxsize=64)
def _in_order(pk: int, sha256: str) -> tuple[UUID, ...]:
    """The clauses of a version and those it took out: the changed ones first, both in reading order."""
    version = PolicyVersion.objects.select_related("policy__organisation").get(pk=pk, sha256=sha256)
    changed = changed_clauses(version)
    texts = filter(None, [version, baseline(version)])
    keys = dict.fromkeys(section.key for each in texts for section in each.published.document.sections)
    return tuple(sorted(keys, key=lambda key: key not in changed))


def write_reach() -> None:
    """Count the readers of every policy for the rooms that know no subscriber (``publication.reach``).

    At most every five minutes for all workers together: it takes a query over all subscriptions. Who follows words is
    not counted: whether a change answers them is known when it is published.
    """
    if Reach.objects.filter(updated_at__gt=Now() - COUNT_EVERY).exists():
        return
    reached = Subscription.objects.confirmed().filter(
        subscriber__unsubscribed_at=None, subscriber__suppressed_at=None
    )
    of_all = reached.filter(
        subscriber=OuterRef("subscriber"), organisation=OuterRef("policy__organisation")
    )
    counts: dict[tuple[int | None, int | None], Counter[str]] = defaultdict(Counter)
    # Each subscriber of an organisation, and of its policies only those who are not.
    scopes = reached.filter(~Exists(of_all)).order_by()
    found = scopes.values_list("organisation", "policy", "subscriber__language")
    for organisation, of_policy, language, count in found.annotate(Count("subscriber", distinct=True)):
        counts[organisation, of_policy][language] = count
    parties = _parties()
    by_kind = FollowedSearch.objects.filter(words="")
    searches = list(by_kind.values_list("pk", "kind", "organisation"))
    Reach.objects.bulk_create(
        [
            Reach(
                policy=policy,
                readers=counts[None, policy.pk]
                + counts[policy.organisation_id, None]
                + _by_search(policy, searches)
                + parties[policy.pk],
                updated_at=Now(),
            )
            for policy in Policy.objects.all()
        ],
        update_conflicts=True,
        unique_fields=["policy"],
        update_fields=["readers", "updated_at"],
    )


def _parties() -> dict[int, Counter[str]]:
    """By policy: the contract parties of its organisation who subscribed to neither."""
    own = Subscription.objects.confirmed().filter(subscriber=OuterRef("subscriber"))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    with_parties = ContractParty.objects.standing().values("organisation")
    for policy in Policy.objects.filter(organisation__in=with_parties).select_related("organisation"):
        told = (
            ContractParty.objects.standing()
            .filter(
                ~Exists(own.filter(Q(policy=policy) | Q(organisation=policy.organisation_id))),
                organisation=policy.organisation_id,
                subscriber__suppressed_at=None,
            )
            .exclude(subscriber=None)
        )
        if not law_without_choice(policy.organisation, policy.organisation.today()):
            told = told.filter(objected_at=None)
        by_language = told.order_by().values_list("subscriber__language").annotate(Count("pk"))
        found[policy.pk] += Counter(dict(by_language))
    return found


def _by_search(policy: Policy, searches: Sequence[tuple[int, str, int | None]]) -> Counter[str]:
    """Those who follow the policy's kind, everywhere or in its organisation, and neither it nor its organisation."""
    over = [
        pk
        for pk, kind, organisation in searches
        if kind == policy.kind and organisation in (None, policy.organisation_id)
    ]
    if not over:
        return Counter()
    own = Subscription.objects.confirmed().filter(subscriber=OuterRef("pk"))
    otherwise = Q(policy=policy) | Q(organisation=policy.organisation_id)
    readers = Subscriber.objects.reachable().filter(
        Exists(own.filter(search__in=over)), ~Exists(own.filter(otherwise)), unsubscribed_at=None
    )
    return Counter(dict(readers.order_by().values_list("language").annotate(Count("pk"))))
