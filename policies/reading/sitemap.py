"""For crawlers: ``sitemap.xml`` with every page's other languages, and ``robots.txt``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from policies.document.languages import CODES
from policies.publication.models import Policy
from policies.publication.public_addresses import absolute

from .responses import DAY, public
from .timeline import timelines

LONGEST = 50_000  # addresses in one sitemap (sitemaps.org)
XML = '<?xml version="1.0" encoding="utf-8"?>\n'
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'


@public
def sitemap(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Every page for readers: organisations, policies, their histories and every version."""
    written: list[str] = []
    for path, languages, changed_on in _pages():
        if len(written) + len(languages) > LONGEST:
            break
        written += _urls(path, languages, changed_on)
    content = f"{XML}{URLSET}{''.join(written)}</urlset>"
    return HttpResponse(content, content_type="application/xml; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Texts, histories and comparisons are for everybody; the admin and subscribers' pages are not."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        *(f"Disallow: /{code}/{page}" for code in CODES for page in ("subscribe/", "search/")),
        f"Sitemap: {absolute(reverse('policies:sitemap'))}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = DAY
    return response


def _pages() -> Iterator[tuple[str, tuple[str, ...], date]]:
    """Each page's address after its language, its languages, and the day it changed.

    Newest first within a policy, so that a register too large for one sitemap keeps what is read.
    """
    histories = timelines(list(Policy.objects.public().select_related("organisation")))
    lists: dict[str, date] = defaultdict(lambda: date.min)
    for history in histories:
        for path in ("", f"{history.policy.organisation.slug}/"):
            lists[path] = max(lists[path], history.latest.published_on)
    for path, day in lists.items():
        yield path, CODES, day
    for history in histories:
        written = {code for entry in history.entries for code in entry.version.languages}
        readable = tuple(code for code in CODES if code in written)
        yield f"{history.policy}/", readable, history.latest.published_on
        yield f"{history.policy}/history/", CODES, history.latest.published_on
    for history in histories:
        for entry in history.newest_first:
            path = f"{history.policy}/v{entry.number}/"
            yield path, entry.version.languages, entry.published_on


def _urls(path: str, languages: tuple[str, ...], changed_on: date) -> Iterator[str]:
    """One ``url`` element for each language of the page, with its other languages beside it."""
    addresses = {code: absolute(f"/{code}/{path}") for code in languages}
    others = "".join(
        f'<xhtml:link href={quoteattr(address)} hreflang="{code}" rel="alternate"></xhtml:link>'
        for code, address in addresses.items()
        if len(addresses) > 1
    )
    for address in addresses.values():
        yield f"<url><loc>{escape(address)}</loc><lastmod>{changed_on.isoformat()}</lastmod>{others}</url>"
