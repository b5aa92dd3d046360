"""A collection of organisations, policies and releases written as folders of TOML and Markdown.

Release 1 of a policy holds the whole text; every later one is an overlay: only the sections that change or
are new. An anchor (``## Heading {#anchor}``) names a section in every language and release.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from policies.document.languages import CODES

from .readers.parsed_text import ParsedSection, ParsedText, UnreadableText
from .readers.read_file import read_file
from .readers.read_markdown import read_markdown

INTRODUCTION = "introduction"

Texts = dict[str, ParsedText]


class ReleaseFolder(NamedTuple):
    """One release: ``effective`` is a date, or ``effective_in_days`` counts from the day of loading."""

    folder: Path
    significance: str
    note: Mapping[str, str]
    effective: date | None
    effective_in_days: int | None
    removed: Sequence[str]
    after: Mapping[str, str]


class PolicyFolder(NamedTuple):
    """``facts`` are the kind, the practice and the numbering."""

    slug: str
    facts: Mapping[str, Any]
    releases: tuple[ReleaseFolder, ...]


class OrganisationFolder(NamedTuple):
    """``facts`` are the fields of an organisation page by their names, without the translated ones."""

    slug: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    facts: dict[str, Any]
    policies: tuple[PolicyFolder, ...]


def read_collection(directory: Path) -> list[OrganisationFolder]:
    """The organisations of this folder, by slug; raises ``UnreadableText`` where something is missing or malformed."""
    files = sorted(directory.glob("*/organisation.toml"))
    if not files:
        raise UnreadableText(f"{directory}: no organisation.toml in any folder of it")
    return [_organisation(file) for file in files]


def _organisation(file: Path) -> OrganisationFolder:
    with _facts_of(file) as facts:
        return OrganisationFolder(
            slug=file.parent.name,
            name=facts.pop("name"),
            description=facts.pop("description"),
            facts=facts,
            policies=tuple(_policy(path) for path in sorted(file.parent.glob("*/policy.toml"))),
        )


def _policy(file: Path) -> PolicyFolder:
    with _facts_of(file) as facts:
        return PolicyFolder(
            slug=file.parent.name,
            facts={name: facts[name] for name in ("kind", "practice", "numbering")},
            releases=tuple(_release(file.parent, release) for release in facts["release"]),
        )


def _release(folder: Path, facts: Mapping[str, Any]) -> ReleaseFolder:
    return ReleaseFolder(
        folder=folder / facts["folder"],
        significance=facts["significance"],
        note=facts["note"],
        effective=facts.get("effective"),
        effective_in_days=facts.get("effective_in_days"),
        removed=facts.get("removed", ()),
        after=facts.get("after", {}),
    )


@contextmanager
def _facts_of(file: Path) -> Iterator[dict[str, Any]]:
    try:
        yield tomllib.loads(file.read_text(encoding="utf-8"))
    except KeyError as error:
        raise UnreadableText(f"{file}: {error} is missing") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableText(f"{file}: {error}") from error


def texts_of(releases: Sequence[ReleaseFolder]) -> list[Texts]:
    """The whole text of each release, in every language it has; raises ``UnreadableText``."""
    result: list[Texts] = []
    for release in releases:
        texts = _texts_in(release.folder)
        try:
            if result:
                texts = compose(result[-1], texts, removed=release.removed, after=release.after)
        except UnreadableText as error:
            raise UnreadableText(f"{release.folder}: {error}") from error
        _refuse_gaps(texts, release.folder)
        result.append(texts)
    return result


def _refuse_gaps(texts: Texts, folder: Path) -> None:
    """A release is whole in every language it is written in."""
    (first, model), *others = texts.items()
    anchors = {section.anchor for section in model.sections}
    for code, text in others:
        if differing := anchors ^ {section.anchor for section in text.sections}:
            names = ", ".join(sorted(str(anchor) for anchor in differing))
            raise UnreadableText(f"{folder}: {first} and {code} differ in the sections {names}")


def _texts_in(folder: Path) -> Texts:
    paths = {code: path for code in CODES if (path := folder / f"{code}.md").exists()}
    if not paths:
        raise UnreadableText(f"{folder}: no text in it, such as {CODES[0]}.md")
    return {code: _text_in(path, code) for code, path in paths.items()}


def _text_in(path: Path, language: str) -> ParsedText:
    """This file's text; every section must have an anchor, but the introduction."""
    text = read_markdown(read_file(path, language).text, fixed_levels=True)
    sections = []
    for section in text.sections:
        anchor = section.anchor if section.heading else INTRODUCTION
        if anchor is None:
            raise UnreadableText(f"{path}: the heading {section.heading!r} has no {{#anchor}}")
        sections.append(section._replace(anchor=anchor))
    return text._replace(sections=tuple(sections))


def compose(
    previous: Mapping[str, ParsedText],
    overlay: Mapping[str, ParsedText],
    *,
    removed: Sequence[str] = (),
    after: Mapping[str, str] | None = None,
) -> Texts:
    """The next whole texts: sections replaced, removed and added, in each language.

    A new section goes after the one ``after`` names, else to the end, in the overlay's order. A language the
    overlay does not have only loses what is removed. Raises ``UnreadableText`` for an anchor nobody has.
    """
    return {
        code: _composed(text, overlay.get(code) or text._replace(sections=()), removed, after or {})
        for code, text in previous.items()
    }


def _composed(
    text: ParsedText, overlay: ParsedText, removed: Sequence[str], after: Mapping[str, str]
) -> ParsedText:
    sections = list(text.sections)
    for anchor in removed:
        del sections[_place(sections, anchor)]
    for section in overlay.sections:
        anchors = [each.anchor for each in sections]
        if section.anchor in anchors:
            sections[anchors.index(section.anchor)] = section
        elif section.anchor == INTRODUCTION:
            sections.insert(0, section)
        elif section.anchor is not None and section.anchor in after:
            sections.insert(_place(sections, after[section.anchor]) + 1, section)
        else:
            sections.append(section)
    return text._replace(
        title=overlay.title or text.title,
        summary=overlay.summary or text.summary,
        sections=tuple(sections),
        warnings=overlay.warnings,
    )


def _place(sections: Sequence[ParsedSection], anchor: str) -> int:
    anchors = [section.anchor for section in sections]
    if anchor in anchors:
        return anchors.index(anchor)
    raise UnreadableText(f"there is no section {{#{anchor}}} to remove or to follow")
