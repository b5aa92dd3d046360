"""The register at a glance: organisations, their policies, what each address shows, what changed lately."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from policies.publication.models import Organisation, Policy

from .lookup import comparison_address, version_address
from .timeline import Entry, Timeline, timelines


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

    entry: Entry
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
    """Every organisation with its public policies. Two queries, however many policies there are."""
    found = Policy.objects.public().select_related("organisation", "retirement")
    histories = timelines(list(found if only is None else found.filter(organisation=only)))
    by_organisation: dict[Organisation, list[Listing]] = defaultdict(list)
    for history in histories:
        by_organisation[history.policy.organisation].append(_listing(history, language))
    listings = [
        OrganisationListing(organisation=organisation, policies=tuple(found))
        for organisation, found in by_organisation.items()
    ]
    latest = sorted(
        ((history, entry) for history in histories for entry in history.entries),
        key=lambda each: (each[1].known_on, each[1].version.pk),
        reverse=True,
    )[:news]
    return Overview(
        organisations=tuple(sorted(listings, key=lambda listing: str(listing.organisation).casefold())),
        news=tuple(_news(history, entry, language) for history, entry in latest),
    )


def _listing(history: Timeline, language: str) -> Listing:
    entry = history.current
    title, title_language = entry.version.title_in(language)
    return Listing(
        policy=history.policy,
        title=title,
        title_language=title_language,
        number=entry.number,
        in_force=entry.is_in_force,
        withdrawn=entry.is_withdrawn,
        effective_from=entry.effective_from,
        published_on=entry.published_on,
        languages=tuple(entry.version.languages),
        upcoming_from=(
            history.upcoming[0].effective_from if entry.is_in_force and history.upcoming else None
        ),
        changes=_changes(history, entry, language),
    )


def _news(history: Timeline, entry: Entry, language: str) -> News:
    version = entry.version
    title, title_language = version.title_in(language)
    note, note_language = version.note_in(language)
    shown = language if language in version.languages else version.authoritative
    return News(
        entry=entry,
        title=title,
        title_language=title_language,
        note=note,
        note_language=note_language,
        path=version_address(history.policy, entry.number, shown),
        changes=_changes(history, entry, language),
    )


def _changes(history: Timeline, entry: Entry, language: str) -> str:
    before = history.before(entry)
    return comparison_address(history, before, entry, language) if before else ""
