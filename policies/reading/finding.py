"""Finding clauses: which hold what was asked for, and which of them come first, alike on both databases.

The database names candidates: first clauses whose heading says it all, then any. It is never asked to sort all that a
common word is in. The order is made here, of a few hundred clauses.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from policies.document.bidi import spanned_html
from policies.document.presentation import Html
from policies.lexicon.question import Question, read_question
from policies.lexicon.stems import stemmed
from policies.publication.models import Organisation, Policy, PolicyVersion
from policies.publication.public_addresses import policy_path, version_path

from .models import SearchedClause, SearchedText
from .search_tables import matching

LONGEST_QUESTION: Final = 200  # characters
MOST_COUNTED: Final = 1_000
EXCERPT_WORDS: Final = 40
WORDS_BEFORE: Final = 8
# Of clauses whose heading says it all, and of all clauses: so many are put in order.
_CANDIDATES: Final = 250
_BREAK: Final = re.compile(r"([.:;!?…؟؛،]?)\s*\n\s*")
_OFTEN: Final = 6  # a word that is there more often says no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One clause that holds what was asked for; ``heading`` and ``excerpt`` mark it.

    ``begins`` is the day from which it applies, of an announced text; else none.
    """

    policy: Policy
    version: int
    language: str
    title: str
    clause: SearchedClause
    heading: Html
    excerpt: Html
    plain_excerpt: str
    address: str
    begins: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """A page of the answer, and how many there are in all: at most ``MOST_COUNTED`` are counted."""

    items: tuple[Hit, ...]
    count: int


def search(
    question: str,
    language: str,
    *,
    organisation: Organisation | None = None,
    kind: str = "",
    announced: bool = False,
    offset: int = 0,
    limit: int = 20,
) -> Hits:
    """Clauses of the texts readers of this language are shown today; the best first.

    With ``announced``, also of those that will be shown. A caller accepts no question longer than ``LONGEST_QUESTION``.
    """
    asked = read_question(question, language)
    texts = _texts(language, organisation, kind, announced) if asked.words else []
    if not texts:
        return Hits(items=(), count=0)
    found = list(_matching(asked, texts).values_list("pk", flat=True)[:MOST_COUNTED])
    order = sorted(
        _candidates(asked, texts, found),
        key=lambda row: (-_score(row, asked), row["searched"], row["position"]),
    )
    count = len(found)
    chosen = [row["pk"] for row in order[offset : offset + limit]]
    if offset + limit > len(order) and count > len(order):
        chosen = _further(asked, texts, {row["pk"] for row in order}, chosen, offset, limit)
    return Hits(items=tuple(_hits(chosen, asked, language)), count=count)


def _texts(language: str, organisation: Organisation | None, kind: str, announced: bool) -> list[int]:
    """The numbers of the texts that are searched."""
    texts = SearchedText.objects.filter(language=language)
    if not announced:
        texts = texts.shown(timezone.now())
    if organisation is not None:
        texts = texts.filter(organisation_id=organisation.pk)
    if kind:
        texts = texts.filter(policy__kind=kind)
    return list(texts.values_list("pk", flat=True))


def _matching(asked: Question, texts: list[int], *, heading: bool = False) -> Any:
    condition, values = matching(connection, asked, heading=heading)
    clauses = SearchedClause.objects.extra(where=[condition], params=values)  # noqa: S610 - made of stems
    if connection.vendor == "postgresql":
        # Not as the column that has an index: measured without statistics, PostgreSQL joined the other way round and
        # looked all clauses of a word up anew for each text (83 times, 1.4 s; so 40 ms). One array, not a list of
        # 20,000 numbers, which took longer to parse than to compare.
        within = "policies_searchedclause.searched_id + 0 = ANY(%s::bigint[])"
        named = "{" + ",".join(map(str, texts)) + "}"
    else:
        within = "policies_searchedclause.searched_id IN (SELECT value FROM json_each(%s))"
        named = json.dumps(texts)
    return clauses.extra(where=[within], params=[named])  # noqa: S610 - a constant


def _candidates(asked: Question, texts: list[int], found: list[int]) -> list[dict[str, Any]]:
    """What is put in order: all that was found, or as many as can be of those whose heading says it all, then of any."""
    chosen = set(found)
    if len(found) > _CANDIDATES:
        headed = _matching(asked, texts, heading=True).values_list("pk", flat=True)[:_CANDIDATES]
        chosen = {*headed}
        chosen.update(found[: _CANDIDATES - len(chosen)])
    rows = SearchedClause.objects.filter(pk__in=chosen).values(
        "pk", "searched", "position", "stems_heading", "stems_text", "stems_title"
    )
    return [dict(row) for row in rows]


