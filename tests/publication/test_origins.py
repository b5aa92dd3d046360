"""Websites are named by their origins, and by nothing that would be another word of a policy of content."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from policies.publication.origins import validate_origins


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://www.example.org",
        "https://example.org:8443\nhttps://xn--e1afmkfd.example",
        "http://localhost:8000",
    ],
)
def test_origins_are_taken(text: str) -> None:
    validate_origins(text)


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "https:",
        "http://example.org",
        "https://*.example.org",
        "https://example.org/page",
        "https://example.org;script-src",
        "'self'",
        "https://user@example.org",
        "https://example",
        "https://example.org:0",
        "\n".join(f"https://site-{number}.example" for number in range(21)),
    ],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        validate_origins(text)
