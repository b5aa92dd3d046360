"""Feeds, read as strangers read them."""

from __future__ import annotations

from datetime import date

import feedparser
import pytest
from django.test import Client
from lxml import etree

from policies.publication.addresses import rename_organisation
from policies.publication.models import Organisation, Policy
from tests.factories import LANGUAGES
from tests.reading.register import make_policy, publish_words

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["atlas/privacy/feed.atom", "atlas/feed.atom"])
def test_feed_lists_every_version_newest_first(
    client: Client, policy: Policy, path: str, language: str
) -> None:
    response = client.get(f"/{language}/{path}")
    feed = feedparser.parse(response.content)

    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.id.split("/")[-2:] for entry in feed.entries] == [[n, language] for n in "4321"]
    assert feed.feed.language == language
    assert feed.feed.links[1].rel == "self"
    assert feed.feed.links[1].href == f"http://127.0.0.1:8000/{language}/{path}"
    assert all(entry.summary and entry.updated for entry in feed.entries)


def test_entry_ids_depend_on_the_language_and_on_no_address(client: Client, policy: Policy) -> None:
    def ids(path: str) -> list[str]:
        return [entry.id for entry in feedparser.parse(client.get(path).content).entries]

    before = ids("/fr/atlas/privacy/feed.atom")
    organisation = policy.organisation
    names = {code: getattr(organisation, f"name_{code}") for code in ("fr", "en", "ar")}
    rename_organisation(organisation, slug="renamed", names=names)
    Organisation.objects.update(slug="renamed")

    assert before == ids("/fr/renamed/privacy/feed.atom") == ids("/fr/renamed/feed.atom")
    assert not {*before} & {*ids("/ar/renamed/privacy/feed.atom")}
    assert before[0] == f"tag:127.0.0.1,2026-01-01:policy/{policy.uuid}/4/fr"


def test_required_elements_of_rfc_4287_stand_once(client: Client, policy: Policy) -> None:
    root = etree.fromstring(client.get("/fr/atlas/feed.atom").content)

    for name in ("id", "title", "updated", "author"):
        assert len(root.findall(f"{ATOM}{name}")) == 1
    for entry in root.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated", "published", "summary"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1


def test_entry_without_the_language_leads_to_one_it_has(client: Client, policy: Policy) -> None:
    feed = feedparser.parse(client.get("/ar/atlas/privacy/feed.atom").content)

    assert feed.entries[1].link == "http://127.0.0.1:8000/fr/atlas/privacy/v3/"
    assert feed.entries[2].link == "http://127.0.0.1:8000/ar/atlas/privacy/v2/"


def test_note_with_markup_stays_text(client: Client) -> None:
    publish_words(make_policy(), "Texte", note={"fr": "<script>x</script> & co", "en": "x", "ar": "x"})

    entry = feedparser.parse(client.get("/fr/atlas/privacy/feed.atom").content).entries[0]

    assert "<script>" not in entry.summary
    assert "&lt;script&gt;" in entry.summary


def test_organisation_feed_joins_its_policies_only(client: Client, policy: Policy) -> None:
    publish_words(make_policy(slug="cookies"), "Cookies", effective_from=date(2025, 1, 1))
    publish_words(make_policy(organisation="other"), "Autre")

    feed = feedparser.parse(client.get("/en/atlas/feed.atom").content)

    assert len(feed.entries) == 5
