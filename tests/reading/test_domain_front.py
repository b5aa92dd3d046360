"""An organisation's pages under its own domain: the register's, with short addresses, and nothing but reading."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from policies.publication.models import Organisation
from policies.publication.own_domain import (
    CannotServe,
    OwnDomain,
    ask_for_domain,
    give_up_domain,
    prove_domain,
    proven_domains,
)
from policies.reading.domain_front import DomainFront
from tests.notification.register import Register, make_register

pytestmark = pytest.mark.django_db

HOST = "policies.atlas.example"
REGISTER = "http://127.0.0.1:8000"


@pytest.fixture
def register() -> Register:
    found = make_register()
    found.publish(significance="minor", a=11)
    return found


@pytest.fixture
def proven(register: Register) -> OwnDomain:
    return prove(register.organisation)


def prove(organisation: Organisation, host: str = HOST) -> OwnDomain:
    asked = ask_for_domain(organisation=organisation, host=host, by=None)
    records = {asked.record_name: [asked.record_value]}
    return prove_domain(organisation=organisation, by=None, lookup=lambda name: records.get(name, ()))


class Answer:
    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = int(status[:3]), dict(headers), body

    @property
    def text(self) -> str:
        return self.body.decode()


Get = Callable[..., Answer]


@pytest.fixture
def get(settings: Any) -> Get:
    settings.BASE_URL = REGISTER

    def site(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Django's test client as the application: it leaves the test's connection open."""
        said = {name: value for name, value in environ.items() if name.startswith("HTTP_")}
        answer = Client(raise_request_exception=False).get(
            environ["PATH_INFO"], QUERY_STRING=environ["QUERY_STRING"], **said
        )
        start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
        return [answer.content]

    front = DomainFront(site, origin=REGISTER, only_https=False, domains=proven_domains)

    def ask(path: str, host: str = HOST, **extra: str) -> Answer:
        address, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "HTTP_HOST": host,
            "wsgi.url_scheme": "http",
            "REMOTE_ADDR": "127.0.0.1",
            **extra,
        }
        held: list[Any] = []
        body = b"".join(front(environ, lambda status, headers, *_: held.append((status, headers))))
        return Answer(*held[0], body)

    return ask


def test_policy_is_read_at_its_short_address_with_links_that_stay(
    proven: OwnDomain, get: Get, client: Any
) -> None:
    page = get("/fr/privacy/")

    assert page.status == 200
    links = re.findall(r'(?:href|action|src)="([^"#]*)', page.text)
    assert f"http://{HOST}/fr/privacy/" not in links, "canonical is by https"
    assert "/fr/privacy/history/" in links
    assert f"{REGISTER}/fr/" in links, "the register itself"
    assert f"{REGISTER}/fr/search/" in links
    ours = [
        link for link in links if link.startswith("/") and not link.startswith(("/static", "/brand"))
    ]
    assert ours
    assert not [link for link in links if "/atlas/" in link]
    for link in set(ours):
        assert get(link).status in (200, 301, 302), link
    for name in ("Set-Cookie", "set-cookie"):
        assert name not in page.headers


def test_both_addresses_name_the_domain_as_the_page_s_own(
    proven: OwnDomain, get: Get, client: Any
) -> None:
    canonical = f'<link rel="canonical" href="https://{HOST}/fr/privacy/v1/">'
    assert canonical in get("/fr/privacy/v1/").text
    register = client.get("/fr/atlas/privacy/v1/")
    assert register.status_code == 200, "old links keep working"
    assert canonical in register.content.decode()


def test_bytes_that_prove_something_are_those_of_the_register(
    proven: OwnDomain, get: Get, client: Any
) -> None:
    assert get("/fr/privacy/v1.json").body == client.get("/fr/atlas/privacy/v1.json").content


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/", 302, f"http://{HOST}/fr/"),
        ("/fr/atlas/privacy/", 302, f"http://{HOST}/fr/privacy/"),
        ("/fr/privacy", 301, f"http://{HOST}/fr/privacy/"),
        ("/fr/search/?q=x", 302, f"{REGISTER}/fr/search/?q=x"),
        ("/en/subscribe/", 302, f"{REGISTER}/en/subscribe/"),
        ("/ar/verify/", 302, f"{REGISTER}/ar/verify/"),
        ("/admin/", 404, None),
        ("/admin/login/", 404, None),
        ("/accounts/login/", 404, None),
        ("/api/v1/policies/", 404, None),
        ("/fr/nothing/", 404, None),
    ],
)
def test_nothing_else_is_served_there(
    proven: OwnDomain, get: Get, path: str, status: int, location: str | None
) -> None:
    answer = get(path)
    assert (answer.status, answer.headers.get("Location")) == (status, location)


def test_nothing_is_written_there_and_no_cookie_goes_in(proven: OwnDomain, get: Get) -> None:
    assert get("/fr/privacy/", REQUEST_METHOD="POST").status == 405
    answer = get("/fr/privacy/", HTTP_COOKIE="sessionid=stolen", HTTP_AUTHORIZATION="Basic eA==")
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    again = get("/fr/privacy/", HTTP_IF_NONE_MATCH=answer.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


def test_domain_serves_nothing_until_it_is_proven(register: Register, get: Get) -> None:
    ask_for_domain(organisation=register.organisation, host=HOST, by=None)
    with pytest.raises(CannotServe, match="TXT record"):
        prove_domain(organisation=register.organisation, by=None, lookup=lambda _name: ["sijill=other"])
    assert get("/fr/privacy/").status == 400, "no name of this site"


def test_who_can_write_the_record_has_the_domain(register: Register, proven: OwnDomain) -> None:
    other = make_register("other").organisation
    ask_for_domain(organisation=other, host=HOST, by=None)
    assert proven_domains() == {HOST: "atlas"}, "asking takes nothing away"
    prove(other)
    assert proven_domains() == {HOST: "other"}
    give_up_domain(organisation=other, by=None)
    assert proven_domains() == {}


@pytest.mark.parametrize(
    "host",
    [
        "",
        "localhost",
        "127.0.0.1",
        "a b.example",
        "https://x.example",
        "sijill.example",
        "x.sijill.example",
        "example",
    ],
)
def test_name_that_is_no_domain_or_the_register_s_is_refused(
    register: Register, settings: Any, host: str
) -> None:
    settings.BASE_URL = "https://sijill.example"
    with pytest.raises(CannotServe):
        ask_for_domain(organisation=register.organisation, host=host, by=None)


def test_international_name_is_kept_in_its_ascii_form(register: Register) -> None:
    asked = ask_for_domain(organisation=register.organisation, host="Politiques.Éxample.FR.", by=None)
    assert asked.host == "politiques.xn--xample-9ua.fr"
