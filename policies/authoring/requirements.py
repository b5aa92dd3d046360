"""What a draft lacks before it can be published: texts, whole languages, an address of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.document.languages import column, in_language
from policies.publication.localize import active_language, language_name
from policies.publication.models import FormerAddress
from policies.publication.refusal import Refusal

from .draft import languages_of, ordered_sections
from .draft_types import DraftPage
from .translation.behind import Gap, gaps_of
from .translation.place_names import place_names
from .translation.source_texts import source_of
from .translation.translation_state import State


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
    if language == authoritative:
        empty = [each for each in ordered_sections(page) if source_of(each, language).empty]
        if empty:
            yield _language_incomplete(page, language, empty)
        return
    # A missing title is said above, a missing note where the release is frozen.
    elsewhere = {column("heading", language), column("change_note", language)}
    gaps = [
        gap
        for gap in gaps_of(page, language)
        if gap.state != State.MISSING or gap.field not in elsewhere
    ]
    yield from refusals_of_gaps(page, language, gaps)


def refusals_of_gaps(page: DraftPage, language: str, gaps: Iterable[Gap]) -> Iterator[Refusal]:
    """What a translator is told, and a publisher: the parts that this language does not follow."""
    gaps, marked = list(gaps), in_language(page, "marked", language)
    note = column("change_note", language)
    if any(gap.field == note and gap.state == State.OUT_OF_DATE for gap in gaps):
        # A note on this very release is never marked: it goes out by mail.
        message = _(
            "This change note was made from an earlier one, which was changed since. Translate the change or confirm "
            "that the note is still correct."
        )
        yield Refusal(code="note_behind", field=note, message=message)
    gaps = [gap for gap in gaps if gap.field != note or gap.state != State.OUT_OF_DATE]
    missing = [gap.text for gap in gaps if gap.state == State.MISSING]
    incomplete = [gap.text for gap in gaps if gap.state == State.INCOMPLETE and not marked]
    behind = [gap for gap in gaps if gap.state == State.OUT_OF_DATE and not (marked and gap.markable)]
    if missing or incomplete:
        yield _language_incomplete(page, language, [*missing, *incomplete])
    if behind:
        message = ngettext(
            "%(language)s: %(parts)s follows an earlier text, which was changed since. Translate the change or "
            "confirm that the translation is still correct; else publish without this language, or marked.",
            "%(language)s: %(parts)s follow earlier texts, which were changed since. Translate the changes or "
            "confirm that the translations are still correct; else publish without this language, or marked.",
            len(behind),
        ) % {
            "language": language_name(language),
            "parts": _listed(page, [gap.text for gap in behind]),
        }
        yield Refusal(code="language_behind", field=column("with", language), message=message)
    if marked and any(gap.markable for gap in gaps) and not (page.language_reason or "").strip():
        message = _("Say why the %(language)s text is published marked: the reason is public.")
        yield Refusal(
            code="language_unexplained",
            field="language_reason",
            message=message % {"language": language_name(language)},
        )


def _language_incomplete(page: DraftPage, language: str, texts: list[Any]) -> Refusal:
    message = ngettext(
        "%(language)s: section %(gaps)s is incomplete. Complete it, or publish without this language.",
        "%(language)s: sections %(gaps)s are incomplete. Complete them, or publish without this language.",
        len(texts),
    ) % {"language": language_name(language), "gaps": _listed(page, texts)}
    return Refusal(code="language_incomplete", field=column("with", language), message=message)


def _listed(page: DraftPage, texts: Iterable[Any]) -> str:
    """What these parts of the draft are called in the editor's list."""
    names = place_names(page)
    return format_list([names[str(text.key)] for text in texts], locale=active_language())


def _address_taken(page: DraftPage) -> Iterator[Refusal]:
    taken = FormerAddress.objects.filter(organisation_slug=page.organisation_page.slug, slug=page.slug)
    if taken.exclude(policy__uuid=page.policy_uuid).exists():
        message = _("“%(slug)s” is a former address of another policy and leads there for ever.")
        yield Refusal(code="address_taken", field="slug", message=message % {"slug": page.slug})
