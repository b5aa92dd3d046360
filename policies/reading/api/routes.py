"""The API's addresses under ``/api/v1/``: read-only, public, open to every origin, cacheable and conditional."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, cast

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import include, path, re_path
from django.urls.resolvers import URLPattern, URLResolver
from ninja import Query

from policies.comparison.show.as_json import to_json
from policies.document.canonical import to_json as document_json
from policies.publication.models import Policy, PolicyVersion
from policies.publication.public_addresses import absolute, comparison_path

from ..comparison_cache import comparison_of
from ..finding import LONGEST_QUESTION
from ..finding import search as find_clauses
from ..lookup import (
    content_of,
    entry_at,
    entry_on,
    find,
    organisation_at,
    public_organisations,
    subject_of,
)
from ..request_language import language_of
from ..responses import View
from ..timeline import Timeline, next_midnight, timeline, timelines, with_words
from . import schemas
from .contract import (
    LARGEST,
    Limit,
    Number,
    Offset,
    QueriedNumber,
    QueriedOrganisation,
    Slug,
    answering,
    api,
    made_from,
    nowhere,
    resource,
)
from .event_list import events_from
from .schemas import hit_facts, organisation_facts, policy_facts, version_facts
from .text_forms import text_facts


@resource("/organisations", schemas.Page[schemas.Organisation], problems=(422,))
def organisations(request: HttpRequest, limit: Limit = 20, offset: Offset = 0) -> Any:
    """Organisations with at least one published policy."""
    found = public_organisations()
    page = found[offset : offset + limit]
    made_from(request)
    return {"items": [organisation_facts(each) for each in page], "count": len(found)}


@resource("/organisations/{organisation}", schemas.Organisation)
def organisation(request: HttpRequest, organisation: Slug) -> Any:
    """One organisation."""
    found = organisation_at(language_of(request), organisation)
    made_from(request, (found.pk, 0))
    return organisation_facts(found)


@resource("/policies", schemas.Page[schemas.Policy], problems=(422,))
def policies(
    request: HttpRequest,
    organisation: QueriedOrganisation = None,
    kind: schemas.Kind | None = None,
    published_since: Annotated[
        datetime | None,
        Query(
            description="Policies of which a version was published at this moment or later; UTC where no zone is said."
        ),
    ] = None,
    in_force_on: Annotated[
        date | None,
        Query(description="Policies of which a version was in force on this day: `on_day` says which."),
    ] = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """Published policies: of one organisation, of one kind, changed since a moment, in force on a day."""
    wanted = {"organisation__slug": organisation, "kind": kind}
    found = Policy.objects.public().select_related("organisation", "retirement")
    found = found.filter(**{field: value for field, value in wanted.items() if value is not None})
    versions = PolicyVersion.objects.filter(policy=OuterRef("pk")).order_by()
    if published_since is not None:
        since = published_since if published_since.tzinfo else published_since.replace(tzinfo=UTC)
        found = found.filter(Exists(versions.filter(published_at__gte=since)))
    if in_force_on is not None:
        found = found.filter(Exists(versions.in_force(in_force_on)))
    page = timelines(list(found[offset : offset + limit]))
    shown = [(history, history.on(in_force_on) if in_force_on else None) for history in page]
    with_words(
        entry
        for history, on_day in shown
        for entry in (*history.upcoming, history.in_force, on_day)
        if entry is not None
    )
    made_from(request, until=next_midnight())
    return {"items": [policy_facts(*each) for each in shown], "count": found.count()}


@resource("/policies/{organisation}/{policy}", schemas.Policy)
def policy(request: HttpRequest, organisation: Slug, policy: Slug) -> Any:
    """One policy: the version in force, and those announced."""
    history = _history(request, organisation, policy)
    with_words((*history.upcoming, *([history.in_force] if history.in_force else [])))
    return policy_facts(history)


@resource("/policies/{organisation}/{policy}/versions", schemas.Page[schemas.Version])
def versions(
    request: HttpRequest, organisation: Slug, policy: Slug, limit: Limit = 20, offset: Offset = 0
) -> Any:
    """Every version, the newest first."""
    history = _history(request, organisation, policy)
    page = history.newest_first[offset : offset + limit]
    with_words(page)
    return {"items": [version_facts(history, entry) for entry in page], "count": len(history.entries)}


@resource("/policies/{organisation}/{policy}/versions/{number}", schemas.FullVersion)
def version(request: HttpRequest, organisation: Slug, policy: Slug, number: Number) -> Any:
    """One version with its document in all its languages."""
    history = _history(request, organisation, policy)
    entry = entry_at(history, language_of(request), str(number))
    document = document_json(content_of(history, entry).document)
    return version_facts(history, entry) | {"document": document}


@resource("/policies/{organisation}/{policy}/versions/{number}/text", schemas.Text)
def text(
    request: HttpRequest,
    organisation: Slug,
    policy: Slug,
    number: Number,
    language: schemas.Language,
    form: schemas.Form = "blocks",
) -> Any:
    """The text in one language: as blocks, as a fragment of HTML, as Markdown, or plain as in the evidence."""
    history = _history(request, organisation, policy)
    return text_facts(history, entry_at(history, language_of(request), str(number)), language, form)


@resource("/policies/{organisation}/{policy}/in-force", schemas.Version)
def in_force(request: HttpRequest, organisation: Slug, policy: Slug, on: date | None = None) -> Any:
    """The version in force on a day of the organisation's calendar, today where none is given."""
    history = _history(request, organisation, policy)
    entry = entry_on(history, language_of(request), on or history.today)
    with_words((entry,))
    return version_facts(history, entry)


