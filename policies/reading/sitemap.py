"""For crawlers: an index of sitemaps, each with every page of some policies in its languages; and ``robots.txt``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from policies.document.languages import CODES
from policies.publication.acts import Withholding
from policies.publication.models import Policy, PolicyVersion
from policies.publication.public_addresses import absolute
from policies.publication.withheld_text import WHOLE

from .cross_origin import open_to_every_origin
from .responses import DAY, Absent, public, quoted
from .shelf.keeping import promise

# Addresses in one sitemap. A crawler takes 50,000 (sitemaps.org); of fewer, none takes long to write.
LONGEST: Final = 10_000
XML: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMESPACE: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
URLSET: Final = f'<urlset {_NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">'
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
# Of each policy, beside its versions: its own address and its history. Of lists, the home and the organisations'.
_PAGES_EACH: Final = 2


@public
def sitemap(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The index: one sitemap of the lists, and one for every ten thousand addresses of policies."""
    names = ["lists", *map(str, range(1, len(parts()) + 1))]
    found = "".join(
        f"<sitemap><loc>{absolute(reverse('policies:sitemap_part', args=[name]))}</loc></sitemap>"
        for name in names
    )
    return _xml(f"{XML}<sitemapindex {_NAMESPACE}>{found}</sitemapindex>")


@public
def sitemap_part(request: HttpRequest, part: str) -> HttpResponse:  # noqa: ARG001 - a view
    """Every page for readers of some policies; ``lists`` has the home and the organisations."""
    if part == "lists":
        return _xml(f"{XML}{URLSET}{''.join(_lists())}</urlset>")
    found = parts()
    if not _NUMBER.fullmatch(part) or int(part) > len(found):
        raise Absent(_("There is no sitemap “%(part)s”.") % {"part": quoted(part)})
    first, last = found[int(part) - 1]
    return _xml(f"{XML}{URLSET}{''.join(_pages(first, last))}</urlset>")


@open_to_every_origin
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


def parts() -> list[tuple[int, int]]:
    """The first and last policy of each sitemap, by their numbers: no part has more than ``LONGEST`` addresses.

    A policy with more versions than that is a part of its own, cut off.
    """
    counts = PolicyVersion.objects.order_by("policy").values_list("policy").annotate(Count("pk"))
    found: list[tuple[int, int]] = []
    room = 0
    for policy, versions in counts:
        needs = (versions + _PAGES_EACH) * len(CODES)
        if not found or needs > room:
            found.append((policy, policy))
            room = LONGEST
        found[-1] = (found[-1][0], policy)
        room -= needs
    return found


def _lists() -> Iterator[str]:
    yield from _urls("", CODES, "")
    policies = Policy.objects.public().order_by("organisation__slug")
    for slug in policies.values_list("organisation__slug", flat=True).distinct():
        yield from _urls(f"{slug}/", CODES, "")


def _pages(first: int, last: int) -> Iterator[str]:
    """Newest first within a policy. A version of which all is withheld is no page to be indexed; what is withheld of another
    one counts as its last change, so that crawlers read it again.
    """
    withheld: dict[int, dict[str, datetime]] = {}
    held = Withholding.objects.in_effect().filter(version__policy__gte=first, version__policy__lte=last)
    for version, part, at in held.values_list("version", "part", "at"):
        withheld.setdefault(version, {})[part] = at
    versions = PolicyVersion.objects.filter(policy__gte=first, policy__lte=last)
    rows = versions.order_by("policy", "-number").values_list(
        "policy__organisation__slug", "policy__slug", "number", "languages", "published_at", "pk"
    )
    written, former = 0, ""
    languages: dict[str, set[str]] = {}
    for organisation, slug, _number, each, _published, _pk in rows:
        languages.setdefault(f"{organisation}/{slug}", set()).update(each)
    for organisation, slug, number, each, published, key in rows:
        parts_held = withheld.get(key, {})
        path = f"{organisation}/{slug}"
        changed = max(published, *parts_held.values(), published).date().isoformat()
        if path != former:
            former = path
            readable = tuple(code for code in CODES if code in languages[path])
            yield from _urls(f"{path}/", readable, changed)
            yield from _urls(f"{path}/history/", CODES, changed)
            written += len(CODES) * _PAGES_EACH
        if WHOLE in parts_held:
            continue
        written += len(each)
        if written > LONGEST:
            return
        yield from _urls(f"{path}/v{number}/", each, changed)


def _urls(path: str, languages: Any, changed: str) -> Iterator[str]:
    """One ``url`` element for each language of the page, with its other languages beside it."""
    addresses = {code: absolute(f"/{code}/{path}") for code in languages}
    others = "".join(
        f'<xhtml:link href={quoteattr(address)} hreflang="{code}" rel="alternate"></xhtml:link>'
        for code, address in addresses.items()
        if len(addresses) > 1
    )
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    for address in addresses.values():
        yield f"<url><loc>{escape(address)}</loc>{lastmod}{others}</url>"


def _xml(content: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/xml; charset=utf-8")
    promise(response)
    return response
