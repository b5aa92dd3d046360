"""Who may write what: every language, some, or none; enforced on what is saved, not only shown.

Every question names the organisation that the text belongs to; ``people.rights`` answers.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from policies.document.languages import column

from .draft import ordered_sections
from .draft_types import DraftPage
from .people.rights import languages_written_in, may
from .people.roles import Act
from .translation.page_texts import NAMES, PINS

# What a translator writes of the page itself; whether a language is published is the author's to say.
TRANSLATED: Final = (*NAMES, *PINS)


def writes_everything(user: Any, page: Any) -> bool:
    """Whether this person may write the whole policy; ``page`` is its own, or its organisation's."""
    return may(user, Act.WRITE, organisation_of(page))


def languages_written_by(user: Any, page: Any) -> tuple[str, ...]:
    """The languages of the page whose texts this person may change: all, those they translate, or none."""
    return languages_written_in(user, organisation_of(page))


def organisation_of(page: Any) -> int | None:
    """The number of the organisation that a policy's page, or the organisation's own, belongs to; none of other pages."""
    specific = getattr(page, "specific", page)
    organisation: int | None = getattr(
        getattr(specific, "organisation_page", specific), "organisation_id", None
    )
    return organisation


def own_texts_in(languages: Collection[str]) -> set[str]:
    """The columns of the page itself that who writes these languages may change."""
    return {column(field, code) for field in TRANSLATED for code in languages}


def name_of(user: Any) -> str:
    """A person's name as it stays on record, not as a reference to an account."""
    return str(user.get_full_name() or user.get_username())


def keep_what_others_write(page: DraftPage, stored: DraftPage, user: Any) -> None:
    """Put back everything on ``page`` (unsaved) that this person may not write, as ``stored`` has it.

    Sections are those that are stored, in their order: none comes, goes or moves.
    """
    languages = languages_written_by(user, stored)
    mine = own_texts_in(languages)
    for field in _fields(page):
        if field not in mine:
            setattr(page, field, getattr(stored, field))
    sent = {section.key: section for section in page.sections.all()}
    kept = ordered_sections(stored)
    for section in kept:
        theirs = sent.get(section.key)
        for field in _fields(section):
            if theirs is not None and field.endswith(tuple(f"_{code}" for code in languages)):
                setattr(section, field, getattr(theirs, field))
    page.sections = kept


def _fields(row: Any) -> list[str]:
    """The columns an editor can change, each language's by its own name."""
    own = row._meta.concrete_model
    bare = {*TRANSLATED, "body"}  # modeltranslation's: the active language's column under another name
    return [
        field.attname
        for field in own._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in bare
    ]
