"""Texts in several languages as one document: clauses paired, recognised, linked; nothing guessed silently."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policies.document.languages import LANGUAGES
from policies.document.shape import Document, Numbering, Section

from .clause_links import anchors_of, unresolved, with_links
from .readers.parsed_text import ParsedSection, ParsedText, UnreadableText
from .readers.typed_numbers import reproducing
from .section_keys import Clause, keys_for

# Far above the longest real policy; it bounds the pairing of languages.
MAX_SECTIONS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The document, and the languages whose text is whole; the others have gaps or surplus clauses."""

    document: Document
    complete: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def assemble(
    *,
    texts: Mapping[str, ParsedText],
    policy: uuid.UUID,
    kind: str,
    issuer: str,
    authoritative: str,
    titles: Mapping[str, str],
    previous: Document | None = None,
    remembered: Sequence[Section] = (),
    numbering: Numbering | None = None,
) -> Assembled:
    """One document of these texts.

    ``previous`` is the text the policy has now: languages that are not given keep it, clause by clause.
    ``remembered`` are sections of an earlier version whose keys may come back. ``titles`` stand in for
    files without one. Raises ``UnreadableText`` when the authoritative text is neither given nor there.
    """
    if authoritative not in texts and (previous is None or authoritative not in previous.languages):
        raise UnreadableText(
            f"the authoritative language is {LANGUAGES[authoritative].name} ({authoritative}):"
            " give its text too"
        )
    if any(len(text.sections) > MAX_SECTIONS for text in texts.values()):
        raise UnreadableText(f"more than {MAX_SECTIONS} headings: no policy has so many")
    warnings: list[str] = []
    base = authoritative if authoritative in texts else next(iter(texts))
    rows = _rows(texts, base, warnings)
    known = [*(previous.sections if previous else ()), *remembered]
    keys = keys_for([_clause(row) for row in rows], known, policy)
    sections = _sections(rows, keys, texts, warnings)
    if previous is not None:
        sections = _with_other_languages(sections, previous, set(texts), base == authoritative)
    languages = [
        *texts,
        *(code for code in (previous.languages if previous else ()) if code not in texts),
    ]
    document = Document(
        policy=policy,
        kind=kind,
        languages=tuple(languages),
        authoritative=authoritative,
        issuer=issuer,
        title=_titles(texts, titles, previous, languages),
        summary=_summaries(texts, previous, languages),
        sections=tuple(sections),
        numbering=numbering or _numbering(texts[base], previous, base == authoritative, warnings),
    )
    return Assembled(
        document=document,
        complete=tuple(code for code in document.languages if not gaps_in(document, code)),
        warnings=tuple(warnings),
    )


def gaps_in(document: Document, language: str) -> list[int]:
    """Positions, from 1, of sections this language lacks, or has beyond the authoritative text."""
    authoritative = document.authoritative
    gaps = []
    for position, section in enumerate(document.sections, start=1):
        own = bool(section.heading.get(language)), bool(section.body.get(language))
        model = bool(section.heading.get(authoritative)), bool(section.body.get(authoritative))
        lacks = any(wanted and not there for wanted, there in zip(model, own, strict=True))
        if lacks or (any(own) and not any(model)):
            gaps.append(position)
    return gaps


Row = dict[str, tuple[int, ParsedSection]]
"""One clause: per language, its place in that language's text and the text itself."""


def _rows(texts: Mapping[str, ParsedText], base: str, warnings: list[str]) -> list[Row]:
    rows: list[Row] = [{base: place} for place in enumerate(texts[base].sections)]
    for code, text in texts.items():
        if code == base:
            continue
        partners = pair_languages(texts[base].sections, text.sections)
        for place, partner in enumerate(partners):
            if partner is not None:
                rows_at = next(at for at, row in enumerate(rows) if row.get(base, (None,))[0] == place)
                rows[rows_at][code] = (partner, text.sections[partner])
        _insert_surplus(rows, code, text)
        surplus = len(text.sections) - sum(partner is not None for partner in partners)
        lacking = partners.count(None)
        if surplus or lacking:
            name = LANGUAGES[code].name
            warnings.append(
                f"{name}: {lacking} sections have no counterpart, {surplus} stand in this language only"
            )
    return rows


def _insert_surplus(rows: list[Row], code: str, text: ParsedText) -> None:
    """Clauses this language alone has follow the clause they follow in its text."""
    placed = {row[code][0] for row in rows if code in row}
    for position, section in enumerate(text.sections):
        if position in placed:
            continue
        after = next(
            (at for at, row in enumerate(rows) if row.get(code, (None,))[0] == position - 1), -1
        )
        rows.insert(after + 1, {code: (position, section)})


def pair_languages(base: Sequence[ParsedSection], other: Sequence[ParsedSection]) -> list[int | None]:
    """For each section of one language, its counterpart's place in the other, or none."""
    if all(section.anchor for section in (*base, *other)):
        places = {section.anchor: place for place, section in enumerate(other)}
        return [places.get(section.anchor) for section in base]
    if [_outline(section) for section in base] == [_outline(section) for section in other]:
        return list(range(len(base)))
    return _aligned(base, other)


def _outline(section: ParsedSection) -> tuple[int, bool]:
    return section.level, bool(section.heading)


