"""The register at a glance: organisations, their policies, what each address shows, what changed lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from policies.publication.models import Organisation, Policy

from .covers import Cover
from .lookup import comparison_of, version_address
from .timeline import Standing
from .version_facts import Release, covers_of, releases


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One policy in a list. ``title`` is in ``title_language``: the page's, else the authoritative one.

    ``changes`` is where the shown version is compared with the one before it; empty where nothing is.
    """

    policy: Policy
    title: str
    title_language: str
    number: int
    in_force: bool
    withdrawn: bool
    effective_from: date
    published_on: date
    languages: tuple[str, ...]
    upcoming_from: date | None
    changes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One version that was published lately, with the words its editor gave it."""

    release: Release
    title: str
    title_language: str
    note: str
    note_language: str
    path: str
    changes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationListing:
    organisation: Organisation
    policies: tuple[Listing, ...]

    @property
    def told_by_mail(self) -> bool:
        """Whether any of its policies tells its readers by email."""
        return any(
            listing.policy.promise.mails and listing.policy.retired_at is None
            for listing in self.policies
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """``organisations`` by name, ``news`` newest first."""

    organisations: tuple[OrganisationListing, ...]
    news: tuple[News, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Covered:
    """A release with its cover, and the release it replaced."""

    release: Release
    cover: Cover

    @property
    def number(self) -> int:
        return self.release.number


def overview(language: str, only: Organisation | None = None, *, news: int = 6) -> Overview:
    """Every organisation with its public policies. Three queries, however many policies there are."""
    found = Policy.objects.public().select_related("organisation", "retirement")
    policies = list(found if only is None else found.filter(organisation=only))
    history = releases(policies)
    shown = {policy.pk: _shown(history[policy.pk]) for policy in policies}
    latest = sorted(
        (release for found in history.values() for release in found),
        key=lambda release: (release.known_on, release.pk),
        reverse=True,
    )[:news]
    named = [*shown.values(), *latest]
    before = {release.pk: _before(history[release.policy.pk], release) for release in named}
    covers = covers_of([*named, *filter(None, before.values())])
    by_organisation: dict[Organisation, list[Listing]] = defaultdict(list)
    for policy in policies:
        release = shown[policy.pk]
        changes = _changes(release, before[release.pk], covers, language)
        waiting = _waiting(history[policy.pk])
        by_organisation[policy.organisation].append(
            _listing(release, covers[release.pk], changes, waiting, language)
        )
    listings = [
        OrganisationListing(organisation=organisation, policies=tuple(found))
        for organisation, found in by_organisation.items()
    ]
    return Overview(
        organisations=tuple(sorted(listings, key=lambda listing: str(listing.organisation).casefold())),
        news=tuple(
            _news(
                release,
                covers[release.pk],
                _changes(release, before[release.pk], covers, language),
                language,
            )
            for release in latest
        ),
    )


def _listing(
    release: Release, cover: Cover, changes: str, waiting: date | None, language: str
) -> Listing:
    title, title_language = cover.title_in(language)
    return Listing(
        policy=release.policy,
        title=title,
        title_language=title_language,
        number=release.number,
        in_force=release.standing is Standing.IN_FORCE,
        withdrawn=release.standing is Standing.WITHDRAWN,
        effective_from=release.effective_from,
        published_on=release.published_on,
        languages=cover.languages,
        upcoming_from=waiting if release.standing is Standing.IN_FORCE else None,
        changes=changes,
    )


def _news(release: Release, cover: Cover, changes: str, language: str) -> News:
    title, title_language = cover.title_in(language)
    note, note_language = cover.note_in(language)
    shown = language if language in cover.languages else cover.authoritative
    return News(
        release=release,
        title=title,
        title_language=title_language,
        note=note,
        note_language=note_language,
        path=version_address(release.policy, release.number, shown),
        changes=changes,
    )


def _changes(
    release: Release, before: Release | None, covers: Mapping[int, Cover], language: str
) -> str:
    if before is None:
        return ""
    old, new = (_Covered(release=each, cover=covers[each.pk]) for each in (before, release))
    return comparison_of(release.policy, old, new, language)


def _before(found: Iterable[Release], release: Release) -> Release | None:
    """The version that this one replaces: the newest before it that was not withdrawn."""
    earlier = [
        other
        for other in found
        if other.number < release.number and other.standing is not Standing.WITHDRAWN
    ]
    return earlier[-1] if earlier else None


def _shown(found: list[Release]) -> Release:
    """The version that the policy's address shows: in force, else the next to apply, else the latest."""
    standing = [release for release in found if release.standing is not Standing.WITHDRAWN]
    in_force = [release for release in standing if release.standing is Standing.IN_FORCE]
    upcoming = [release for release in standing if release.standing is Standing.UPCOMING]
    if in_force:
        return in_force[-1]
    if upcoming:
        return min(upcoming, key=lambda release: (release.effective_from, release.number))
    return found[-1]


def _waiting(found: list[Release]) -> date | None:
    """The day the next announced version applies from."""
    days = [release.effective_from for release in found if release.standing is Standing.UPCOMING]
    return min(days, default=None)
