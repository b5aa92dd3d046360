"""No link of the public site leads nowhere, and no fragment names what is not on its page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from policies.document.languages import CODES
from policies.evidence.notes import new_key
from policies.management.commands.load_demo import DEMO
from policies.publication.checkpoints import publish_checkpoint
from policies.publication.models import Policy
from tests.reading.crawler import crawl
from tests.reading.register import make_history, make_policy, make_reading, publish_words

SITE = "http://127.0.0.1:8000"
START = [f"/{code}/" for code in CODES]

pytestmark = pytest.mark.django_db


@pytest.mark.one_database
def test_every_link_leads_somewhere(client: Client, settings: object) -> None:
    settings.LOG_KEY = new_key("policies.example.org/log").text  # type: ignore[attr-defined]
    make_history()
    make_reading(make_policy(slug="terms"), clauses=4)
    publish_words(make_policy("other", "cookies"), "Texte", ("ar",), effective_from=date(2024, 1, 1))
    publish_checkpoint()

    found = crawl(client, START, SITE)

    assert found.broken == []
    assert len(found.pages) > 150
    assert Policy.objects.count() == 3


@pytest.mark.long
@pytest.mark.one_database
def test_every_link_of_the_demo_leads_somewhere(
    client: Client, settings: object, tmp_path: Path
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    settings.LOG_KEY = new_key("policies.example.org/log").text  # type: ignore[attr-defined]
    call_command("load_demo", str(DEMO))
    publish_checkpoint()

    found = crawl(client, START, SITE)

    assert found.broken == []
    assert len(found.pages) > 800
