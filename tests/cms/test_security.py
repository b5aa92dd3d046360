"""Headers of every answer, public and in the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/fr/", "/ar/search/", "/account/login/", "/admin/login/", "/api/v1/hubs"]
)
def test_answer_carries_the_headers_that_protect_it(client: Client, path: str) -> None:
    response = client.get(path)

    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/fr/", "/en/search/?q=x", "/account/login/"])
def test_public_policy_allows_nothing_inline_and_no_other_host(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "http" not in policy


def test_admin_calls_no_other_host(client: Client) -> None:
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.org", "x"))

    response = client.get("/admin/")

    assert "http" not in response.headers["Content-Security-Policy"]
    assert "gravatar" not in response.content.decode()
    assert "releases.wagtail" not in response.content.decode()
