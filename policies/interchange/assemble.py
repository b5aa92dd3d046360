"""Texts in several languages as one document: clauses paired, recognised, linked; nothing guessed silently."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import unquote

from policies.document.blocks import Body, Run, Runs
from policies.document.completeness import Completeness, completeness_of
from policies.document.languages import LANGUAGES
from policies.document.numbering import numbers, numbers_of
from policies.document.shape import Document, Numbering, Section
from policies.document.text import joined

from .kept_numbers import Typed, chosen_numbering, labels_for
from .pair_languages import Row, rows_of
from .readers.parsed_text import REFERENCE, ParsedSection, ParsedText, UnreadableText
from .readers.worded import worded, worded_many
from .section_keys import Clause, keys_for
from .typed_references import Numbered, numbered, with_references

# Far above the longest real policy; it bounds the pairing of languages.
MAX_SECTIONS = 1000


class Assembled(NamedTuple):
    document: Document
    warnings: tuple[str, ...] = ()


def assemble(
    *,
    texts: Mapping[str, ParsedText],
    policy: uuid.UUID,
    kind: str,
    issuer: Mapping[str, str],
    authoritative: str,
    titles: Mapping[str, str],
    previous: Document | None = None,
    remembered: Sequence[Section] = (),
    numbering: Numbering | None = None,
    rows: Sequence[Row] | None = None,
) -> Assembled:
    """One document of these texts.

    ``previous`` is the text the policy has now: languages that are not given keep it, clause by clause.
    ``remembered`` are sections of an earlier version whose keys may come back. ``titles`` stand in for
    files without one. ``rows`` says which sections are one clause; without it that is found out. Raises ``UnreadableText`` when the authoritative text is neither given nor there.
    """
    _refuse(texts, authoritative, previous)
    warnings: list[str] = []
    kept = previous if authoritative not in texts else None
    base = base_of(texts, authoritative)
    rows = list(rows) if rows else rows_of(texts, base, warnings)
    clauses = [_clause(row, texts) for row in rows]
    keys = keys_for(clauses, [*(previous.sections if previous else ()), *remembered], policy)
    typed = {code: _typed(rows, clauses, text, code) for code, text in texts.items()}
    if numbering is None:
        numbering = kept.numbering if kept else _numbering(typed, base, warnings)
    sections = _sections(rows, clauses, keys, texts, typed, numbering, warnings)
    if previous is not None:
        previous = _renumbered(previous, numbering)
        sections = _with_other_languages(sections, previous, texts, authoritative)
    languages = tuple(dict.fromkeys([*texts, *(previous.languages if previous else ())]))
    titles = _titles(texts, previous, titles)
    summaries = {**(previous.summary if previous else {})}
    summaries |= {code: text.summary for code, text in texts.items()}
    document = Document(
        policy=policy,
        kind=kind,
        languages=languages,
        authoritative=authoritative,
        issuer=issuer,
        title={code: titles.get(code, "") for code in languages},
        summary={code: summary for code in languages if (summary := summaries.get(code))},
        sections=tuple(sections),
        numbering=numbering,
    )
    return Assembled(document, tuple(warnings))


def base_of(texts: Mapping[str, ParsedText], authoritative: str) -> str:
    """The language whose order the clauses have."""
    return authoritative if authoritative in texts else next(iter(texts))


def _refuse(texts: Mapping[str, ParsedText], authoritative: str, previous: Document | None) -> None:
    if authoritative not in texts and (previous is None or authoritative not in previous.languages):
        raise UnreadableText(
            worded(
                "the authoritative language is {language}: give its text too",
                language=LANGUAGES[authoritative].name,
            )
        )
    if any(len(text.sections) > MAX_SECTIONS for text in texts.values()):
        raise UnreadableText(
            worded("more than {most} headings: no policy has so many", most=MAX_SECTIONS)
        )


def gaps_in(document: Document, language: str) -> list[int]:
    """Positions, from 1, of sections this language lacks, or has beyond the authoritative text."""
    return [
        position
        for position, section in enumerate(document.sections, start=1)
        if completeness_of(section, language, document.authoritative) != Completeness.WHOLE
    ]


def _clause(row: Row, texts: Mapping[str, ParsedText]) -> Clause:
    sections = {code: texts[code].sections[place] for code, place in row.items()}
    return Clause(
        level=next(iter(sections.values())).level,
        heading={code: section.heading for code, section in sections.items() if section.heading},
        body={code: section.blocks for code, section in sections.items() if section.blocks},
        anchor=next((section.anchor for section in sections.values() if section.anchor), None),
    )


def _typed(rows: Sequence[Row], clauses: Sequence[Clause], text: ParsedText, code: str) -> list[Typed]:
    """The clauses of one language with the numbers typed in it; one that it lacks counts for nothing."""
    return [
        Typed(
            clause.level,
            text.sections[row[code]].label if code in row else None,
            bool(clause.heading.get(code)),
        )
        for row, clause in zip(rows, clauses, strict=True)
    ]


def _sections(
    rows: Sequence[Row],
    clauses: Sequence[Clause],
    keys: Sequence[uuid.UUID],
    texts: Mapping[str, ParsedText],
    typed: Mapping[str, Sequence[Typed]],
    numbering: Numbering,
    warnings: list[str],
) -> list[Section]:
    """The clauses under their keys; a link leads to a section of its own language's text."""
    labels = {code: labels_for(text, numbering) for code, text in typed.items()}
    links, mentions = {}, {}
    for code, text in texts.items():
        places = {row[code]: key for row, key in zip(rows, keys, strict=True) if code in row}
        anchors = _anchors_of(text.sections, [places[at] for at in range(len(text.sections))])
        levels = [each.level if each.headed else None for each in typed[code]]
        shown = numbers_of(levels, numbering, [labels[code].get(at, "") for at in range(len(clauses))])
        links[code] = _Links(anchors, dict(zip(keys, shown, strict=True)), [])
        mentions[code] = numbered(links[code].numbers)
    found: Counter[str] = Counter()
    sections = [
        Section(
            key=key,
            level=clause.level,
            heading=clause.heading,
            body={
                code: _with_mentions(_with_links(body, links[code]), mentions[code], found)
                for code, body in clause.body.items()
            },
            label={code: label for code in texts if (label := labels[code].get(place))},
        )
        for place, (clause, key) in enumerate(zip(clauses, keys, strict=True))
    ]
    if broken := sum(len(each.broken) for each in links.values()):
        warnings.append(
            worded_many(
                "{count} link to a place this text does not have was dropped",
                "{count} links to places this text does not have were dropped",
                broken,
            )
        )
    if found.total():
        warnings.append(
            worded_many(
                "{count} mention of a clause leads to it",
                "{count} mentions of clauses lead to them",
                found.total(),
            )
        )
    return sections


