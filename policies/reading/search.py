"""Searching the texts in force, clause by clause, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any, Final

from wagtail.search.backends import get_search_backend
from wagtail.search.query import PlainText

from policies.document.html import text_html
from policies.document.presentation import Html
from policies.lexicon.folding import SearchedWord, searched_words
from policies.publication.models import Organisation, Policy, PolicyVersion

from .models import SearchedClause

LONGEST_QUESTION: Final = 200  # characters
MOST_WORDS: Final = 12
EXCERPT_WORDS: Final = 40
WORDS_BEFORE: Final = 8


class QuestionTooLong(ValueError):
    """More characters than a question may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One clause that holds every word asked for; ``heading`` and ``excerpt`` mark them."""

    policy: Policy
    version: int
    key: str
    number: str
    heading: Html
    plain_heading: str
    excerpt: Html
    plain_excerpt: str
    is_summary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """A page of the answer, and how many there are in all."""

    items: tuple[Hit, ...]
    count: int


def asked(question: str) -> list[str]:
    """The folded words of the question, each once. Raises ``QuestionTooLong``."""
    if len(question) > LONGEST_QUESTION:
        raise QuestionTooLong(f"{len(question)} characters: at most {LONGEST_QUESTION}")
    return list(dict.fromkeys(word.folded for word in searched_words(question)))[:MOST_WORDS]


def search(
    question: str,
    language: str,
    *,
    organisation: Organisation | None = None,
    offset: int = 0,
    limit: int = 20,
) -> Hits:
    """Clauses of the texts readers of this language are shown today; the best first.

    Each word of the question stands for every word that begins with it.
    """
    terms = asked(question)
    versions = shown_versions(language, organisation)
    if not terms or not versions:
        return Hits(items=(), count=0)
    clauses = SearchedClause.objects.filter(language=language, version_id__in=list(versions))
    query = reduce(and_, (PlainText(term) for term in terms))
    results = get_search_backend().autocomplete(query, clauses)
    page = list(results[offset : offset + limit])
    return Hits(
        items=tuple(_hit(clause, versions[clause.version_id], terms, language) for clause in page),
        count=results.count(),
    )


def shown_versions(language: str, organisation: Organisation | None = None) -> dict[int, PolicyVersion]:
    """By id, the version of each policy that its address shows in this language today, without its text."""
    indexed = SearchedClause.objects.filter(language=language).values("version_id")
    candidates = (
        PolicyVersion.objects.standing()
        .filter(pk__in=indexed)
        .select_related("policy__organisation")
        .defer("content")
        .order_by("number")
    )
    if organisation is not None:
        candidates = candidates.filter(policy__organisation=organisation)
    newest: dict[int, PolicyVersion] = {}
    for version in candidates:
        if version.effective_from <= version.policy.organisation.today():
            newest[version.policy_id] = version
    return {version.pk: version for version in newest.values()}


def _hit(clause: Any, version: PolicyVersion, terms: list[str], language: str) -> Hit:
    start, end, cut_before, cut_after = _window(clause.text, terms)
    excerpt = clause.text[start:end]
    before, after = "… " if cut_before else "", " …" if cut_after else ""
    return Hit(
        policy=version.policy,
        version=version.number,
        key=str(clause.key),
        number=clause.number,
        heading=Html(_marked(clause.heading, terms, language)),
        plain_heading=clause.heading,
        excerpt=Html(before + _marked(excerpt, terms, language) + after),
        plain_excerpt=f"{before}{excerpt}{after}",
        is_summary=clause.position == 0,
    )


def _found(word: SearchedWord, terms: Iterable[str]) -> bool:
    return any(word.folded.startswith(term) for term in terms)


def _window(text: str, terms: list[str]) -> tuple[int, int, bool, bool]:
    """The stretch of the text around the first word asked for, and whether it leaves out what is before or after."""
    all_words = list(searched_words(text))
    if not all_words:
        return 0, len(text), False, False
    first = next((at for at, word in enumerate(all_words) if _found(word, terms)), 0)
    low = max(first - WORDS_BEFORE, 0)
    high = min(low + EXCERPT_WORDS, len(all_words))
    start = all_words[low].start if low else 0
    end = all_words[high - 1].end if high < len(all_words) else len(text)
    return start, end, low > 0, high < len(all_words)


def _marked(text: str, terms: list[str], language: str) -> str:
    return "".join(_pieces(text, terms, language))


def _pieces(text: str, terms: list[str], language: str) -> Iterator[str]:
    at = 0
    for word in searched_words(text):
        if _found(word, terms):
            yield text_html(text[at : word.start], language)
            yield f"<mark>{text_html(text[word.start : word.end], language)}</mark>"
            at = word.end
    yield text_html(text[at:], language)
