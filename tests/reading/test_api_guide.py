"""The page about the API shows what there is, and its examples answer."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from policies.publication.models import Policy
from policies.reading.api.contract import api

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_address_has_an_example_that_answers(
    client: Client, policy: Policy, language: str
) -> None:
    page = client.get(f"/{language}/api/").content.decode()

    examples = [unescape(each) for each in re.findall(r'href="([^"]+)" data-example', page)]
    answers = {example: client.get(example).status_code for example in examples}
    assert len(examples) == len(api.get_openapi_schema()["paths"])
    assert set(answers.values()) == {200}, answers


def test_page_without_any_policy_has_no_example(client: Client) -> None:
    page = client.get("/en/api/").content.decode()

    assert "/api/v1/events" in page
    assert "data-example" not in page