class _Links(NamedTuple):
    """What one language's links lead to: clauses by the names of places, their numbers; and what leads nowhere."""

    anchors: Mapping[str, uuid.UUID]
    numbers: Mapping[uuid.UUID, str]
    broken: list[str]


def _anchors_of(sections: Sequence[ParsedSection], keys: Sequence[uuid.UUID]) -> dict[str, uuid.UUID]:
    """What each section can be called in a link of its file: its anchor, its places, or its heading's slug."""
    own = list(zip(sections, keys, strict=True))
    names = [(section.anchor.lower(), key) for section, key in own if section.anchor]
    names += [(place.lower(), key) for section, key in own for place in section.places]
    for section, key in own:
        if section.heading:
            typed = f"{section.label.text} {section.heading}" if section.label else section.heading
            names += [(_slug(typed), key), (_slug(section.heading), key)]
    # The first section of a name has it.
    return dict(reversed(names))


def _with_links(blocks: Body, links: _Links) -> Body:
    """The blocks with every ``#…`` link leading to its section.

    A link that no section answers to joins those that are broken: its text stays. One that names its section by
    the number it has is a reference, whose text follows that number.
    """

    def linked(run: Run) -> Run:
        if run.link is None or not run.link.startswith("#"):
            return run
        name = run.link.removeprefix(REFERENCE).removeprefix("#")
        key = links.anchors.get(unquote(name).lower())
        if key is None:
            links.broken.append(run.link)
            return replace(run, link=None)
        number = links.numbers.get(key, "").rstrip(".")
        if run.link.startswith(REFERENCE) and number and run.text.strip().rstrip(".") == number:
            return replace(run, link=f"#{key}", role="reference")
        return replace(run, link=f"#{key}")

    changed: Body = _changed(blocks, lambda runs: joined(map(linked, runs)))
    return changed


