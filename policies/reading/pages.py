"""The pages of the register: home, organisation, policy, version, history, and the days in between."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from policies.document.languages import CODES, LANGUAGES
from policies.document.presentation import present
from policies.publication.lateness import LateTelling
from policies.publication.models import Organisation, Policy
from policies.publication.public_addresses import absolute, history_path, version_path

from .cross_origin import open_to_every_origin
from .excerpts import changing
from .listing import ARABIC, LETTERS, OTHER, Shown, news, overview
from .lookup import (
    content_of,
    day_of,
    entry_at,
    entry_choice,
    entry_on,
    is_signed,
    language_choices,
    organisation_at,
    organisation_choices,
    path_to,
    picked,
    policy_context,
    policy_page,
    require_language,
    subject_of,
    version_choices,
)
from .memento import say_of_policy, say_of_version
from .request_language import language_of
from .responses import DAY, Absent, Choice, public, quoted
from .set_aside import held_the_same, rules_set_aside
from .shelf.keeping import promise
from .structured_data import metadata_of
from .timeline import Entry, Timeline, next_midnight, timelines, with_words

LISTED = 100  # policies on one page of an organisation
VERSIONS = 50  # on one page of a history


def root(request: HttpRequest) -> HttpResponse:
    """To the register in the browser's language."""
    response = HttpResponseRedirect(reverse("policies:home", args=[language_of(request)]))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public
def accessibility(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001 - in the address
    response = render(request, "policies/accessibility.html", {"alternates": CODES})
    promise(response)
    return response


@open_to_every_origin
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); 404 where the operator has named nobody."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        return HttpResponseNotFound("no contact is named\n", content_type="text/plain; charset=utf-8")
    scheme = "" if ":" in contact else "mailto:"
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {scheme}{contact}",
        f"Expires: {expires}",
        "Preferred-Languages: fr, en, ar",
        f"Canonical: {absolute(request.path)}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = DAY
    return response


@open_to_every_origin
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """For what asks without reading the page."""
    return HttpResponsePermanentRedirect(static("policies/seal.svg"), headers={"Cache-Control": DAY})


@public
def home(request: HttpRequest, language: str) -> HttpResponse:
    """Organisations by letter, so many at a time; where there are few, each with its policies."""
    shown = Shown.of(request.GET)
    seen = overview(language, shown)
    context: dict[str, Any] = {"overview": seen, "shown": shown, "alternates": CODES}
    context |= {
        "news": [_row(*pair) for pair in seen.news],
        "letters": [
            *((letter, letter) for letter in LETTERS),
            (ARABIC, "ا–ي"),
            *([(OTHER, "#")] if OTHER in seen.letters else []),
        ],
        "before": shown.query(page=seen.page - 1) if seen.page > 1 else None,
        "after": shown.query(page=seen.page + 1) if seen.page < seen.pages else None,
        "only_telling": shown.query(changes=False),
        "with_all": shown.query(changes=True),
    }
    context["told_by_mail"] = Policy.objects.public().mailing().not_retired().exists()
    if not seen.letters:
        context["organisations"] = _by_organisation()
    response = render(request, "policies/home.html", context)
    promise(response, until=next_midnight(), query=shown.query())
    return response


