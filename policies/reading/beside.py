"""Two languages of one version side by side, clause by clause, and two languages of one comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from policies.document.html import block_html
from policies.document.languages import LANGUAGES
from policies.document.presentation import Clause, Html, Text, present
from policies.document.shape import Document, Section
from policies.publication.public_addresses import comparison_path, version_path

from .comparison_cache import comparison_of, redline_of
from .comparison_view import Redline, RedlinedClause, View
from .lookup import (
    content_of,
    entry_at,
    policy_context,
    policy_page,
    require_language,
    shared_languages,
)
from .responses import Absent, Choice
from .timeline import Entry, Timeline

Pair = tuple[Html, Html]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedClause:
    """One clause in two languages. A side is ``None`` if the language has nothing of it.

    ``rows`` are its blocks: one row a block where both languages have the same kinds of blocks in the same order, else
    one row with all of them.
    """

    anchor: str
    depth: int
    tag: str
    sides: tuple[Clause | None, ...]
    rows: tuple[Pair, ...]

    @property
    def headed(self) -> bool:
        """Whether anything stands above the rows: a heading, a mark, or that a language has nothing of the clause."""
        return any(side is None or side.heading or side.behind is not None for side in self.sides)


def paired(document: Document, one: Text, other: Text) -> list[PairedClause]:
    """The clauses of the document in the languages of these two texts of it, in its order."""
    ours, theirs = ({clause.anchor: clause for clause in text.clauses} for text in (one, other))
    found = (
        (section, ours.get(str(section.key)), theirs.get(str(section.key)))
        for section in document.sections
    )
    return [
        _pair(section, sides, (one.language, other.language)) for section, *sides in found if any(sides)
    ]


def _pair(section: Section, sides: Sequence[Clause | None], languages: tuple[str, str]) -> PairedClause:
    anchor = str(section.key)
    bodies = [section.body.get(code, ()) for code in languages]
    kinds = [[type(block) for block in body] for body in bodies]
    first = next(side for side in sides if side is not None)
    if kinds[0] == kinds[1]:
        rows = tuple(
            (_block(one, anchor, languages[0]), _block(two, anchor, languages[1]))
            for one, two in zip(*bodies, strict=True)
        )
    else:
        whole = [
            Html("\n".join(_block(block, anchor, code) for block in body))
            for code, body in zip(languages, bodies, strict=True)
        ]
        rows = ((whole[0], whole[1]),)
    return PairedClause(anchor=anchor, depth=first.depth, tag=first.tag, sides=tuple(sides), rows=rows)


def _block(block: Any, anchor: str, language: str) -> Html:
    # Both languages of a clause stand on one page: the anchors of their footnotes differ by the language.
    return Html(block_html(block, language, f"{anchor}-{language}"))


@policy_page
def beside(
    request: HttpRequest, history: Timeline, language: str, number: str, other: str
) -> HttpResponse:
    """One version in two languages, in aligned columns."""
    entry = entry_at(history, language, number)
    require_language(history, entry, language)
    if other == language:
        return HttpResponseRedirect(version_path(entry.version, language))
    if other not in entry.languages:
        raise _not_beside(entry, language)
    document = content_of(history, entry).document
    texts = [present(document, code) for code in (language, other)]
    context = policy_context(history) | {
        "entry": entry,
        "texts": texts,
        "clauses": paired(document, *texts),
        "own": LANGUAGES[language],
        "other": LANGUAGES[other],
        "others": [LANGUAGES[code] for code in entry.languages if code != language],
        "alternates": [code for code in entry.languages if code != other],
    }
    return render(request, "policies/beside.html", context)


def _not_beside(entry: Entry, language: str) -> Absent:
    label = _("%(language)s beside %(other)s")
    choices = [
        Choice(
            label % {"language": LANGUAGES[language].name, "other": LANGUAGES[code].name},
            f"{version_path(entry.version, language)}beside/{code}/",
        )
        for code in entry.languages
        if code != language
    ]
    return Absent(
        _("Version %(number)s was not published in this second language.") % {"number": entry.number},
        offer=_("What you can read"),
        choices=[
            *choices,
            Choice(
                _("Version %(number)s") % {"number": entry.number}, version_path(entry.version, language)
            ),
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedChange:
    """What changed in one clause, in two languages. A side is ``None`` if nothing changed in the language."""

    anchor: str
    sides: tuple[RedlinedClause | None, RedlinedClause | None]


@policy_page
def compare_beside(
    request: HttpRequest, history: Timeline, language: str, old: str, new: str, other: str
) -> HttpResponse:
    """What changed between two versions, in two languages: the clauses that changed in either."""
    before, after = (entry_at(history, language, number) for number in (old, new))
    if other == language or before.number == after.number:
        return HttpResponseRedirect(
            comparison_path(history.policy, language, before.number, after.number)
        )
    shared = shared_languages(before, after)
    for code in (language, other):
        if code not in shared:
            raise _not_compared(history, before, after)
    view = View(only_changes=True)
    redlines = [
        redline_of(history, before, after, code, view, scope=f"{code}-") for code in (language, other)
    ]
    context = policy_context(history) | {
        "old": before,
        "new": after,
        "sides": (before, after),
        "redlines": list(zip([LANGUAGES[language], LANGUAGES[other]], redlines, strict=True)),
        "changes": list(_changes(history, before, after, redlines, language)),
        "own": LANGUAGES[language],
        "other": LANGUAGES[other],
        "others": [LANGUAGES[code] for code in shared if code != language],
        "alternates": [code for code in shared if code != other],
    }
    return render(request, "policies/compare_beside.html", context)


def _changes(
    history: Timeline, before: Entry, after: Entry, redlines: Sequence[Redline], language: str
) -> Iterator[PairedChange]:
    """The clauses that changed in either language, in the order of the texts."""
    ours, theirs = (
        {clause.anchor: clause for clause in each.clauses if clause.changed} for each in redlines
    )
    for section in comparison_of(history, before, after, language).sections:
        if section.place != "departure" and (section.key in ours or section.key in theirs):
            yield PairedChange(
                anchor=section.key, sides=(ours.get(section.key), theirs.get(section.key))
            )


def _not_compared(history: Timeline, before: Entry, after: Entry) -> Absent:
    return Absent(
        _("The two versions were not both published in these two languages."),
        offer=_("What you can read"),
        choices=[
            Choice(
                LANGUAGES[code].name,
                comparison_path(history.policy, code, before.number, after.number),
            )
            for code in shared_languages(before, after)
        ],
    )