def _further(
    asked: Question, texts: list[int], ordered: set[int], chosen: list[int], offset: int, limit: int
) -> list[int]:
    """Beyond what was put in order: in the order of the register."""
    rest = _matching(asked, texts).order_by("searched", "position").exclude(pk__in=ordered)
    begins = max(offset - len(ordered), 0)
    return chosen + list(rest.values_list("pk", flat=True)[begins : begins + limit - len(chosen)])


def _score(row: dict[str, Any], asked: Question) -> float:
    """A heading that is the question, one that holds it, then how much of the clause is about it."""
    heading, text = row["stems_heading"].split(), f" {row['stems_text']} "
    title = set(row["stems_title"].split())
    said = " ".join(asked.said)
    score = 0.0
    if said and " ".join(heading) == said:
        score += 1_000
    share = [word.is_in(heading) for word in asked.words]
    if all(share):
        score += 300 + 200 * len(share) / max(len(heading), 1)
    score += 80 * sum(share) / len(share)
    if len(asked.said) > 1 and f" {said} " in text:
        score += 90
    if row["position"] <= 1 and all(word.is_in(title) for word in asked.words):
        score += 250
    length = text.count(" ") - 1
    for word in asked.words:
        times = min(sum(text.count(f" {stem} ") for stem in word.stems), _OFTEN)
        score += 20 * times / (1 + math.log1p(length))
    return score


def _hits(keys: list[int], asked: Question, language: str) -> list[Hit]:
    clauses = SearchedClause.objects.in_bulk(keys)
    texts = SearchedText.objects.in_bulk({clause.searched_id for clause in clauses.values()})
    versions = (
        PolicyVersion.objects.select_related("policy__organisation")
        .defer("content")
        .in_bulk({text.version_id for text in texts.values()})
    )
    return [
        _hit(clauses[key], texts[clauses[key].searched_id], versions, asked, language)
        for key in keys
        if key in clauses
    ]


def _hit(
    clause: SearchedClause,
    text: SearchedText,
    versions: dict[int, PolicyVersion],
    asked: Question,
    language: str,
) -> Hit:
    version = versions[text.version_id]
    before, excerpt, after = _excerpt(clause.text, asked, language)
    announced = text.shown_from > timezone.now()
    path = version_path(version, language) if announced else policy_path(version.policy, language)
    return Hit(
        policy=version.policy,
        version=version.number,
        language=language,
        title=text.title,
        clause=clause,
        heading=_marked(clause.heading, asked, language),
        excerpt=Html(f"{before}{_marked(_in_one_line(excerpt), asked, language)}{after}"),
        plain_excerpt=f"{before}{excerpt}{after}",
        # The clause's place on the page of the text; the summary is its beginning.
        address=f"{path}#{clause.key}" if clause.position else path,
        begins=version.effective_from if announced else None,
    )


def _excerpt(text: str, asked: Question, language: str) -> tuple[str, str, str]:
    """The stretch of the text around the first word asked for, between the marks of what it leaves out."""
    words = stemmed(text, language)
    first = next((at for at, word in enumerate(words) if asked.asks_for(word.folded, word.stem)), 0)
    low = max(first - WORDS_BEFORE, 0)
    high = low + EXCERPT_WORDS
    start = words[low].start if low else 0
    end = words[high - 1].end if high < len(words) else len(text)
    return "… " if low else "", text[start:end], " …" if high < len(words) else ""


def _in_one_line(text: str) -> str:
    """Paragraphs, items and cells one after the other, with a dot between those that no mark of their own ends."""
    return _BREAK.sub(lambda found: f"{found[1]} " if found[1] else " · ", text.strip())


def _marked(text: str, asked: Question, language: str) -> Html:
    """The text with every word that was asked for in a ``mark``."""
    pieces, at = [], 0
    for word in stemmed(text, language):
        if asked.asks_for(word.folded, word.stem):
            pieces += [text[at : word.start], text[word.start : word.end]]
            at = word.end
    pieces.append(text[at:])

    def write(index: int, html: str) -> str:
        return f"<mark>{html}</mark>" if index % 2 else html

    return Html(spanned_html(pieces, write, language))
