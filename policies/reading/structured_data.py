"""What search engines and social networks are told of a text: JSON-LD (schema.org, ELI) and Open Graph."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _

from policies.document.dates import long_date
from policies.document.presentation import Html
from policies.document.shape import Document
from policies.publication.public_addresses import absolute, organisation_path, policy_path, version_path

from .timeline import Entry, Timeline

# The European Legislation Identifier's ontology: the dates of a text that schema.org has no word for.
ELI: Final = "http://data.europa.eu/eli/ontology#"
# As Open Graph writes locales; Arabic as in Morocco.
LOCALES: Final = {"fr": "fr_FR", "en": "en_GB", "ar": "ar_MA"}
LONGEST_DESCRIPTION: Final = 300  # characters; search engines cut more off
# Neither ends the element nor begins a comment in it, and stays JSON.
_ESCAPES: Final = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def metadata_of(
    history: Timeline, entry: Entry, document: Document, language: str, *, address: str
) -> dict[str, Any]:
    """Of the page at the path ``address`` that shows this version in this language.

    ``json_ld`` is safe inside a script element; ``properties`` are Open Graph's, in order.
    """
    summary = " ".join(document.summary.get(language, "").split())
    if len(summary) > LONGEST_DESCRIPTION:
        summary = summary[:LONGEST_DESCRIPTION].rpartition(" ")[0] + "…"
    linked = _linked(history, entry, document, language)
    if summary:
        linked["abstract"] = summary
    said = {
        "title": document.title.get(language, ""),
        "issuer": document.issuer_in(language),
        "number": entry.number,
        "date": long_date(entry.effective_from, language, entry.country),
    }
    description = summary or _("%(title)s of %(issuer)s: version %(number)s, from %(date)s.") % said
    return {
        "description": description,
        "json_ld": Html(json.dumps(linked, ensure_ascii=False).translate(_ESCAPES)),
        "properties": list(_properties(document, language, description, address)),
    }


def _linked(history: Timeline, entry: Entry, document: Document, language: str) -> dict[str, Any]:
    policy = history.policy
    here = absolute(version_path(entry.version, language))
    previous = history.before(entry)
    linked: dict[str, Any] = {
        "@context": ["https://schema.org", {"eli": ELI}],
        "@type": "DigitalDocument",
        "@id": here,
        "url": here,
        "identifier": [f"urn:uuid:{policy.uuid}", f"sha256:{entry.version.sha256}"],
        "name": document.title.get(language, ""),
        "version": str(entry.number),
        "inLanguage": language,
        "datePublished": entry.updated_on.isoformat(),
        "creativeWorkStatus": entry.standing.value,
        "publisher": {
            "@type": "Organization",
            "name": document.issuer_in(language),
            "url": absolute(organisation_path(policy.organisation, language)),
        },
        "isPartOf": {"@type": "CreativeWork", "@id": absolute(policy_path(policy, language))},
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": f"{here.removesuffix('/')}.json",
            "encodingFormat": "application/json",
        },
        "eli:version": str(entry.number),
        "eli:date_applicability": entry.effective_from.isoformat(),
        "eli:first_date_entry_in_force": entry.effective_from.isoformat(),
    }
    translations = [
        {"@id": absolute(version_path(entry.version, code)), "inLanguage": code}
        for code in document.languages
        if code != language
    ]
    if translations:
        linked["workTranslation"] = translations
    if entry.last_day is not None and not entry.is_upcoming:
        linked["eli:date_no_longer_in_force"] = entry.last_day.isoformat()
    if previous is not None and language in previous.version.languages:
        linked["isBasedOn"] = absolute(version_path(previous.version, language))
    return linked


def _properties(
    document: Document, language: str, description: str, address: str
) -> Iterator[tuple[str, str]]:
    yield "og:type", "article"
    yield "og:title", f"{document.title.get(language, '')} – {document.issuer_in(language)}"
    yield "og:description", description
    yield "og:image", absolute(static("policies/card.png"))
    yield "og:url", absolute(address)
    yield "og:site_name", settings.WAGTAIL_SITE_NAME
    yield "og:locale", LOCALES[language]
    for code in document.languages:
        if code != language:
            yield "og:locale:alternate", LOCALES[code]
