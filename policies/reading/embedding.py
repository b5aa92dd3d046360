"""A policy on other websites: its fragment, the script that fills it in, a page for frames, oEmbed, a badge."""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from policies.document.dates import long_date
from policies.document.languages import direction
from policies.document.presentation import present
from policies.publication.public_addresses import absolute

from .fragments import fragment_html
from .lookup import content_of, entry_at, find, language_choices, path_to, policy_page, require_language
from .memento import say_of_version
from .responses import IMMUTABLE, Absent, Moved, public, quoted
from .shelf.keeping import promise
from .timeline import Entry, Timeline, timeline, with_words

_SCRIPTS: Final = Path(__file__).parent / "embed_scripts"
NEWEST: Final = 1
_LONGEST_ADDRESS: Final = 2_000
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


@policy_page
def fragment(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The text that applies, with what changed lately and what is announced."""
    entry = _readable(history, language)
    text = present(content_of(history, entry).document, language)
    with_words(history.upcoming)
    return _html(fragment_html(history, entry, text, of_today=True), language)


@policy_page
def version_fragment(
    request: HttpRequest,  # noqa: ARG001 - a view
    history: Timeline,
    language: str,
    number: str,
) -> HttpResponse:
    """One version. Only what became of it may change."""
    entry = entry_at(history, language, number)
    require_language(history, entry, language)
    text = present(content_of(history, entry).document, language)
    response = _html(fragment_html(history, entry, text), language)
    say_of_version(response, history, entry, language)
    return response


@policy_page
def framed(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:
    """A page for a frame: in those websites only that the organisation names (``frame-ancestors``)."""
    entry = _readable(history, language)
    text = present(content_of(history, entry).document, language)
    with_words(history.upcoming)
    # The fragment is escaped already.
    inner = fragment_html(history, entry, text, of_today=True, alone=True)
    context = {
        "fragment": inner,
        "text": text,
        "entry": entry,
        "address": path_to("policy", history.policy, language),
    }
    response: Any = render(request, "policies/framed.html", context)
    origins = history.policy.organisation.framing_origins
    response.xframe_options_exempt = True
    response._csp_update = {"frame-ancestors": ["'self'", *origins]}
    # A browser that has the page keeps its headers too: with other origins it is another page.
    digest = hashlib.sha256(response.content + "\n".join(origins).encode()).hexdigest()
    response.headers["ETag"] = f'"{digest[:32]}"'
    return response


@public
def script(request: HttpRequest, number: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The script of this number, which never changes: another one has another number."""
    if not _NUMBER.fullmatch(number) or int(number) > NEWEST:
        raise Absent(_("There is nothing at this address."))
    response = HttpResponse(
        script_bytes(int(number)),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": IMMUTABLE},
    )
    promise(response)
    return response


def script_bytes(number: int = NEWEST) -> bytes:
    return (_SCRIPTS / f"{number}.js").read_bytes()


def integrity(number: int = NEWEST) -> str:
    """As pages pin it (Subresource Integrity)."""
    digest = hashlib.sha384(script_bytes(number)).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


def embedding_html(address: str, title: str) -> str:
    """What goes into another page: a link, and the script that puts the text in its place."""
    source = absolute(reverse("policies:embed_script", args=[NEWEST]))
    return (
        f'<div data-sijill="{escape(address)}"><a href="{escape(address)}">{escape(title)}</a></div>\n'
        f'<script src="{escape(source)}" integrity="{integrity()}" crossorigin="anonymous" defer></script>'
    )


@public
def oembed(request: HttpRequest) -> HttpResponse:
    """oEmbed 1.0 of the address of a policy or a version: ``?url=``; in JSON."""
    address = request.GET.get("url", "")
    if request.GET.get("format", "json") != "json":
        return HttpResponse(status=HTTPStatus.NOT_IMPLEMENTED)
    history, language, entry = _meant(request, address)
    with_words((entry,))
    name = "version" if f"/v{entry.number}/" in address else "policy"
    numbers = [entry.number] if name == "version" else []
    title = entry.version.title_in(language)[0]
    organisation = history.policy.organisation
    with translation.override(language):
        content = {
            "version": "1.0",
            "type": "rich",
            "title": title,
            "author_name": str(organisation),
            "provider_name": settings.WAGTAIL_SITE_NAME,
            "provider_url": settings.BASE_URL,
            "cache_age": 3600,
            "html": embedding_html(absolute(path_to(name, history.policy, language, *numbers)), title),
            "width": "100%",
            "height": None,
        }
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})


def _meant(request: HttpRequest, address: str) -> tuple[Timeline, str, Entry]:
    """The policy, language and version of a public address. Raises ``Absent`` for any other."""
    nothing = Absent(
        _("There is no policy at the address “%(address)s”.") % {"address": quoted(address)}
    )
    parts = urlsplit(address[:_LONGEST_ADDRESS])
    if f"{parts.scheme}://{parts.netloc}" != settings.BASE_URL:
        raise nothing
    try:
        match = resolve(unquote(parts.path))
    except Resolver404:
        raise nothing from None
    if match.view_name not in ("policies:policy", "policies:version"):
        raise nothing
    language = match.kwargs["language"]
    try:
        history = timeline(find(request, language, match.kwargs["organisation"], match.kwargs["slug"]))
    except Moved:
        raise nothing from None
    if match.view_name == "policies:policy":
        return history, language, _readable(history, language)
    entry = entry_at(history, language, match.kwargs["number"])
    require_language(history, entry, language)
    return history, language, entry


@policy_page
def badge(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:  # noqa: ARG001 - a view
    """A picture that says when the text was updated last, for a footer of another website."""
    entry = _readable(history, language)
    with_words((entry,))
    said = _("Last updated: %(date)s") % {"date": long_date(entry.updated_on, language, entry.country)}
    return HttpResponse(badge_svg(said, language), content_type="image/svg+xml")


def badge_svg(said: str, language: str) -> str:
    """A line of text with a rule before it. Its colours follow what the reader's system prefers."""
    width = 40 + round(len(said) * (6.4 if direction(language) == "rtl" else 7.2))
    mark, text = (width - 14, width - 26) if direction(language) == "rtl" else (14, 26)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="28" viewBox="0 0 {width} 28" role="img" '
        f'lang="{language}" aria-label="{escape(said)}"><title>{escape(said)}</title>'
        f'<rect x=".5" y=".5" width="{width - 1}" height="27" rx="5" fill="#fbf9f4" stroke="#857e6d"/>'
        f'<path d="M{mark - 5} 14l4 4 7-8" fill="none" stroke="#0b3d33" stroke-width="2"/>'
        f'<text x="{text}" y="18.5" direction="{direction(language)}" fill="#1d1b16" '
        f'font-family="system-ui, sans-serif" font-size="13">{escape(said)}</text></svg>\n'
    )


def _readable(history: Timeline, language: str) -> Entry:
    entry = history.readable(language)
    if entry is None:
        raise Absent(
            _("This policy has not been published in this language yet."),
            offer=_("What you can read"),
            choices=language_choices("policy", history.policy, history.languages()),
        )
    return entry


def _html(html: str, language: str) -> HttpResponse:
    return HttpResponse(
        html,
        content_type="text/html; charset=utf-8",
        headers={"Content-Language": language, "X-Robots-Tag": "noindex"},
    )
