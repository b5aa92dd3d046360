"""What an address names: an organisation, a policy, a version, a day; else what exists instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.document.dates import long_date
from policies.document.languages import LANGUAGES
from policies.publication.localize import grouped
from policies.publication.models import FormerAddress, Organisation, Policy, PolicyVersion
from policies.publication.public_addresses import (
    comparison_path,
    history_path,
    organisation_path,
    policy_path,
)

from .not_found import Absent, Choice, Moved, quoted
from .request_language import language_of
from .timeline import Entry, Timeline
from .timeline import timeline as timeline_of

LISTED_VERSIONS = 20
LISTED_ORGANISATIONS = 50
_NUMBER = re.compile(r"[1-9][0-9]{0,9}", re.ASCII)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def public_organisations() -> list[Organisation]:
    """The organisations with at least one public policy: the others do not exist for readers."""
    return list(Organisation.objects.filter(policies__in=Policy.objects.public()).distinct())


def organisation_at(language: str, slug: str) -> Organisation:
    """Raises ``Moved`` for a former address, ``Absent`` naming the organisations there are."""
    organisation = (
        Organisation.objects.filter(slug=slug, policies__in=Policy.objects.public()).distinct().first()
    )
    if organisation is not None:
        return organisation
    former = (
        FormerAddress.objects.filter(organisation_slug=slug)
        .select_related("policy__organisation")
        .first()
    )
    if former is not None and former.policy.organisation.slug != slug:
        raise Moved(organisation_path(former.policy.organisation, language))
    raise Absent(
        _("No organisation publishes its policies under “%(slug)s”.") % {"slug": quoted(slug)},
        offer=_("Organisations in this register"),
        choices=[
            Choice(
                label=organisation.name or organisation.slug,
                path=organisation_path(organisation, language),
            )
            for organisation in public_organisations()[:LISTED_ORGANISATIONS]
        ],
    )


def find(request: HttpRequest, language: str, organisation: str, slug: str) -> Policy:
    """The public policy at this address, its organisation loaded.

    Raises ``Moved`` for a former address, to the same page where the policy is now; ``Absent`` naming
    the organisation's policies.
    """
    policies = Policy.objects.public().select_related("organisation", "retirement")
    policy = policies.filter(organisation__slug=organisation, slug=slug).first()
    if policy is not None:
        return policy
    former = (
        FormerAddress.objects.filter(organisation_slug=organisation, slug=slug)
        .select_related("policy__organisation")
        .first()
    )
    if former is not None and (former.policy.organisation.slug, former.policy.slug) != (
        organisation,
        slug,
    ):
        raise Moved(_same_page(request, former.policy))
    found = organisation_at(language, organisation)
    raise Absent(
        _("%(organisation)s publishes no policy under “%(slug)s”.")
        % {"organisation": found, "slug": quoted(slug)},
        offer=_("Policies of this organisation"),
        choices=[
            Choice(label=f"{_kind(policy)} ({policy.slug})", path=policy_path(policy, language))
            for policy in policies.filter(organisation=found)
        ],
    )


def _same_page(request: HttpRequest, policy: Policy) -> str:
    """The address of the requested page for this policy."""
    match = request.resolver_match
    if match is None or "slug" not in match.kwargs:  # no page of a policy, but the API
        return policy_path(policy, language_of(request))
    names = match.kwargs | {"organisation": policy.organisation.slug, "slug": policy.slug}
    query = request.META.get("QUERY_STRING", "")
    return reverse(match.view_name, kwargs=names) + (f"?{query}" if query else "")


def _kind(policy: Policy) -> str:
    label = str(policy.get_kind_display())
    return label[:1].upper() + label[1:]


def entry_at(timeline: Timeline, language: str, number: str) -> Entry:
    """The version with this number; raises ``Absent`` naming the versions there are."""
    if _NUMBER.fullmatch(number):
        entry = timeline.entry(int(number))
        if entry is not None:
            return entry
    count = len(timeline.entries)
    raise Absent(
        ngettext(
            "There is no version “%(number)s”: this policy has one version.",
            "There is no version “%(number)s”: this policy has %(count)s versions, from 1 to %(count)s.",
            count,
        )
        % {"number": quoted(number), "count": grouped(count)},
        offer=_("Versions of this policy"),
        choices=version_choices(timeline, language),
    )


def version_at(policy: Policy, language: str, number: str) -> PolicyVersion:
    """The version with this number and its content, without the history; raises as ``entry_at``."""
    if _NUMBER.fullmatch(number):
        version = policy.versions.filter(number=int(number)).first()
        if version is not None:
            return version
    history = timeline_of(policy)
    return content_of(history, entry_at(history, language, number))


def version_choices(timeline: Timeline, language: str) -> list[Choice]:
    """The newest versions, and the history where there are more."""
    choices = [
        entry_choice(timeline.policy, entry, language)
        for entry in timeline.newest_first[:LISTED_VERSIONS]
    ]
    return [*choices, Choice(label=_("All versions"), path=history_path(timeline.policy, language))]


def entry_choice(policy: Policy, entry: Entry, language: str) -> Choice:
    """One version, in the language asked for if it has it, else in its authoritative one."""
    shown = language if language in entry.version.languages else entry.version.authoritative
    label = _("Version %(number)s, from %(date)s (%(standing)s)") % {
        "number": entry.number,
        "date": long_date(entry.effective_from, language),
        "standing": entry.standing.label,
    }
    if shown != language:
        label = f"{label} · {LANGUAGES[shown].name}"
    return Choice(label=label, path=version_address(policy, entry.number, shown))


def version_address(policy: Policy, number: int, language: str) -> str:
    return reverse("policies:version", args=[language, policy.organisation.slug, policy.slug, number])


def comparison_address(timeline: Timeline, old: Entry, new: Entry, language: str) -> str:
    """Where the two are compared: in this language, else in one both have; empty where they share none."""
    shared = [code for code in new.version.languages if code in old.version.languages]
    if not shared:
        return ""
    wanted = next((code for code in (language, new.version.authoritative) if code in shared), shared[0])
    return comparison_path(timeline.policy, wanted, old.number, new.number)


def require_language(timeline: Timeline, entry: Entry, language: str) -> None:
    """Raises ``Absent`` naming the version's languages, and the newest version in the language asked for."""
    if language in entry.version.languages:
        return
    policy = timeline.policy
    choices = [
        Choice(
            label=_("Version %(number)s: %(language)s")
            % {"number": entry.number, "language": LANGUAGES[code].name},
            path=version_address(policy, entry.number, code),
        )
        for code in entry.version.languages
    ]
    readable = timeline.readable(language)
    if readable is not None:
        choices.append(entry_choice(policy, readable, language))
    raise Absent(
        _("Version %(number)s was not published in this language.") % {"number": entry.number},
        offer=_("What you can read"),
        choices=choices,
    )


