"""Time travel over HTTP (RFC 7089) and the relations of versions (RFC 5829).

The original resource is a policy's own address in one language; its mementos are the versions that apply or
applied in that language, each from the moment it did. The TimeGate has an address of its own, so that caches
of the policy's page need no ``Vary``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _

from policies.publication.public_addresses import absolute, history_path, policy_path

from .lookup import find, version_address, version_choices
from .not_found import Absent, bad_value_page, quoted
from .responses import public
from .timeline import Entry, Timeline, timeline

LONGEST_DATETIME = 60  # characters; an HTTP date has 29
LINK_FORMAT = "application/link-format"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """A version as the state of the policy's address from ``moment`` on."""

    entry: Entry
    moment: datetime
    address: str

    @property
    def http_date(self) -> str:
        return http_date(self.moment.timestamp())


def mementos(history: Timeline, language: str) -> list[Memento]:
    """Every version that applies or applied in this language, oldest first.

    A text applies from midnight in the zone frozen with it, yet not before it was published: only what
    was imported existed before this register did. So the moment of a memento never moves.
    """
    found = []
    for entry in history.entries:
        if not (entry.is_in_force or entry.is_superseded) or language not in entry.version.languages:
            continue
        zone = entry.version.zone
        midnight = datetime.combine(entry.effective_from, time(), tzinfo=zone)
        moment = midnight if entry.imported else max(midnight, entry.version.published_at)
        address = absolute(version_address(history.policy, entry.number, language))
        found.append(Memento(entry=entry, moment=moment.astimezone(UTC), address=address))
    return sorted(found, key=lambda memento: (memento.moment, memento.entry.number))


@public
def timegate(request: HttpRequest, language: str, organisation: str, slug: str) -> HttpResponse:
    """302 to the version of the moment in ``Accept-Datetime``, without it to the newest (RFC 7089, 4.1).

    Before the first version that is the first one (4.5.3); what is no HTTP date is refused with 400.
    """
    history = timeline(find(request, language, organisation, slug))
    known = mementos(history, language)
    if not known:
        raise Absent(
            _("No version of this policy applies or applied in this language."),
            offer=_("Versions of this policy"),
            choices=version_choices(history, language),
        )
    wanted = request.headers.get("Accept-Datetime")
    moment = _moment(wanted) if wanted is not None else None
    if wanted is not None and moment is None:
        return _refused(request, wanted)
    chosen = known[-1]
    if moment is not None:
        chosen = next((one for one in reversed(known) if one.moment <= moment), known[0])
    response = HttpResponse(status=HTTPStatus.FOUND, headers={"Location": chosen.address})
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Link"] = _joined(_own_links(history, language) + _memento_links(known, chosen))
    patch_vary_headers(response, ["Accept-Datetime"])
    return response


@public
def timemap(request: HttpRequest, language: str, organisation: str, slug: str) -> HttpResponse:
    """Every memento in link format (RFC 6690, as RFC 7089 section 5 asks for it)."""
    history = timeline(find(request, language, organisation, slug))
    known = mementos(history, language)
    here = absolute(_path("timemap", history, language))
    span = f'; from="{known[0].http_date}"; until="{known[-1].http_date}"' if known else ""
    links = [
        _original(history, language),
        f'<{here}>; rel="self"; type="{LINK_FORMAT}"{span}',
        _timegate_link(history, language),
        *(_memento_link(one, known) for one in known),
    ]
    return HttpResponse(",\n".join(links) + "\n", content_type=f"{LINK_FORMAT}; charset=utf-8")


def say_of_policy(response: HttpResponse, history: Timeline, language: str) -> None:
    """The policy's own address: where its TimeGate, TimeMap, history and newest version are."""
    latest = absolute(version_address(history.policy, history.current.number, language))
    links = _own_links(history, language, original=False)
    if language in history.current.version.languages:
        links.append(f'<{latest}>; rel="latest-version"')
    response.headers["Link"] = _joined([*links, _history_link(history, language)])


def say_of_version(response: HttpResponse, history: Timeline, entry: Entry, language: str) -> None:
    """A version's address: the moment it stands for, and its neighbours in time and in number.

    A version that never was the state of the policy's address (announced, withdrawn, replaced before its
    day) is no memento and has no ``Memento-Datetime``.
    """
    known = mementos(history, language)
    here = next((one for one in known if one.entry.number == entry.number), None)
    links = _own_links(history, language)
    if here is not None:
        response.headers["Memento-Datetime"] = here.http_date
        links += _memento_links(known, here)
    neighbours = (
        ("predecessor-version", history.entry(entry.number - 1)),
        ("successor-version", history.entry(entry.number + 1)),
        ("latest-version", history.current),
    )
    for relation, other in neighbours:
        if other is not None and language in other.version.languages:
            address = absolute(version_address(history.policy, other.number, language))
            links.append(f'<{address}>; rel="{relation}"')
    response.headers["Link"] = _joined([*links, _history_link(history, language)])


def _moment(value: str) -> datetime | None:
    """The moment of an HTTP date (RFC 9110, 5.6.7), none where it is not one."""
    if len(value) > LONGEST_DATETIME:
        return None
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _refused(request: HttpRequest, value: str) -> HttpResponse:
    example = http_date(0)
    message = _("“%(value)s” is not the date of an Accept-Datetime header: write it as in %(example)s.")
    return bad_value_page(request, message % {"value": quoted(value), "example": example})


def _own_links(history: Timeline, language: str, *, original: bool = True) -> list[str]:
    links = [_original(history, language)] if original else []
    here = absolute(_path("timemap", history, language))
    links.append(_timegate_link(history, language))
    return [*links, f'<{here}>; rel="timemap"; type="{LINK_FORMAT}"']


def _memento_links(known: list[Memento], chosen: Memento) -> list[str]:
    """The chosen memento with its neighbours, the first and the last, each once."""
    at = known.index(chosen)
    shown = sorted({0, max(at - 1, 0), at, min(at + 1, len(known) - 1), len(known) - 1})
    return [_memento_link(known[index], known, chosen) for index in shown]


def _memento_link(one: Memento, known: list[Memento], chosen: Memento | None = None) -> str:
    relations = " ".join(_relations(one, known, chosen))
    return f'<{one.address}>; rel="{relations}"; datetime="{one.http_date}"'


def _relations(one: Memento, known: list[Memento], chosen: Memento | None) -> Iterator[str]:
    if one is known[0]:
        yield "first"
    if one is known[-1]:
        yield "last"
    if chosen is not None and one is not chosen:
        distance = known.index(one) - known.index(chosen)
        if abs(distance) == 1:
            yield "next" if distance > 0 else "prev"
    yield "memento"


def _original(history: Timeline, language: str) -> str:
    return f'<{absolute(policy_path(history.policy, language))}>; rel="original"'


def _timegate_link(history: Timeline, language: str) -> str:
    return f'<{absolute(_path("timegate", history, language))}>; rel="timegate"'


def _history_link(history: Timeline, language: str) -> str:
    return f'<{absolute(history_path(history.policy, language))}>; rel="version-history"'


def _path(name: str, history: Timeline, language: str) -> str:
    policy = history.policy
    return reverse(f"policies:{name}", args=[language, policy.organisation.slug, policy.slug])


def _joined(links: list[str]) -> str:
    return ", ".join(links)
