"""Metrics for Prometheus: how requests are answered, by all processes of this machine, and how the register stands.

What is counted in memory is shared through files in ``SIJILL_VAR/metrics`` (prometheus_client's way for servers of
several processes); how the register stands is asked of the database when somebody reads the page.
"""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# ruff: noqa: I001 - before prometheus_client: it looks for the folder when it is imported
from cms import metric_files  # noqa: F401
from prometheus_client import CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from cms.version import VERSION
from policies.notification.mail_figures import mail_figures
from policies.publication.freeze import version_published
from policies.publication.register_figures import register_figures
from policies.reading.shelf.front import FROM_SHELF, STATES, Site, StartResponse

SECONDS: Final = Histogram(
    "sijill_request_seconds",
    "Seconds until the answer began, by kind of page, by status, and whether the shelf had it.",
    ("kind", "status", "shelf"),
    buckets=(0.001, 0.005, 0.02, 0.1, 0.3, 1, 3, 10),
    registry=CollectorRegistry(),  # the page makes one of all processes' files
)
PUBLISHING: Final = Histogram(
    "sijill_publishing_seconds",
    "Seconds from the beginning of a publication until it was committed.",
    buckets=(0.05, 0.1, 0.3, 1, 3, 10),
    registry=CollectorRegistry(),
)
_LANGUAGE: Final = re.compile(r"/(?:fr|en|ar)(?=/)")
# The first that is found in an address without its language names the kind.
_KINDS: Final = (
    ("/admin/", "admin"),
    ("/api/", "api"),
    ("/account/", "account"),
    ("/static/", "static"),
    ("/log/", "log"),
    ("/documents/", "file"),
    ("/media/", "file"),
    ("/subscribe/", "subscribing"),
    ("/preferences/", "subscribing"),
    ("/unsubscribe/", "subscribing"),
    ("/review/", "review"),
    ("/search/", "search"),
    ("/verify/", "verify"),
    ("/compare/", "comparison"),
    ("/history/", "history"),
    ("/clause/", "clause"),
    ("/beside/", "beside"),
    ("/on/", "on a day"),
    ("evidence.zip", "evidence"),
    ("feed.atom", "feed"),
)


@lru_cache(maxsize=4096)
def kind_of(path: str) -> str:
    """Of which kind the page at this address is: one of a few words, whatever a stranger asks for."""
    if path in STATES or path == "/metrics":
        return "watching"
    rest = _LANGUAGE.sub("", path, count=1) if _LANGUAGE.match(path) else path
    for sign, kind in _KINDS:
        if rest.startswith(sign) if sign in ("/admin/", "/api/", "/static/") else sign in rest:
            return kind
    if rest is path:
        return "other"
    parts = [part for part in rest.split("/") if part]
    return ("register", "organisation", "policy", "version", "other")[min(len(parts), 4)]


class Counted:
    """A WSGI application around another: how long it took until the answer began."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        status = "500"

        def started(said: str, *rest: Any) -> Any:
            nonlocal status
            status = said[:3]
            return start_response(said, *rest)

        try:
            return self.site(environ, started)
        finally:
            shelf = "yes" if FROM_SHELF in environ else "no"
            # An address is read by its first characters: nobody makes us keep long ones.
            kind = kind_of(environ["PATH_INFO"][:200])
            SECONDS.labels(kind, status, shelf).observe(time.perf_counter() - began)


@receiver(version_published, dispatch_uid="cms.metrics")
def _count_publication(seconds: float, **_: Any) -> None:
    PUBLISHING.observe(seconds)


class _Standing:
    """A collector that asks the database."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        release = GaugeMetricFamily("sijill_release", "The release that runs.", labels=["version"])
        release.add_metric([VERSION], 1)
        yield release
        for figure in (*register_figures(), *mail_figures()):
            family = GaugeMetricFamily(figure.name, figure.means, labels=list(figure.labels))
            for labels, value in figure.values:
                family.add_metric(list(labels), value)
            yield family


@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Every metric, for who has the token; for all others there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given, settings.METRICS_TOKEN.encode()):
        raise Http404
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    registry.register(_Standing())
    response = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response
