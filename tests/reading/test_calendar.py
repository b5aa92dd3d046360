"""An organisation that moves to another time zone moves no day of what it published before.

It is always another day in Kiritimati than in Pago Pago: they are 25 hours apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import lxml.html
import pytest
from django.test import Client
from django.utils import timezone

from policies.evidence.digests import digest
from policies.evidence.notes import new_key
from policies.publication.approve import approve
from policies.publication.checkpoints import publish_checkpoint
from policies.publication.freeze import version_frozen
from policies.publication.log import log_event
from policies.publication.models import Organisation, Policy, PolicyVersion
from policies.publication.retire import retire
from policies.publication.version_record import Record, Waived, Waiver
from policies.publication.withdraw import withdraw
from policies.reading.timeline import timeline
from tests.factories import NOTES, make_document
from tests.publication.test_verification import summary
from tests.reading.register import make_policy, publish_words

pytestmark = pytest.mark.django_db

EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
LANGUAGES = ("fr", "en", "ar")


@pytest.fixture(autouse=True)
def key(settings: Any) -> None:
    settings.LOG_KEY = new_key("policies.example.org/log").text


@pytest.fixture
def policy() -> Policy:
    """One version that was superseded, one in force that was an emergency, one withdrawn; then it was retired."""
    Organisation.objects.create(
        slug="atlas", time_zone=EAST, name_fr="Atlas", name_en="Atlas", name_ar="أطلس"
    )
    policy = make_policy()
    publish_words(policy, "Ancien", effective_from=date(2023, 3, 1))
    urgent = publish_words(
        policy,
        "Urgent",
        origin="authored",
        effective_from=policy.organisation.today(),
        waivers={Waived.SECOND_PERSON: Waiver(reason="Fuite", by="Salma")},
    )
    approve(version=urgent, by="Omar", by_id=7)
    announced = publish_words(
        policy,
        "Annoncé",
        origin="authored",
        effective_from=policy.organisation.today() + timedelta(days=40),
    )
    withdraw(version=announced, reason=NOTES, by="Salma")
    retire(policy=policy, reason=NOTES, by="Salma")
    publish_checkpoint()
    return policy


def move(zone: str) -> None:
    Organisation.objects.update(time_zone=zone)


@pytest.fixture
def days_later() -> Iterator[None]:
    """For whoever asks which text applies today; by then every day has come in either zone."""
    moment = timezone.now() + timedelta(days=3)
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


def page(address: str) -> Callable[[Client], object]:
    """The whole page and what its headers say of time; but the day picker, which offers today."""

    def seen(client: Client) -> object:
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        text = re.sub(
            r'<select id="month".*?</select>|<input id="(day|year)"[^>]*>', "", text, flags=re.S
        )
        return text, [answer.headers.get(name) for name in ("Memento-Datetime", "Link")]

    return seen


def raw(address: str) -> Callable[[Client], object]:
    def seen(client: Client) -> object:
        answer = client.get(address)
        assert answer.status_code == 200, address
        return answer.content

    return seen


SHOWN = {
    **{
        f"version {number} in {code}": page(f"/{code}/atlas/privacy/v{number}/")
        for code in LANGUAGES
        for number in (1, 2, 3)
    },
    **{f"history in {code}": page(f"/{code}/atlas/privacy/history/") for code in LANGUAGES},
    **{f"text in force in {code}": page(f"/{code}/atlas/privacy/") for code in LANGUAGES},
    "comparison": page("/en/atlas/privacy/compare/1/2/"),
    "organisation": page("/en/atlas/"),
    "register": page("/en/"),
    "feed": raw("/en/atlas/privacy/feed.atom"),
    "feed of the organisation": raw("/ar/atlas/feed.atom"),
    "API version": raw("/api/v1/policies/atlas/privacy/versions/3"),
    "API versions": raw("/api/v1/policies/atlas/privacy/versions"),
    "API policy": raw("/api/v1/policies/atlas/privacy"),
    "Markdown": raw("/en/atlas/privacy/v3.md"),
    "bytes": raw("/en/atlas/privacy/v3.json"),
    "TimeMap": raw("/en/atlas/privacy/timemap/"),
    "sitemap": raw("/sitemap.xml"),
    "evidence": raw("/en/atlas/privacy/v1/evidence.zip"),
}


@pytest.mark.parametrize("what", SHOWN)
def test_nothing_that_is_shown_of_a_version_moves_with_its_organisation(
    client: Client, policy: Policy, days_later: None, what: str
) -> None:
    before = SHOWN[what](client)

    move(WEST)

    assert SHOWN[what](client) == before


def test_days_of_a_version_are_those_of_its_own_zone(policy: Policy) -> None:
    before = [days_of(entry) for entry in timeline(policy).entries]
    retired = timeline(policy).retired_on

    move(WEST)
    moved = Policy.objects.select_related("organisation").get()

    assert [days_of(entry) for entry in timeline(moved).entries] == before
    assert timeline(moved).retired_on == retired
    assert before[2][1] == retired  # withdrawn and retired within the same minute
    assert moved.organisation.today() < retired  # type: ignore[operator]


def days_of(entry: Any) -> tuple[object, ...]:
    return entry.published_on, entry.withdrawn_on, entry.approved_on, entry.effective_from


def test_version_published_after_the_move_is_of_the_new_zone(policy: Policy) -> None:
    move(WEST)
    other = make_policy(slug="terms")
    publish_words(other, "Ailleurs")

    assert timeline(other).entries[0].published_on == other.organisation.today()
    assert timeline(policy).entries[0].published_on > other.organisation.today()


# Versions of before


def freeze_without_zone(policy: Policy) -> PolicyVersion:
    """A version as it was written before zones were kept."""
    record = Record(
        document=make_document(policy=policy.uuid), number=1, previous="", significance="initial",
        effective_from=date(2024, 3, 1), origin="imported", note=NOTES,
    )  # fmt: skip
    content = record.content()
    version = PolicyVersion.objects.create(
        policy=policy, content=content, sha256=digest(content), **record.columns()
    )
    version.refresh_from_db()
    log_event(version)
    version_frozen.send(sender=PolicyVersion, version=version)
    return version


def test_version_without_a_zone_is_whole_and_follows_the_organisations_calendar(client: Client) -> None:
    policy = make_policy()
    move(EAST)
    frozen = freeze_without_zone(policy).published_at
    publish_checkpoint()
    east = timeline(Policy.objects.get()).entries[0].published_on
    bundle = client.get("/en/atlas/privacy/v1/evidence.zip").content

    move(WEST)

    west = timeline(Policy.objects.get()).entries[0].published_on
    assert (east, west) == (
        frozen.astimezone(ZoneInfo(EAST)).date(),
        frozen.astimezone(ZoneInfo(WEST)).date(),
    )
    assert client.get("/en/atlas/privacy/v1/evidence.zip").content == bundle
    assert client.get("/api/v1/policies/atlas/privacy/versions/1").json()["time_zone"] is None
    assert "time_zone" not in client.get("/en/atlas/privacy/v1.md").content.decode()
    assert EAST not in client.get("/en/atlas/privacy/v1/").content.decode()
    assert summary()["faults"] == []


# Where the zone is said


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("fr", "Fuseau horaire de ces dates"),
        ("en", "Time zone of these dates"),
        ("ar", "المنطقة الزمنية لهذه التواريخ"),
    ],
)
def test_facts_of_a_version_name_its_zone(
    client: Client, policy: Policy, language: str, label: str
) -> None:
    html = lxml.html.fromstring(client.get(f"/{language}/atlas/privacy/v1/").content)

    (fact,) = html.xpath(f"//dl[@class='facts']/div[normalize-space(dt)='{label}']")
    assert fact.xpath("string(dd/bdi[@dir='ltr'])") == EAST


def test_zone_is_data_of_the_version(client: Client, policy: Policy) -> None:
    move(WEST)

    found = client.get("/api/v1/policies/atlas/privacy/versions/1").json()
    organisation = client.get("/api/v1/organisations/atlas").json()

    assert (found["time_zone"], organisation["time_zone"]) == (EAST, WEST)
    assert f'time_zone: "{EAST}"\n' in client.get("/en/atlas/privacy/v1.md").content.decode()
