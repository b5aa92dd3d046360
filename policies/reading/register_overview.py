"""The register at a glance: organisations, their policies, what each address shows, what changed lately."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from policies.publication.models import Organisation, Policy
from policies.publication.public_addresses import version_path

from .lookup import comparison_address, readable_language
from .timeline import Entry, Timeline, timelines


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One version of a policy in a list: ``title`` and ``note`` are each in the language named beside it.

    ``changes`` is where it is compared with the version before it; empty where nothing is. ``upcoming`` is the
    version of its policy that applies next.
    """

    policy: Policy
    entry: Entry
    title: str
    title_language: str
    note: str
    note_language: str
    path: str
    changes: str
    upcoming: Entry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationListing:
    """An organisation, and what the address of each of its policies shows."""

    organisation: Organisation
    policies: tuple[Shown, ...]

    @property
    def told_by_mail(self) -> bool:
        """Whether any of its policies tells its readers by email."""
        return any(
            shown.policy.promise.mails and shown.policy.retired_at is None for shown in self.policies
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """``organisations`` by name, ``news`` newest first."""

    organisations: tuple[OrganisationListing, ...]
    news: tuple[Shown, ...]


def overview(language: str, only: Organisation | None = None, *, news: int = 6) -> Overview:
    """Every organisation with its public policies. Two queries, however many policies there are."""
    found = Policy.objects.public().select_related("organisation", "retirement")
    histories = timelines(list(found if only is None else found.filter(organisation=only)))
    by_organisation: dict[Organisation, list[Shown]] = defaultdict(list)
    for history in histories:
        shown = _shown(history, history.current, language)
        by_organisation[history.policy.organisation].append(shown)
    listings = [
        OrganisationListing(organisation=organisation, policies=tuple(policies))
        for organisation, policies in by_organisation.items()
    ]
    return Overview(
        organisations=tuple(sorted(listings, key=lambda listing: str(listing.organisation).casefold())),
        news=tuple(_shown(history, entry, language) for history, entry in _newest(histories)[:news]),
    )


def _newest(histories: list[Timeline]) -> list[tuple[Timeline, Entry]]:
    """Every version of every policy, the one that readers could know of last first."""
    versions = [(history, entry) for history in histories for entry in history.entries]
    return sorted(versions, key=lambda pair: (pair[1].known_on, pair[1].version.pk), reverse=True)


def _shown(history: Timeline, entry: Entry, language: str) -> Shown:
    policy, version = history.policy, entry.version
    title, title_language = version.title_in(language)
    note, note_language = version.note_in(language)
    return Shown(
        policy=policy,
        entry=entry,
        title=title,
        title_language=title_language,
        note=note,
        note_language=note_language,
        path=version_path(version, readable_language(version, language)),
        changes=comparison_address(history.before(entry), entry, language),
        upcoming=history.upcoming[0] if history.upcoming else None,
    )
