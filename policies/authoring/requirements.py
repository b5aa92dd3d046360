"""What a draft lacks before it can be published: texts, whole languages, an address of its own."""

from __future__ import annotations

from collections.abc import Iterator

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.document.languages import column, in_language
from policies.publication.localize import active_language, language_name
from policies.publication.models import FormerAddress
from policies.publication.refusal import Refusal

from .draft import languages_of, numbers_in, ordered_sections
from .draft_types import DraftPage
from .translation.translation_state import lacks


def draft_refusals(page: DraftPage) -> list[Refusal]:
    """Missing texts, half-finished languages, an address already taken."""
    return [*_missing(page), *_address_taken(page)]


def _missing(page: DraftPage) -> Iterator[Refusal]:
    organisation = page.organisation_page
    authoritative = organisation.authoritative
    if organisation.organisation_id is None:
        yield Refusal(code="organisation_unsaved", message=_("Save the organisation page first."))
    languages = languages_of(page)
    if authoritative in languages:
        for code in languages:
            yield from _incomplete(page, code, authoritative)
        return
    message = _("The text is missing in the authoritative language, %(language)s.")
    yield Refusal(
        code="authoritative_missing",
        field=column("heading", authoritative),
        message=message % {"language": language_name(authoritative)},
    )


def _incomplete(page: DraftPage, language: str, authoritative: str) -> Iterator[Refusal]:
    """A language is published whole or not at all."""
    if not in_language(page, "heading", language):
        yield Refusal(
            code="title_missing", field=column("heading", language), message=_("The title is missing.")
        )
    sections = ordered_sections(page)
    numbers = numbers_in(sections, page.numbering, authoritative)
    # Called as the editor's list calls them.
    gaps = [
        number.rstrip(".") or in_language(section, "heading", authoritative) or _("Without heading")
        for section, number in zip(sections, numbers, strict=True)
        if _lacks(section, language, authoritative)
    ]
    if gaps:
        message = ngettext(
            "%(language)s: section %(gaps)s is incomplete. Complete it, or publish without this language.",
            "%(language)s: sections %(gaps)s are incomplete. Complete them, or publish without this language.",
            len(gaps),
        ) % {
            "language": language_name(language),
            "gaps": format_list([str(gap) for gap in gaps], locale=active_language()),
        }
        yield Refusal(code="language_incomplete", field=column("with", language), message=message)


def _lacks(section: object, language: str, authoritative: str) -> bool:
    if language == authoritative:
        return not any(in_language(section, part, language) for part in ("heading", "body"))
    return lacks(section, language, authoritative)


def _address_taken(page: DraftPage) -> Iterator[Refusal]:
    taken = FormerAddress.objects.filter(organisation_slug=page.organisation_page.slug, slug=page.slug)
    if taken.exclude(policy__uuid=page.policy_uuid).exists():
        message = _("“%(slug)s” is a former address of another policy and leads there for ever.")
        yield Refusal(code="address_taken", field="slug", message=message % {"slug": page.slug})
