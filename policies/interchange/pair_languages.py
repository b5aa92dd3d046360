"""Which sections of texts in several languages are one clause; no words are compared: the languages differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter

from policies.document.languages import LANGUAGES

from .readers.parsed_text import ParsedSection, ParsedText

Row = dict[str, int]
"""One clause: for each language that has it, its place in that language's text."""


_Chain = tuple[int, int, "_Chain"] | None


def rows_of(texts: Mapping[str, ParsedText], base: str, warnings: list[str]) -> list[Row]:
    """The clauses in the order of the ``base`` language; what another one has beyond it stands where it does there."""
    rows: list[Row] = [{base: place} for place in range(len(texts[base].sections))]
    of_base = list(rows)
    for code, text in texts.items():
        if code == base:
            continue
        partners = pair_languages(texts[base].sections, text.sections)
        for row, partner in zip(of_base, partners, strict=True):
            if partner is not None:
                row[code] = partner
        surplus = sorted(set(range(len(text.sections))) - set(partners))
        for place in surplus:
            before = next((at for at, row in enumerate(rows) if row.get(code) == place - 1), -1)
            rows.insert(before + 1, {code: place})
        lacking = partners.count(None)
        if surplus or lacking:
            warnings.append(
                f"{LANGUAGES[code].name}: {lacking} sections have no counterpart,"
                f" {len(surplus)} stand in this language only"
            )
    return rows


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
    # The best that the sections from ``x`` and from ``y`` on can do: the likeness, and the pairs as a chain.
    best: list[tuple[float, _Chain]] = [(0.0, None)] * (len(other) + 1)
    for x in reversed(range(len(base))):
        below, best = best, [(0.0, None)] * (len(other) + 1)
        for y in reversed(range(len(other))):
            best[y] = max(below[y], best[y + 1], key=itemgetter(0))
            likeness = _alike(base[x], other[y], x / len(base) - y / len(other))
            paired = likeness + below[y + 1][0]
            if likeness > 0 and paired >= best[y][0]:
                best[y] = paired, (x, y, below[y + 1][1])
    result: list[int | None] = [None] * len(base)
    chain = best[0][1]
    while chain is not None:
        x, y, chain = chain
        result[x] = y
    return result


def _alike(one: ParsedSection, two: ParsedSection, apart: float) -> float:
    """0 for what cannot be the same clause; ``apart`` is how far from each other they stand in their texts."""
    if _outline(one) != _outline(two) or (one.anchor and two.anchor and one.anchor != two.anchor):
        return 0.0
    score = 1.0 - abs(apart)
    if one.anchor and one.anchor == two.anchor:
        score += 5
    if one.label and two.label:
        score += 2 if one.label.path == two.label.path else -1
    first, second = _structure(one), _structure(two)
    total = first.total() + second.total()
    score += 2 * (first & second).total() / total if total else 1
    return max(score - 0.5, 0.0)


def _structure(section: ParsedSection) -> Counter[tuple[str, int]]:
    """The kinds of blocks and their lengths in items or rows."""
    return Counter(
        (type(block).__name__, len(getattr(block, "items", getattr(block, "rows", ()))))
        for block in section.blocks
    )
