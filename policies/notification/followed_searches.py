"""Which of the searches that readers follow a change answers: by words of the clauses that it changes, before or after.

Words are found as the search page finds them: all of them in one clause, its heading or the text's title. A kind and an
organisation narrow it; without words they are the search.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.db.models import Count, Max

from policies.document.text import body_text
from policies.lexicon.question import Question, read_question
from policies.lexicon.stems import stems
from policies.publication.models import PolicyVersion

from .changed_clauses import baseline, changed_clauses
from .models import FollowedSearch

# A clause in one language: the stems of the text's title, of its heading and of its body.
_Clause = tuple[list[str], list[str], list[str]]


def searches_of(version: PolicyVersion) -> Sequence[int]:
    """The searches, by primary key, that this change answers.

    What is withheld answers nothing: who follows a word must not learn that a withheld clause holds it.
    """
    over = FollowedSearch.objects.over(version.policy)
    known = over.aggregate(count=Count("pk"), newest=Max("pk"))
    if not known["count"]:
        return ()
    old = baseline(version)
    if version.withheld or (old and old.withheld):
        return _answered(version, old)
    return _remembered(version.pk, version.sha256, old and old.pk, known["count"], known["newest"])


@lru_cache(maxsize=256)
def _remembered(pk: int, sha256: str, old: int | None, _count: int, _newest: int) -> tuple[int, ...]:
    """Versions never change, and searches neither: those that come or go have another count or newest one."""
    versions = PolicyVersion.objects.select_related("policy__organisation")
    return _answered(
        versions.get(pk=pk, sha256=sha256), versions.get(pk=old) if old is not None else None
    )


def _answered(version: PolicyVersion, old: PolicyVersion | None) -> tuple[int, ...]:
    searches = FollowedSearch.objects.over(version.policy).order_by("pk")
    clauses: dict[str, list[_Clause]] = {}
    found: list[int] = []
    for pk, words, language in searches.values_list("pk", "words", "language"):
        if words and language not in clauses:
            clauses[language] = _changed(version, old, language)
        if not words or _is_answered(read_question(words, language), clauses[language]):
            found.append(pk)
    return tuple(found)


def _changed(version: PolicyVersion, old: PolicyVersion | None, language: str) -> list[_Clause]:
    """The clauses that change, each as it is in either version that has this language."""
    keys = changed_clauses(version)
    found: list[_Clause] = []
    for document in (each.document for each in (version, old) if each):
        if language not in document.languages:
            continue
        title = stems(document.title[language], language)
        found += [
            (
                title,
                stems(section.heading.get(language, ""), language),
                stems(body_text(section.body.get(language, ())), language),
            )
            for section in document.sections
            if section.key in keys
        ]
    return found


def _is_answered(question: Question, clauses: Sequence[_Clause]) -> bool:
    return any(question.is_answered_by(clause) for clause in clauses)