def _aligned(base: Sequence[ParsedSection], other: Sequence[ParsedSection]) -> list[int | None]:
    """The order-preserving pairing of the greatest likeness in level, number and structure."""
    best = [[0.0] * (len(other) + 1) for _ in range(len(base) + 1)]
    alike = [[_alike(one, two, at / max(len(base), 1), to / max(len(other), 1))
              for to, two in enumerate(other)] for at, one in enumerate(base)]  # fmt: skip
    for x in range(len(base) - 1, -1, -1):
        for y in range(len(other) - 1, -1, -1):
            paired = alike[x][y] + best[x + 1][y + 1] if alike[x][y] > 0 else 0.0
            best[x][y] = max(best[x + 1][y], best[x][y + 1], paired)
    result: list[int | None] = [None] * len(base)
    x = y = 0
    while x < len(base) and y < len(other):
        if alike[x][y] > 0 and best[x][y] == alike[x][y] + best[x + 1][y + 1]:
            result[x] = y
            x, y = x + 1, y + 1
        elif best[x][y] == best[x + 1][y]:
            x += 1
        else:
            y += 1
    return result


def _alike(one: ParsedSection, two: ParsedSection, place: float, other_place: float) -> float:
    """0 for what cannot be the same clause; no words are compared: the languages differ."""
    if _outline(one) != _outline(two) or (one.anchor and two.anchor and one.anchor != two.anchor):
        return 0.0
    score = 1.0 - abs(place - other_place)
    if one.anchor and one.anchor == two.anchor:
        score += 5
    if one.label and two.label:
        score += 2 if one.label.path == two.label.path else -1
    first, second = _structure(one), _structure(two)
    total = sum(first.values()) + sum(second.values())
    score += 2 * sum((first & second).values()) / total if total else 1
    return max(score - 0.5, 0.0)


def _structure(section: ParsedSection) -> Counter[tuple[str, int]]:
    """The kinds of blocks and their lengths in items or rows."""
    return Counter(
        (type(block).__name__, len(getattr(block, "items", getattr(block, "rows", ()))))
        for block in section.blocks
    )


def _clause(row: Row) -> Clause:
    anchors = [section.anchor for _place, section in row.values() if section.anchor]
    _place, first = next(iter(row.values()))
    return Clause(
        level=first.level,
        heading={code: section.heading for code, (_at, section) in row.items() if section.heading},
        body={code: section.blocks for code, (_at, section) in row.items() if section.blocks},
        anchor=anchors[0] if anchors else None,
    )


def _sections(
    rows: Sequence[Row], keys: Sequence[uuid.UUID], texts: Mapping[str, ParsedText], warnings: list[str]
) -> list[Section]:
    broken: Counter[str] = Counter()
    resolvers = {}
    for code in texts:
        own = sorted(
            (row[code][0], row[code][1], key) for row, key in zip(rows, keys, strict=True) if code in row
        )
        anchors = anchors_of(
            [section for _at, section, _key in own], [key for _at, _section, key in own]
        )

        def resolve(link: str, anchors: dict[str, uuid.UUID] = anchors) -> str | None:
            key = anchors.get(unresolved(link))
            if key is None:
                broken[link] += 1
            return None if key is None else f"#{key}"

        resolvers[code] = resolve
    sections = []
    for row, key in zip(rows, keys, strict=True):
        clause = _clause(row)
        body = {code: with_links(blocks, resolvers[code]) for code, blocks in clause.body.items()}
        sections.append(Section(key=key, level=clause.level, heading=clause.heading, body=body))
    if broken:
        warnings.append(f"{sum(broken.values())} links to places this text does not have were dropped")
    return sections


def _with_other_languages(
    sections: list[Section], previous: Document, given: set[str], authoritative_given: bool
) -> list[Section]:
    """The same sections with what the languages not given said there before.

    Without the authoritative text, its clauses and their order stay as they were.
    """
    new = {section.key: section for section in sections}
    if authoritative_given:
        return [_merged(section, previous.section(section.key), given) for section in sections]
    result = [
        _merged(new.get(old.key, Section(key=old.key, level=old.level)), old, given, level=old.level)
        for old in previous.sections
    ]
    before: uuid.UUID | None = None
    for section in sections:
        if previous.section(section.key) is None:
            keys = [each.key for each in result]
            result.insert(keys.index(before) + 1 if before in keys else 0, section)
        before = section.key
    return result


def _merged(section: Section, old: Section | None, given: set[str], level: int | None = None) -> Section:
    if old is None:
        return section
    kept_headings = {code: text for code, text in old.heading.items() if code not in given}
    kept_bodies = {code: body for code, body in old.body.items() if code not in given}
    return Section(
        key=section.key,
        level=level or section.level,
        heading=kept_headings | dict(section.heading),
        body=kept_bodies | dict(section.body),
    )


def _titles(
    texts: Mapping[str, ParsedText],
    titles: Mapping[str, str],
    previous: Document | None,
    languages: Sequence[str],
) -> dict[str, str]:
    before = previous.title if previous else {}
    given = {code: text.title for code, text in texts.items()}
    return {code: given.get(code) or before.get(code) or titles.get(code, "") for code in languages}


def _summaries(
    texts: Mapping[str, ParsedText], previous: Document | None, languages: Sequence[str]
) -> dict[str, str]:
    before = previous.summary if previous else {}
    summaries = {
        code: texts[code].summary if code in texts else before.get(code, "") for code in languages
    }
    return {code: summary for code, summary in summaries.items() if summary}


def _numbering(
    text: ParsedText, previous: Document | None, authoritative: bool, warnings: list[str]
) -> Numbering:
    if not authoritative and previous is not None:
        return previous.numbering
    numbering, changed = reproducing(
        (section.level, section.label, bool(section.heading)) for section in text.sections
    )
    if changed:
        warnings.append(
            f"{changed} numbers typed before headings were taken off and are not the computed ones:"
            " check references to them"
        )
    return numbering
