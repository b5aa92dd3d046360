"""The register at a glance: organisations, their policies, what each address shows, what changed lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from policies.publication.in_force import Standing, replaced, upcoming
from policies.publication.in_force import shown as shown_of
from policies.publication.models import Organisation, Policy, PolicyVersion

from .lookup import comparison_of, version_address
from .version_facts import Release, releases


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


def overview(language: str, only: Organisation | None = None, *, news: int = 6) -> Overview:
    """Every organisation with its public policies. Three queries, however many policies there are."""
    found = Policy.objects.public().select_related("organisation", "retirement")
    policies = list(found if only is None else found.filter(organisation=only))
    history = releases(policies)
    shown = {policy.pk: shown_of(history[policy.pk]) for policy in policies}
    latest = sorted(
        (release for found in history.values() for release in found),
        key=lambda release: (release.known_on, release.pk),
        reverse=True,
    )[:news]
    named = [*shown.values(), *latest]
    before = {release.pk: replaced(history[release.policy.pk], release.number) for release in named}
    compared = {release.pk for release in (*named, *before.values()) if release is not None}
    versions = PolicyVersion.objects.defer("content").in_bulk(compared)
    by_organisation: dict[Organisation, list[Listing]] = defaultdict(list)
    for policy in policies:
        release = shown[policy.pk]
        changes = _changes(release, before[release.pk], versions, language)
        waiting = _waiting(history[policy.pk])
        by_organisation[policy.organisation].append(
            _listing(release, versions[release.pk], changes, waiting, language)
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
                versions[release.pk],
                _changes(release, before[release.pk], versions, language),
                language,
            )
            for release in latest
        ),
    )


def _listing(
    release: Release, version: PolicyVersion, changes: str, waiting: date | None, language: str
) -> Listing:
    title, title_language = version.title_in(language)
    return Listing(
        policy=release.policy,
        title=title,
        title_language=title_language,
        number=release.number,
        in_force=release.standing is Standing.IN_FORCE,
        withdrawn=release.standing is Standing.WITHDRAWN,
        effective_from=release.effective_from,
        published_on=release.published_on,
        languages=tuple(version.languages),
        upcoming_from=waiting if release.standing is Standing.IN_FORCE else None,
        changes=changes,
    )


def _news(release: Release, version: PolicyVersion, changes: str, language: str) -> News:
    title, title_language = version.title_in(language)
    note, note_language = version.note_in(language)
    shown = language if language in version.languages else version.authoritative
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
    release: Release, before: Release | None, versions: Mapping[int, PolicyVersion], language: str
) -> str:
    if before is None:
        return ""
    return comparison_of(release.policy, versions[before.pk], versions[release.pk], language)


def _waiting(found: list[Release]) -> date | None:
    """The day the next announced version applies from."""
    return next((release.effective_from for release in upcoming(found)), None)