def _with_mentions(blocks: Body, clauses: Numbered, found: Counter[str]) -> Body:
    def led(runs: Runs) -> Runs:
        made, count = with_references(runs, clauses)
        found["mentions"] += count
        return made

    changed: Body = _changed(blocks, led)
    return changed


def _slug(heading: str) -> str:
    """As GitHub and most renderers make it: lower case, no punctuation, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _changed(part: Any, change: Callable[[Runs], Runs]) -> Any:
    """The same part of a body (blocks, items, rows, cells) with each stretch of its running text changed."""
    if isinstance(part, tuple):
        is_text = bool(part) and isinstance(part[0], Run)
        return change(part) if is_text else tuple(_changed(each, change) for each in part)
    if not is_dataclass(part):
        return part
    values = {field.name: _changed(getattr(part, field.name), change) for field in fields(part)}
    kind: Any = type(part)
    return kind(**values)


def _with_other_languages(
    sections: list[Section], previous: Document, given: Mapping[str, ParsedText], authoritative: str
) -> list[Section]:
    """The same sections with what the languages not given said there before.

    Without the authoritative text, its clauses and their order stay as they were.
    """
    if authoritative in given:
        return [_merged(section, previous.section(section.key), given) for section in sections]
    new = {section.key: section for section in sections}
    result = [
        _merged(replace(new.get(old.key, Section(key=old.key, level=1)), level=old.level), old, given)
        for old in previous.sections
    ]
    after = 0
    for section in sections:
        if previous.section(section.key) is None:
            result.insert(after, section)
        after = 1 + next(at for at, each in enumerate(result) if each.key == section.key)
    return result


def _renumbered(previous: Document, numbering: Numbering) -> Document:
    """The text there was, its numbers kept as labels where another numbering would change them."""
    if previous.numbering == numbering:
        return previous
    shown = {code: numbers(previous, code) for code in previous.languages}
    sections = [
        replace(section, label={code: each[place] for code, each in shown.items() if each[place]})
        for place, section in enumerate(previous.sections)
    ]
    return replace(previous, sections=tuple(sections))


def _merged(section: Section, old: Section | None, given: Mapping[str, ParsedText]) -> Section:
    if old is None:
        return section
    headings = {code: text for code, text in old.heading.items() if code not in given}
    bodies = {code: body for code, body in old.body.items() if code not in given}
    labels = {code: label for code, label in old.label.items() if code not in given}
    return replace(
        section,
        heading=headings | {**section.heading},
        body=bodies | {**section.body},
        label=labels | {**section.label},
    )


def _titles(
    texts: Mapping[str, ParsedText], previous: Document | None, titles: Mapping[str, str]
) -> dict[str, str]:
    """The title each text has, else the one the policy had, else the one that stands in for it."""
    found = dict(titles)
    found |= {code: title for code, title in (previous.title if previous else {}).items() if title}
    return found | {code: text.title for code, text in texts.items() if text.title}


def _numbering(typed: Mapping[str, Sequence[Typed]], base: str, warnings: list[str]) -> Numbering:
    numbering, changed = chosen_numbering(typed, base)
    if changed:
        warnings.append(
            worded_many(
                "{count} number typed before a heading was taken off and is not the computed one: check references to it",
                "{count} numbers typed before headings were taken off and are not the computed ones: check references to them",
                changed,
            )
        )
    return numbering
