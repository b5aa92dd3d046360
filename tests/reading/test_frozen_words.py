"""What a version's page says is the version's: whatever changes in the rows that live on, no word of it does."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import lxml.html
import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from wagtail.models import Page

from policies.authoring.body_field import BodyField
from policies.authoring.models import PolicyPage
from policies.document.blocks import Paragraph, Run
from policies.publication.guards import GUARDED
from policies.publication.models import Policy, PolicyVersion
from policies.publication.refusal import CannotPublish, Refused
from policies.publication.retire import retire
from tests.factories import (
    NOTES,
    TITLES,
    make_organisation,
    make_page_section,
    make_policy_page,
    publish,
    stream,
)

pytestmark = pytest.mark.django_db

LANGUAGES = ("fr", "en", "ar")
# Not words: they name rows to the database, to Django or to Wagtail, and the public addresses.
NAMES = {
    *("path", "url_path", "slug", "app_label", "model", "codename", "hostname", "time_zone", "key"),
    *("object_id", "to_object_id", "content_path_hash", "language_code"),
}
REGISTER_NAMES = (
    "policies_organisation",
)  # an organisation that is renamed is shown under its name of today


def text_columns(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    together = {name for names in model._meta.unique_together for name in names}
    together |= {name for one in model._meta.total_unique_constraints for name in one.fields}
    for field in model._meta.local_concrete_fields:
        words = isinstance(field, models.CharField | models.TextField | BodyField)
        if words and not (field.unique or field.choices or field.name in NAMES | together):
            yield field


def change_every_live_row(*left_alone: str) -> int:
    """Write something else into every text of every table that is not guarded; how many rows changed."""
    changed = 0
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in GUARDED or table in left_alone or not model._meta.managed:
            continue
        for field in text_columns(model):
            value: Any = stream("Otherwise") if isinstance(field, BodyField) else "Otherwise"
            limit = getattr(field, "max_length", None)
            changed += model._base_manager.update(**{field.attname: value[:limit] if limit else value})
    revisions = apps.get_model("wagtailcore", "Revision")._base_manager
    return changed + revisions.update(content={"heading_fr": "Otherwise"})


def linking(*runs: Run) -> Paragraph:
    return Paragraph(runs=runs)


def shown(client: Client, language: str) -> str:
    answer = client.get(f"/{language}/atlas/privacy/v1/")
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> list[str]:
    """The words of a page's main part, in order; but how the organisation is reached today."""
    (main,) = lxml.html.fromstring(html).xpath("//main")
    for contact in main.xpath(".//section[@class='contact']"):
        contact.drop_tree()
    return str(main.text_content()).split()


def links_in(client: Client) -> list[str]:
    """Where the text of version 1 leads to, in order."""
    page = client.get("/fr/atlas/privacy/v1/", follow=True).content
    paragraphs = "//div[contains(@class, 'document__text')]//p[not(@class)]"
    return [str(address) for address in lxml.html.fromstring(page).xpath(f"{paragraphs}//a/@href")]


@pytest.fixture(scope="module")
def link(write_once: Callable[..., str]) -> str:
    return write_once(publish_link)


def publish_link() -> str:
    """A policy with a summary, whose three sections have the link that is returned."""
    organisation = make_organisation(
        website="https://atlas.example/", description_fr="Cabinet", description_en="Firm"
    )
    link = Run(text="art. 4", link="https://law.example/art-4")
    page = make_policy_page(
        organisation,
        summary_fr="En bref",
        summary_en="In short",
        summary_ar="باختصار",
        sections=[
            make_page_section(
                sort_order=number,
                **{f"body_{code}": stream(linking(Run(text=f"{number} "), link)) for code in LANGUAGES},
            )
            for number in range(3)
        ],
    )
    publish(page)
    return "https://law.example/art-4"


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_a_version_is_the_same_bytes_when_every_draft_changed(
    client: Client, link: str, language: str
) -> None:
    before = shown(client, language)

    changed = change_every_live_row(*REGISTER_NAMES)

    assert changed > 20
    assert link in before
    assert shown(client, language) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_renamed_organisation_changes_no_word_of_the_text(
    client: Client, link: str, language: str
) -> None:
    before = shown(client, language)

    change_every_live_row()
    after = shown(client, language)

    assert words(after) == words(before)
    assert after.count(link) == before.count(link) == 3


