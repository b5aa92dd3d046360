"""What a version changes for readers: against which text, and in which clauses."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import Q

from policies.comparison.compare import compare
from policies.comparison.result import Comparison
from policies.document.shape import Document
from policies.publication.models import Policy, PolicyVersion

from .models import Subscription

# What leaves a clause as it was: its number alone, or nothing.
UNTOUCHED = frozenset({"unchanged", "renumbered"})


def baseline(version: PolicyVersion) -> PolicyVersion | None:
    """The version whose text readers live under until this one applies; none for the first.

    Not always the number before: that one may be withdrawn, or replaced by this one before its day.
    """
    applied = Q(effective_from__lt=version.effective_from) | Q(effective_from__lte=announced_on(version))
    earlier = version.policy.versions.standing().filter(number__lt=version.number)
    return earlier.filter(applied, effective_from__lte=version.effective_from).newest()


def announced_on(version: PolicyVersion) -> date:
    """The day of publication in the version's calendar; today for a version that is not stored yet."""
    return version.policy.organisation.today() if version.pk is None else version.published_on


def overtaken(version: PolicyVersion) -> list[PolicyVersion]:
    """Announced versions whose place this one takes, newest first: they did not apply yet when it was
    published. Either they never will, or they hold the same text for another day.
    """
    waiting = version.policy.versions.filter(
        number__lt=version.number, effective_from__gt=announced_on(version)
    ).select_related("withdrawal")
    found: list[PolicyVersion] = []
    remaining: list[PolicyVersion] = []
    for former in waiting.order_by("-number"):
        if any(_takes_the_place(other, former) for other in remaining):
            continue
        if _takes_the_place(version, former):
            found.append(former)
        elif not former.is_withdrawn:
            remaining.append(former)
    return found


def revived(version: PolicyVersion) -> list[PolicyVersion]:
    """The announced versions that apply after all, soonest first, since this one is withdrawn and took their place."""
    taken = {each.pk for each in overtaken(version)}
    upcoming = version.policy.versions.upcoming(version.policy.organisation.today())
    return [each for each in upcoming if each.pk in taken]


def never_applied(versions: Iterable[PolicyVersion]) -> set[int]:
    """The primary keys of those that were replaced before their day, or will be: nobody is told that they apply."""
    found: set[int] = set()
    for version in versions:
        later = version.policy.versions.standing().filter(
            number__gt=version.number, effective_from__lte=version.effective_from
        )
        if any(announced_on(each) < version.effective_from for each in later):
            found.add(version.pk)
    return found


def _takes_the_place(new: PolicyVersion, old: PolicyVersion) -> bool:
    return old.effective_from >= new.effective_from or old.published.document == new.published.document


def is_weighty(version: PolicyVersion) -> bool:
    """Whether everyone is told: of a substantial change, and of what takes the place of one before its day."""
    substantial = PolicyVersion.Significance.SUBSTANTIAL
    return any(each.significance == substantial for each in (version, *overtaken(version)))


def shared_languages(old: PolicyVersion, new: PolicyVersion, first: str = "") -> list[str]:
    """The languages both have: ``first`` if it is one of them, then the authoritative one."""
    order = dict.fromkeys([first, new.authoritative, *new.languages])
    return [code for code in order if code in new.languages and code in old.languages]


def compared(old: PolicyVersion, new: PolicyVersion, language: str) -> Comparison:
    """What changed between two versions in a language both have; remembered, as versions never change."""
    if new.pk is None:
        return compare(old.published.document, new.published.document, language)
    return _compared(_bytes(old), _bytes(new), language)


def shown(old: PolicyVersion, new: PolicyVersion, language: str) -> Comparison | None:
    """The same, of what readers are shown; none if all of one is withheld."""
    if new.pk is None or not (old.withheld or new.withheld):
        return compared(old, new, language)
    if old.withheld.whole or new.withheld.whole:
        return None
    return compare(old.document, new.document, language)


# A primary key and a digest: what these bytes say never changes.
_Bytes = tuple[int, str]


def _bytes(version: PolicyVersion) -> _Bytes:
    return version.pk, version.sha256


def _version(pk: int, sha256: str) -> PolicyVersion:
    return PolicyVersion.objects.get(pk=pk, sha256=sha256)


@lru_cache(maxsize=64)
def _compared(old: _Bytes, new: _Bytes, language: str) -> Comparison:
    return compare(_version(*old).published.document, _version(*new).published.document, language)


def clauses_of(version: PolicyVersion) -> frozenset[uuid.UUID] | None:
    """The clauses that changed. None stands for all: nobody follows a single clause of the policy."""
    if not is_followed_by_clause(version.policy):
        return None
    return changed_clauses(version)


def is_followed_by_clause(policy: Policy) -> bool:
    return Subscription.objects.filter(policy=policy, clause__isnull=False).exists()


def changed_clauses(version: PolicyVersion) -> frozenset[uuid.UUID]:
    """The keys of the clauses that the comparison says changed, in any language, and of those above them.

    A clause comprises what stands below it: its followers are told of clause 2 when 2.1 changes.
    """
    old = baseline(version)
    return _changed(_bytes(old), _bytes(version)) if old else frozenset()


@lru_cache(maxsize=256)
def _changed(before: _Bytes, after: _Bytes) -> frozenset[uuid.UUID]:
    old, version = _version(*before), _version(*after)
    found = {
        key
        for language in shared_languages(old, version)
        for section in compared(old, version, language).changed_sections
        if not UNTOUCHED.issuperset(section.kinds)
        for key in (section.old_key, section.new_key)
        if key
    }
    for document in (old.published.document, version.published.document):
        found |= _above(document, found)
    return frozenset(map(uuid.UUID, found))


def changed_languages(version: PolicyVersion) -> list[str]:
    """The languages whose text differs from before, the new ones among them."""
    old = baseline(version)
    return [
        code
        for code in version.languages
        if old is None or code not in old.languages or not compared(old, version, code).identical
    ]


def _above(document: Document, keys: set[str]) -> set[str]:
    """The sections that the ones with these keys stand below."""
    found: set[str] = set()
    path: list[tuple[int, str]] = []
    for section in document.sections:
        while path and path[-1][0] >= section.level:
            path.pop()
        if str(section.key) in keys:
            found |= {key for _level, key in path}
        path.append((section.level, str(section.key)))
    return found
