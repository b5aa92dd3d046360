"""What an address names: an organisation, a policy, a version, a day; else what exists instead."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django.db.models import OuterRef, Subquery, TextField, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.document.dates import long_date
from policies.document.languages import LANGUAGES
from policies.publication.altered import refuse
from policies.publication.editions import Subject
from policies.publication.localize import grouped
from policies.publication.log import Checkpoint, LogEntry
from policies.publication.models import FormerAddress, Organisation, Policy, PolicyVersion
from policies.publication.public_addresses import (
    comparison_path,
    history_path,
    organisation_path,
    policy_path,
    version_path,
)

from .request_language import language_of
from .responses import Absent, Choice, Moved, View, public, quoted
from .shelf.keeping import promise, promised
from .timeline import Entry, Timeline, take_words, timeline

LISTED_VERSIONS = 20
LISTED_ORGANISATIONS = 50
_NUMBER = re.compile(r"[1-9][0-9]{0,9}", re.ASCII)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def policy_page(view: View) -> View:
    """A public page of one policy: the view is given its history in place of the names in the address."""

    @functools.wraps(view)
    def answer(
        request: HttpRequest, language: str, organisation: str, slug: str, **rest: str
    ) -> HttpResponse:
        history = timeline(find(request, language, organisation, slug))
        response = view(request, history, language, **rest)
        # A view that looked at its query says itself of which queries its page is.
        if promised(response) is None and "GET" not in vars(request):
            promise(response, subject_of(history.policy), until=history.true_until)
        return response

    return public(answer)


def subject_of(policy: Policy) -> Subject:
    """What a page about this policy is made from."""
    return policy.organisation_id, policy.pk


def policy_context(history: Timeline) -> dict[str, Any]:
    """What the template of every page of a policy needs."""
    return {"policy": history.policy, "organisation": history.policy.organisation, "timeline": history}


def path_to(page: str, policy: Policy, language: str, *rest: Any) -> str:
    """The address of a policy's page, by the page's name in ``urls``."""
    return reverse(f"policies:{page}", args=[language, policy.organisation.slug, policy.slug, *rest])


def readable_language(version: PolicyVersion, language: str) -> str:
    """The language asked for if the version has it, else its authoritative one."""
    return language if language in version.languages else version.authoritative


def comparison_address(old: Entry | None, new: Entry, language: str) -> str:
    """Where the two are compared: in this language, else in one both have.

    Empty where they have no language in common, or nothing precedes.
    """
    shared = shared_languages(old, new) if old else []
    if old is None or not shared:
        return ""
    wanted = (language, new.version.authoritative, *shared)
    shown = next(code for code in wanted if code in shared)
    return comparison_path(new.version.policy, shown, old.number, new.number)


def shared_languages(old: Entry, new: Entry) -> list[str]:
    """In the order of the new version."""
    return [code for code in new.version.languages if code in old.version.languages]


def public_organisations() -> list[Organisation]:
    """The organisations with at least one public policy: the others do not exist for readers."""
    return list(Organisation.objects.public())


def organisation_choices(language: str) -> list[Choice]:
    return [
        Choice(str(organisation), organisation_path(organisation, language))
        for organisation in public_organisations()
    ]


def organisation_at(language: str, slug: str) -> Organisation:
    """Raises ``Moved`` for a former address, ``Absent`` naming the organisations there are."""
    found = Organisation.objects.select_related("brand", "own_domain")
    organisation = found.public().filter(slug=slug).first()
    if organisation is not None:
        return organisation
    former = _former(organisation_slug=slug)
    if former is not None and former.organisation.slug != slug:
        raise Moved(organisation_path(former.organisation, language))
    raise Absent(
        _("No organisation publishes its policies under “%(slug)s”.") % {"slug": quoted(slug)},
        offer=_("Organisations in this register"),
        choices=organisation_choices(language)[:LISTED_ORGANISATIONS],
    )


def find(request: HttpRequest, language: str, organisation: str, slug: str) -> Policy:
    """The public policy at this address, its organisation loaded.

    Raises ``Moved`` for a former address, to the same page where the policy is now; ``Absent`` naming
    the organisation's policies.
    """
    policies = Policy.objects.public().select_related(
        "organisation__brand", "organisation__own_domain", "retirement"
    )
    policy = policies.filter(organisation__slug=organisation, slug=slug).first()
    if policy is not None:
        return policy
    former = _former(organisation_slug=organisation, slug=slug)
    if former is not None and (former.organisation.slug, former.slug) != (organisation, slug):
        raise Moved(_same_page(request, former))
    found = organisation_at(language, organisation)
    raise Absent(
        _("%(organisation)s publishes no policy under “%(slug)s”.")
        % {"organisation": found, "slug": quoted(slug)},
        offer=_("Policies of this organisation"),
        choices=[
            Choice(
                f"{capfirst(policy.get_kind_display())} ({policy.slug})", policy_path(policy, language)
            )
            for policy in policies.filter(organisation=found)
        ],
    )


def _former(**address: str) -> Policy | None:
    """The policy that had this address before."""
    addresses = FormerAddress.objects.filter(**address).select_related("policy__organisation")
    found = addresses.first()
    return found.policy if found else None


def _same_page(request: HttpRequest, policy: Policy) -> str:
    """The address of the requested page for this policy."""
    match = request.resolver_match
    if match is None or "slug" not in match.kwargs:  # no page of a policy, but the API
        return policy_path(policy, language_of(request))
    names = match.kwargs | {"organisation": policy.organisation.slug, "slug": policy.slug}
    query = request.META.get("QUERY_STRING", "")
    return reverse(match.view_name, kwargs=names) + (f"?{query}" if query else "")


def entry_at(history: Timeline, language: str, number: str) -> Entry:
    """The version with this number; raises ``Absent`` naming the versions there are."""
    entry = history.entry(int(number)) if _NUMBER.fullmatch(number) else None
    if entry is not None:
        return entry
    count = len(history.entries)
    reason = ngettext(
        "There is no version “%(number)s”: this policy has one version.",
        "There is no version “%(number)s”: this policy has %(count)s versions, from 1 to %(count)s.",
        count,
    )
    raise no_version(reason % {"number": quoted(number), "count": grouped(count)}, history, language)


def content_of(history: Timeline, entry: Entry) -> PolicyVersion:
    """The version with its content, and the words that lists show: the one query that reads clauses.

    Raises ``AlteredText`` where the log has another.
    """
    subject = Concat(Value("version "), OuterRef("sha256"), output_field=TextField())
    versions = history.policy.versions.annotate(
        position=Subquery(LogEntry.objects.filter(subject=subject).values("position")[:1]),
        covered=Subquery(Checkpoint.objects.order_by("-size").values("size")[:1]),
    )
    version: Any = versions.get(number=entry.number)
    if version.position is None:
        raise refuse(version, f"its digest {version.sha256} is not in the log")
    version.__dict__["withheld"] = entry.version.withheld
    take_words(entry, version)
    return cast(PolicyVersion, version)


def is_signed(version: Any) -> bool:
    """Whether a checkpoint covers the version that ``content_of`` gave: then there is evidence of it."""
    return (version.covered or 0) > version.position


def no_version(reason: str, history: Timeline, language: str) -> Absent:
    """No version is what was asked for: the versions there are."""
    offer = _("Versions of this policy")
    return Absent(reason, offer=offer, choices=version_choices(history, language))


def version_choices(history: Timeline, language: str) -> list[Choice]:
    """The newest versions, and the history."""
    newest = history.newest_first[:LISTED_VERSIONS]
    choices = [entry_choice(entry, language) for entry in newest]
    return [*choices, Choice(_("All versions"), history_path(history.policy, language))]


def entry_choice(entry: Entry, language: str) -> Choice:
    """One version, in the language asked for if it has it, else in its authoritative one."""
    shown = readable_language(entry.version, language)
    label = _("Version %(number)s, from %(date)s (%(standing)s)") % {
        "number": entry.number,
        "date": long_date(entry.effective_from, language, entry.country),
        "standing": entry.standing.label,
    }
    if shown != language:
        label = f"{label} · {LANGUAGES[shown].name}"
    return Choice(label, version_path(entry.version, shown))


def language_choices(page: str, policy: Policy, codes: Iterable[str], *rest: Any) -> list[Choice]:
    """The same page of the policy in these languages."""
    return [
        Choice(LANGUAGES[code].name, path_to(page, policy, code, *rest), language=code) for code in codes
    ]


def require_language(history: Timeline, entry: Entry, language: str) -> None:
    """Raises ``Absent`` naming the version's languages, and the newest version in the language asked for."""
    if language in entry.languages:
        return
    label = _("Version %(number)s: %(language)s")
    choices = [
        Choice(
            label % {"number": entry.number, "language": LANGUAGES[code].name},
            version_path(entry.version, code),
        )
        for code in entry.languages
    ]
    readable = history.readable(language)
    if readable is not None:
        choices.append(entry_choice(readable, language))
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
    return "-".join(
        str(int(part)).zfill(width) if len(part) <= width and part.isdecimal() else part or "?"
        for part, width in zip(parts, (4, 2, 2), strict=True)
    )


def day_of(history: Timeline, language: str, value: str) -> date:
    """The date of an address; raises ``Absent``, which says how dates are written, for anything else."""
    try:
        if not _ISO_DATE.fullmatch(value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError:
        reason = _("“%(value)s” is not a date: write year, month and day, such as %(example)s.")
        words = {"value": quoted(value), "example": history.today.isoformat()}
        raise no_version(reason % words, history, language) from None


def entry_on(history: Timeline, language: str, day: date) -> Entry:
    """The version in force on the day; raises ``Absent`` naming the first day there was one."""
    entry = history.on(day)
    if entry is not None:
        return entry
    reason = _("No version applied on %(day)s: the first one applies from %(first)s.")
    country = history.country
    words = {
        "day": long_date(day, language, country),
        "first": long_date(history.first_day, language, country),
    }
    raise no_version(reason % words, history, language)
