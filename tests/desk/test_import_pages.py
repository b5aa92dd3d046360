"""Bringing a text in from files, step by step, in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from policies.authoring.draft import document_of
from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.desk.import_record import MOST_AT_ONCE, ImportedFile, TextImport
from policies.publication.models import PolicyVersion
from tests.factories import draft_of, make_organisation, make_policy_page
from tests.interchange.readers.word import word_files
from tests.people import AUTHORS, TRANSLATORS, account, join, signed_in

pytestmark = pytest.mark.django_db

FRENCH = "# Politique\n\n## 1. Objet\n\nNous gardons 30 jours.\n\n## 2. Droits\n\nVoir l’article 1.\n"
ENGLISH = "# Policy\n\n## 1. Purpose\n\nWe keep 60 days.\n\n## 2. Rights\n\nSee clause 1.\n"


@pytest.fixture
def atlas() -> OrganisationPage:
    return make_organisation("atlas")


@pytest.fixture
def client(atlas: OrganisationPage) -> Client:
    return signed_in(join(account("nadia"), AUTHORS, atlas))


def sent(**texts: str | bytes) -> dict[str, Any]:
    return {
        name: SimpleUploadedFile(
            f"{name}.txt", content if isinstance(content, bytes) else content.encode()
        )
        for name, content in texts.items()
    }


def begun(client: Client, atlas: OrganisationPage, **texts: str | bytes) -> str:
    """The address of an import of these files, all of them read."""
    response = client.post(f"/admin/organisations/{atlas.organisation_id}/import/", sent(**texts))
    assert response.status_code == 302, response.context["form"].errors
    record = TextImport.objects.latest("touched_at")
    for _each in texts:
        client.post(f"/admin/imports/{record.pk}/read/")
    return f"/admin/imports/{record.pk}/"


def pressed(client: Client, address: str, **values: Any) -> Any:
    response = client.post(address, values)
    assert response.status_code == 302, response.content.decode()[:2000]
    return response


def drafted(client: Client, address: str, **values: Any) -> PolicyPage:
    form = client.get(f"{address}draft/").context["form"]
    initial = {field.name: field.initial for field in form if field.initial is not None}
    pressed(client, f"{address}draft/", **(initial | {"seen": "on"} | values))
    return PolicyPage.objects.latest("latest_revision_created_at")


def test_files_in_two_languages_become_the_draft_of_a_new_policy(
    client: Client, atlas: OrganisationPage
) -> None:
    address = begun(client, atlas, fr=FRENCH, en=ENGLISH)

    for page in ("text/fr/", "text/en/", "languages/", "draft/"):
        assert client.get(address + page).status_code == 200
    assert not PolicyPage.objects.exists()
    page = drafted(client, address)

    document = document_of(draft_of(page), ["fr", "en"])
    assert [dict(section.heading) for section in document.sections] == [
        {"fr": "Objet", "en": "Purpose"},
        {"fr": "Droits", "en": "Rights"},
    ]
    assert (page.slug, document.numbering, page.live) == ("policy", "decimal", False)
    assert not TextImport.objects.exists()
    assert not PolicyVersion.objects.exists()
    assert draft_of(page).get_latest_revision().user.username == "nadia"


def test_languages_of_a_clause_are_shown_with_what_they_do_not_say_alike(
    client: Client, atlas: OrganisationPage
) -> None:
    address = begun(client, atlas, fr=FRENCH, en=ENGLISH)

    rows = client.get(f"{address}languages/").context["rows"]

    assert len(rows) == 2
    assert any("30" in words and "60" in words for words in rows[0].differences)
    assert rows[1].differences == []


def test_a_clause_is_paired_by_hand(client: Client, atlas: OrganisationPage) -> None:
    address = begun(client, atlas, fr=FRENCH, en=ENGLISH)

    twice = client.post(f"{address}languages/", {"en-0": "2", "en-1": "2"})
    pressed(client, f"{address}languages/", **{"en-0": "2", "en-1": ""}, onward="1")
    page = drafted(client, address)

    assert "2" in twice.context["error"]
    document = document_of(draft_of(page), ["fr", "en"])
    assert [section.heading.get("en") for section in document.sections] == [None, "Purpose", "Rights"]


def test_levels_are_changed_and_clauses_joined_and_divided(
    client: Client, atlas: OrganisationPage
) -> None:
    address = begun(client, atlas, fr=FRENCH)
    text = f"{address}text/fr/"

    pressed(client, text, do="in 1")
    pressed(client, text, do="divide 1 0")
    shown = client.get(text).context["clauses"]
    pressed(client, text, do="anew")
    anew = client.get(text).context["clauses"]
    pressed(client, text, do="join 1")
    joined = client.get(text).context["clauses"]

    assert [(each.section.heading, each.section.level) for each in shown] == [
        ("Objet", 1),
        ("Droits", 2),
        ("Voir l’article 1.", 2),
    ]
    assert len(anew) == 2
    assert len(joined) == 1
    assert "2. Droits" in joined[0].body
    assert client.post(text, {"do": "join 0"}).status_code == 404
    assert client.post(text, {"do": "divide 0 99"}).status_code == 404


def test_tracked_changes_are_asked_about_and_can_be_kept_as_two_drafts(
    client: Client, atlas: OrganisationPage
) -> None:
    body = word_files.p("A", style="H1") + word_files.p(
        word_files.r("We keep data ")
        + word_files.dele("one")
        + word_files.ins(word_files.r("two"))
        + word_files.r(" years.")
    )
    address = begun(client, atlas, fr=word_files.docx(body))

    assert client.get(address).headers["Location"].endswith("/questions/")
    form = client.get(f"{address}questions/").context["form"]
    name = form.asked[0].name
    assert client.post(f"{address}questions/", {}).status_code == 200
    pressed(client, f"{address}questions/", **{name: "both"})
    client.post(f"{address}read/")
    page = drafted(client, address, title_fr="Durées")

    texts = [
        next(iter(revision.as_object().sections.all())).body_fr
        for revision in page.revisions.order_by("created_at")
    ]
    assert ["one" in str(text) for text in texts] == [True, False]
    assert "two" in str(texts[1])


def test_a_file_that_cannot_be_read_is_refused_in_the_language_of_the_admin(
    client: Client, atlas: OrganisationPage
) -> None:
    address = begun(client, atlas, ar=b"%PDF-1.4 nothing")

    shown = client.get(address, headers={"accept-language": "fr"}).content.decode()

    assert "Word" in shown
    assert ImportedFile.objects.get().state == "refused"


def test_an_import_onto_a_policy_keeps_the_keys_of_its_clauses(
    client: Client, atlas: OrganisationPage
) -> None:
    page = drafted(client, begun(client, atlas, fr=FRENCH, en=ENGLISH))
    before = document_of(draft_of(page), ["fr", "en"])
    changed = FRENCH.replace("30 jours", "90 jours")

    client.post(f"/admin/policies/{page.pk}/import/", sent(fr=changed))
    record = TextImport.objects.get()
    client.post(f"/admin/imports/{record.pk}/read/")
    address = f"/admin/imports/{record.pk}/"
    shown = client.get(f"{address}draft/")
    again = drafted(client, address)

    after = document_of(draft_of(again), ["fr", "en"])
    assert shown.context["plan"].kept == 2
    assert [language for language, _redline in shown.context["redlines"]] == ["fr"]
    assert again.pk == page.pk
    assert [section.key for section in after.sections] == [section.key for section in before.sections]
    assert [s.body["en"] for s in after.sections] == [s.body["en"] for s in before.sections]


def test_a_draft_that_changed_meanwhile_is_looked_at_again(
    client: Client, atlas: OrganisationPage
) -> None:
    page = drafted(client, begun(client, atlas, fr=FRENCH))
    client.post(f"/admin/policies/{page.pk}/import/", sent(fr=FRENCH.replace("30", "90")))
    record = TextImport.objects.get()
    client.post(f"/admin/imports/{record.pk}/read/")
    form = client.get(f"/admin/imports/{record.pk}/draft/").context["form"]
    draft_of(page).save_revision()

    answer = client.post(
        f"/admin/imports/{record.pk}/draft/",
        {"newest": form["newest"].initial, "numbering": "none", "title_fr": "P", "seen": "on"},
    )

    assert "newest" in answer.context["form"].errors


def test_cancelling_forgets_the_files(client: Client, atlas: OrganisationPage) -> None:
    address = begun(client, atlas, fr=FRENCH)

    pressed(client, f"{address}cancel/")

    assert not ImportedFile.objects.exists()
    assert client.get(address).status_code == 404


def test_nobody_else_opens_an_import(client: Client, atlas: OrganisationPage) -> None:
    address = begun(client, atlas, fr=FRENCH)
    other = signed_in(join(account("amal"), AUTHORS, atlas))

    assert [other.get(address + page).status_code for page in ("", "text/fr/", "draft/")] == [404] * 3


def test_who_only_translates_imports_nothing(atlas: OrganisationPage) -> None:
    page = make_policy_page(atlas)
    translator = signed_in(join(account("omar"), TRANSLATORS["ar"], atlas))

    for address in (f"organisations/{atlas.organisation_id}/import/", f"policies/{page.pk}/import/"):
        assert translator.get(f"/admin/{address}").status_code in (302, 403)
        assert translator.post(f"/admin/{address}", sent(fr=FRENCH)).status_code in (302, 403)
    assert not TextImport.objects.exists()


def test_a_person_keeps_few_imports_at_once(client: Client, atlas: OrganisationPage) -> None:
    for _each in range(MOST_AT_ONCE + 2):
        begun(client, atlas, fr=FRENCH)

    assert TextImport.objects.count() == MOST_AT_ONCE


def test_an_upload_larger_than_all_files_may_be_is_stopped(
    client: Client, atlas: OrganisationPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policies.desk.import_pages.MOST_SENT", 0)
    monkeypatch.setattr("policies.desk.import_pages._FORM_ITSELF", 10)

    client.post(f"/admin/organisations/{atlas.organisation_id}/import/", sent(fr=FRENCH))

    assert not TextImport.objects.exists()


def test_what_was_left_out_of_a_page_is_shown_in_full(client: Client, atlas: OrganisationPage) -> None:
    links = " ".join(f"page{number}" for number in range(20))
    body = "<p>Nous gardons vos données trente jours.</p>" * 9
    page = f"<html><body><nav>{links}</nav><main><h1>T</h1><h2>A</h2>{body}</main></body></html>"

    address = begun(client, atlas, fr=page)
    shown = client.get(f"{address}text/fr/").content.decode()

    assert "What was left out, in full" in shown
    assert links in shown
    assert "were not named" not in shown
