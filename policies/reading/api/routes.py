"""The API's addresses under ``/api/v1/``: read-only, public, open to every origin, cacheable and conditional.

Errors are problem details (RFC 9457).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.urls.resolvers import URLPattern, URLResolver
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from policies.comparison.compare import LanguageMissing
from policies.comparison.show.as_json import to_json
from policies.document.canonical import to_json as document_json
from policies.publication.models import Policy
from policies.publication.public_addresses import absolute, comparison_path

from ..comparison_cache import comparison_of
from ..lookup import content_of, entry_at, entry_on, find, organisation_at, public_organisations
from ..request_language import language_of
from ..responses import REVALIDATED, Absent, Moved, View, revalidated
from ..search import LONGEST_QUESTION
from ..search import search as find_clauses
from ..timeline import Timeline, timeline, timelines
from . import schemas
from .schemas import hit_facts, organisation_facts, policy_facts, version_facts

PROBLEM = "application/problem+json"
SLUG = r"^[-a-zA-Z0-9_]{1,80}$"
LARGEST = 2_147_483_647
Slug = Annotated[str, Path(pattern=SLUG, description="As in the public address.")]
Number = Annotated[int, Path(ge=1, le=LARGEST, description="Counts from 1 without gaps.")]
QueriedNumber = Annotated[int, Query(ge=1, le=LARGEST)]
QueriedOrganisation = Annotated[str | None, Query(pattern=SLUG)]
Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


class RegisterAPI(NinjaAPI):
    """Ninja writes JSON for every answer into the OpenAPI document; ours of errors are problem details."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

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


def resource(
    address: str, answer: Any, problems: tuple[int, ...] = (404, 422)
) -> Callable[[View], View]:
    return api.get(address, response={200: answer} | dict.fromkeys(problems, schemas.Problem))


@resource("/organisations", schemas.Page[schemas.Organisation], problems=(422,))
def organisations(request: HttpRequest, limit: Limit = 20, offset: Offset = 0) -> Any:  # noqa: ARG001 - a view
    """Organisations with at least one published policy."""
    found = public_organisations()
    page = found[offset : offset + limit]
    return {"items": [organisation_facts(each) for each in page], "count": len(found)}


@resource("/organisations/{organisation}", schemas.Organisation)
def organisation(request: HttpRequest, organisation: Slug) -> Any:
    return organisation_facts(organisation_at(language_of(request), organisation))


@resource("/policies", schemas.Page[schemas.Policy], problems=(422,))
def policies(
    request: HttpRequest,  # noqa: ARG001 - a view
    organisation: QueriedOrganisation = None,
    kind: schemas.Kind | None = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """Published policies, of one organisation or of one kind where asked for."""
    wanted = {"organisation__slug": organisation, "kind": kind}
    found = Policy.objects.public().select_related("organisation", "retirement")
    found = found.filter(**{field: value for field, value in wanted.items() if value is not None})
    page = timelines(list(found[offset : offset + limit]))
    return {"items": [policy_facts(history) for history in page], "count": found.count()}


@resource("/policies/{organisation}/{policy}", schemas.Policy)
def policy(request: HttpRequest, organisation: Slug, policy: Slug) -> Any:
    return policy_facts(_history(request, organisation, policy))


@resource("/policies/{organisation}/{policy}/versions", schemas.Page[schemas.Version])
def versions(
    request: HttpRequest, organisation: Slug, policy: Slug, limit: Limit = 20, offset: Offset = 0
) -> Any:
    """Every version, the newest first."""
    history = _history(request, organisation, policy)
    page = history.newest_first[offset : offset + limit]
    return {"items": [version_facts(history, entry) for entry in page], "count": len(history.entries)}


@resource("/policies/{organisation}/{policy}/versions/{number}", schemas.FullVersion)
def version(request: HttpRequest, organisation: Slug, policy: Slug, number: Number) -> Any:
    """One version with its document in all its languages."""
    history = _history(request, organisation, policy)
    entry = entry_at(history, language_of(request), str(number))
    document = document_json(content_of(history, entry).document)
    return version_facts(history, entry) | {"document": document}


@resource("/policies/{organisation}/{policy}/in-force", schemas.Version)
def in_force(request: HttpRequest, organisation: Slug, policy: Slug, on: date | None = None) -> Any:
    """The version in force on a day of the organisation's calendar, today where none is given."""
    history = _history(request, organisation, policy)
    return version_facts(history, entry_on(history, language_of(request), on or history.today))


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
    return timeline(find(request, language_of(request), organisation, policy))


def problem(detail: str, status: HTTPStatus = HTTPStatus.NOT_FOUND) -> HttpResponse:
    """``detail`` is in the language of the request."""
    content = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    response = HttpResponse(json.dumps(content, ensure_ascii=False), status=status, content_type=PROBLEM)
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language"])
    return response


@api.exception_handler(Absent)
def _absent(_request: HttpRequest, absent: Absent) -> HttpResponse:
    return problem(absent.reason)


@api.exception_handler(LanguageMissing)
def _language_missing(_request: HttpRequest, missing: LanguageMissing) -> HttpResponse:
    message = _("These two versions do not both have a text in “%(language)s”.")
    return problem(message % {"language": missing.language})


@api.exception_handler(Moved)
def _moved(_request: HttpRequest, moved: Moved) -> HttpResponse:
    """A former address: a client that asks for data is told, not sent to a page."""
    message = _("This is a former address: the policy is now at %(address)s.")
    return problem(message % {"address": absolute(quote(moved.path))})


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Which parameter is wrong, and the rule."""
    said = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors)
    return problem(said, HTTPStatus.UNPROCESSABLE_ENTITY)


def _nowhere(_request: HttpRequest) -> HttpResponse:
    return problem(_("There is nothing at this address."))


def answering(view: View) -> View:
    """HEAD like GET, an ETag and 304, any origin: what is public needs no permission to be read."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method = request.method
        request.method = "GET" if method == "HEAD" else method
        try:
            response = view(request, *args, **kwargs)
        finally:
            request.method = method
        response.headers["Access-Control-Allow-Origin"] = "*"
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response.headers["Allow"] = "GET, HEAD"
        response.headers.setdefault("Cache-Control", REVALIDATED)
        return revalidated(request, response)

    return answer


_resources, _app, _namespace = api.urls
for _resource in _resources:
    _resource.callback = answering(cast(View, _resource.callback))
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_resources, _app), namespace=_namespace)),
    re_path(r"^.*\Z", answering(_nowhere)),
]
