"""Texts in several languages as one document: clauses paired, recognised, linked; nothing guessed silently."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import unquote

from policies.document.languages import LANGUAGES
from policies.document.shape import Body, Document, Numbering, Run, Runs, Section
from policies.document.text import joined

from .pair_languages import Row, rows_of
from .readers.parsed_text import ParsedSection, ParsedText, UnreadableText
from .readers.typed_numbers import reproducing
from .section_keys import Clause, keys_for

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
    _refuse(texts, authoritative, previous)
    warnings: list[str] = []
    kept = previous if authoritative not in texts else None
    base = authoritative if authoritative in texts else next(iter(texts))
    rows = rows_of(texts, base, warnings)
    clauses = [_clause(row, texts) for row in rows]
    keys = keys_for(clauses, [*(previous.sections if previous else ()), *remembered], policy)
    sections = _sections(rows, clauses, keys, texts, warnings)
    if previous is not None:
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
        numbering=numbering or (kept.numbering if kept else _numbering(texts[base], warnings)),
    )
    return Assembled(document, tuple(warnings))


def _refuse(texts: Mapping[str, ParsedText], authoritative: str, previous: Document | None) -> None:
    if authoritative not in texts and (previous is None or authoritative not in previous.languages):
        raise UnreadableText(
            f"the authoritative language is {LANGUAGES[authoritative].name} ({authoritative}):"
            " give its text too"
        )
    if any(len(text.sections) > MAX_SECTIONS for text in texts.values()):
        raise UnreadableText(f"more than {MAX_SECTIONS} headings: no policy has so many")


def gaps_in(document: Document, language: str) -> list[int]:
    """Positions, from 1, of sections this language lacks, or has beyond the authoritative text."""
    gaps = []
    for position, section in enumerate(document.sections, start=1):
        own, model = (
            {name for name in ("heading", "body") if getattr(section, name).get(code)}
            for code in (language, document.authoritative)
        )
        if model - own or (own and not model):
            gaps.append(position)
    return gaps


def _clause(row: Row, texts: Mapping[str, ParsedText]) -> Clause:
    sections = {code: texts[code].sections[place] for code, place in row.items()}
    return Clause(
        level=next(iter(sections.values())).level,
        heading={code: section.heading for code, section in sections.items() if section.heading},
        body={code: section.blocks for code, section in sections.items() if section.blocks},
        anchor=next((section.anchor for section in sections.values() if section.anchor), None),
    )


def _sections(
    rows: Sequence[Row],
    clauses: Sequence[Clause],
    keys: Sequence[uuid.UUID],
    texts: Mapping[str, ParsedText],
    warnings: list[str],
) -> list[Section]:
    """The clauses under their keys; a link leads to a section of its own language's text."""
    anchors = {}
    for code, text in texts.items():
        places = {row[code]: key for row, key in zip(rows, keys, strict=True) if code in row}
        anchors[code] = _anchors_of(text.sections, [places[at] for at in range(len(text.sections))])
    broken: list[str] = []
    sections = [
        Section(
            key=key,
            level=clause.level,
            heading=clause.heading,
            body={code: _with_links(body, anchors[code], broken) for code, body in clause.body.items()},
        )
        for clause, key in zip(clauses, keys, strict=True)
    ]
    if broken:
        warnings.append(f"{len(broken)} links to places this text does not have were dropped")
    return sections


def _anchors_of(sections: Sequence[ParsedSection], keys: Sequence[uuid.UUID]) -> dict[str, uuid.UUID]:
    """What each section can be called in a link of its file: its anchor, or its heading's slug."""
    own = list(zip(sections, keys, strict=True))
    names = [(section.anchor.lower(), key) for section, key in own if section.anchor]
    for section, key in own:
        if section.heading:
            typed = f"{section.label.text} {section.heading}" if section.label else section.heading
            names += [(_slug(typed), key), (_slug(section.heading), key)]
    # The first section of a name has it.
    return dict(reversed(names))


def _with_links(blocks: Body, anchors: Mapping[str, uuid.UUID], broken: list[str]) -> Body:
    """The blocks with every ``#…`` link leading to its section.

    A link that no section answers to joins ``broken``: its text stays.
    """

    def linked(run: Run) -> Run:
        if run.link is None or not run.link.startswith("#"):
            return run
        key = anchors.get(unquote(run.link.removeprefix("#")).lower())
        if key is None:
            broken.append(run.link)
        return replace(run, link=f"#{key}" if key else None)

    changed: Body = _changed(blocks, lambda runs: joined(map(linked, runs)))
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


def _merged(section: Section, old: Section | None, given: Mapping[str, ParsedText]) -> Section:
    if old is None:
        return section
    headings = {code: text for code, text in old.heading.items() if code not in given}
    bodies = {code: body for code, body in old.body.items() if code not in given}
    return replace(section, heading=headings | {**section.heading}, body=bodies | {**section.body})


def _titles(
    texts: Mapping[str, ParsedText], previous: Document | None, titles: Mapping[str, str]
) -> dict[str, str]:
    """The title each text has, else the one the policy had, else the one that stands in for it."""
    found = dict(titles)
    found |= {code: title for code, title in (previous.title if previous else {}).items() if title}
    return found | {code: text.title for code, text in texts.items() if text.title}


def _numbering(text: ParsedText, warnings: list[str]) -> Numbering:
    numbering, changed = reproducing(
        (section.level, section.label, bool(section.heading)) for section in text.sections
    )
    if changed:
        warnings.append(
            f"{changed} numbers typed before headings were taken off and are not the computed ones:"
            " check references to them"
        )
    return numbering
