"""The site behind the shelf: what a process that serves puts together, once."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.core import checks
from django.db import Error, connection
from django.urls import get_resolver

from cms.metrics import Counted
from policies.publication.guards import refusal_to_run
from policies.publication.log_context import concerning
from policies.publication.own_domain import proven_domains
from policies.publication.site_checks import When, findings
from policies.reading.domain_front import DomainFront
from policies.reading.shelf import keeping
from policies.reading.shelf.front import Front, Site, StartResponse
from policies.reading.shelf.release import release_of
from policies.reading.shelf.shelf import Shelf

logger = logging.getLogger(__name__)

NUMBER: Final = re.compile(r"[0-9A-Za-z-]{8,64}").fullmatch  # of a request; another one forges no line


def served(site: Site) -> Site:
    """The site, behind its shelf where it has one. Exits where the database is there and not guarded."""
    try:
        reason = refusal_to_run(connection)
    except Error as error:
        logger.warning("starting without the database: %s", str(error).strip().split("\n")[0])
        reason = ""
    finally:
        connection.close()
    if reason:
        raise SystemExit(reason)
    if not settings.SHELF:
        return _on_domains(site)
    get_resolver().url_patterns  # noqa: B018 - what the first reader would wait seconds for
    release = release_of(settings.BASE_DIR, settings.BASE_URL)
    shelf = Shelf(
        settings.SHELF_ROOT,
        release,
        refusal_to_run=lambda: refusal_to_run(connection),
        unready=unready,
    )
    keeping.install(shelf)
    front = Front(
        site,
        shelf,
        origin=settings.BASE_URL,
        hosts=settings.ALLOWED_HOSTS,
        only_https=settings.SECURE_SSL_REDIRECT,
    )
    site = _on_domains(front)
    return Numbered(Counted(site) if settings.METRICS_TOKEN else site)


class Numbered:
    """A WSGI application around another: lines of the log about one request have its number, as the proxy gave it."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        with concerning(request=given if NUMBER(given) else secrets.token_hex(8)):
            return self.site(environ, start_response)


def _on_domains(site: Site) -> DomainFront:
    """Before the site: the domains of the organisations."""
    return DomainFront(
        site,
        origin=settings.BASE_URL,
        only_https=settings.SECURE_SSL_REDIRECT,
        domains=proven_domains,
    )


def unready() -> tuple[str, ...]:
    """The checks by which this process should get no readers: errors of those that are asked while it serves."""
    found = findings(when=(When.READY,))
    return tuple(sorted({str(each.id) for each in found if each.level >= checks.ERROR}))
