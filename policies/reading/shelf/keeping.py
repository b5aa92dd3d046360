"""Putting a page on the shelf: what a view promises about it, and what is never kept.

A view says what its page is made from and until when it is true. Whether the register changed meanwhile, and whether
the answer that left all middleware is the same for every reader, is asked here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from policies.publication.editions import REGISTER, Subject, read_editions, total

from .page import Page, encodings_of
from .shelf import Shelf

LARGEST: Final = 8 * 1024 * 1024  # bytes of one page
_LONGEST_QUERY: Final = 200
_SECRETS: Final = (b"csrfmiddlewaretoken", b"name='csrf", b'name="csrf')
_current: list[Shelf] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """``until`` is the moment from which the page says something untrue, or none. ``query`` is the page's own, in the
    one form in which it is kept; the page is kept for every query where it is none.
    """

    subject: Subject = REGISTER
    until: datetime | None = None
    query: str | None = None
    stamp: int | None = None


def install(shelf: Shelf | None) -> None:
    """The shelf of this process; without one, nothing is kept."""
    _current[:] = [shelf] if shelf is not None else []


def current() -> Shelf | None:
    return _current[0] if _current else None


def promise(
    response: HttpResponse,
    subject: Subject = REGISTER,
    *,
    until: datetime | None = None,
    query: str | None = None,
) -> None:
    """Say that the answer is the same for every reader until then, unless the subject changes."""
    response.promise = Promise(subject=subject, until=until, query=query)  # type: ignore[attr-defined]


def watched(view: Callable[[], HttpResponse]) -> HttpResponse:
    """The view's answer. What it promised holds only if the register did not change while the view read it."""
    if current() is None:
        return view()
    before = total()
    response = view()
    made = promised(response)
    if made is not None:
        now = read_editions()
        stamp = now.of(made.subject) if now.total == before else None
        response.promise = Promise(  # type: ignore[attr-defined]
            subject=made.subject, until=made.until, query=made.query, stamp=stamp
        )
    return response


def promised(response: Any) -> Promise | None:
    return getattr(response, "promise", None)


class ShelfMiddleware:
    """The outermost: it sees the answer with all its headers, and keeps it where it may."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        shelf = current()
        if shelf is None:
            return response
        made = promised(response)
        if made is not None and made.query is None and request.META.get("QUERY_STRING"):
            shelf.want((request.path_info, ""))
        elif may_be_kept(request, response):
            response.page = _page(request, response)  # type: ignore[attr-defined]
            shelf.put(response.page)  # type: ignore[attr-defined]
        return response


def may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this is a public page for everybody: promised, without cookie, session, token or foreign query."""
    made = promised(response)
    if made is None or made.stamp is None or response.status_code != HTTPStatus.OK:
        return False
    query = request.META.get("QUERY_STRING", "")
    return (
        request.method in ("GET", "HEAD")
        and not response.streaming
        and not response.cookies
        and response.headers.get("Cache-Control", "").startswith("public")
        and "cookie" not in response.headers.get("Vary", "").lower()
        and "Content-Encoding" not in response.headers
        and not getattr(getattr(request, "session", None), "accessed", False)
        and request.path_info.isascii()
        and len(response.content) <= LARGEST
        and not any(secret in response.content for secret in _SECRETS)
        and (made.until is None or made.until.timestamp() > time.time())
        # Pages link to themselves in other languages with the query that was asked: nobody else is shown that.
        and query == (made.query or "")
        and len(query) <= _LONGEST_QUERY
    )


def _page(request: HttpRequest, response: HttpResponse) -> Page:
    made = promised(response)
    assert made is not None  # noqa: S101 - ``may_be_kept`` said so
    kept = response.headers["Cache-Control"]
    return Page(
        key=(request.path_info, made.query or ""),
        subject=made.subject,
        stamp=made.stamp or 0,
        until=made.until.timestamp() if made.until else float("inf"),
        any_query=made.query is None,
        etag=response.headers["ETag"].strip('"'),
        kept=kept if "immutable" in kept else "",
        headers=response.items(),
        bodies=encodings_of(response.content),
    )
