"""A text that was altered past the guards is shown to nobody, named, and not signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from policies.evidence.digests import digest
from policies.evidence.notes import new_key
from policies.publication import altered
from policies.publication.altered import AlteredText
from policies.publication.checkpoints import CannotSign, publish_checkpoint
from policies.publication.models import PolicyVersion
from policies.publication.site_checks import findings
from tests.factories import make_organisation, make_policy_page, publish, publish_text
from tests.publication.test_verification import past_the_guards

pytestmark = pytest.mark.django_db

LOG_KEY = new_key("policies.example.org/log").text
ADDRESSES = [
    "/en/atlas/privacy/",
    "/en/atlas/privacy/v1/",
    "/en/atlas/privacy/v1.json",
    "/en/atlas/privacy/v1.md",
    "/api/v1/policies/atlas/privacy/versions/1",
    "/en/atlas/privacy/v1/evidence.zip",
]


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    altered.met.clear()


def alter(*, digests: bool = False, **columns: str) -> None:
    """Other words in the text, with the digest that fits them where asked for."""
    content = bytes(PolicyVersion.objects.get(number=1).content).replace(b"process", b"sell")
    assert b"sell" in content
    literal = (
        f"'\\x{content.hex()}'::bytea" if connection.vendor == "postgresql" else f"X'{content.hex()}'"
    )
    also = f", sha256 = '{digest(content)}'" if digests else ""
    past_the_guards(f"UPDATE policies_policyversion SET content = {literal}{also} WHERE number = 1")


def told() -> list[str]:
    return [str(found.msg) for found in findings() if found.id == "policies.E015"]


@pytest.mark.parametrize("digests", [False, True], ids=["words", "words and digest"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_altered_text_is_shown_nowhere(
    address: str, digests: bool, client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LOG_KEY = LOG_KEY
    publish(make_policy_page())
    publish_checkpoint()
    assert client.get(address).status_code == 200
    alter(digests=digests)

    answer = client.get(address)

    assert answer.status_code == 500
    assert "sell your data" not in answer.content.decode()
    assert "not the one that was published" in answer.content.decode()
    assert "max-age" not in answer["Cache-Control"]
    assert "a published text was altered" in caplog.text
    assert told()


@pytest.mark.parametrize("digests", [False, True], ids=["words", "words and digest"])
def test_check_of_a_running_site_names_it_before_anybody_reads_it(digests: bool) -> None:
    publish(make_policy_page())
    assert told() == []

    alter(digests=digests)

    (sentence,) = told()
    assert (
        "its digest is not in the log" if digests else "its bytes do not have its digest"
    ) in sentence


def test_column_that_says_something_else_than_the_bytes_is_refused() -> None:
    publish(make_policy_page())
    past_the_guards("UPDATE policies_policyversion SET effective_from = '2020-01-01'")

    with pytest.raises(AlteredText, match="its column effective_from"):
        PolicyVersion.objects.get().record  # noqa: B018 - what reading does


def test_nothing_is_signed_over_an_altered_text(settings: Any) -> None:
    settings.LOG_KEY = LOG_KEY
    publish(make_policy_page())
    alter()

    with pytest.raises(CannotSign, match="was altered"):
        publish_checkpoint()


def test_command_that_signs_looks_at_every_text(settings: Any) -> None:
    settings.LOG_KEY = LOG_KEY
    publish(make_policy_page())
    publish_checkpoint()
    alter()
    publish(make_policy_page(make_organisation("other")))

    with pytest.raises(CommandError, match="was altered"):
        call_command("publish_checkpoint", verbosity=0)


def test_next_version_is_not_frozen_upon_an_altered_one() -> None:
    page = make_policy_page()
    publish(page)
    alter()

    with pytest.raises(AlteredText):
        publish_text(page, "Deux")
