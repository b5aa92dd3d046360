"""Searching the texts in force, clause by clause, in one language; and the page on which readers do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from wagtail.search.backends import get_search_backend
from wagtail.search.query import PlainText

from policies.document.html import text_html
from policies.document.languages import CODES
from policies.document.presentation import Html
from policies.lexicon.folding import SearchedWord, searched_words
from policies.publication.models import Organisation, Policy, PolicyVersion
from policies.publication.public_addresses import policy_path

from .lookup import organisation_at, public_organisations
from .models import SearchedClause
from .responses import bad_value, public, quoted

PER_PAGE: Final = 20
LONGEST_QUESTION: Final = 200  # characters
MOST_WORDS: Final = 12
EXCERPT_WORDS: Final = 40
WORDS_BEFORE: Final = 8
_PAGE: Final = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One clause that holds every word asked for; ``heading`` and ``excerpt`` mark them."""

    policy: Policy
    version: int
    clause: SearchedClause
    heading: Html
    excerpt: Html
    plain_excerpt: str

    @property
    def address(self) -> str:
        """The clause's place on the page of the text in force; the summary is its beginning."""
        path = policy_path(self.policy, self.clause.language)
        return f"{path}#{self.clause.key}" if self.clause.position else path


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """A page of the answer, and how many there are in all."""

    items: tuple[Hit, ...]
    count: int


@public
def search_page(request: HttpRequest, language: str) -> HttpResponse:
    """``?q=`` the question, ``&hub=`` one organisation only, ``&page=`` counts from 1."""
    question = request.GET.get("q", "").replace("\x00", "").strip()
    # Public addresses do not change: the parameter keeps the name it was published with.
    named = request.GET.get("hub", "").strip()
    organisation = organisation_at(language, named) if named else None
    number = request.GET.get("page", "1")
    if not _PAGE.fullmatch(number):
        message = _("“%(value)s” is not the number of a page: pages count from 1.")
        return bad_value(request, message % {"value": quoted(number)})
    if len(question) > LONGEST_QUESTION:
        message = _("A question may have at most %(most)s characters: leave out what matters less.")
        return bad_value(request, message % {"most": LONGEST_QUESTION})
    page = int(number)
    offset = (page - 1) * PER_PAGE
    hits = search(question, language, organisation=organisation, offset=offset, limit=PER_PAGE)
    pages = max(-(-hits.count // PER_PAGE), 1)
    context = {
        "question": question,
        "organisation": organisation,
        "organisations": public_organisations(),
        "hits": hits,
        "alternates": CODES,
        "page": page,
        "pages": pages,
        "first": offset + 1,
        "previous_page": min(page - 1, pages) or None,
        "next_page": page + 1 if page < pages else None,
    }
    return render(request, "policies/search.html", context)


def search(
    question: str,
    language: str,
    *,
    organisation: Organisation | None = None,
    offset: int = 0,
    limit: int = 20,
) -> Hits:
    """Clauses of the texts readers of this language are shown today; the best first.

    Each word of the question stands for every word that begins with it. A caller accepts no question longer
    than ``LONGEST_QUESTION``.
    """
    terms = list(dict.fromkeys(word.folded for word in searched_words(question)))[:MOST_WORDS]
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


def _hit(clause: SearchedClause, version: PolicyVersion, terms: list[str], language: str) -> Hit:
    before, excerpt, after = _excerpt(clause.text, terms)
    return Hit(
        policy=version.policy,
        version=version.number,
        clause=clause,
        heading=_marked(clause.heading, terms, language),
        excerpt=Html(f"{before}{_marked(excerpt, terms, language)}{after}"),
        plain_excerpt=f"{before}{excerpt}{after}",
    )


def _found(word: SearchedWord, terms: Iterable[str]) -> bool:
    return any(word.folded.startswith(term) for term in terms)


def _excerpt(text: str, terms: list[str]) -> tuple[str, str, str]:
    """The stretch of the text around the first word asked for, between the marks of what it leaves out."""
    all_words = list(searched_words(text))
    first = next((at for at, word in enumerate(all_words) if _found(word, terms)), 0)
    low = max(first - WORDS_BEFORE, 0)
    high = low + EXCERPT_WORDS
    start = all_words[low].start if low else 0
    end = all_words[high - 1].end if high < len(all_words) else len(text)
    return "… " if low else "", text[start:end], " …" if high < len(all_words) else ""


def _marked(text: str, terms: list[str], language: str) -> Html:
    """The text with every word that was asked for in a ``mark``."""
    pieces, at = [], 0
    for word in searched_words(text):
        if _found(word, terms):
            pieces += [
                text_html(text[at : word.start], language),
                f"<mark>{text_html(text[word.start : word.end], language)}</mark>",
            ]
            at = word.end
    return Html("".join([*pieces, text_html(text[at:], language)]))
