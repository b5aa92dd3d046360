"""Who is told: the one question that fan-out asks of everyone, and sending asks again of each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from policies.publication.models import Policy, PolicyVersion

from .changed_clauses import changed_clauses, changed_languages, is_weighty, overtaken
from .ledger import Delivery, Notice, State
from .models import Subscriber, SubscriberQuerySet, Subscription
from .weekly_digest import digest_audience

KIND = Notice.Kind
# Who got one of these knows of the version.
TELLING = (KIND.ADVANCE, KIND.REMINDER, KIND.CORRECTION)
# The mail went out, or may have.
REACHED = (State.SENT, State.IN_DOUBT)


def audience_of(notice: Notice) -> SubscriberQuerySet:
    """The subscribers who want this notice now, each once; its ``version__policy`` is at hand.

    Filters only, by ``Exists`` where another table decides: fan-out turns it into INSERT … SELECT over a
    range of primary keys, and sending narrows it to the window it is about to transmit.
    """
    version = notice.version
    if notice.kind == KIND.DIGEST:
        return digest_audience(notice, reachable())
    if notice.kind == KIND.WITHDRAWN:
        return reachable().told_of(version.policy).filter(knows([version.pk]) | read_of(version.pk))
    if notice.kind == KIND.CORRECTION:
        return reachable().told_of(version.policy).filter(knows(_former(version.pk)))
    audience = reachable().told_of(version.policy, clauses_of(version))
    if not is_weighty(version):
        audience = audience.at_once()
        if version.significance == PolicyVersion.Significance.TRANSLATION:
            audience = audience.filter(language__in=changed_languages(version))
    if _is_corrected(notice):
        audience = audience.exclude(knows(_former(version.pk)))
    return audience


def reachable() -> SubscriberQuerySet:
    """Whoever mail may be sent to."""
    return Subscriber.objects.filter(suppressed_at=None)


def knows(versions: Iterable[int]) -> Q:
    """Was told of one of these versions, and not that it was withdrawn."""
    reached = Delivery.objects.filter(
        subscriber=OuterRef("pk"), notice__version__in=list(versions), state__in=REACHED
    )
    return Q(Exists(reached.filter(notice__kind__in=TELLING))) & ~Q(
        Exists(reached.filter(notice__kind=KIND.WITHDRAWN))
    )


def read_of(version: int) -> Q:
    """Got a weekly message that tells of the version."""
    told = Delivery.objects.filter(
        subscriber=OuterRef("pk"), notice__part__versions=version, state__in=REACHED
    )
    return Q(Exists(told))


def clauses_of(version: PolicyVersion) -> frozenset[UUID] | None:
    """The clauses that changed; none, meaning all, where nobody follows a single clause of the policy."""
    return _clauses_of(version.pk, version.sha256) if is_followed_by_clause(version.policy) else None


def is_followed_by_clause(policy: Policy) -> bool:
    """Whether anyone follows a single clause of it."""
    return Subscription.objects.filter(policy=policy, clause__isnull=False).exists()


@lru_cache(maxsize=256)
def _clauses_of(pk: int, sha256: str) -> frozenset[UUID]:
    return changed_clauses(PolicyVersion.objects.get(pk=pk, sha256=sha256))


def _former(pk: int) -> list[int]:
    version = PolicyVersion.objects.select_related("policy__organisation").get(pk=pk)
    return [former.pk for former in overtaken(version)]


def _is_corrected(notice: Notice) -> bool:
    """Whether those who know of what this replaces get a correction instead of this notice."""
    others = Notice.objects.filter(version=notice.version_id).exclude(pk=notice.pk)
    if not others.filter(kind=KIND.CORRECTION).exists():
        return False
    first = KIND.ADVANCE if others.filter(kind=KIND.ADVANCE).exists() else notice.kind
    return notice.kind == first
