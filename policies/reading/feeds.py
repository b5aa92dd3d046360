"""Atom feeds (RFC 4287): every version of a policy, and of all policies of an organisation.

Entry ids are tag URIs (RFC 4151) of the policy's uuid, the version's number and the feed's language, so they survive
every change of slug and title, and who reads two languages is told in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from policies.document.dates import long_date
from policies.publication.editions import REGISTER, Subject
from policies.publication.models import Organisation, Policy
from policies.publication.public_addresses import (
    absolute,
    feed_path,
    organisation_path,
    policy_path,
    version_path,
)

from .listing import news
from .lookup import comparison_address, organisation_at, policy_page, readable_language, subject_of
from .responses import public
from .shelf.keeping import promise
from .timeline import Entry, Timeline, timelines, with_words

READERS_MUST_KNOW = ("initial", "substantial")
LONGEST = 50  # entries: the history page holds all of them
TAG_DATE = "2026-01-01"  # RFC 4151 asks for a day on which the origin belonged to the register


class PolicyFeed(Atom1Feed):
    """Entries say their language where it is not the feed's, and link to what changed."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["comparison"]:
            address = absolute(item["comparison"])
            handler.addQuickElement("link", "", {"rel": "related", "href": address})


def tag(*parts: object) -> str:
    """For example ``tag:policies.example.org,2026-01-01:policy/<uuid>/3/fr``."""
    host = urlsplit(settings.BASE_URL).hostname
    return f"tag:{host},{TAG_DATE}:" + "/".join(map(str, parts))


@policy_page
def policy_feed(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:
    """Every version; with ``?significance=substantial`` only what readers must know."""
    policy = history.policy
    with_words((*history.titled, *history.newest_first[:LONGEST]))
    return _feed(
        request,
        language,
        policy.organisation,
        [(history, entry) for entry in history.newest_first],
        title=f"{history.title_in(language)[0]} – {policy.organisation.name}",
        page=policy_path(policy, language),
        address=feed_path(policy, language),
        guid=tag("policy", policy.uuid, language),
        subject=subject_of(policy),
    )


@public
def organisation_feed(request: HttpRequest, language: str, organisation: str) -> HttpResponse:
    """As ``policy_feed``, of all policies of an organisation."""
    found = organisation_at(language, organisation)
    policies = Policy.objects.public().filter(organisation=found).select_related("organisation")
    return _feed(
        request,
        language,
        found,
        [(history, entry) for history in timelines(list(policies)) for entry in history.entries],
        title=str(found),
        page=organisation_path(found, language),
        address=reverse("policies:organisation_feed", args=[language, found.slug]),
        guid=tag("organisation", found.pk, language),
        subject=(found.pk, 0),
    )


@public
def register_feed(request: HttpRequest, language: str) -> HttpResponse:
    """What all organisations published last: substantial changes only where the address asks for them."""
    found = news(all_changes=request.GET.get("significance") != "substantial", most=LONGEST)
    return _feed(
        request,
        language,
        _("Register of policies"),
        found,
        title=_("Register of policies"),
        page=reverse("policies:home", args=[language]),
        address=reverse("policies:register_feed", args=[language]),
        guid=tag("register", language),
        subject=REGISTER,
    )


def _feed(
    request: HttpRequest,
    language: str,
    owner: Organisation | str,
    entries: Iterable[tuple[Timeline, Entry]],
    *,
    title: str,
    page: str,
    address: str,
    guid: str,
    subject: Subject,
) -> HttpResponse:
    """The feed at ``address`` of the page at ``page``; ``guid`` identifies it for ever."""
    if request.GET.get("significance") == "substantial":
        address, guid = f"{address}?significance=substantial", f"{guid}/substantial"
        entries = [pair for pair in entries if pair[1].version.significance in READERS_MUST_KNOW]
    feed = PolicyFeed(
        title=title,
        link=absolute(page),
        description="",
        language=language,
        author_name=str(owner),
        feed_url=absolute(address),
        feed_guid=guid,
        subtitle=_("Every published version, with what changed and why."),
    )
    newest = sorted(entries, key=lambda pair: (updated_at(pair[1]), pair[1].number), reverse=True)
    with_words(entry for _history, entry in newest[:LONGEST])
    for history, entry in newest[:LONGEST]:
        feed.add_item(**_item(history, entry, language))
    response = HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )
    if newest:
        response.headers["Last-Modified"] = http_date(updated_at(newest[0][1]).timestamp())
    promise(response, subject, query=urlsplit(address).query)
    return response


def updated_at(entry: Entry) -> datetime:
    """When something last happened to the version: its publication, its withdrawal, or that words of it were withheld.

    A program that reads feeds keeps the words it has until an entry is younger.
    """
    version = entry.version
    happened = version.withdrawal.withdrawn_at if entry.is_withdrawn else version.published_at
    return max(happened, *(mark.at for mark in version.withheld.each), happened)


def _item(history: Timeline, entry: Entry, language: str) -> dict[str, Any]:
    policy, version = history.policy, entry.version
    shown = readable_language(version, language)
    words = {
        "title": version.title_in(shown)[0],
        "number": entry.number,
        "significance": version.get_significance_display(),
    }
    return {
        "title": _("%(title)s: version %(number)s, %(significance)s") % words,
        "link": absolute(version_path(entry.version, shown)),
        "description": f"<p>{escape(_fate(entry, language))}</p>{linebreaks(version.note(shown), autoescape=True)}",
        "unique_id": tag("policy", policy.uuid, entry.number, language),
        "pubdate": version.published_at,
        "updateddate": updated_at(entry),
        "categories": [version.significance, *(["withdrawn"] if entry.is_withdrawn else [])],
        "language": shown,
        "comparison": comparison_address(history.before(entry), entry, language),
    }


def _fate(entry: Entry, language: str) -> str:
    """From when the version applies, or that it was withdrawn before."""
    date = long_date(entry.effective_from, language, entry.country)
    if entry.withdrawn_on is not None:
        return _("Was to apply from %(start)s; withdrawn on %(date)s.") % {
            "start": date,
            "date": long_date(entry.withdrawn_on, language, entry.country),
        }
    return _("Applies from %(date)s.") % {"date": date}
