"""A policy on other websites: the page of documentation is followed as a stranger would, in a browser on another origin."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import html5lib
import pytest
from django.test import Client
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from policies.publication.models import Policy
from policies.reading.embedding import NEWEST, integrity, script_bytes
from tests.accessibility import objections
from tests.reading.register import make_reading

if TYPE_CHECKING:
    from playwright.sync_api import Page

EXAMPLE = "https://policies.example.org"
GUIDE = (Path(__file__).parents[2] / "docs" / "embedding.md").read_text("utf-8")
SITE = "http://127.0.0.1:8000"
FRAGMENT = "/fr/atlas/privacy/fragment/"
# What was published under a number stays so for ever: a changed script is another number.
DIGESTS = {1: "sha384-m0ep1SMLCO4RpanB/2ShbtSjhUq54cTH0VchJhKVpxasVJmKm/KzG5u0DGvlpUko"}


def examples(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)


def test_script_of_a_number_never_changes() -> None:
    for number, digest in DIGESTS.items():
        content = script_bytes(number)
        assert "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode() == digest
        assert len(gzip.compress(content)) <= 10_000
    assert integrity() == DIGESTS[NEWEST]
    assert f'integrity="{integrity()}"' in GUIDE


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_fragment_is_markup_alone_with_classes_of_its_own(
    client: Client, policy: Policy, language: str
) -> None:
    response = client.get(f"/{language}/atlas/privacy/fragment/")
    html = response.content.decode()

    html5lib.HTMLParser(strict=True).parseFragment(html)
    assert response.headers["Content-Language"] == language
    assert not re.search(r"<script|<style|<link|<form|\son\w+=|\sstyle=", html)
    classes = [name for value in re.findall(r'class="([^"]*)"', html) for name in value.split()]
    assert {name for name in classes if not name.startswith("sijill-")} == set()
    assert {link for link in re.findall(r'href="([^"]*)"', html) if not link.startswith(SITE)} == set()
    assert "Texte en vigueur" in html
    assert "sijill-announced" in html


@pytest.mark.django_db
def test_fragment_of_a_version_says_nothing_of_today(client: Client, policy: Policy) -> None:
    html = client.get("/ar/atlas/privacy/v1/fragment/").content.decode()

    assert 'lang="ar" dir="rtl"' in html
    assert "Ancien texte" in html
    assert "sijill-announced" not in html


@pytest.mark.django_db
def test_only_named_websites_may_frame(client: Client, policy: Policy) -> None:
    policy.organisation.frame_origins = "https://www.atlas.example\nhttps://atlas.example:8443"
    policy.organisation.save()

    framed = client.get("/fr/atlas/privacy/framed/")
    page = client.get("/fr/atlas/privacy/")

    ancestors = "frame-ancestors 'self' https://www.atlas.example https://atlas.example:8443"
    assert ancestors in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "frame-ancestors 'self';" in page.headers["Content-Security-Policy"] + ";"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/fr/atlas/privacy/", "/fr/atlas/privacy/v2/"])
def test_oembed_gives_the_link_and_the_script(client: Client, policy: Policy, page: str) -> None:
    found = client.get("/oembed", {"url": SITE + page}).json()

    assert (found["version"], found["type"], found["title"]) == (
        "1.0",
        "rich",
        "Politique de confidentialité",
    )
    assert f'<a href="{SITE}{page}">' in found["html"]
    assert integrity() in found["html"]
    assert (
        f"/oembed?url={SITE.replace(':', '%3A').replace('/', '%2F')}"
        in client.get(page).content.decode()
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        f"{SITE}/fr/",
        f"{SITE}/fr/atlas/privacy/v9/",
        "https://elsewhere.example/fr/atlas/privacy/",
    ],
)
def test_oembed_of_another_address_is_a_404(client: Client, policy: Policy, address: str) -> None:
    assert client.get("/oembed", {"url": address}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_badge_is_a_picture_that_says_the_day(client: Client, policy: Policy, language: str) -> None:
    from lxml import etree

    response = client.get(f"/{language}/atlas/privacy/updated.svg")

    root = etree.fromstring(response.content)
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert str(policy.organisation.today().year) in root.get("aria-label")


class Elsewhere(BaseHTTPRequestHandler):
    """Another website, with the policy of content that the guide asks for."""

    pages: dict[str, str] = {}
    policy = ""

    def do_GET(self) -> None:
        body = self.pages.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_guide_works_on_a_foreign_origin_in_three_languages_and_without_script(
    live_server: LiveServer, elsewhere: str, page: Page, settings: Any
) -> None:
    settings.BASE_URL = live_server.url
    make_reading()
    snippet = examples("html")[0].replace(EXAMPLE, live_server.url)
    (said,) = examples("http")
    Elsewhere.policy = said.split(": ", 1)[1].strip().replace(EXAMPLE, live_server.url)
    Elsewhere.pages = {
        f"/{code}": f'<!doctype html><html lang="{code}"><title>x</title><main><h1>x</h1>{snippet}</main></html>'
        for code in ("fr", "en", "ar")
    }
    problems: list[str] = []
    page.on(
        "console", lambda message: problems.append(message.text) if message.type == "error" else None
    )

    for code, direction in (("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")):
        page.goto(f"{elsewhere}/{code}")
        article = page.locator("article.sijill-policy")
        expect(article).to_have_attribute("lang", code)
        assert article.evaluate("element => getComputedStyle(element).direction") == direction
        assert page.locator(".sijill-clause").count() == 12
        assert page.evaluate("document.cookie + localStorage.length") == "0"
    assert [problem for problem in problems if "favicon" not in problem and "404" not in problem] == []

    page.evaluate("document.documentElement.lang = 'fr'")
    expect(page.locator("article.sijill-policy")).to_have_attribute("lang", "fr")

    without = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = without.new_page()
    plain.goto(f"{elsewhere}/en")
    expect(plain.get_by_role("link", name="Privacy policy")).to_be_visible()
    without.close()


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_script_builds_nothing_that_it_does_not_name(
    live_server: LiveServer, elsewhere: str, page: Page
) -> None:
    make_reading()
    hostile = (
        '<article lang="fr" dir="ltr" class="sijill-policy other" onclick="x()" style="color:red">'
        "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"
        "<a href='javascript:window.hacked=1'>lien</a><form><input name=a>mots</form>"
        "<svg><script>window.hacked = 1</script></svg><iframe src='//x'></iframe><p id=a>texte</p></article>"
    )
    page.route(
        "**/fragment/",
        lambda route: route.fulfill(body=hostile, headers={"access-control-allow-origin": "*"}),
    )
    Elsewhere.policy = "default-src * 'unsafe-inline'"
    Elsewhere.pages = {"/": examples("html")[0].replace(EXAMPLE, live_server.url)}

    page.goto(elsewhere)
    expect(page.locator("article.sijill-policy")).to_be_visible()

    inner = page.locator("article").evaluate("element => element.outerHTML")
    assert inner == (
        '<article lang="fr" dir="ltr" class="sijill-policy"><a>lien</a>mots<p id="a">texte</p></article>'
    )
    assert page.evaluate("window.hacked") is None


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_framed_page_is_shown_where_the_organisation_says_so_and_is_accessible(
    live_server: LiveServer, elsewhere: str, page: Page
) -> None:
    policy = make_reading()
    Elsewhere.policy = "default-src 'none'; frame-src *"
    Elsewhere.pages = {
        "/": f'<iframe src="{live_server.url}/ar/atlas/privacy/framed/" title="x"></iframe>'
    }
    page.goto(elsewhere)
    page.wait_for_load_state("networkidle")
    assert page.frames[1].locator("article").count() == 0

    policy.organisation.frame_origins = elsewhere
    policy.organisation.save()
    page.goto(elsewhere)
    expect(page.frame_locator("iframe").locator("article")).to_have_attribute("dir", "rtl")

    page.goto(f"{live_server.url}/ar/atlas/privacy/framed/")
    assert objections(page) == []
