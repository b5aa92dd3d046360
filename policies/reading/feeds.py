"""Atom feeds (RFC 4287): every version of a policy, and of all policies of an organisation.

Entry ids are tag URIs (RFC 4151) of the policy's uuid and the version's number, so they survive every change
of slug and title and are the same in every language.
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
from policies.publication.models import Organisation, Policy
from policies.publication.public_addresses import absolute, feed_path, organisation_path, policy_path

from .lookup import comparison_address, find, organisation_at, version_address
from .responses import public
from .timeline import Entry, Timeline, timeline, timelines

SUBSTANTIAL_QUERY = "significance=substantial"
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
            handler.addQuickElement("link", "", {"rel": "related", "href": item["comparison"]})


def tag(*parts: object) -> str:
    """For example ``tag:policies.example.org,2026-01-01:policy/<uuid>/3``."""
    host = urlsplit(settings.BASE_URL).hostname
    return f"tag:{host},{TAG_DATE}:" + "/".join(str(part) for part in parts)


@public
def policy_feed(request: HttpRequest, language: str, organisation: str, slug: str) -> HttpResponse:
    """Every version; with ``?significance=substantial`` only what readers must know."""
    policy = find(request, language, organisation, slug)
    history = timeline(policy)
    title, _title_language = history.title_in(language)
    return _answer(
        language=language,
        owner=policy.organisation,
        title=f"{title} – {policy.organisation.name}",
        link=policy_path(policy, language),
        own_address=feed_path(policy, language),
        tag=tag("policy", policy.uuid, language),
        entries=[(history, entry) for entry in history.newest_first],
        only_substantial=_only_substantial(request),
    )


@public
def organisation_feed(request: HttpRequest, language: str, organisation: str) -> HttpResponse:
    """As ``policy_feed``, of all policies of an organisation."""
    found = organisation_at(language, organisation)
    policies = Policy.objects.public().filter(organisation=found).select_related("organisation")
    return _answer(
        language=language,
        owner=found,
        title=str(found.name or found.slug),
        link=organisation_path(found, language),
        own_address=reverse("policies:organisation_feed", args=[language, found.slug]),
        tag=tag("organisation", found.pk, language),
        entries=[(history, entry) for history in timelines(list(policies)) for entry in history.entries],
        only_substantial=_only_substantial(request),
    )


def _answer(
    *,
    language: str,
    owner: Organisation,
    title: str,
    link: str,
    own_address: str,
    tag: str,
    entries: Iterable[tuple[Timeline, Entry]],
    only_substantial: bool,
) -> HttpResponse:
    if only_substantial:
        own_address, tag = f"{own_address}?{SUBSTANTIAL_QUERY}", f"{tag}/substantial"
        entries = [pair for pair in entries if pair[1].version.significance in READERS_MUST_KNOW]
    feed = PolicyFeed(
        title=title,
        link=absolute(link),
        description="",
        language=language,
        author_name=str(owner.name or owner.slug),
        feed_url=absolute(own_address),
        feed_guid=tag,
        subtitle=_("Every published version, with what changed and why."),
    )
    newest = sorted(entries, key=lambda pair: (updated_at(pair[1]), pair[1].number), reverse=True)
    for history, entry in newest[:LONGEST]:
        feed.add_item(**_item(history, entry, language))
    response = HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )
    if newest:
        response.headers["Last-Modified"] = http_date(updated_at(newest[0][1]).timestamp())
    return response


def updated_at(entry: Entry) -> datetime:
    """When something last happened to the version: its publication, or its withdrawal."""
    return entry.version.withdrawal.withdrawn_at if entry.is_withdrawn else entry.version.published_at


def _only_substantial(request: HttpRequest) -> bool:
    return request.GET.get("significance") == "substantial"


def _item(history: Timeline, entry: Entry, language: str) -> dict[str, Any]:
    policy = history.policy
    shown = language if language in entry.version.languages else entry.version.authoritative
    title, _title_language = entry.version.title_in(shown)
    note, _note_language = entry.version.note_in(shown)
    previous = history.before(entry)
    comparison = comparison_address(history, previous, entry, language) if previous else ""
    return {
        "title": _("%(title)s: version %(number)s, %(significance)s")
        % {
            "title": title,
            "number": entry.number,
            "significance": entry.version.get_significance_display(),
        },
        "link": absolute(version_address(policy, entry.number, shown)),
        "description": f"<p>{escape(_fate(entry, language))}</p>{linebreaks(note, autoescape=True)}",
        "unique_id": tag_of(policy, entry),
        "pubdate": entry.version.published_at,
        "updateddate": updated_at(entry),
        "categories": [entry.version.significance, *(["withdrawn"] if entry.is_withdrawn else [])],
        "language": shown,
        "comparison": absolute(comparison) if comparison else "",
    }


def _fate(entry: Entry, language: str) -> str:
    """From when the version applies, or that it was withdrawn before."""
    date = long_date(entry.effective_from, language)
    if entry.withdrawn_on is not None:
        return _("Was to apply from %(start)s; withdrawn on %(date)s.") % {
            "start": date,
            "date": long_date(entry.withdrawn_on, language),
        }
    return _("Applies from %(date)s.") % {"date": date}


def tag_of(policy: Policy, entry: Entry) -> str:
    return tag("policy", policy.uuid, entry.number)
