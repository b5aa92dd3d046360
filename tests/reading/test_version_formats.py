"""One version in other formats, and what crawlers are told."""

from __future__ import annotations

import hashlib
import json
import re
from threading import BoundedSemaphore
from typing import Any

import pytest
import yaml
from django.test import Client
from lxml import etree

from policies.publication.models import Policy
from policies.writers.pdf import typesetting
from tests.reading.register import make_policy, publish_words

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def json_ld(client: Client, path: str) -> dict[str, Any]:
    html = client.get(path).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    found: dict[str, Any] = json.loads(block)
    return found


def test_bytes_of_a_version_have_its_digest_and_are_asked_for_anew(
    client: Client, policy: Policy
) -> None:
    response = client.get("/fr/atlas/privacy/v2.json")

    assert hashlib.sha256(response.content).hexdigest() == policy.versions.get(number=2).sha256
    assert "max-age=0" in response.headers["Cache-Control"]


def test_markdown_has_its_facts_in_front_and_the_text_behind(client: Client, policy: Policy) -> None:
    response = client.get("/ar/atlas/privacy/v2.md")

    _, front, text = response.content.decode().split("---\n", 2)
    facts = yaml.safe_load(front)
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert (facts["version"], facts["language"], facts["significance"]) == (2, "ar", "minor")
    assert facts["sha256"] == policy.versions.get(number=2).sha256
    assert "Texte corrigé (ar)" in text


@pytest.mark.parametrize("path", ["v3.md", "v9.md", "v0.md", "vx.md", "v%00.md"])
def test_markdown_that_is_not_there_is_a_404(client: Client, policy: Policy, path: str) -> None:
    assert client.get(f"/ar/atlas/privacy/{path}").status_code == 404


def test_page_tells_machines_what_it_is(client: Client, policy: Policy) -> None:
    found = json_ld(client, "/en/atlas/privacy/v2/")

    assert found["@type"] == "DigitalDocument"
    assert (found["name"], found["version"], found["inLanguage"]) == ("Privacy policy", "2", "en")
    assert found["datePublished"] == "2024-05-01"
    assert found["isBasedOn"].endswith("/en/atlas/privacy/v1/")
    assert found["eli:first_date_entry_in_force"] == "2024-05-01"
    assert f"sha256:{policy.versions.get(number=2).sha256}" in found["identifier"]
    assert {one["inLanguage"] for one in found["workTranslation"]} == {"fr", "ar"}


def test_markup_in_a_title_does_not_leave_the_json(client: Client) -> None:
    policy = make_policy()
    publish_words(policy, "x", note={"fr": "</script><b>", "en": "n", "ar": "n"})

    html = client.get("/fr/atlas/privacy/").content.decode()

    assert "</script><b>" not in html


def test_page_has_open_graph_properties(client: Client, policy: Policy) -> None:
    html = client.get("/ar/atlas/privacy/").content.decode()

    assert '<meta property="og:locale" content="ar_MA">' in html
    assert '<meta property="og:url" content="http://127.0.0.1:8000/ar/atlas/privacy/">' in html


def sitemaps(client: Client) -> list[etree._Element]:
    """Every sitemap that the index names."""
    index = etree.fromstring(client.get("/sitemap.xml").content)
    addresses = index.findall("s:sitemap/s:loc", namespaces=SITEMAP)
    return [
        etree.fromstring(client.get(address.text.removeprefix(SITE)).content) for address in addresses
    ]


def test_sitemaps_list_every_page_with_its_languages(client: Client, policy: Policy) -> None:
    found = {
        url.findtext("s:loc", namespaces=SITEMAP): [
            link.get("hreflang") for link in url.findall("x:link", namespaces=SITEMAP)
        ]
        for tree in sitemaps(client)
        for url in tree.findall("s:url", namespaces=SITEMAP)
    }

    assert found[f"{SITE}/fr/atlas/privacy/v3/"] == ["fr", "en"]
    assert f"{SITE}/ar/atlas/privacy/v3/" not in found
    assert found[f"{SITE}/ar/atlas/privacy/history/"] == ["fr", "en", "ar"]
    assert f"{SITE}/fr/atlas/" in found
    for address in found:
        assert client.get(address.removeprefix(SITE)).status_code == 200, address


def test_no_sitemap_has_more_addresses_than_it_may(
    client: Client, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policies.reading.sitemap.LONGEST", 18)
    for organisation in ("rif", "souss"):
        publish_words(make_policy(organisation), "Texte")

    _lists, *parts = sitemaps(client)

    assert [len(part) for part in parts] == [17, 18]


def test_sitemap_that_is_not_there_is_a_404(client: Client, policy: Policy) -> None:
    for part in ("0", "2", "x", "²"):
        assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_sitemap_of_an_empty_register_is_valid(client: Client) -> None:
    (lists,) = sitemaps(client)

    assert len(lists) == 3


def test_robots_names_the_sitemap_and_shuts_the_admin(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /admin/" in lines
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lines


def test_pdf_of_a_version_is_shown_under_a_good_name_and_linked(client: Client, policy: Policy) -> None:
    response = client.get("/ar/atlas/privacy/v2.pdf")

    assert response.content.startswith(b"%PDF-1.7")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="atlas-privacy-v2-ar.pdf"'
    assert response.headers["Memento-Datetime"]
    assert (
        client.get(
            "/ar/atlas/privacy/v2.pdf", headers={"If-None-Match": response.headers["ETag"]}
        ).status_code
        == 304
    )
    assert 'href="/ar/atlas/privacy/v2.pdf"' in client.get("/ar/atlas/privacy/v2/").content.decode()
    listed = client.get("/api/v1/policies/atlas/privacy/versions/2").json()["formats"]
    assert listed["pdf"]["ar"] == f"{SITE}/ar/atlas/privacy/v2.pdf"
    assert listed["akoma_ntoso"]["fr"] == f"{SITE}/fr/atlas/privacy/v2.xml"


@pytest.mark.parametrize("path", ["v9.pdf", "v0.pdf", "vx.pdf"])
def test_pdf_that_is_not_there_is_a_404(client: Client, policy: Policy, path: str) -> None:
    assert client.get(f"/ar/atlas/privacy/{path}").status_code == 404


def test_pdf_says_when_too_many_are_made(
    client: Client, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "_turns", BoundedSemaphore(1))
    monkeypatch.setattr(typesetting, "PATIENCE", 0.01)
    with typesetting._turns:
        response = client.get("/fr/atlas/privacy/v2.pdf")

    assert response.status_code == 503
    assert response.headers["Retry-After"]


@pytest.mark.parametrize(
    ("ending", "kind", "start"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("xml", "application/akn+xml", b"<?xml"),
    ],
)
def test_other_files_of_a_version_are_served_and_linked(
    client: Client, policy: Policy, ending: str, kind: str, start: bytes
) -> None:
    response = client.get(f"/fr/atlas/privacy/v2.{ending}")

    assert response.content.startswith(start)
    assert response.headers["Content-Type"] == kind
    assert f'filename="atlas-privacy-v2-fr.{ending}"' in response.headers["Content-Disposition"]
    assert (
        f'href="/fr/atlas/privacy/v2.{ending}"' in client.get("/fr/atlas/privacy/v2/").content.decode()
    )
    assert client.get(f"/fr/atlas/privacy/v7.{ending}").status_code == 404
