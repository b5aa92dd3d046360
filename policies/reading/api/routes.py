"""The API's addresses under ``/api/v1/``. Everything is read-only and public."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, Generic, TypeVar, cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.urls.resolvers import URLPattern, URLResolver
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from policies.comparison.compare import LanguageMissing
from policies.comparison.show.as_json import to_json
from policies.document.canonical import to_json as document_json
from policies.publication.addresses import absolute, comparison_path
from policies.publication.models import Policy

from ..absence import Absent, Moved
from ..comparisons import compared
from ..register import content_of, entry_at, entry_on, find, hub_at, public_hubs
from ..search import LONGEST_QUESTION
from ..search import search as find_clauses
from ..timeline import Timeline, timeline, timelines
from . import values
from .answers import PROBLEM, View, answering, problem
from .facts import hit_facts, hub_facts, policy_facts, version_facts

Item = TypeVar("Item")
SLUG = r"^[-a-zA-Z0-9_]{1,80}$"
Slug = Annotated[str, Path(pattern=SLUG, description="As in the public address.")]
Number = Annotated[int, Path(ge=1, le=2_147_483_647, description="Counts from 1 without gaps.")]
Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
PROBLEMS = {404: values.Problem, 422: values.Problem}


class RegisterAPI(NinjaAPI):
    """Ninja writes JSON for every answer into the OpenAPI document; ours of errors are problem details."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(*args, **kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST:
                        response["content"] = {PROBLEM: response["content"]["application/json"]}
        return schema


api = RegisterAPI(
    title="Sijill",
    version="1",
    description="The register of policies as data: texts in force, every version, what changed. "
    "Versions never change; anything else is revalidated with its ETag.",
    docs_url=None,  # its pages load scripts from other hosts
    urls_namespace="policies_api",
)


class Page(Schema, Generic[Item]):
    """``limit`` items from ``offset`` on, and how many there are in all."""

    items: list[Item]
    count: int


@api.get("/hubs", response={200: Page[values.Hub], 422: values.Problem}, operation_id="hubs")
def hubs(request: HttpRequest, limit: Limit = 20, offset: Offset = 0) -> Any:  # noqa: ARG001 - a view
    """Organisations with at least one published policy."""
    found = public_hubs()
    return {"items": [hub_facts(hub) for hub in found[offset : offset + limit]], "count": len(found)}


@api.get("/hubs/{hub}", response={200: values.Hub} | PROBLEMS, operation_id="hub")
def hub(request: HttpRequest, hub: Slug) -> Any:
    return hub_facts(hub_at(_language(request), hub))


