"""Any website may read what is public; none may act for a reader."""

from __future__ import annotations

import pytest
from django.test import Client

from policies.publication.models import Policy

pytestmark = pytest.mark.django_db

ORIGIN = {"origin": "https://elsewhere.example"}
PUBLIC = [
    "/fr/atlas/privacy/",
    "/fr/atlas/privacy/v2.md",
    "/fr/atlas/privacy/v2.json",
    "/fr/atlas/privacy/compare/1/2.json",
    "/fr/atlas/privacy/feed.atom",
    "/fr/atlas/privacy/fragment/",
    "/ar/atlas/privacy/v1/fragment/",
    "/fr/atlas/privacy/updated.svg",
    "/fr/feed.atom",
    "/embed/1.js",
    "/sitemap.xml",
    "/robots.txt",
    "/api/v1/policies",
    "/api/v1/openapi.json",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_read_is_open_to_every_origin(client: Client, policy: Policy, path: str) -> None:
    response = client.get(path, headers=ORIGIN)
    preflight = client.options(path, headers=ORIGIN | {"access-control-request-method": "GET"})

    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert (preflight.status_code, preflight.content) == (204, b"")
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Access-Control-Allow-Credentials" not in preflight.headers


def test_absence_can_be_read_from_elsewhere_too(client: Client, policy: Policy) -> None:
    response = client.get("/fr/atlas/privacy/v9/", headers=ORIGIN)

    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (404, "*")


@pytest.mark.parametrize("path", ["/fr/subscribe/", "/admin/", "/account/login/", "/fr/verify/"])
def test_forms_and_the_admin_are_open_to_no_other_origin(
    client: Client, policy: Policy, path: str
) -> None:
    for method in (client.get, client.options):
        assert "Access-Control-Allow-Origin" not in method(path, headers=ORIGIN).headers
