"""What templates of every room say the same way: languages, dates, numbers, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from babel.dates import get_month_names
from babel.lists import format_list
from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from policies.document import html
from policies.document.languages import CODES, LANGUAGES
from policies.document.shape import Block
from policies.publication import localize, public_addresses
from policies.publication.localize import active_language

register = template.Library()


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLink:
    """The page's address in one language; ``current`` for the language it is read in."""

    code: str
    direction: str
    name: str
    path: str
    current: bool


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[LanguageLink]:
    """The same address in every language: only its first part changes, so version and view are kept."""
    request: HttpRequest | None = context.get("request")
    path = request.path_info if request is not None else "/"
    query = request.META.get("QUERY_STRING", "") if request is not None else ""
    first, slash, rest = path.lstrip("/").partition("/")
    if first not in CODES and not slash:
        rest = ""  # no address of a language, for example /favicon.ico
    current = active_language()
    return [
        LanguageLink(
            code=language.code,
            direction=language.direction,
            name=language.name,
            path=f"/{language.code}/{quote(rest)}" + (f"?{query}" if query else ""),
            current=language.code == current,
        )
        for language in LANGUAGES.values()
    ]


@register.simple_tag
def page_language() -> str:
    """The code for ``<html lang>``."""
    return active_language()


@register.filter
def direction(language: str) -> str:
    """``ltr`` or ``rtl``, for ``dir``."""
    return LANGUAGES[language].direction


@register.filter
def long_date(day: date) -> str:
    """The date in words of the page's language."""
    return localize.spoken_date(day)


@register.filter
def grouped(count: int) -> str:
    """The number with its thousands set apart as the page's language does."""
    return localize.grouped(count)


@register.simple_tag
def months() -> list[tuple[int, str]]:
    """The months of the year with their names in the page's language."""
    names = get_month_names("wide", context="stand-alone", locale=_locale())
    return [(number, names[number]) for number in range(1, 13)]


@register.filter
def own_name(language: str) -> str:
    """A language's own name: Français, English, العربية."""
    return LANGUAGES[language].name


@register.filter
def language_name(language: str) -> str:
    """A language's name in the page's language: ``ar`` is “Arabic”, “arabe”, “العربية”."""
    return localize.language_name(language)


@register.filter
def language_names(languages: Iterable[str]) -> str:
    """Languages as a phrase of the page's language: “French, English and Arabic”."""
    return format_list([language_name(code) for code in languages], locale=_locale())


@register.filter
def localized(texts: Mapping[str, str], language: str) -> str:
    """The text in this language, or nothing."""
    return texts.get(language, "")


@register.filter
def isolated(text: str) -> SafeString:
    """Escaped text of the page's language, with Latin runs isolated in right-to-left text."""
    return mark_safe(html.text_html(str(text), active_language()))  # noqa: S308 - text_html escapes


@register.simple_tag
def numbered(number: str, heading: str, language: str) -> SafeString:
    """A clause's number and heading in this language, on a page in the one that is active."""
    return mark_safe(html.heading_html(number, heading, language, active_language()))  # noqa: S308 - escaped by ``document.html``


@register.simple_tag
def blocks(body: Iterable[Block], language: str | None = None) -> SafeString:
    """The blocks of a document as HTML, in the page's language unless one is named."""
    return mark_safe(html.blocks_html(body, language or active_language()))  # noqa: S308 - escaped there


@register.filter
def absolute(path: str) -> str:
    """The path under the origin the public knows."""
    return public_addresses.absolute(path)


@register.filter
def canonical(path: str) -> str:
    """The page's one absolute address: no query, no fragment."""
    return public_addresses.absolute(quote(path))


@register.filter
def alternates(path: str, languages: Iterable[str]) -> list[dict[str, str]]:
    """The page's absolute addresses in the languages it can be read in, for ``hreflang``."""
    rest = path.lstrip("/").partition("/")[2]
    return [
        {"code": code, "href": public_addresses.absolute(f"/{code}/{quote(rest)}")} for code in languages
    ]


def _locale() -> Any:
    return {"fr": "fr", "en": "en_GB", "ar": "ar"}[active_language()]
