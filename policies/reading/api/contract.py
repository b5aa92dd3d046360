"""What every address of the API keeps to: its parameters, its errors (RFC 9457), and what shelf and caches may do with it."""

from __future__ import annotations

import functools
import inspect
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from policies.comparison.compare import LanguageMissing
from policies.publication.altered import AlteredText
from policies.publication.editions import REGISTER, Subject
from policies.publication.public_addresses import absolute
from policies.publication.withheld_text import WithheldText

from ..cross_origin import open_to_every_origin
from ..responses import REVALIDATED, Absent, Moved, View, quoted, revalidated, withheld_facts
from ..shelf.keeping import promise, watched
from ..time_limit import time_limit
from . import schemas

# Of the document: the addresses are version 1 as long as nothing that was there means something else.
VERSION: Final = "1.1"
PROBLEM: Final = "application/problem+json"
SLUG: Final = r"^[-a-zA-Z0-9_]{1,80}$"
LARGEST: Final = 2_147_483_647
# Pages of lists that are kept: those that a client comes to who begins at the start. Any other is made when asked for.
_KEPT_LIMITS: Final = (20, 100)

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
    version=VERSION,
    description="The register of policies as data: texts in force, every version, what changed. "
    "Versions never change; anything else is revalidated with its ETag. "
    "A parameter that an address does not know is refused.",
    docs_url=None,  # its pages load scripts from other hosts
    urls_namespace="policies_api",
)

# The parameters that each address takes in its query, by the name of its view.
_TAKEN: dict[str, tuple[str, ...]] = {"openapi-json": ()}


def resource(
    address: str, answer: Any, problems: tuple[int, ...] = (404, 422)
) -> Callable[[View], View]:
    """An address of the API: a view whose parameters are those of its path and of its query."""
    register = api.get(address, response={200: answer} | dict.fromkeys(problems, schemas.Problem))

    def decorate(view: View) -> View:
        named = {"request", *re.findall(r"{(\w+)}", address)}
        _TAKEN[view.__name__] = tuple(n for n in inspect.signature(view).parameters if n not in named)
        return register(view)

    return decorate


def made_from(request: HttpRequest, subject: Subject = REGISTER, until: datetime | None = None) -> None:
    """Say what the answer is made from and until when it is true, so that it is kept."""
    request.made_from = (subject, until)  # type: ignore[attr-defined]


def answering(view: View) -> View:
    """HEAD like GET, an ETag and 304, any origin, no unknown parameter; kept where the view said what it is made from."""

    @open_to_every_origin
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method = request.method
        request.method = "GET" if method == "HEAD" else method
        try:
            with time_limit():
                response = watched(lambda: _answer(view, request, *args, **kwargs))
        finally:
            request.method = method
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response.headers["Allow"] = "GET, HEAD"
        # Said of no language: else the answer would be in the language of the first reader.
        response.headers.setdefault("Content-Language", "fr, en, ar")
        response.headers.setdefault("Cache-Control", REVALIDATED)
        return revalidated(request, response)

    return answer


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    match = request.resolver_match
    taken = _TAKEN.get(match.url_name or "") if match else None
    unknown = [name for name in request.GET if taken is not None and name not in taken]
    if unknown:
        said = _("There is no parameter “%(name)s”: this address takes %(known)s.")
        known = ", ".join(taken or ()) or _("none")
        return problem(
            said % {"name": quoted(unknown[0]), "known": known}, HTTPStatus.UNPROCESSABLE_ENTITY
        )
    response = view(request, *args, **kwargs)
    made = getattr(request, "made_from", None)
    if made is not None and response.status_code == HTTPStatus.OK and _is_usual(request):
        promise(response, made[0], until=made[1], query=request.META.get("QUERY_STRING", ""))
    return response


def _is_usual(request: HttpRequest) -> bool:
    """Whether a page of a list is one that others will ask for too: a stranger cannot fill the shelf with odd ones."""
    limit, offset = (
        request.GET.get(name, default) for name, default in (("limit", "20"), ("offset", "0"))
    )
    return (
        limit.isdecimal()
        and offset.isdecimal()
        and int(limit) in _KEPT_LIMITS
        and int(offset) % int(limit) == 0
    )


def problem(
    detail: str, status: HTTPStatus = HTTPStatus.NOT_FOUND, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    """``detail`` is in the language of the request."""
    content = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    content |= more or {}
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


@api.exception_handler(AlteredText)
def _altered(_request: HttpRequest, _altered: AlteredText) -> HttpResponse:
    message = _("The stored text is not the one that was published, so it is not shown.")
    return problem(message, HTTPStatus.INTERNAL_SERVER_ERROR)


@api.exception_handler(WithheldText)
def _withheld(_request: HttpRequest, withheld: WithheldText) -> HttpResponse:
    facts = withheld_facts(withheld.version)
    return problem(facts["detail"], HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS, facts)


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


def nowhere(_request: HttpRequest) -> HttpResponse:
    return problem(_("There is nothing at this address."))
