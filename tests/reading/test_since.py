"""What changed since the version that somebody accepted."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from policies.evidence.notes import new_key
from policies.publication.checkpoints import publish_checkpoint
from policies.publication.models import Policy
from tests.reading.register import make_policy, publish_words

SITE = "http://127.0.0.1:8000"
HERE = "/fr/atlas/privacy/"


def get(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def signing(settings: Any) -> None:
    settings.LOG_KEY = new_key("policies.example.org/log").text


def test_changes_are_told_up_to_today_and_announced_ones_apart(client: Client, policy: Policy) -> None:
    found = get(client, f"{HERE}since/1.json")

    assert (found["accepted"]["number"], found["today"]["number"]) == (1, 3)
    assert (found["changed"], found["substantial"]) == (True, True)
    assert [entry["number"] for entry in found["between"]] == [2, 3]
    assert [entry["number"] for entry in found["announced"]] == [4]
    assert [clause["key"] for clause in found["clauses"]] == [str(policy.uuid)]
    assert found["comparison_url"] == f"{SITE}{HERE}compare/1/3/"


def test_reader_of_the_text_in_force_is_told_that_nothing_changed(
    client: Client, policy: Policy
) -> None:
    found = get(client, f"{HERE}since/3.json")
    page = client.get("/en/atlas/privacy/since/3/").content.decode()

    assert (found["changed"], found["substantial"], found["clauses"]) == (False, False, [])
    assert "Nothing changed: version 3 still applies" in page


@pytest.mark.django_db
def test_minor_change_alone_is_not_substantial(client: Client) -> None:
    policy = make_policy()
    publish_words(policy, "Ancien texte", effective_from=date(2023, 3, 1))
    publish_words(policy, "Texte corrigé", significance="minor", effective_from=date(2024, 5, 1))

    found = get(client, f"{HERE}since/1.json")

    assert (found["changed"], found["substantial"]) == (True, False)


def test_language_that_the_new_text_lacks_is_compared_in_another(client: Client, policy: Policy) -> None:
    found = get(client, "/ar/atlas/privacy/since/1.json")

    assert found["language"] == "fr"
    assert found["clauses"]
    assert client.get("/ar/atlas/privacy/since/1/").status_code == 200


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_link_of_the_page_leads_somewhere(client: Client, policy: Policy, language: str) -> None:
    page = client.get(f"/{language}/atlas/privacy/since/1/").content.decode()

    links = {link for link in re.findall(r'href="(/[^"#]*)', page) if not link.startswith("/static/")}
    assert {client.get(link).status_code for link in links} == {200}


def test_slip_says_the_version_and_since_takes_it(client: Client, policy: Policy, signing: None) -> None:
    publish_checkpoint()
    slip = get(client, f"{HERE}v1/acceptance.json")

    page = client.get(slip["since_url"].removeprefix(SITE))
    data = get(client, slip["since_url"].removeprefix(SITE) + "&form=json")

    assert slip["sha256"] == policy.versions.get(number=1).sha256
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert (data["slip"]["version"], data["today"]["number"]) == (1, 3)


def test_slip_of_another_policy_is_refused(client: Client, policy: Policy, signing: None) -> None:
    publish_words(make_policy(slug="terms"), "Autre texte", effective_from=date(2023, 3, 1))
    publish_checkpoint()
    slip = get(client, "/fr/atlas/terms/v1/acceptance.json")["slip"]

    assert client.get(f"{HERE}since/?slip={slip}").status_code == 400
    assert client.get(f"{HERE}since/?slip=nonsense").status_code == 400


def test_register_without_a_key_signs_nothing(client: Client, policy: Policy, settings: Any) -> None:
    settings.LOG_KEY = settings.LOG_KEY_FILE = ""

    assert client.get(f"{HERE}v1/acceptance.json").status_code == 404


@pytest.mark.parametrize("path", ["since/9/", "since/0.json", "since/x/", "v9/acceptance.json"])
def test_version_that_is_not_there_is_a_404(client: Client, policy: Policy, path: str) -> None:
    assert client.get(HERE + path).status_code == 404
