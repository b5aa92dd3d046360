"""The demo's site with one more view: ready bytes, the reference every page is measured beside."""

from __future__ import annotations

from typing import Any

BARE = "/bare/"


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """The WSGI application; ``/bare/?bytes=N`` answers N ready bytes through all of Django's middleware."""
    from cms.wsgi import application as site

    _add_bare_view()
    return site(environ, start_response)


def _add_bare_view() -> None:
    """Put the view before the register's own addresses, once."""
    from django.urls import clear_url_caches, path

    from cms import urls

    if all(getattr(pattern, "name", None) != "bare" for pattern in urls.urlpatterns):
        urls.urlpatterns.insert(0, path(BARE.lstrip("/"), _bare, name="bare"))
        clear_url_caches()


def _bare(request: Any) -> Any:
    from django.http import HttpResponse

    return HttpResponse(b"x" * int(request.GET["bytes"]))


def unshelved(environ: dict[str, Any], start_response: Any) -> Any:
    """The site without its shelf: every page is made for every request."""
    from django.core.wsgi import get_wsgi_application

    if not _site:
        _site.append(get_wsgi_application())
    return _site[0](environ, start_response)


_site: list[Any] = []
