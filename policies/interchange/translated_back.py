"""What a translator brings back, laid beside a draft, and written into it where it is chosen.

Nothing is written in silence: a clause whose source has moved on, whose translation changed meanwhile or whose codes are
not whole comes in only if somebody says so, and then never as up to date where it is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from policies.authoring.draft import ordered_sections
from policies.authoring.stale_form import expect
from policies.authoring.translation.page_texts import FIELDS
from policies.authoring.translation.source_texts import keep
from policies.document.canonical import blocks_to_json
from policies.document.languages import CODES, column, put_in_language
from policies.document.text import block_text

from .clause_back import ClauseBack, clause_back, strange_places
from .readers.parsed_text import UnreadableText
from .readers.returned_text import ReturnedText, ReturnedUnit
from .readers.worded import worded
from .translation_jobs import clauses_of

_DOTS: Final = 3  # before the place in the name of a unit


@dataclass(frozen=True, kw_only=True)
class Back:
    """``same`` clauses came back as they are, ``gone`` ones left the draft, ``unknown`` passages are of no clause."""

    language: str
    clauses: tuple[ClauseBack, ...]
    same: int
    gone: int
    unknown: int


@dataclass(kw_only=True)
class _Named:
    """The units of one clause by place, and the digests that they were named with."""

    marks: list[str]
    units: dict[str, ReturnedUnit]


def language_of(page: Any, returned: ReturnedText) -> str:
    """The language that the file brings back; raises ``UnreadableText`` where it is no file of this policy as it is."""
    if returned.original.lower() != f"urn:uuid:{page.policy_uuid}":
        raise UnreadableText(worded("the file is of another policy: nothing of it was read"))
    authoritative = page.organisation_page.authoritative
    source, target = (
        each.replace("_", "-").split("-")[0].lower()
        for each in (returned.source_language, returned.target_language)
    )
    if source != authoritative:
        raise UnreadableText(
            worded(
                "the file translates from “{source}”, but another language prevails here: download it anew",
                source=returned.source_language[:20] or "?",
            )
        )
    if target not in CODES or target == authoritative:
        raise UnreadableText(
            worded(
                "the file translates into “{target}”: this policy is not translated into that",
                target=returned.target_language[:20] or "?",
            )
        )
    return target


def brought_back(page: Any, returned: ReturnedText) -> Back:
    """What the file changes in this draft; raises ``UnreadableText`` as ``language_of`` does."""
    language = language_of(page, returned)
    named, unknown = _by_clause(returned.units)
    clauses = {clause.text.key: clause for clause in clauses_of(page, language)}
    found: list[ClauseBack | None] = []
    for key, clause in clauses.items():
        if each := named.get(key):
            found.append(clause_back(clause, each.marks, each.units))
            unknown += strange_places(clause, each.marks, each.units)
    changed = tuple(each for each in found if each is not None)
    return Back(
        language=language,
        clauses=changed,
        same=len(found) - len(changed),
        gone=sum(key not in clauses for key in named),
        unknown=unknown,
    )


def _by_clause(units: Iterable[ReturnedUnit]) -> tuple[dict[UUID, _Named], int]:
    """The units by the key of their clause, and how many have no name that was given here, or one that stands twice."""
    found: dict[UUID, _Named] = {}
    unknown = 0
    for unit in units:
        parts = unit.name.split(".", _DOTS)
        try:
            key = UUID(parts[0])
            mark, place = f"{parts[1]}.{parts[2]}", parts[_DOTS]
        except (ValueError, IndexError):
            unknown += 1
            continue
        named = found.setdefault(key, _Named(marks=[], units={}))
        if mark not in named.marks:
            named.marks.append(mark)
        if place in named.units and named.units[place] != unit:
            unknown += 1
        named.units.setdefault(place, unit)
    return found, unknown


@transaction.atomic
def write_back(
    *,
    page: Any,
    language: str,
    clauses: Iterable[ClauseBack],
    chosen: Collection[UUID],
    newest: str,
    by: Any,
) -> int:
    """Write the chosen clauses into the newest draft ``page`` as one revision; how many they are.

    ``newest`` is the revision that the choice was made on: raises ``StaleDraft`` where there is another by now.
    """
    taken = [clause for clause in clauses if clause.key in chosen and not clause.refusal]
    keep(clause.was for clause in taken if clause.was is not None)
    sections = ordered_sections(page)
    rows = {section.key: section for section in sections}
    for clause in taken:
        if clause.key in FIELDS:
            _write_page(page, FIELDS[clause.key], language, clause)
        else:
            _write_section(rows[clause.key], language, clause)
    page.sections = sections
    if taken:
        expect(page, {"loaded_revision_id": newest})
        page.save_revision(user=by, log_action=True)
    return len(taken)


def _write_section(row: Any, language: str, clause: ClauseBack) -> None:
    put_in_language(row, "heading", language, clause.incoming.heading)
    put_in_language(row, "body", language, blocks_to_json(clause.incoming.body))
    put_in_language(row, "translated_from", language, clause.pin)
    if clause.number is not None:
        put_in_language(row, "label", language, clause.number)


def _write_page(page: Any, field: str, language: str, clause: ClauseBack) -> None:
    text = clause.incoming.heading or "\n\n".join(map(block_text, clause.incoming.body))
    setattr(page, column(field, language), text)
    setattr(page, column(f"{field}_translated_from", language), clause.pin)