def picked(fields: Mapping[str, str]) -> str:
    """The date of the day picker as addresses write it; empty where nothing was picked.

    ``date`` alone, or ``year``, ``month`` and ``day`` in digits of any script. What is no date is kept as it
    was written, for ``day_of`` to refuse.
    """
    whole = fields.get("date", "").strip()
    parts = [fields.get(name, "").strip() for name in ("year", "month", "day")]
    if whole or not any(parts):
        return whole
    widths = (4, 2, 2)
    return "-".join(
        str(int(part)).zfill(width) if len(part) <= width and part.isdecimal() else part or "?"
        for part, width in zip(parts, widths, strict=True)
    )


def day_of(timeline: Timeline, language: str, value: str) -> date:
    """The date of an address; raises ``Absent`` where it is none, saying how dates are written."""
    try:
        if not _ISO_DATE.fullmatch(value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError:
        raise Absent(
            _("“%(value)s” is not a date: write year, month and day, such as %(example)s.")
            % {"value": quoted(value), "example": timeline.today.isoformat()},
            offer=_("Versions of this policy"),
            choices=version_choices(timeline, language),
        ) from None


def entry_on(timeline: Timeline, language: str, day: date) -> Entry:
    """The version in force on the day; raises ``Absent`` naming the first day there was one."""
    entry = timeline.on(day)
    if entry is not None:
        return entry
    raise Absent(
        _("No version applied on %(day)s: the first one applies from %(first)s.")
        % {
            "day": long_date(day, language),
            "first": long_date(timeline.first_day, language),
        },
        offer=_("Versions of this policy"),
        choices=version_choices(timeline, language),
    )


def content_of(timeline: Timeline, entry: Entry) -> PolicyVersion:
    """The version with its content: the one query that reads clauses."""
    return timeline.policy.versions.get(number=entry.number)
