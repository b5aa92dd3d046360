"""Time travel over HTTP (RFC 7089) and the relations of versions (RFC 5829).

The original resource is a policy's own address in one language; its mementos are the versions that apply or
applied in that language, each from the moment it did. The TimeGate has an address of its own, so that caches
of the policy's page need no ``Vary``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _

from policies.publication.in_force import Standing
from policies.publication.public_addresses import absolute, history_path, policy_path, version_path

from .lookup import no_version, path_to, policy_page
from .responses import bad_value, quoted
from .timeline import Entry, Timeline

LINK_FORMAT = "application/link-format"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """A version as the state of the policy's address from ``moment`` on, in seconds of POSIX time."""

    entry: Entry
    moment: float
    language: str

    @property
    def address(self) -> str:
        return absolute(version_path(self.entry.version, self.language))

    @property
    def http_date(self) -> str:
        return http_date(self.moment)


def mementos(history: Timeline, language: str) -> list[Memento]:
    """Every version that applies or applied in this language, oldest first.

    A text applies from midnight in the zone frozen with it, yet not before it was published: only what
    was imported existed before this register did. So the moment of a memento never moves.
    """
    found = []
    for entry in history.entries:
        applied = entry.standing in (Standing.IN_FORCE, Standing.SUPERSEDED)
        if applied and language in entry.languages:
            midnight = datetime.combine(entry.effective_from, time(), tzinfo=entry.version.zone)
            moment = midnight if entry.imported else max(midnight, entry.version.published_at)
            found.append(Memento(entry=entry, moment=moment.timestamp(), language=language))
    return sorted(found, key=lambda memento: (memento.moment, memento.entry.number))


@policy_page
def timegate(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:
    """302 to the version of the moment in ``Accept-Datetime``, without it to the newest (RFC 7089, 4.1).

    Before the first version that is the first one (4.5.3); what is no HTTP date is refused with 400.
    """
    known = mementos(history, language)
    if not known:
        reason = _("No version of this policy applies or applied in this language.")
        raise no_version(reason, history, language)
    chosen = known[-1]
    wanted = request.headers.get("Accept-Datetime")
    if wanted is not None:
        seconds = parse_http_date_safe(wanted)
        if seconds is None:
            message = _(
                "“%(value)s” is not the date of an Accept-Datetime header: write it as in %(example)s."
            )
            return bad_value(request, message % {"value": quoted(wanted), "example": http_date(0)})
        chosen = next((one for one in reversed(known) if one.moment <= seconds), known[0])
    response = HttpResponse(status=HTTPStatus.FOUND, headers={"Location": chosen.address})
    response.headers["Cache-Control"] = "no-cache"
    links = [_original(history, language), *_guides(history, language), *_around(known, chosen)]
    response.headers["Link"] = ", ".join(links)
    patch_vary_headers(response, ["Accept-Datetime"])
    return response


@policy_page
def timemap(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:  # noqa: ARG001 - a view
    """Every memento in link format (RFC 6690, as RFC 7089 section 5 asks for it)."""
    known = mementos(history, language)
    span = {"from": known[0].http_date, "until": known[-1].http_date} if known else {}
    gate, here = _guides(history, language, timemap="self", **span)
    links = [_original(history, language), here, gate]
    links += [_memento_link(known, at) for at in range(len(known))]
    return HttpResponse(",\n".join(links) + "\n", content_type=f"{LINK_FORMAT}; charset=utf-8")


def say_of_policy(response: HttpResponse, history: Timeline, language: str) -> None:
    """The policy's own address: where its TimeGate, TimeMap, history and newest version are."""
    links = [*_guides(history, language), *_versions(history, language, latest=history.current)]
    response.headers["Link"] = ", ".join(links)


def say_of_version(response: HttpResponse, history: Timeline, entry: Entry, language: str) -> None:
    """A version's address: the moment it stands for, and its neighbours in time and in number.

    A version that never was the state of the policy's address (announced, withdrawn, replaced before its
    day) is no memento and has no ``Memento-Datetime``.
    """
    known = mementos(history, language)
    links = [_original(history, language), *_guides(history, language)]
    here = next((one for one in known if one.entry.number == entry.number), None)
    if here is not None:
        response.headers["Memento-Datetime"] = here.http_date
        links += _around(known, here)
    links += _versions(
        history,
        language,
        predecessor=history.entry(entry.number - 1),
        successor=history.entry(entry.number + 1),
        latest=history.current,
    )
    response.headers["Link"] = ", ".join(links)


def _link(address: str, relation: str, **attributes: str) -> str:
    """One link of a ``Link`` header or of a link format document (RFC 8288)."""
    named = {"rel": relation} | attributes
    return "; ".join([f"<{address}>", *(f'{name}="{value}"' for name, value in named.items())])


def _original(history: Timeline, language: str) -> str:
    return _link(absolute(policy_path(history.policy, language)), "original")


def _guides(
    history: Timeline, language: str, *, timemap: str = "timemap", **span: str
) -> tuple[str, str]:
    """The links to the TimeGate and to the TimeMap; ``timemap`` is the second one's relation."""
    gate, here = (absolute(path_to(page, history.policy, language)) for page in ("timegate", "timemap"))
    return _link(gate, "timegate"), _link(here, timemap, type=LINK_FORMAT, **span)


def _versions(history: Timeline, language: str, **neighbours: Entry | None) -> Iterator[str]:
    """The relations of RFC 5829: each neighbour that is in the language, then the history."""
    for relation, other in neighbours.items():
        if other is not None and language in other.version.languages:
            address = version_path(other.version, language)
            yield _link(absolute(address), f"{relation}-version")
    yield _link(absolute(history_path(history.policy, language)), "version-history")


def _around(known: list[Memento], chosen: Memento) -> list[str]:
    """The chosen memento with its neighbours, the first and the last, each once."""
    at, last = known.index(chosen), len(known) - 1
    shown = sorted({0, max(at - 1, 0), at, min(at + 1, last), last})
    return [_memento_link(known, index, at) for index in shown]


def _memento_link(known: list[Memento], at: int, chosen: int | None = None) -> str:
    """``at`` and ``chosen`` count in ``known``; a neighbour of the chosen one is the next or the one before."""
    relations = {
        "first": at == 0,
        "last": at == len(known) - 1,
        "prev": chosen is not None and at == chosen - 1,
        "next": chosen is not None and at == chosen + 1,
        "memento": True,
    }
    relation = " ".join(name for name, holds in relations.items() if holds)
    return _link(known[at].address, relation, datetime=known[at].http_date)
