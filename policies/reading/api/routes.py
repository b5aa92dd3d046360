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
from policies.comparison.json import to_json
from policies.document.canonical import to_json as document_json
from policies.publication.models import Policy
from policies.publication.public_addresses import absolute, comparison_path

from ..comparison_pages import compared
from ..lookup import content_of, entry_at, entry_on, find, organisation_at, public_organisations
from ..not_found import Absent, Moved
from ..search import LONGEST_QUESTION
from ..search import search as find_clauses
from ..timeline import Timeline, timeline, timelines
from . import schemas
from .problem_details import PROBLEM, View, answering, problem
from .serialize import hit_facts, organisation_facts, policy_facts, version_facts

Item = TypeVar("Item")
SLUG = r"^[-a-zA-Z0-9_]{1,80}$"
Slug = Annotated[str, Path(pattern=SLUG, description="As in the public address.")]
Number = Annotated[int, Path(ge=1, le=2_147_483_647, description="Counts from 1 without gaps.")]
Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
PROBLEMS = {404: schemas.Problem, 422: schemas.Problem}


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


@api.get(
    "/organisations",
    response={200: Page[schemas.Organisation], 422: schemas.Problem},
    operation_id="organisations",
)
def organisations(request: HttpRequest, limit: Limit = 20, offset: Offset = 0) -> Any:  # noqa: ARG001 - a view
    """Organisations with at least one published policy."""
    found = public_organisations()
    return {
        "items": [organisation_facts(organisation) for organisation in found[offset : offset + limit]],
        "count": len(found),
    }


@api.get(
    "/organisations/{organisation}",
    response={200: schemas.Organisation} | PROBLEMS,
    operation_id="organisation",
)
def organisation(request: HttpRequest, organisation: Slug) -> Any:
    return organisation_facts(organisation_at(_language(request), organisation))


@api.get(
    "/policies", response={200: Page[schemas.Policy], 422: schemas.Problem}, operation_id="policies"
)
def policies(
    request: HttpRequest,  # noqa: ARG001 - a view
    organisation: Annotated[str | None, Query(pattern=SLUG)] = None,
    kind: schemas.Kind | None = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """Published policies, of one organisation or of one kind where asked for."""
    found = Policy.objects.public().select_related("organisation", "retirement")
    if organisation is not None:
        found = found.filter(organisation__slug=organisation)
    if kind is not None:
        found = found.filter(kind=kind)
    page = timelines(list(found[offset : offset + limit]))
    return {"items": [policy_facts(history) for history in page], "count": found.count()}


@api.get(
    "/policies/{organisation}/{policy}", response={200: schemas.Policy} | PROBLEMS, operation_id="policy"
)
def policy(request: HttpRequest, organisation: Slug, policy: Slug) -> Any:
    return policy_facts(_history(request, organisation, policy))


@api.get(
    "/policies/{organisation}/{policy}/versions",
    response={200: Page[schemas.Version]} | PROBLEMS,
    operation_id="versions",
)
def versions(
    request: HttpRequest, organisation: Slug, policy: Slug, limit: Limit = 20, offset: Offset = 0
) -> Any:
    """Every version, the newest first."""
    history = _history(request, organisation, policy)
    page = history.newest_first[offset : offset + limit]
    return {
        "items": [version_facts(history, entry) for entry in page],
        "count": len(history.entries),
    }


@api.get(
    "/policies/{organisation}/{policy}/versions/{number}",
    response={200: schemas.FullVersion} | PROBLEMS,
    operation_id="version",
)
def version(request: HttpRequest, organisation: Slug, policy: Slug, number: Number) -> Any:
    """One version with its document in all its languages."""
    history = _history(request, organisation, policy)
    entry = entry_at(history, _language(request), str(number))
    document = document_json(content_of(history, entry).document)
    return version_facts(history, entry) | {"document": document}


@api.get(
    "/policies/{organisation}/{policy}/in-force",
    response={200: schemas.Version} | PROBLEMS,
    operation_id="in_force",
)
def in_force(request: HttpRequest, organisation: Slug, policy: Slug, on: date | None = None) -> Any:
    """The version in force on a day of the organisation's calendar, today where none is given."""
    history = _history(request, organisation, policy)
    return version_facts(history, entry_on(history, _language(request), on or history.today))


@api.get(
    "/policies/{organisation}/{policy}/comparison",
    response={200: schemas.Comparison} | PROBLEMS,
    operation_id="comparison",
)
def comparison(
    request: HttpRequest,
    organisation: Slug,
    policy: Slug,
    old: Annotated[int, Query(ge=1, le=2_147_483_647)],
    new: Annotated[int, Query(ge=1, le=2_147_483_647)],
    language: schemas.Language,
) -> Any:
    """What changed from one version to another, in one language."""
    history = _history(request, organisation, policy)
    before, after = (entry_at(history, _language(request), str(number)) for number in (old, new))
    return {
        "old": version_facts(history, before),
        "new": version_facts(history, after),
        "language": language,
        "url": absolute(comparison_path(history.policy, language, old, new)),
        "comparison": to_json(compared(history, before, after, language)),
    }


@api.get("/search", response={200: Page[schemas.Hit]} | PROBLEMS, operation_id="search")
def search(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=LONGEST_QUESTION)],
    language: schemas.Language,
    organisation: Annotated[str | None, Query(pattern=SLUG)] = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """Clauses of the texts in force that hold every word of the question, the best first."""
    within = organisation_at(_language(request), organisation) if organisation is not None else None
    hits = find_clauses(q, language, organisation=within, offset=offset, limit=limit)
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


def _history(request: HttpRequest, organisation: str, policy: str) -> Timeline:
    return timeline(find(request, _language(request), organisation, policy))


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