@public
def organisation(request: HttpRequest, language: str, organisation: str) -> HttpResponse:
    found = organisation_at(language, organisation)
    policies = Policy.objects.public().filter(organisation=found)
    shown = Shown.of(request.GET)
    pages = max(-(-policies.count() // LISTED), 1)
    page = min(shown.page, pages)
    listed = policies.select_related("organisation", "retirement")[(page - 1) * LISTED : page * LISTED]
    histories = timelines(list(listed))
    with_words(entry for history in histories for entry in (*history.titled, *history.upcoming))
    context = {
        "organisation": found,
        "rows": [_row(history, history.current) for history in histories],
        "announced": [
            _row(history, entry)
            for history in histories
            for entry in history.upcoming
            if history.current is not entry
        ],
        "news": [_row(*pair) for pair in news(all_changes=True, organisation=found, known=histories)],
        "told_by_mail": policies.mailing().not_retired().exists(),
        "alternates": CODES,
        "page": page,
        "pages": pages,
        "before": _page(page - 1, pages),
        "after": _page(page + 1, pages),
    }
    response = render(request, "policies/organisation.html", context)
    query = _page(page, pages) or ""
    promise(response, (found.pk, 0), until=next_midnight(), query=query)
    return response


@policy_page
def policy(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:
    """The version in force, else the one that applies first; another one where the language lacks."""
    entry = history.readable(language)
    if entry is None:
        raise _unreadable(history, language)
    current = history.current
    announced = [other for other in history.upcoming if other is not current]
    context = _reading(history, entry, language, request.path_info) | {
        "notices": "policies/_policy_notices.html",
        "current": current,
        "announcements": announced,
        "changing": changing(history, entry, announced[0], language) if announced else (),
        "changing_from": announced[0] if announced else None,
        "changed_recently": entry is current and entry.changed_recently(history.today),
        "alternates": history.languages(),
        # A link to a clause is one to the words that stand here now.
        "clauses_at": version_path(entry.version, language),
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
        "alternates": entry.languages,
    }
    response = render(request, "policies/version.html", context)
    say_of_version(response, history, entry, language)
    return response


@policy_page
def history(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:
    """The newest versions first, so many at a time."""
    pages = max(-(-len(history.entries) // VERSIONS), 1)
    page = min(Shown.of(request.GET).page, pages)
    entries = history.newest_first[(page - 1) * VERSIONS : page * VERSIONS]
    with_words((*entries, *history.titled))
    context = policy_context(history) | {
        "rows": [_row(history, entry) for entry in entries],
        "previous": history.before(history.latest),
        "alternates": CODES,
        "page": page,
        "pages": pages,
        "before": _page(page - 1, pages),
        "after": _page(page + 1, pages),
        "few": len(history.entries) <= VERSIONS,
        "drawn": sum(language in entry.languages for entry in history.standing) > 1,
        "has_imported": any(entry.imported for entry in entries),
    }
    response = render(request, "policies/history.html", context)
    # The day picker names today.
    promise(response, subject_of(history.policy), until=history.tomorrow, query=_page(page, pages) or "")
    return response


def _page(number: int, pages: int) -> str | None:
    """How an address asks for this page of a list; none for a page that there is not."""
    return Shown(page=number).query() if 1 <= number <= pages else None


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


def _by_organisation() -> list[tuple[Organisation, list[dict[str, Any]]]]:
    """Every policy of a small register, by organisation."""
    policies = Policy.objects.public().select_related("organisation", "retirement")
    by_organisation: dict[Organisation, list[dict[str, Any]]] = defaultdict(list)
    histories = timelines(list(policies))
    with_words(entry for history in histories for entry in history.titled)
    for history in histories:
        by_organisation[history.policy.organisation].append(_row(history, history.current))
    return sorted(by_organisation.items(), key=lambda pair: str(pair[0]).casefold())


def _row(history: Timeline, entry: Entry) -> dict[str, Any]:
    """One version in a list, with the one it is compared with."""
    return {"timeline": history, "entry": entry, "previous": history.before(entry)}


def _reading(history: Timeline, entry: Entry, language: str, address: str) -> dict[str, Any]:
    """What a page at the path ``address`` that shows a text needs."""
    stored = content_of(history, entry)
    with_words((*history.titled, *history.upcoming))
    record, text = stored.record, present(stored.document, language)
    return policy_context(history) | {
        "entry": entry,
        "signed": is_signed(stored),
        "late": list(LateTelling.objects.filter(version=stored.pk)),
        "text": text,
        "reasons": rules_set_aside(record),
        "held_the_same": held_the_same(record, text),
        "metadata": metadata_of(history, entry, stored.document, language, address=address),
        "previous": history.before(entry),
    }


def _unreadable(history: Timeline, language: str) -> Absent:
    """No text in this language applies or ever applied; one may be announced."""
    policy = history.policy
    announced = [entry for entry in history.upcoming if language in entry.languages]
    return Absent(
        _("This policy has not been published in this language yet."),
        offer=_("What you can read"),
        choices=[
            *language_choices("policy", policy, history.languages()),
            *(entry_choice(entry, language) for entry in announced),
        ]
        or version_choices(history, language),
    )
