"""Wrong addresses: a localized page that says what exists, never a failure."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from policies.publication.models import Policy
from tests.reading.test_pages import assert_strict

pytestmark = pytest.mark.django_db

HOSTILE = [
    "..",
    "%00",
    "%ff%fe",
    "%F0%9F%92%A9",
    "%E2%80%AEabc",
    "'%20OR%201=1--",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "%0d%0aSet-Cookie:%20a=b",
    "a" * 5000,
    "{{7*7}}",
    "%25s",
    "-",
    "سياسة",
]


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/de/", ["/fr/", "/en/", "/ar/"]),
        ("/de/atlas/privacy/", ["/fr/", "/en/", "/ar/", "/fr/atlas/privacy/"]),
        ("/fr/nobody/", ["/fr/atlas/"]),
        ("/fr/nobody/privacy/v1/", ["/fr/atlas/"]),
        ("/ar/atlas/nothing/", ["/ar/atlas/privacy/"]),
        ("/ar/atlas/nothing/history/", ["/ar/atlas/privacy/"]),
        ("/en/atlas/privacy/v5/", ["/en/atlas/privacy/v1/", "/en/atlas/privacy/v4/"]),
        ("/en/atlas/privacy/v0/", ["/en/atlas/privacy/v1/", "/en/atlas/privacy/history/"]),
        ("/en/atlas/privacy/compare/1/9/", ["/en/atlas/privacy/v1/", "/en/atlas/privacy/v4/"]),
        ("/en/atlas/privacy/compare/?old=1&new=x", ["/en/atlas/privacy/v1/"]),
        ("/fr/atlas/privacy/on/2023-02-28/", ["/fr/atlas/privacy/v1/"]),
        ("/fr/atlas/privacy/on/yesterday/", ["/fr/atlas/privacy/v1/"]),
        ("/fr/atlas/privacy/on/?date=2023-02-30", ["/fr/atlas/privacy/v1/"]),
        ("/fr/atlas/privacy/on/?day=31&month=2&year=2024", ["/fr/atlas/privacy/v1/"]),
        ("/fr/atlas/privacy/on/?day=1&month=&year=24", ["/fr/atlas/privacy/v1/"]),
        ("/fr/atlas/privacy/clause/nothing/", ["/fr/atlas/privacy/clause/{key}/"]),
        (f"/en/atlas/privacy/clause/{uuid.NAMESPACE_DNS}/", ["/en/atlas/privacy/clause/{key}/"]),
        ("/fr/atlas/privacy/sideways/", ["/fr/atlas/"]),
        ("/nothing.ico", ["/fr/", "/en/"]),
    ],
)
def test_wrong_address_says_what_exists(
    client: Client, policy: Policy, settings: object, debug: bool, path: str, expected: list[str]
) -> None:
    settings.DEBUG = debug  # type: ignore[attr-defined]

    response = client.get(path, headers={"accept-language": "ar"})

    assert response.status_code == 404
    html = response.content.decode()
    for address in expected:
        assert f'href="{address.format(key=policy.uuid)}"' in html
    assert response.headers["Content-Language"] == (
        path[1:3] if path[3] == "/" and path[1:3] != "de" else "ar"
    )
    assert_strict(response)


@pytest.mark.parametrize("path", ["/fr/{}/", "/fr/atlas/{}/", "/fr/atlas/privacy/clause/{}/", "/{}/x/"])
def test_what_is_quoted_cannot_turn_the_words_around_it(
    client: Client, policy: Policy, path: str
) -> None:
    html = client.get(path.replace("{}", "%E2%80%AEabc%E2%81%A7")).content.decode()

    assert not set(html) & set("\u202e\u2067")


def test_unknown_language_is_answered_in_the_browsers(client: Client, policy: Policy) -> None:
    response = client.get("/de/atlas/", headers={"accept-language": "fr"})

    assert '<html lang="fr"' in response.content.decode()
    assert "Accept-Language" in response.headers["Vary"]


def test_first_day_is_named_before_the_first_version(client: Client, policy: Policy) -> None:
    html = client.get("/en/atlas/privacy/on/2001-01-01/").content.decode()

    assert "1 March 2023" in html


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "path",
    [
        "/{}/",
        "/fr/{}/",
        "/fr/{}",
        "/fr/atlas/{}/",
        "/fr/{}/privacy/",
        "/fr/atlas/privacy/v{}/",
        "/fr/atlas/privacy/v{}.json",
        "/fr/atlas/privacy/on/{}/",
        "/fr/atlas/privacy/on/?date={}",
        "/fr/atlas/privacy/on/?day={}&month=1&year={}",
        "/fr/atlas/privacy/clause/{}/",
        "/fr/atlas/privacy/compare/{}/1/",
        "/fr/atlas/privacy/compare/1/{}.json",
        "/fr/atlas/privacy/compare/?old={}&new={}",
        "/fr/atlas/{}/feed.atom",
        "/fr/{}/feed.atom",
    ],
)
def test_hostile_address_is_not_found(client: Client, policy: Policy, path: str, value: str) -> None:
    response = client.get(path.replace("{}", value))

    assert response.status_code in (301, 404)
    assert not response.cookies
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "number",
    [
        "999999999999999999999",
        "2147483648",
        "9223372036854775808",
        "9" * 5000,
        "-1",
        "01",
        "1.0",
        "١",
        "1e3",
        "+1",
        "0",
    ],
)
@pytest.mark.parametrize("path", ["v{}/", "v{}.json", "compare/1/{}/", "compare/{}/1.json"])
def test_number_that_is_none_is_not_found(
    client: Client, policy: Policy, path: str, number: str
) -> None:
    response = client.get("/fr/atlas/privacy/" + path.replace("{}", number))

    assert response.status_code == 404
    assert "/fr/atlas/privacy/v1/" in response.content.decode()


@pytest.mark.parametrize(
    "day",
    [
        "0000-00-00",
        "99999-01-01",
        "2024-13-01",
        "2024-02-30",
        "20240101",
        "2024-W01-1",
        "٢٠٢٤-٠١-٠١",
        "2024-1-1",
        " ",
    ],
)
def test_date_that_is_none_is_not_found(client: Client, policy: Policy, day: str) -> None:
    response = client.get(f"/ar/atlas/privacy/on/{day}/")

    assert response.status_code == 404
    assert "/ar/atlas/privacy/v1/" in response.content.decode()
    assert_strict(response)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_extreme_date_is_answered(client: Client, policy: Policy, day: str) -> None:
    assert client.get(f"/fr/atlas/privacy/on/{day}/").status_code in (302, 404)


def test_failure_and_bad_request_pages_need_nothing(client: Client, settings: object) -> None:
    from policies.reading.responses import bad_request, server_error

    for response in (server_error(None), bad_request(None, Exception())):  # type: ignore[arg-type]
        html = response.content.decode()
        assert 'lang="ar" dir="rtl"' in html
        assert response.status_code in (400, 500)


def test_unknown_host_gets_the_bad_request_page(client: Client) -> None:
    response = client.get("/fr/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert "Sijill" in response.content.decode()
