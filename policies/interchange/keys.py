"""Keys for imported sections: a section that was there before keeps its key, a new one gets its own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from policies.comparison.align.pairing import Piece, likeness, pair
from policies.document.shape import Body, Document, Section
from policies.document.text import body_text

from .labels import split_label

# Between the same two recognised neighbours, little likeness is enough.
_LEAST_LIKENESS = 0.15
_LEAST_RATIO = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One section in the languages that were read, before it has a key."""

    level: int
    heading: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Body] = field(default_factory=dict)
    anchor: str | None = None


def anchor_key(policy: uuid.UUID, anchor: str) -> uuid.UUID:
    """The key an anchor stands for in this policy, the same at every import."""
    return uuid.uuid5(policy, anchor)


def keys_for(
    clauses: Sequence[Clause], previous: Sequence[Section] | Document | None, policy: uuid.UUID
) -> list[uuid.UUID]:
    """One key per clause, each used once.

    A clause is recognised by its anchor, else by equal text, by its heading, by likeness between the same
    neighbours, by likeness anywhere, and last by standing alone between the same neighbours.
    """
    sections = list(previous.sections if isinstance(previous, Document) else previous or ())
    if all(clause.anchor for clause in clauses):
        # Anchored throughout: a section that another anchor named is another section, however alike.
        named = {anchor_key(policy, clause.anchor) for clause in clauses if clause.anchor}
        sections = [section for section in sections if section.key.version != 5 or section.key in named]
    languages = _shared(clauses, sections)
    old = [_piece(section, languages, str(section.key)) for section in sections]
    known = {piece.identity for piece in old}
    new = []
    for clause in clauses:
        identity = str(anchor_key(policy, clause.anchor)) if clause.anchor else ""
        new.append(_piece(clause, languages, identity if identity in known else ""))
    steps = pair(old, new)
    partner = {step.new: step.old for step in steps if step.new is not None and step.old is not None}
    _pair_left_over(old, new, partner)
    unpaired = 0 not in partner and 0 not in partner.values()
    if old and new and unpaired and old[0].type == new[0].type == "introduction":
        partner[0] = 0
    used = {sections[at].key for at in partner.values()}
    keys = []
    for position, clause in enumerate(clauses):
        if position in partner:
            key = sections[partner[position]].key
        else:
            key = anchor_key(policy, clause.anchor) if clause.anchor else uuid.uuid4()
            key = uuid.uuid4() if key in used else key
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


def _piece(section: Section | Clause, languages: Sequence[str], identity: str) -> Piece:
    headings = tuple(normalised_heading(section.heading.get(code, "")) for code in languages)
    bodies = tuple(body_text(section.body.get(code, ())) for code in languages)
    return Piece(
        # An introduction never becomes a clause.
        type="section" if any(section.heading.values()) else "introduction",
        content=(headings, bodies),
        text="\n".join((*headings, *bodies)),
        name="\n".join(headings) if any(headings) else "",
        identity=identity,
    )


def _pair_left_over(old: Sequence[Piece], new: Sequence[Piece], partner: dict[int, int]) -> None:
    """Where one old and one new piece are left between the same neighbours, some likeness is enough."""
    taken = set(partner.values())
    for j, piece in enumerate(new):
        if j in partner:
            continue
        before, after = (
            partner.get(j - 1, -1 if j == 0 else None),
            partner.get(j + 1, len(old) if j == len(new) - 1 else None),
        )
        if before is None or after is None or after - before != 2 or before + 1 in taken:
            continue
        candidate = old[before + 1]
        ratio = fuzz.ratio(candidate.name, piece.name)
        if candidate.type == piece.type and (
            likeness(candidate, piece) >= _LEAST_LIKENESS or ratio >= _LEAST_RATIO
        ):
            partner[j] = before + 1
            taken.add(before + 1)