@pytest.mark.parametrize("address", ["v1.json", "v1.md"])
def test_file_of_a_version_is_the_same_bytes(client: Client, link: str, address: str) -> None:
    before = client.get(f"/en/atlas/privacy/{address}").content

    change_every_live_row()

    assert client.get(f"/en/atlas/privacy/{address}").content == before


CLAUSE = uuid.UUID("0a000000-0000-4000-8000-000000000001")


@pytest.fixture
def linked() -> PolicyPage:
    """What version 1 of atlas/privacy links to: the page of another policy, its clause, a clause of its own."""
    target = make_policy_page(slug="cookies", sections=[make_page_section(key=CLAUSE)])
    publish(target)
    links = linking(
        Run(text="page", link="/fr/atlas/cookies/"),
        Run(text="clause", link=f"/fr/atlas/cookies/v1/#{CLAUSE}"),
        Run(text="own", link=f"#{CLAUSE}"),
    )
    texts = {f"body_{code}": stream(links) for code in LANGUAGES}
    publish(
        make_policy_page(target.organisation_page, sections=[make_page_section(key=CLAUSE, **texts)])
    )
    return target


def rename(target: PolicyPage) -> None:
    target.slug = target.title = "trackers"
    target.save()


def move(target: PolicyPage) -> None:
    target.move(make_organisation("other"), "last-child")


def rename_the_organisation(target: PolicyPage) -> None:
    organisation = target.organisation_page
    organisation.slug, organisation.name_fr = "toubkal", "Toubkal"
    organisation.save()


def publish_without_the_clause(target: PolicyPage) -> None:
    publish(target, sections=[make_page_section(heading_fr="Autre")], significance="substantial")


def retire_it(target: PolicyPage) -> None:
    retire(policy=Policy.objects.get(uuid=target.policy_uuid), reason=NOTES, by="Salma")


@pytest.mark.parametrize(
    "fate",
    [
        *(rename, move, rename_the_organisation, publish_without_the_clause, retire_it),
        *(Page.unpublish, Page.delete),
    ],
)
def test_links_of_a_version_stay_and_lead_there_whatever_becomes_of_their_target(
    client: Client, linked: PolicyPage, fate: Callable[[PolicyPage], Any]
) -> None:
    """Where the target cannot go that way, it stays; that it is refused is shown elsewhere."""
    content, links = PolicyVersion.objects.get(policy__slug="privacy").content, links_in(client)

    refused = fate in (Page.unpublish, Page.delete)
    with contextlib.suppress(Refused) if refused else contextlib.nullcontext():
        fate(linked)

    assert PolicyVersion.objects.get(policy__slug="privacy").content == content
    assert links_in(client) == links
    assert len(links) == 3
    for link in links:
        address, _, anchor = link.partition("#")
        reached = client.get(address or "/fr/atlas/privacy/v1/", follow=True).content.decode()
        assert TITLES["fr"] in reached, link
        assert f'id="{anchor}"' in reached or not anchor, link


@pytest.mark.parametrize("address", ["/documents/3/annex.pdf", "/media/annex.pdf"])
def test_link_to_an_uploaded_file_is_refused(address: str, settings: Any) -> None:
    settings.BASE_URL = "https://policies.example.org"
    for link in (
        address,
        f"https://policies.example.org{address}",
        f"HTTP://a@Policies.Example.org:8080{address}",
        f"//policies.example.org{address}",
        f"/fr/..{address}",
        f"//policies.example.org/fr//..{address}",
        f"/%{ord(address[1]):x}{address[2:]}",
        f"https:\\\\policies.example.org{address}",
    ):
        body = stream(linking(Run(text="annex", link=link)))
        page = make_policy_page(
            make_organisation(f"organisation-{uuid.uuid4()}"),
            sections=[make_page_section(body_fr=body, body_en=body, body_ar=body)],
        )

        with pytest.raises(CannotPublish, match="uploaded file"):
            publish(page)


@pytest.mark.parametrize(
    "link", ["https://other.example/documents/3/a.pdf", "/fr/documents/x/", "http://["]
)
def test_link_to_somebody_elses_file_is_taken(link: str) -> None:
    body = stream(linking(Run(text="annex", link=link)))
    section = make_page_section(body_fr=body, body_en=body, body_ar=body)
    page = make_policy_page(make_organisation(), sections=[section])

    publish(page)

    assert page.live
