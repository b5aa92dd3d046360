"""Keys for imported sections: a section that was there before keeps its key, a new one gets its own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from policies.comparison.align.pairing import Piece, likeness, pair
from policies.document.blocks import Body
from policies.document.shape import Section
from policies.document.text import body_text

from .readers.typed_numbers import split_label

# Between the same two recognised neighbours, little likeness is enough.
_LEAST_LIKENESS = 0.15
_LEAST_RATIO = 60


class Clause(NamedTuple):
    """One section in the languages that were read, before it has a key."""

    level: int
    heading: Mapping[str, str]
    body: Mapping[str, Body]
    anchor: str | None


def anchor_key(policy: uuid.UUID, anchor: str) -> uuid.UUID:
    """The key an anchor stands for in this policy, the same at every import."""
    return uuid.uuid5(policy, anchor)


def keys_for(
    clauses: Sequence[Clause], previous: Sequence[Section], policy: uuid.UUID
) -> list[uuid.UUID]:
    """One key per clause, each used once.

    A clause is recognised by its anchor, else by equal text, by its heading, by likeness between the same
    neighbours, by likeness anywhere, and last by standing alone between the same neighbours.
    """
    named = [anchor_key(policy, clause.anchor) if clause.anchor else None for clause in clauses]
    if all(named):
        # Anchored throughout: a section that another anchor named is another section, however alike.
        previous = [section for section in previous if section.key.version != 5 or section.key in named]
    known = {section.key for section in previous}
    languages = _shared(clauses, previous)
    old = [_piece(section, languages, section.key) for section in previous]
    new = [
        _piece(clause, languages, key if key in known else None)
        for clause, key in zip(clauses, named, strict=True)
    ]
    partners = _partners(old, new)
    used = {previous[at].key for at in partners.values()}
    keys = []
    for position, key in enumerate(named):
        if position in partners:
            key = previous[partners[position]].key
        elif key is None or key in used:
            key = uuid.uuid4()
        used.add(key)
        keys.append(key)
    return keys


def normalised_heading(heading: str) -> str:
    """The heading without number, case and punctuation: what makes two headings the same."""
    words = split_label(heading)[1].casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in words).split())


def _shared(clauses: Sequence[Clause], sections: Sequence[Section]) -> list[str]:
    """The languages both sides have: only they can tell which is which."""
    before = {code for section in sections for code in (*section.heading, *section.body)}
    return sorted({code for clause in clauses for code in (*clause.heading, *clause.body)} & before)


def _piece(section: Section | Clause, languages: Sequence[str], key: uuid.UUID | None) -> Piece:
    headings = tuple(normalised_heading(section.heading.get(code, "")) for code in languages)
    bodies = tuple(body_text(section.body.get(code, ())) for code in languages)
    return Piece(
        # An introduction never becomes a clause.
        type="section" if any(section.heading.values()) else "introduction",
        content=(headings, bodies),
        text="\n".join((*headings, *bodies)),
        name="\n".join(headings) if any(headings) else "",
        identity=str(key or ""),
    )


def _partners(old: Sequence[Piece], new: Sequence[Piece]) -> dict[int, int]:
    """For each new piece that was there before, the place it had."""
    steps = pair(old, new)
    partners = {step.new: step.old for step in steps if step.new is not None and step.old is not None}
    # Where one old and one new piece are left between the same neighbours, some likeness is enough.
    places = {-1: -1, **partners, len(new): len(old)}
    taken = set(places.values())
    for at, piece in enumerate(new):
        before, after = places.get(at - 1), places.get(at + 1)
        if at in places or before is None or after != before + 2 or before + 1 in taken:
            continue
        one = old[before + 1]
        if one.type == piece.type and (
            likeness(one, piece) >= _LEAST_LIKENESS or fuzz.ratio(one.name, piece.name) >= _LEAST_RATIO
        ):
            partners[at] = places[at] = before + 1
            taken.add(before + 1)
    if (
        old
        and new
        and 0 not in places
        and 0 not in taken
        and old[0].type == new[0].type == "introduction"
    ):
        partners[0] = 0
    return partners