@resource("/policies/{organisation}/{policy}/comparison", schemas.Comparison)
def comparison(
    request: HttpRequest,
    organisation: Slug,
    policy: Slug,
    old: QueriedNumber,
    new: QueriedNumber,
    language: schemas.Language,
) -> Any:
    """What changed from one version to another, in one language."""
    history = _history(request, organisation, policy)
    before, after = (entry_at(history, language_of(request), str(number)) for number in (old, new))
    return {
        "old": version_facts(history, before),
        "new": version_facts(history, after),
        "language": language,
        "url": absolute(comparison_path(history.policy, language, old, new)),
        "comparison": to_json(comparison_of(history, before, after, language)),
    }


@resource("/events", schemas.Events, problems=(422,))
def events(
    request: HttpRequest,
    cursor: Annotated[
        int, Query(ge=0, le=LARGEST, description="0 at first; then the `cursor` of the last answer.")
    ] = 0,
    organisation: QueriedOrganisation = None,
    limit: Limit = 100,
) -> Any:
    """Everything that happened since a cursor, the oldest first: publications, withdrawals, retirements, moves."""
    found = events_from(cursor, limit=limit, organisation=organisation)
    if not cursor:
        made_from(request)
    return found


@resource("/search", schemas.Page[schemas.Hit])
def search(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=LONGEST_QUESTION)],
    language: schemas.Language,
    organisation: QueriedOrganisation = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """Clauses of the texts in force that hold every word of the question, the best first."""
    within = organisation_at(language_of(request), organisation) if organisation is not None else None
    hits = find_clauses(q, language, organisation=within, offset=offset, limit=limit)
    return {"items": [hit_facts(hit) for hit in hits.items], "count": hits.count}


def _history(request: HttpRequest, organisation: str, policy: str) -> Timeline:
    history = timeline(find(request, language_of(request), organisation, policy))
    # A version says whether it applies today, and may say when it ceases to.
    made_from(request, subject_of(history.policy), history.tomorrow)
    return history


_resources, _app, _namespace = api.urls
for _resource in _resources:
    _resource.callback = answering(cast(View, _resource.callback))
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_resources, _app), namespace=_namespace)),
    re_path(r"^.*\Z", answering(nowhere)),
]
