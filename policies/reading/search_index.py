"""Keeping the searched clauses in step with the versions that readers can read as in force, or soon will."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from wagtail.search.backends import get_search_backend

from policies.document.languages import CODES
from policies.document.numbering import numbers
from policies.document.text import body_text
from policies.lexicon.folding import searched_text
from policies.publication.models import Policy, PolicyVersion

from .models import SearchedClause
from .timeline import timeline


@transaction.atomic
def index_version(version: PolicyVersion) -> int:
    """Write the version's clauses, drop those of versions no reader is shown any more; how many were written."""
    if SearchedClause.objects.filter(version=version).exists():
        return 0
    clauses = SearchedClause.objects.bulk_create(_clauses(version))
    get_search_backend().add_bulk(SearchedClause, clauses)
    _drop_outdated(version.policy)
    return len(clauses)


def index_all() -> int:
    """Write what is missing of every policy; how many clauses were written."""
    return sum(
        index_version(version)
        for policy in Policy.objects.public().select_related("organisation")
        for version in current_versions(policy)
    )


def current_versions(policy: Policy) -> list[PolicyVersion]:
    """What readers can meet from today on: what is shown in each language, and what is announced.

    Their contents are not loaded.
    """
    history = timeline(policy)
    shown = (history.readable(code) for code in CODES)
    met = dict.fromkeys(entry.version for entry in (*history.upcoming, *shown) if entry is not None)
    return [version for version in met if not version.is_withdrawn]


def _drop_outdated(policy: Policy) -> None:
    old = SearchedClause.objects.filter(version__policy=policy)
    old = old.exclude(version__in=[version.pk for version in current_versions(policy)])
    # One version after another: the search backend hears of each deletion, and SQL takes only so many keys.
    for version in old.values_list("version", flat=True).distinct():
        SearchedClause.objects.filter(version=version).delete()


def _clauses(version: PolicyVersion) -> Iterator[SearchedClause]:
    """The summary first, as a clause without heading and number at position 0."""
    document = version.document
    for language in document.languages:
        summary = document.summary.get(language, "")
        rows = [(document.policy, "", "", summary)]
        for section, number in zip(document.sections, numbers(document, language), strict=True):
            text = body_text(section.body.get(language, ()))
            rows.append((section.key, number, section.heading.get(language, ""), text))
        for position, (key, number, heading, text) in enumerate(rows):
            if heading or text:
                yield SearchedClause(
                    version=version,
                    language=language,
                    position=position,
                    key=key,
                    number=number,
                    heading=heading,
                    text=text,
                    folded_heading=searched_text(heading),
                    folded_text=searched_text(text),
                )
