"""Which sections of texts in several languages are one clause.

Numbers, order, structure and what all languages write alike tell it: figures, addresses, names in Latin letters. The
rank of a heading is a hint and no reason to lose a language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from policies.document.languages import LANGUAGES
from policies.document.text import body_text

from .readers.parsed_text import ParsedSection, ParsedText
from .readers.worded import worded, worded_many

Row = dict[str, int]
"""One clause: for each language that has it, its place in that language's text."""

_Chain = tuple[int, int, "_Chain"] | None
_ALIKE_EVERYWHERE = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:https?://|www\.)[^\s)»”\"]+|\d+(?:[.,]\d+)*"
)
_SHOWN = 5


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
        _what_differs(code, of_base, texts, base, warnings)
        lacking = partners.count(None)
        if surplus or lacking:
            warnings.append(
                worded(
                    "{language}: {lacking} sections have no counterpart, {surplus} stand in this language only",
                    language=LANGUAGES[code].name,
                    lacking=lacking,
                    surplus=len(surplus),
                )
            )
    return rows


def pair_languages(base: Sequence[ParsedSection], other: Sequence[ParsedSection]) -> list[int | None]:
    """For each section of one language, its counterpart's place in the other, or none."""
    if all(section.anchor for section in (*base, *other)):
        places = {section.anchor: place for place, section in enumerate(other)}
        return [places.get(section.anchor) for section in base]
    if len(base) == len(other) and all(map(_one_outline, base, other)):
        return list(range(len(base)))
    ones, twos = list(map(_traits, base)), list(map(_traits, other))
    return _with_numbers(_aligned(ones, twos), ones, twos)


class _Traits(NamedTuple):
    """What a section is recognised by in another language."""

    level: int
    headed: bool
    anchor: str | None
    path: tuple[int, ...] | None
    structure: Counter[tuple[str, int]]
    alike: Counter[str]
    words: int


def _traits(section: ParsedSection) -> _Traits:
    text = body_text(section.blocks)
    return _Traits(
        level=section.level,
        headed=bool(section.heading),
        anchor=section.anchor,
        path=section.label.path if section.label else None,
        structure=_structure(section),
        alike=Counter(str(_plain(found)) for found in _ALIKE_EVERYWHERE.findall(text)),
        words=len(text.split()),
    )


def _plain(token: str) -> str:
    """Figures in one script and without their separators; addresses in small letters."""
    if "@" in token or "/" in token or token.lower().startswith("www"):
        return token.lower().rstrip(".,;/")
    return "".join(str(int(character)) for character in token if character.isdigit())


def _one_outline(one: ParsedSection, two: ParsedSection) -> bool:
    """Whether nothing of their form or number says that they are not one clause."""
    numbers = one.label is None or two.label is None or one.label.path == two.label.path
    return numbers and (one.level, bool(one.heading)) == (two.level, bool(two.heading))


def _aligned(base: Sequence[_Traits], other: Sequence[_Traits]) -> list[int | None]:
    """The order-preserving pairing of the greatest likeness in number, level, structure and content."""
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


def _with_numbers(
    pairs: list[int | None], base: Sequence[_Traits], other: Sequence[_Traits]
) -> list[int | None]:
    """The pairs, and those that stand in another order and have one number that nothing else has."""
    left = [place for place in range(len(other)) if place not in pairs]
    counts = Counter(each.path for each in base), Counter(each.path for each in other)
    for at, partner in enumerate(pairs):
        path = base[at].path
        if partner is not None or path is None or counts[0][path] != 1 or counts[1][path] != 1:
            continue
        pairs[at] = next((place for place in left if other[place].path == path), None)
    return pairs


def _alike(one: _Traits, two: _Traits, apart: float) -> float:
    """0 for what cannot be the same clause; ``apart`` is how far from each other they stand in their texts."""
    if one.headed != two.headed or (one.anchor and two.anchor and one.anchor != two.anchor):
        return 0.0
    score = 1.0 - abs(apart) - 0.5 * min(abs(one.level - two.level), 2)
    if one.anchor and one.anchor == two.anchor:
        score += 5
    if one.path and two.path:
        score += 2 if one.path == two.path else -1
    score += _share(one.structure, two.structure)
    if one.alike or two.alike:
        score += _share(one.alike, two.alike) - 0.5
    if one.words and two.words:
        score += 0.5 * min(one.words, two.words) / max(one.words, two.words)
    return max(score - 0.75, 0.0)


def _share(one: Counter[Any], two: Counter[Any]) -> float:
    """From 0 for nothing in common to 2 for all; 1 where there is nothing on either side."""
    total = one.total() + two.total()
    return 4 * (one & two).total() / total if total else 1.0


def _structure(section: ParsedSection) -> Counter[tuple[str, int]]:
    """The kinds of blocks and their lengths in items or rows."""
    return Counter(
        (type(block).__name__, len(getattr(block, "items", getattr(block, "rows", ()))))
        for block in section.blocks
    )


def _what_differs(
    code: str, rows: Sequence[Row], texts: Mapping[str, ParsedText], base: str, warnings: list[str]
) -> None:
    """Say which headings stand on another level, have another number, or stand in another order."""
    name, of_base = LANGUAGES[code].name, LANGUAGES[base].name
    levels: list[str] = []
    numbers: list[str] = []
    order: list[str] = []
    highest = -1
    for row in rows:
        if code not in row or base not in row:
            continue
        own, model = texts[code].sections[row[code]], texts[base].sections[row[base]]
        if own.level != model.level:
            levels.append(
                worded(
                    "“{heading}” (level {level}, not {other})",
                    heading=own.heading,
                    level=own.level,
                    other=model.level,
                )
            )
        if own.label and model.label and own.label.path != model.label.path:
            numbers.append(f"“{own.label.text} {own.heading}” ≠ {model.label.text}")
        if row[code] < highest:
            order.append(f"“{own.heading}”")
        highest = max(highest, row[code])
    for differs, found in (
        (_levels_differ, levels),
        (_numbers_differ, numbers),
        (_order_differs, order),
    ):
        if found:
            warnings.append(differs(len(found), language=name, base=of_base, shown=_listed(found)))


def _levels_differ(count: int, **values: str) -> str:
    return worded_many(
        "{language}: {count} heading stands on another level than in {base}: {shown}",
        "{language}: {count} headings stand on another level than in {base}: {shown}",
        count,
        **values,
    )


def _numbers_differ(count: int, **values: str) -> str:
    return worded_many(
        "{language}: {count} clause has another number than in {base}: {shown}",
        "{language}: {count} clauses have another number than in {base}: {shown}",
        count,
        **values,
    )


def _order_differs(count: int, **values: str) -> str:
    return worded_many(
        "{language}: {count} clause stands in another order than in {base}: {shown}",
        "{language}: {count} clauses stand in another order than in {base}: {shown}",
        count,
        **values,
    )


def _listed(found: Sequence[str]) -> str:
    shown = ", ".join(found[:_SHOWN])
    if not found[_SHOWN:]:
        return shown
    return worded_many(
        "{shown} and {count} more", "{shown} and {count} more", len(found) - _SHOWN, shown=shown
    )
