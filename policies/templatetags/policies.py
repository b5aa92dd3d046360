"""What templates of every room say the same way: languages, dates, numbers, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from babel.lists import format_list
from django import template
from django.utils.safestring import SafeString, mark_safe

from policies.document import bidi, html
from policies.document.dates import months_in
from policies.document.languages import CODES, LANGUAGES
from policies.publication.brand import Brand, brand_of
from policies.publication.localize import active_language, grouped, language_name, spoken_date
from policies.publication.own_domain import own_address
from policies.publication.public_addresses import absolute

register = template.Library()
register.simple_tag(active_language, name="page_language")
register.filter("long_date", spoken_date)
register.filter("grouped", grouped)
register.filter("language_name", language_name)
register.filter("absolute", absolute)


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[dict[str, Any]]:
    """The same address in every language: only its first part changes, so version and view are kept.

    In a language that the page has not, to the organisation's page: ``elsewhere`` says so.
    """
    request = context.get("request")
    path = request.path_info if request is not None else "/"
    query = request.META.get("QUERY_STRING", "") if request is not None else ""
    first, slash, rest = path.lstrip("/").partition("/")
    if first not in CODES and not slash:
        rest = ""  # no address of a language, for example /favicon.ico
    here = f"{quote(rest)}" + (f"?{query}" if query else "")
    available: Any = context.get("alternates", CODES)
    organisation: Any = context.get("organisation")
    instead = f"{organisation.slug}/" if organisation is not None else ""
    return [
        {
            "language": language,
            "path": f"/{language.code}/" + (here if language.code in available else instead),
            "current": language.code == active_language(),
            "elsewhere": language.code not in available,
        }
        for language in LANGUAGES.values()
    ]


register.simple_tag(brand_of, name="brand_of")


@register.filter
def links_at_the_foot(brand: Brand) -> list[dict[str, str]]:
    """The organisation's own links, in the page's language."""
    return brand.links_in(active_language())


@register.filter
def direction(language: str) -> str:
    """``ltr`` or ``rtl``, for ``dir``."""
    return LANGUAGES[language].direction


@register.simple_tag
def months(country: str) -> list[tuple[int, str]]:
    """The months of the year with their names in the page's language."""
    return months_in(active_language(), country)


@register.filter
def of_key(found: Mapping[str, Any], key: str) -> Any:
    """What stands under this key; nothing where there is none."""
    return found.get(key)


@register.filter
def language_names(languages: Iterable[str]) -> str:
    """Languages as a phrase of the page's language: “French, English and Arabic”."""
    return format_list([language_name(code) for code in languages], locale=_locale())


@register.filter
def isolated(text: str) -> SafeString:
    """Escaped text of the page's language, in which what reads in the other direction is isolated."""
    return isolated_in(text, active_language())


@register.filter
def isolated_in(text: str, language: str) -> SafeString:
    """The same for a text in this language."""
    return mark_safe(html.text_html(str(text), language))  # noqa: S308 - text_html escapes


@register.filter
def text_in(text: str, language: str) -> str:
    """Plain text in this language within a mail in the one that is active."""
    return bidi.embedded_text(text, language, active_language())


@register.simple_tag
def numbered(number: str, heading: str, language: str) -> SafeString:
    """A clause's number and heading in this language, on a page in the one that is active."""
    return mark_safe(html.heading_html(number, heading, language, active_language()))  # noqa: S308 - escaped by ``document.html``


@register.filter
@register.simple_tag
def canonical(path: str, organisation: Any = None) -> str:
    """The page's one absolute address, no query, no fragment: under the organisation's own domain where it has one."""
    return own_address(path, organisation) or absolute(quote(path))


@register.simple_tag
def addresses(path: str, languages: Iterable[str], organisation: Any = None) -> list[dict[str, str]]:
    """The page's absolute addresses in the languages it can be read in, for ``hreflang``."""
    rest = path.lstrip("/").partition("/")[2]
    return [
        {"code": code, "href": canonical(f"/{code}/{rest}", organisation)} for code in languages or ()
    ]


def _locale() -> str:
    return {"fr": "fr", "en": "en_GB", "ar": "ar"}[active_language()]
