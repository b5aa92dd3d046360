"""What templates of every room say the same way: languages, dates, numbers, addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from babel.dates import get_month_names
from babel.lists import format_list
from django import template
from django.utils.safestring import SafeString, mark_safe

from policies.document import html
from policies.document.languages import CODES, LANGUAGES
from policies.publication.localize import active_language, grouped, language_name, spoken_date
from policies.publication.public_addresses import absolute

register = template.Library()
register.simple_tag(active_language, name="page_language")
register.filter("long_date", spoken_date)
register.filter("grouped", grouped)
register.filter("language_name", language_name)
register.filter("absolute", absolute)


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[dict[str, Any]]:
    """The same address in every language: only its first part changes, so version and view are kept."""
    request = context.get("request")
    path = request.path_info if request is not None else "/"
    query = request.META.get("QUERY_STRING", "") if request is not None else ""
    first, slash, rest = path.lstrip("/").partition("/")
    if first not in CODES and not slash:
        rest = ""  # no address of a language, for example /favicon.ico
    return [
        {
            "language": language,
            "path": f"/{language.code}/{quote(rest)}" + (f"?{query}" if query else ""),
            "current": language.code == active_language(),
        }
        for language in LANGUAGES.values()
    ]


@register.filter
def direction(language: str) -> str:
    """``ltr`` or ``rtl``, for ``dir``."""
    return LANGUAGES[language].direction


@register.simple_tag
def months() -> list[tuple[int, str]]:
    """The months of the year with their names in the page's language."""
    return sorted(get_month_names("wide", context="stand-alone", locale=_locale()).items())


@register.filter
def language_names(languages: Iterable[str]) -> str:
    """Languages as a phrase of the page's language: “French, English and Arabic”."""
    return format_list([language_name(code) for code in languages], locale=_locale())


@register.filter
def isolated(text: str) -> SafeString:
    """Escaped text of the page's language, with Latin runs isolated in right-to-left text."""
    return mark_safe(html.text_html(str(text), active_language()))  # noqa: S308 - text_html escapes


@register.simple_tag
def numbered(number: str, heading: str, language: str) -> SafeString:
    """A clause's number and heading in this language, on a page in the one that is active."""
    return mark_safe(html.heading_html(number, heading, language, active_language()))  # noqa: S308 - escaped by ``document.html``


@register.filter
def canonical(path: str) -> str:
    """The page's one absolute address: no query, no fragment."""
    return absolute(quote(path))


@register.filter
def alternates(path: str, languages: Iterable[str]) -> list[dict[str, str]]:
    """The page's absolute addresses in the languages it can be read in, for ``hreflang``."""
    rest = path.lstrip("/").partition("/")[2]
    return [{"code": code, "href": canonical(f"/{code}/{rest}")} for code in languages]


def _locale() -> str:
    return {"fr": "fr", "en": "en_GB", "ar": "ar"}[active_language()]