@api.get("/policies", response={200: Page[values.Policy], 422: values.Problem}, operation_id="policies")
def policies(
    request: HttpRequest,  # noqa: ARG001 - a view
    hub: Annotated[str | None, Query(pattern=SLUG)] = None,
    kind: values.Kind | None = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """Published policies, of one organisation or of one kind where asked for."""
    found = Policy.objects.public().select_related("hub", "retirement")
    if hub is not None:
        found = found.filter(hub__slug=hub)
    if kind is not None:
        found = found.filter(kind=kind)
    page = timelines(list(found[offset : offset + limit]))
    return {"items": [policy_facts(history) for history in page], "count": found.count()}


@api.get("/policies/{hub}/{policy}", response={200: values.Policy} | PROBLEMS, operation_id="policy")
def policy(request: HttpRequest, hub: Slug, policy: Slug) -> Any:
    return policy_facts(_history(request, hub, policy))


@api.get(
    "/policies/{hub}/{policy}/versions",
    response={200: Page[values.Version]} | PROBLEMS,
    operation_id="versions",
)
def versions(
    request: HttpRequest, hub: Slug, policy: Slug, limit: Limit = 20, offset: Offset = 0
) -> Any:
    """Every version, the newest first."""
    history = _history(request, hub, policy)
    page = history.newest_first[offset : offset + limit]
    return {
        "items": [version_facts(history, entry) for entry in page],
        "count": len(history.entries),
    }


@api.get(
    "/policies/{hub}/{policy}/versions/{number}",
    response={200: values.FullVersion} | PROBLEMS,
    operation_id="version",
)
def version(request: HttpRequest, hub: Slug, policy: Slug, number: Number) -> Any:
    """One version with its document in all its languages."""
    history = _history(request, hub, policy)
    entry = entry_at(history, _language(request), str(number))
    document = document_json(content_of(history, entry).document)
    return version_facts(history, entry) | {"document": document}


@api.get(
    "/policies/{hub}/{policy}/in-force",
    response={200: values.Version} | PROBLEMS,
    operation_id="in_force",
)
def in_force(request: HttpRequest, hub: Slug, policy: Slug, on: date | None = None) -> Any:
    """The version in force on a day of the organisation's calendar, today where none is given."""
    history = _history(request, hub, policy)
    return version_facts(history, entry_on(history, _language(request), on or history.today))


@api.get(
    "/policies/{hub}/{policy}/comparison",
    response={200: values.Comparison} | PROBLEMS,
    operation_id="comparison",
)
def comparison(
    request: HttpRequest,
    hub: Slug,
    policy: Slug,
    old: Annotated[int, Query(ge=1, le=2_147_483_647)],
    new: Annotated[int, Query(ge=1, le=2_147_483_647)],
    language: values.Language,
) -> Any:
    """What changed from one version to another, in one language."""
    history = _history(request, hub, policy)
    before, after = (entry_at(history, _language(request), str(number)) for number in (old, new))
    return {
        "old": version_facts(history, before),
        "new": version_facts(history, after),
        "language": language,
        "url": absolute(comparison_path(history.policy, language, old, new)),
        "comparison": to_json(compared(history, before, after, language)),
    }


@api.get("/search", response={200: Page[values.Hit]} | PROBLEMS, operation_id="search")
def search(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=LONGEST_QUESTION)],
    language: values.Language,
    hub: Annotated[str | None, Query(pattern=SLUG)] = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """Clauses of the texts in force that hold every word of the question, the best first."""
    within = hub_at(_language(request), hub) if hub is not None else None
    hits = find_clauses(q, language, hub=within, offset=offset, limit=limit)
    return {"items": [hit_facts(hit, language) for hit in hits.items], "count": hits.count}


@api.exception_handler(Absent)
def _absent(_request: HttpRequest, absent: Absent) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, absent.reason)


@api.exception_handler(LanguageMissing)
def _language_missing(_request: HttpRequest, missing: LanguageMissing) -> HttpResponse:
    message = _("These two versions do not both have a text in “%(language)s”.")
    return problem(HTTPStatus.NOT_FOUND, message % {"language": missing.language})


@api.exception_handler(Moved)
def _moved(_request: HttpRequest, moved: Moved) -> HttpResponse:
    """A former address: a client that asks for data is told, not sent to a page."""
    message = _("This is a former address: the policy is now at %(address)s.")
    return problem(HTTPStatus.NOT_FOUND, message % {"address": absolute(quote(moved.path))})


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Which parameter is wrong, and the rule."""
    said = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, said)


def _nowhere(_request: HttpRequest) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, _("There is nothing at this address."))


def _history(request: HttpRequest, hub: str, policy: str) -> Timeline:
    return timeline(find(request, _language(request), hub, policy))


def _language(request: HttpRequest) -> str:
    """For the words of a problem: the language the client asks for."""
    language: str = request.LANGUAGE_CODE  # set by LanguageMiddleware
    return language


def _urls() -> list[URLPattern | URLResolver]:
    found, app, namespace = api.urls
    for pattern in found:
        pattern.callback = answering(cast(View, pattern.callback))
    return [
        path("", include((found, app), namespace=namespace)),
        re_path(r"^.*\Z", answering(_nowhere)),
    ]


urlpatterns = _urls()
