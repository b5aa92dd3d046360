"""The page about the API, in the site's look: what can be asked, and examples that answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from policies.document.languages import CODES
from policies.publication.models import PolicyVersion
from policies.publication.public_addresses import absolute

from .api.contract import VERSION, api
from .api.schemas import API
from .responses import public
from .shelf.keeping import promise

# In the order of the page; the OpenAPI document says the same in English.
_SAID: Final[dict[str, Words | str]] = {
    "organisations": _("Organisations that have published a policy."),
    "organisation": _("One organisation."),
    "policies": _(
        "Policies: of one organisation, of one kind, changed since a moment, in force on a day."
    ),
    "policy": _("One policy: the version in force, and those announced."),
    "versions": _("Every version of a policy, the newest first."),
    "version": _("One version with its document in all its languages, as it was frozen."),
    "text": _("The text in one language: as blocks, as HTML, as Markdown, or plain as in the evidence."),
    "in_force": _("The version in force on a day, today where none is given."),
    "comparison": _("What changed from one version to another; both texts can be rebuilt from it."),
    "events": _(
        "Everything that happened since a cursor: publications, withdrawals, retirements, moves."
    ),
    "search": _("Clauses of the texts in force that hold every word of a question."),
}
# Queries worth showing. Names in capitals stand for what this register has.
_EXAMPLES: Final[dict[str, dict[str, str]]] = {
    "policies": {"organisation": "ORGANISATION", "in_force_on": "DAY"},
    "versions": {"limit": "20"},
    "text": {"language": "LANGUAGE", "form": "markdown"},
    "in_force": {"on": "DAY"},
    "comparison": {"old": "NUMBER", "new": "NUMBER", "language": "LANGUAGE"},
    "events": {"cursor": "0"},
    "search": {"q": "cookies", "language": "en"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    name: str
    needed: bool
    kinds: tuple[str, ...]
    default: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One address: ``example`` is a path that answers in this register, empty where nothing was published."""

    name: str
    path: str
    said: Words | str
    parameters: tuple[Parameter, ...]
    example: str


@public
def api_page(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001 - in the address
    context = {
        "version": VERSION,
        "operations": list(_operations()),
        "document": reverse("policies_api:openapi-json"),
        "base": absolute(API),
        "alternates": CODES,
    }
    response = render(request, "policies/api.html", context)
    promise(response)
    return response


def _operations() -> Iterator[Operation]:
    found = {}
    for path, methods in api.get_openapi_schema()["paths"].items():
        found[methods["get"]["operationId"]] = (path, methods["get"].get("parameters", []))
    shown = PolicyVersion.objects.select_related("policy__organisation").order_by("pk").first()
    for name, said in _SAID.items():
        path, parameters = found[name]
        yield Operation(
            name=name,
            path=path,
            said=said,
            parameters=tuple(map(_parameter, parameters)),
            example=_example(path, _EXAMPLES.get(name, {}), shown) if shown else "",
        )


def _parameter(said: dict[str, Any]) -> Parameter:
    schema = said["schema"]
    kinds = [kind for one in schema.get("anyOf", [schema]) for kind in _kinds(one)]
    default = schema.get("default")
    return Parameter(
        name=said["name"],
        needed=said["required"],
        kinds=tuple(kinds),
        default="" if default is None else str(default),
    )


def _kinds(schema: dict[str, Any]) -> list[str]:
    if "enum" in schema:
        return list(map(str, schema["enum"]))
    kind = schema.get("format") or schema.get("type", "")
    return [] if kind == "null" else [kind]


def _example(path: str, query: dict[str, str], shown: PolicyVersion) -> str:
    known = {
        "ORGANISATION": shown.policy.organisation.slug,
        "DAY": shown.effective_from.isoformat(),
        "LANGUAGE": shown.authoritative,
        "NUMBER": str(shown.number),
    }
    named = path.format(
        organisation=shown.policy.organisation.slug, policy=shown.policy.slug, number=shown.number
    )
    asked = urlencode({name: known.get(value, value) for name, value in query.items()})
    return f"{named}?{asked}" if asked else named
