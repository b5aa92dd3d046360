"""Headers of every answer, public and in the admin; what may be uploaded; the page that says so."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents.models import Document

from tests.run import ROOT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/fr/", "/ar/search/", "/account/login/", "/admin/login/", "/api/v1/organisations"]
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


@pytest.mark.parametrize(("name", "taken"), [("terms.pdf", 1), ("terms.html", 0), ("terms.svg", 0)])
def test_uploads_that_a_browser_would_run_are_refused(client: Client, name: str, taken: int) -> None:
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.org", "x"))
    file = SimpleUploadedFile(name, b"%PDF-1.4 <script>alert(1)</script>")

    client.post("/admin/documents/add/", {"title": "Terms", "file": file})

    assert Document.objects.count() == taken


def test_every_test_that_the_security_page_names_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(\w+/(?:\w+\.py)?(?:::\w+)?)`", page)

    missing = [name for name in named if not _is_there(*name.partition("::")[::2])]

    assert len(named) > 20
    assert not missing


def _is_there(path: str, function: str) -> bool:
    place = ROOT / "tests" / path
    if not place.exists():
        return (ROOT / path).exists() and not function  # deploy/
    return not function or f"def {function}(" in place.read_text(encoding="utf-8")
