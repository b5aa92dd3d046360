"""What is put on the shelf: pages that are the same for everybody, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from policies.publication.editions import changed
from policies.publication.models import Organisation, Policy
from policies.reading.shelf import keeping
from policies.reading.shelf.keeping import may_be_kept, promise
from policies.reading.shelf.shelf import Shelf
from tests.reading.register import make_history, make_policy, publish_words
from tests.withholding import withhold

pytestmark = pytest.mark.django_db

PAGE = "/fr/atlas/privacy/"


@pytest.fixture
def policy() -> Policy:
    return make_history()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path / "shelf", "release", refusal_to_run=lambda: "")
    keeping.install(shelf)
    shelf.look()
    yield shelf
    keeping.install(None)


def kept(shelf: Shelf) -> set[str]:
    return {path + (f"?{query}" if query else "") for path, query in shelf.memory.pages}


@pytest.mark.parametrize(
    "path",
    [
        "/fr/",
        "/fr/?changes=all",
        "/fr/atlas/",
        PAGE,
        f"{PAGE}v1/",
        f"{PAGE}v1.json",
        f"{PAGE}v1.md",
        f"{PAGE}history/",
        f"{PAGE}compare/1/2/",
        f"{PAGE}compare/1/2/?view=side&only=all",
        f"{PAGE}compare/1/2.json",
        f"{PAGE}feed.atom",
        f"{PAGE}feed.atom?significance=substantial",
        f"{PAGE}timemap/",
        "/fr/feed.atom",
        "/fr/accessibility/",
        "/fr/licences/",
        "/licences.txt",
        "/sitemap.xml",
        "/sitemap-1.xml",
        "/fr/api/",
        f"{PAGE}fragment/",
        f"{PAGE}v1/fragment/",
        f"{PAGE}framed/",
        f"{PAGE}updated.svg",
        "/embed/1.js",
        "/api/v1/policies",
        "/api/v1/policies?limit=100&offset=0",
        "/api/v1/policies/atlas/privacy",
        "/api/v1/policies/atlas/privacy/versions/1/text?language=fr&form=html",
        "/api/v1/events",
    ],
)
def test_public_page_is_kept(client: Client, policy: Policy, shelf: Shelf, path: str) -> None:
    assert client.get(path).status_code == 200
    assert kept(shelf) == {path}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/fr/search/?q=texte",
        "/fr/verify/",
        "/fr/subscribe/",
        "/fr/nothing/",
        "/api/v1/policies?limit=7",
        "/api/v1/policies?x=1",
        "/api/v1/events?cursor=2",
        "/api/v1/search?q=texte&language=fr",
        f"{PAGE}v9/",
        f"{PAGE}on/2024-06-01/",
        f"{PAGE}timegate/",
        f"{PAGE}compare/?old=1&new=2",
        f"{PAGE}compare/1/2/?view=sideways",
        f"{PAGE}compare/1/2/?only=all&view=side",
        f"{PAGE}compare/1/2/?x=1",
        "/fr/?page=2&letter=A",
        "/fr/?utm_source=x",
        "/account/login/",
        "/admin/",
    ],
)
def test_everything_else_is_not(client: Client, policy: Policy, shelf: Shelf, path: str) -> None:
    client.get(path)

    assert kept(shelf) == set()


def test_page_that_was_asked_for_with_a_foreign_query_is_not_what_others_are_shown(
    client: Client, policy: Policy, shelf: Shelf
) -> None:
    html = client.get(f"{PAGE}?next=//evil.example").content.decode()

    assert "evil.example" in html  # in the links to the page's own languages
    assert kept(shelf) == set()


def test_page_made_for_somebody_signed_in_is_not_kept(
    client: Client, policy: Policy, shelf: Shelf
) -> None:
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org", "x"))

    assert client.get(PAGE).status_code == 200

    assert kept(shelf) == set()


def test_draft_is_never_kept(client: Client, shelf: Shelf) -> None:
    make_policy()

    assert client.get(PAGE).status_code == 404
    assert kept(shelf) == set()


@pytest.mark.parametrize("change", ["version", "organisation", "policy"])
def test_page_is_old_as_soon_as_what_it_was_made_from_changes(
    client: Client, policy: Policy, shelf: Shelf, change: str
) -> None:
    client.get(PAGE)
    (page,) = shelf.memory.all()
    shelf.look()
    assert not page.old

    match change:
        case "version":
            publish_words(policy, "Encore")
        case "organisation":
            Organisation.objects.get(slug="atlas").save()
        case "policy":
            policy.save()
    shelf.look()

    assert page.old


def test_page_of_another_policy_is_not_made_anew(client: Client, policy: Policy, shelf: Shelf) -> None:
    other = make_policy("rif")
    publish_words(other, "Autre")
    client.get("/fr/rif/privacy/")
    client.get("/fr/")
    pages = {page.key[0]: page for page in shelf.memory.all()}
    shelf.look()

    publish_words(policy, "Encore")
    shelf.look()

    assert not pages["/fr/rif/privacy/"].old
    assert pages["/fr/"].old


def test_page_made_while_the_register_changed_is_not_kept(
    client: Client, policy: Policy, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from policies.reading import pages

    def meanwhile(*args: object) -> object:
        changed(policy.organisation_id, policy.pk)
        return say(*args)  # type: ignore[arg-type]

    say = pages.say_of_policy
    monkeypatch.setattr(pages, "say_of_policy", meanwhile)

    assert client.get(PAGE).status_code == 200
    assert kept(shelf) == set()


def test_page_is_true_until_the_announced_text_applies(
    client: Client, policy: Policy, shelf: Shelf
) -> None:
    client.get(PAGE)
    (page,) = shelf.memory.all()

    begins = policy.versions.get(number=4).effective_from
    assert page.until == shelf_midnight(policy, begins)


def shelf_midnight(policy: Policy, day: object) -> float:
    from datetime import date, datetime, time
    from zoneinfo import ZoneInfo

    assert isinstance(day, date)
    zone = ZoneInfo(policy.organisation.time_zone)
    return datetime.combine(day, time(), tzinfo=zone).timestamp()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda response: response.set_cookie("a", "b"),
        lambda response: response.headers.__setitem__("Cache-Control", "private"),
        lambda response: response.headers.__setitem__("Vary", "Cookie"),
        lambda response: setattr(response, "content", b'<input name="csrfmiddlewaretoken">'),
        lambda response: setattr(response, "status_code", 404),
        lambda response: promise(response, until=timezone.now() - timedelta(seconds=1)),
    ],
)
def test_answer_for_one_reader_or_of_the_past_is_never_kept(spoil: object) -> None:
    request = RequestFactory().get("/fr/")
    response = HttpResponse("text", headers={"Cache-Control": "public", "ETag": '"x"'})
    promise(response)
    stamped(response)
    assert may_be_kept(request, response)

    spoil(response)  # type: ignore[operator]
    stamped(response)

    assert not may_be_kept(request, response)


def stamped(response: HttpResponse) -> None:
    """As ``watched`` leaves it, when nothing changed meanwhile."""
    from dataclasses import replace

    response.promise = replace(response.promise, stamp=1)  # type: ignore[attr-defined]


def test_nothing_that_was_kept_is_left_where_a_text_was_withheld(
    client: Client, policy: Policy, shelf: Shelf
) -> None:
    former = Shelf(shelf.files.folder, "former", refusal_to_run=lambda: "")
    for each in (former, shelf):
        keeping.install(each)
        for path in (PAGE, f"{PAGE}v1.json", "/fr/"):
            client.get(path)
        each.catch_up()
    assert len(list(shelf.files.folder.glob("*/*/*"))) >= 3

    publish_words(policy, "Autre texte", ("fr", "en"))
    shelf.look()
    kept_after_a_publication = len(list(shelf.files.folder.glob("*/*/*")))
    withhold(policy.versions.get(number=1))
    shelf.look()

    assert kept_after_a_publication >= 3
    assert kept(shelf) == set()
    # Not even for the emergency in which old pages are shown under a warning.
    assert list(shelf.files.folder.glob("*/*/*")) == []
