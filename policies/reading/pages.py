"""The pages of the register: home, organisation, policy, version, history, and the days in between."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from policies.document.languages import CODES, LANGUAGES
from policies.document.presentation import present
from policies.publication.models import Organisation, Policy
from policies.publication.public_addresses import history_path, version_path

from .lookup import (
    content_of,
    day_of,
    entry_at,
    entry_choice,
    entry_on,
    language_choices,
    organisation_at,
    organisation_choices,
    path_to,
    picked,
    policy_context,
    policy_page,
    require_language,
    version_choices,
)
from .memento import say_of_policy, say_of_version
from .request_language import language_of
from .responses import Absent, Choice, public, quoted
from .structured_data import metadata_of
from .timeline import Entry, Timeline, timelines

NEWS = 6  # versions under “What changed lately”


def root(request: HttpRequest) -> HttpResponse:
    """To the register in the browser's language."""
    response = HttpResponseRedirect(reverse("policies:home", args=[language_of(request)]))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public
def home(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001 - a view
    return render(request, "policies/home.html", _overview(Policy.objects.public()))


@public
def organisation(request: HttpRequest, language: str, organisation: str) -> HttpResponse:
    found = organisation_at(language, organisation)
    seen = _overview(Policy.objects.public().filter(organisation=found))
    ((_found, rows),) = seen["organisations"]
    context = seen | {"organisation": found, "rows": rows}
    return render(request, "policies/organisation.html", context)


@policy_page
def policy(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:
    """The version in force, else the one that applies first; another one where the language lacks."""
    entry = history.readable(language)
    if entry is None:
        raise _unreadable(history, language)
    current = history.current
    context = _reading(history, entry, language, request.path_info) | {
        "notices": "policies/_policy_notices.html",
        "current": current,
        "announcements": [other for other in history.upcoming if other is not current],
        "changed_recently": entry is current and entry.changed_recently(history.today),
        "alternates": history.languages(),
    }
    response = render(request, "policies/policy.html", context)
    say_of_policy(response, history, language)
    return response


@policy_page
def version(request: HttpRequest, history: Timeline, language: str, number: str) -> HttpResponse:
    entry = entry_at(history, language, number)
    require_language(history, entry, language)
    context = _reading(history, entry, language, request.path_info) | {
        "notices": "policies/_version_notices.html",
        "successor": history.entry(entry.period.successor or 0),
        "alternates": entry.version.languages,
    }
    response = render(request, "policies/version.html", context)
    say_of_version(response, history, entry, language)
    return response


@policy_page
def history(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:  # noqa: ARG001 - a view
    context = policy_context(history) | {
        "rows": [_row(history, entry) for entry in history.newest_first],
        "previous": history.before(history.latest),
        "alternates": CODES,
    }
    return render(request, "policies/history.html", context)


@policy_page
def pick_date(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:
    """The day picker's form; without a day, back to the history."""
    value = picked(request.GET)
    if not value:
        return HttpResponseRedirect(history_path(history.policy, language))
    day = day_of(history, language, value)
    return HttpResponseRedirect(path_to("on_date", history.policy, language, day.isoformat()))


@policy_page
def on_date(request: HttpRequest, history: Timeline, language: str, date: str) -> HttpResponse:  # noqa: ARG001 - a view
    entry = entry_on(history, language, day_of(history, language, date))
    return HttpResponseRedirect(version_path(entry.version, language))


@public
def nowhere(request: HttpRequest, path: str) -> HttpResponse:
    """An address of nothing: the missing slash is added, else the page says what exists near by."""
    if not path.endswith("/") and _is_page(f"/{path}/"):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(request.path + "/" + (f"?{query}" if query else ""))
    first = path.split("/")[0]
    if first in CODES:
        raise Absent(
            _("There is nothing at this address."),
            offer=_("Organisations in this register"),
            choices=organisation_choices(first),
        )
    raise Absent(
        _("“%(language)s” is not a language of this register.") % {"language": quoted(first)},
        offer=_("Read the register in one of these languages"),
        choices=[
            Choice(known.name, reverse("policies:home", args=[known.code]), language=known.code)
            for known in LANGUAGES.values()
        ],
    )


def _is_page(path: str) -> bool:
    try:
        return resolve(path).view_name != "policies:nowhere"
    except Resolver404:
        return False


def _overview(policies: QuerySet[Policy]) -> dict[str, Any]:
    """These policies by organisation, and what changed lately: two queries, however many policies there are."""
    histories = timelines(list(policies.select_related("organisation", "retirement")))
    by_organisation: dict[Organisation, list[dict[str, Any]]] = defaultdict(list)
    for history in histories:
        by_organisation[history.policy.organisation].append(_row(history, history.current))
    versions = [(history, entry) for history in histories for entry in history.entries]
    versions.sort(key=lambda pair: (pair[1].known_on, pair[1].version.pk), reverse=True)
    living = [history.policy for history in histories if history.policy.retired_at is None]
    return {
        "organisations": sorted(by_organisation.items(), key=lambda pair: str(pair[0]).casefold()),
        "news": [_row(*pair) for pair in versions[:NEWS]],
        "told_by_mail": any(policy.promise.mails for policy in living),
        "alternates": CODES,
    }


def _row(history: Timeline, entry: Entry) -> dict[str, Any]:
    """One version in a list, with the one it is compared with."""
    return {"timeline": history, "entry": entry, "previous": history.before(entry)}


def _reading(history: Timeline, entry: Entry, language: str, address: str) -> dict[str, Any]:
    """What a page at the path ``address`` that shows a text needs."""
    stored = content_of(history, entry)
    return policy_context(history) | {
        "entry": entry,
        "text": present(stored.document, language),
        "metadata": metadata_of(history, entry, stored.document, language, address=address),
        "previous": history.before(entry),
    }


def _unreadable(history: Timeline, language: str) -> Absent:
    """No text in this language applies or ever applied; one may be announced."""
    policy = history.policy
    announced = [entry for entry in history.upcoming if language in entry.version.languages]
    return Absent(
        _("This policy has not been published in this language yet."),
        offer=_("What you can read"),
        choices=[
            *language_choices("policy", policy, history.languages()),
            *(entry_choice(entry, language) for entry in announced),
        ]
        or version_choices(history, language),
    )
