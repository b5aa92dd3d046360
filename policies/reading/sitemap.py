"""For crawlers: ``sitemap.xml`` with every page's other languages, and ``robots.txt``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from policies.document.languages import CODES
from policies.publication.models import Policy
from policies.publication.public_addresses import absolute

from .responses import DAY, public

LONGEST = 50_000  # addresses in one sitemap (sitemaps.org)
XHTML = "http://www.w3.org/1999/xhtml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page in its languages; ``path`` is what follows the language."""

    path: str
    languages: tuple[str, ...]
    changed_on: date


@public
def sitemap(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Every page for readers: organisations, policies, their histories and every version."""
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl({"xmlns": NAMESPACE, "xmlns:xhtml": XHTML}))
    written = 0
    for entry in _entries():
        if written + len(entry.languages) > LONGEST:
            break
        for language in entry.languages:
            _write(xml, entry, language)
        written += len(entry.languages)
    xml.endElement("urlset")
    xml.endDocument()
    return HttpResponse(out.getvalue(), content_type="application/xml; charset=utf-8")


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


def _entries() -> Iterator[Entry]:
    """Newest first within a policy, so that a register too large for one sitemap keeps what is read."""
    policies = list(Policy.objects.public().select_related("organisation"))
    if not policies:
        return
    pages = {policy.pk: list(_versions(policy)) for policy in policies}
    by_organisation: dict[str, list[date]] = defaultdict(list)
    for policy in policies:
        by_organisation[policy.organisation.slug].append(
            max(entry.changed_on for entry in pages[policy.pk])
        )
    yield Entry(path="", languages=CODES, changed_on=max(max(days) for days in by_organisation.values()))
    for slug, days in by_organisation.items():
        yield Entry(path=f"{slug}/", languages=CODES, changed_on=max(days))
    for policy in policies:
        versions = pages[policy.pk]
        newest = max(entry.changed_on for entry in versions)
        readable = tuple(code for code in CODES if any(code in entry.languages for entry in versions))
        yield Entry(path=f"{policy}/", languages=readable, changed_on=newest)
        yield Entry(path=f"{policy}/history/", languages=CODES, changed_on=newest)
    for policy in policies:
        yield from pages[policy.pk]


def _versions(policy: Policy) -> Iterable[Entry]:
    for version in policy.versions.defer("content").order_by("-number"):
        yield Entry(
            path=f"{policy}/v{version.number}/",
            languages=tuple(version.languages),
            changed_on=version.published_on,
        )


def _write(xml: SimplerXMLGenerator, entry: Entry, language: str) -> None:
    xml.startElement("url", AttributesImpl({}))
    xml.addQuickElement("loc", absolute(f"/{language}/{entry.path}"))
    xml.addQuickElement("lastmod", entry.changed_on.isoformat())
    if len(entry.languages) > 1:
        for code in entry.languages:
            address = absolute(f"/{code}/{entry.path}")
            xml.addQuickElement(
                "xhtml:link", attrs={"rel": "alternate", "hreflang": code, "href": address}
            )
    xml.endElement("url")
