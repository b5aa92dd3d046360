"""Keeping the searched clauses in step with the versions that readers can read as in force, or soon will."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from policies.document.languages import CODES
from policies.document.numbering import numbers
from policies.document.text import body_text
from policies.lexicon.stems import stems
from policies.publication.models import Organisation, Policy, PolicyVersion

from .models import SearchedClause, SearchedText
from .timeline import Entry, Timeline, timeline


class Span(NamedTuple):
    """From when until when a policy's address shows this version in this language."""

    entry: Entry
    language: str
    begins: datetime
    ends: datetime | None


@transaction.atomic
def index_version(version: PolicyVersion) -> int:
    """Bring the searched texts of the version's policy up to date; how many clauses were written."""
    return index_policy(version.policy)


@transaction.atomic
def index_policy(policy: Policy) -> int:
    """Write what readers of this policy meet from today on, drop the rest; how many clauses were written."""
    found = spans(timeline(policy))
    kept = {
        (text.version_id, text.language): text for text in SearchedText.objects.filter(policy=policy)
    }
    new = []
    for span in found:
        text = kept.pop((span.entry.version.pk, span.language), None)
        if text is None:
            new.append(span)
        elif (text.shown_from, text.shown_until) != (span.begins, span.ends):
            text.shown_from, text.shown_until = span.begins, span.ends
            text.save(update_fields=["shown_from", "shown_until"])
    SearchedText.objects.filter(pk__in=[text.pk for text in kept.values()]).delete()
    return _write(policy, new)


@transaction.atomic
def index_anew(version: PolicyVersion) -> None:
    """Readers are shown something else of it than before."""
    SearchedText.objects.filter(version=version).delete()
    index_policy(version.policy)


def index_organisation(organisation: Organisation) -> None:
    """Its midnight may be another one now."""
    policies = organisation.policies.filter(versions__isnull=False).distinct()
    for policy in policies.select_related("organisation"):
        index_policy(policy)


def index_all() -> int:
    """Write what is missing of every policy; how many clauses were written."""
    return sum(index_policy(policy) for policy in Policy.objects.public().select_related("organisation"))


def spans(history: Timeline) -> list[Span]:
    """What each language's address shows from today on, one after the other. What is only announced is not there yet."""
    days = sorted({day for entry in history.entries for day in entry.turns if day > history.today})
    found: list[Span] = []
    for language in CODES:
        shown: list[tuple[date, Entry | None]] = []
        for day in (history.today, *days):
            entry = history.as_of(day).readable(language)
            if entry is not None and (entry.effective_from > day or entry.is_withdrawn):
                entry = None
            if not shown or _number(shown[-1][1]) != _number(entry):
                shown.append((day, entry))
        for at, (day, entry) in enumerate(shown):
            if entry is not None:
                ends = history.midnight(shown[at + 1][0]) if at + 1 < len(shown) else None
                begins = history.midnight(entry.effective_from if at == 0 else day)
                found.append(Span(entry, language, begins, ends))
    # A version that is shown twice, since the one between lacked the language, is searched until the end.
    return list({(span.entry.number, span.language): span for span in reversed(found)}.values())


def _number(entry: Entry | None) -> int:
    return entry.number if entry else 0


def _write(policy: Policy, new: Sequence[Span]) -> int:
    """Write these spans, each version read once; how many clauses were written."""
    new = [span for span in new if not span.entry.withheld]
    if not new:
        return 0
    versions = policy.versions.in_bulk({span.entry.version.pk for span in new})
    for span in new:
        versions[span.entry.version.pk].__dict__["withheld"] = span.entry.version.withheld
    texts = SearchedText.objects.bulk_create(
        SearchedText(
            version=(version := versions[span.entry.version.pk]),
            policy=policy,
            organisation_id=policy.organisation_id,
            language=span.language,
            title=version.title_in(span.language)[0],
            shown_from=span.begins,
            shown_until=span.ends,
        )
        for span in new
    )
    clauses = (each for text in texts for each in _clauses(versions[text.version_id], text))
    return len(SearchedClause.objects.bulk_create(clauses))


def _clauses(version: PolicyVersion, searched: SearchedText) -> Iterator[SearchedClause]:
    """The summary first, as a clause without heading and number at position 0."""
    document, language = version.document, searched.language
    title = " ".join(stems(searched.title, language))
    rows = [(document.policy, "", "", document.summary.get(language, ""))]
    for section, number in zip(document.sections, numbers(document, language), strict=True):
        text = body_text(section.body.get(language, ()))
        rows.append((section.key, number, section.heading.get(language, ""), text))
    for position, (key, number, heading, text) in enumerate(rows):
        if heading or text:
            yield SearchedClause(
                searched=searched,
                position=position,
                key=key,
                number=number,
                heading=heading,
                text=text,
                stems_heading=" ".join(stems(heading, language)),
                stems_text=" ".join(stems(text, language)),
                stems_title=title,
            )
