"""Comparing two documents in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Literal

from policies.document.numbering import numbers
from policies.document.shape import Document, Run, Section

from .counting import counts
from .nodes import nodes_of
from .numbered import Numbering
from .pairing import Pair, Piece, pair
from .result import BlockChange, Comparison, Parts, SectionChange, SectionKind
from .tree import alone, changes
from .words import compare_runs


class LanguageMissing(ValueError):
    """A document that is to be compared lacks the language; ``side`` says which."""

    def __init__(self, *, side: Literal["old", "new", "both"], language: str) -> None:
        self.side = side
        self.language = language
        whose = "neither document has" if side == "both" else f"the {side} document lacks"
        super().__init__(f"{whose} the language {language!r}")


def compare(old: Document, new: Document, language: str) -> Comparison:
    """What changed from ``old`` to ``new`` in ``language``; raises ``LanguageMissing``."""
    in_old, in_new = language in old.languages, language in new.languages
    if not (in_old and in_new):
        side: Literal["old", "new", "both"] = "new" if in_old else "old" if in_new else "both"
        raise LanguageMissing(side=side, language=language)
    number = Numbering()
    title = number.parts(compare_texts(old.title.get(language, ""), new.title.get(language, "")))
    summary = number.parts(compare_texts(old.summary.get(language, ""), new.summary.get(language, "")))
    issuer = number.parts(compare_texts(old.issuer, new.issuer))
    sections = number.sections(_sections(_clauses(old, language), _clauses(new, language)))
    return Comparison(
        language=language,
        title=title,
        summary=summary,
        issuer=issuer,
        old_numbering=old.numbering,
        new_numbering=new.numbering,
        sections=sections,
        counts=counts(sections, (title, summary, issuer), number.changes),
    )


def compare_texts(old: str, new: str) -> Parts:
    """The parts of two texts without formatting."""
    return compare_runs(_plain(old), _plain(new))


def _plain(text: str) -> tuple[Run, ...]:
    return (Run(text=text),) if text else ()


class _Clause:
    """A section in one language, as pairing and comparing see it."""

    def __init__(self, section: Section, number: str, language: str) -> None:
        self.key = str(section.key)
        self.level = section.level
        self.number = number
        self.heading = section.heading.get(language, "")
        self.blocks = nodes_of(section.body.get(language, ()))

    def piece(self, identity: str) -> Piece:
        return Piece(
            type="section",
            content=(self.heading, self.blocks),
            text="\n".join([self.heading, *(block.text for block in self.blocks)]),
            name=self.heading.strip().casefold(),
            identity=identity,
        )


def _clauses(document: Document, language: str) -> list[_Clause]:
    return [
        _Clause(section, number, language)
        for section, number in zip(document.sections, numbers(document, language), strict=True)
    ]


def _sections(old: Sequence[_Clause], new: Sequence[_Clause]) -> Iterator[SectionChange]:
    common = {clause.key for clause in old} & {clause.key for clause in new}

    def pieces(clauses: Iterable[_Clause]) -> list[Piece]:
        return [clause.piece(clause.key if clause.key in common else "") for clause in clauses]

    moves = count(1)
    moved: dict[Pair, SectionChange] = {}
    for step in pair(pieces(old), pieces(new)):
        if step.new is None and step.old is not None:
            yield _alone(old[step.old], "removed", step.old)
        elif step.old is None and step.new is not None:
            yield _alone(new[step.new], "added", step.new)
        elif step.old is not None and step.new is not None:
            at = (step.old, step.new)
            if step.place == "here":
                yield _both(old[step.old], new[step.new], at, moves, None)
                continue
            if at not in moved:
                moved[at] = _both(old[step.old], new[step.new], at, moves, next(moves))
            yield replace(moved[at], place=step.place)


def _alone(clause: _Clause, kind: Literal["added", "removed"], at: int) -> SectionChange:
    blocks = tuple(alone(node, kind, index) for index, node in enumerate(clause.blocks))
    if kind == "added":
        return SectionChange(
            kinds=(kind,),
            heading=compare_texts("", clause.heading),
            blocks=blocks,
            new_key=clause.key,
            new=at,
            new_number=clause.number,
            new_level=clause.level,
        )
    return SectionChange(
        kinds=(kind,),
        heading=compare_texts(clause.heading, ""),
        blocks=blocks,
        old_key=clause.key,
        old=at,
        old_number=clause.number,
        old_level=clause.level,
    )


def _both(old: _Clause, new: _Clause, at: Pair, moves: count[int], move: int | None) -> SectionChange:
    heading = compare_texts(old.heading, new.heading)
    blocks = changes(old.blocks, new.blocks, moves)
    return SectionChange(
        kinds=_kinds(old, new, blocks, moved=move is not None),
        heading=heading,
        blocks=blocks,
        old_key=old.key,
        new_key=new.key,
        old=at[0],
        new=at[1],
        old_number=old.number,
        new_number=new.number,
        old_level=old.level,
        new_level=new.level,
        move=move,
    )


def _kinds(
    old: _Clause, new: _Clause, blocks: Sequence[BlockChange], *, moved: bool
) -> tuple[SectionKind, ...]:
    changed = {block.kind for block in blocks} - {"unchanged"}
    applies: list[tuple[SectionKind, bool]] = [
        ("moved", moved),
        ("renamed", old.heading != new.heading),
        ("level", old.level != new.level),
        ("edited", bool(changed - {"formatting"})),
        ("formatting", changed == {"formatting"}),
        ("renumbered", old.number != new.number),
    ]
    return tuple(kind for kind, true in applies if true) or ("unchanged",)
