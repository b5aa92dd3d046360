"""RFC 7089 and RFC 5829: a client nobody here wrote finds the text of any moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from django.test import Client
from memento_client import MementoClient

from policies.publication.models import Policy
from policies.publication.withdraw import withdraw
from tests.factories import NOTES
from tests.reading.register import make_history

POLICY = "/fr/atlas/privacy/"


def links(response: Any) -> dict[str, str]:
    """Address by relation type, of a Link header; several relations of one link are several keys."""
    found = {}
    for link in requests.utils.parse_header_links(response.headers["Link"]):
        for relation in link["rel"].split():
            found[relation] = link["url"]
    return found


@pytest.mark.parametrize(
    ("moment", "version"),
    [
        ("Mon, 01 Jan 1990 00:00:00 GMT", 1),  # before the first: the first (RFC 7089, 4.5.3)
        ("Wed, 01 Mar 2023 12:00:00 GMT", 1),
        ("Tue, 30 Apr 2024 22:00:00 GMT", 1),  # 23:00 in Casablanca, the day before
        ("Tue, 30 Apr 2024 23:00:00 GMT", 2),  # midnight there
        ("Fri, 31 Dec 2100 23:59:59 GMT", 3),
        (None, 3),
    ],
)
def test_timegate_leads_to_the_version_of_the_moment(
    client: Client, policy: Policy, moment: str | None, version: int
) -> None:
    headers = {"accept-datetime": moment} if moment else {}

    response = client.get(f"{POLICY}timegate/", headers=headers)

    assert response.status_code == 302
    assert response.headers["Location"].endswith(f"{POLICY}v{version}/")
    assert "Accept-Datetime" in response.headers["Vary"]
    assert links(response)["original"].endswith(POLICY)
    assert "Memento-Datetime" not in response.headers


@pytest.mark.parametrize(
    "value", ["yesterday", "2024-05-01", "", "Mon, 32 Foo 2024 99:99:99 GMT", "x" * 9000, "\u202e<b>"]
)
def test_timegate_refuses_what_is_no_http_date(client: Client, policy: Policy, value: str) -> None:
    response = client.get(f"{POLICY}timegate/", headers={"accept-datetime": value})

    assert response.status_code == 400
    assert "Accept-Datetime" in response.content.decode()
    assert "<b>" not in response.content.decode()


def test_timegate_of_a_language_knows_only_its_versions(client: Client, policy: Policy) -> None:
    response = client.get("/ar/atlas/privacy/timegate/")

    assert response.headers["Location"].endswith("/ar/atlas/privacy/v2/")


def test_version_says_which_moment_it_stands_for(client: Client, policy: Policy) -> None:
    response = client.get(f"{POLICY}v2/")

    assert response.headers["Memento-Datetime"] == "Tue, 30 Apr 2024 23:00:00 GMT"
    found = links(response)
    ends = {
        "original": POLICY,
        "timegate": f"{POLICY}timegate/",
        "timemap": f"{POLICY}timemap/",
        "first": f"{POLICY}v1/",
        "prev": f"{POLICY}v1/",
        "next": f"{POLICY}v3/",
        "last": f"{POLICY}v3/",
        "predecessor-version": f"{POLICY}v1/",
        "successor-version": f"{POLICY}v3/",
        "latest-version": f"{POLICY}v3/",
        "version-history": f"{POLICY}history/",
    }
    assert {relation: found[relation].endswith(end) for relation, end in ends.items()} == dict.fromkeys(
        ends, True
    )


def test_announced_and_withdrawn_versions_are_no_mementos(client: Client, policy: Policy) -> None:
    announced = policy.versions.get(number=4)

    before = client.get(f"{POLICY}v4/")
    withdraw(version=announced, reason=NOTES, by="Salma")
    after = client.get(f"{POLICY}v4/")

    assert "Memento-Datetime" not in before.headers
    assert "Memento-Datetime" not in after.headers
    assert "v4/" not in client.get(f"{POLICY}timemap/").content.decode()


def test_timemap_lists_every_memento_once_in_link_format(client: Client, policy: Policy) -> None:
    response = client.get(f"{POLICY}timemap/")

    assert response.headers["Content-Type"].startswith("application/link-format")
    parsed = requests.utils.parse_header_links(response.content.decode().replace("\n", " "))
    found = [link for link in parsed if "memento" in link["rel"].split()]
    assert [link["rel"] for link in found] == ["first memento", "memento", "last memento"]
    moments = [datetime.strptime(link["datetime"], "%a, %d %b %Y %H:%M:%S GMT") for link in found]
    assert moments == sorted(moments)


def test_policy_names_its_timegate(client: Client, policy: Policy) -> None:
    found = links(client.get(POLICY))

    assert found["timegate"].endswith(f"{POLICY}timegate/")
    assert found["latest-version"].endswith(f"{POLICY}v3/")


@pytest.mark.django_db(transaction=True)
def test_memento_client_finds_the_version_of_a_day(live_server: Any, settings: Any) -> None:
    settings.BASE_URL = live_server.url
    make_history()
    moment = datetime(2024, 1, 15, tzinfo=UTC)

    with MementoClient() as memento:
        found = memento.get_memento_info(f"{live_server.url}{POLICY}", moment.replace(tzinfo=None))

    assert found["timegate_uri"] == f"{live_server.url}{POLICY}timegate/"
    closest = found["mementos"]["closest"]
    assert closest["uri"] == [f"{live_server.url}{POLICY}v1/"]
    assert closest["http_status_code"] == 200
    assert found["mementos"]["next"]["uri"] == [f"{live_server.url}{POLICY}v2/"]
    assert closest["datetime"] < moment.replace(tzinfo=None) < closest["datetime"] + timedelta(days=366)
