"""Files for translators: downloaded, brought back, looked over and written into the draft, by the pages of the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree
from wagtail.models import Revision

from policies.authoring.draft import ordered_sections
from policies.authoring.models import PolicyPage
from policies.authoring.translation.translation_state import State, translations_of
from policies.interchange.readers.word.word_package import MAX_FILE
from tests.factories import draft_of, make_organisation, make_page_section, make_policy_page, stream
from tests.interchange.cat_tool import table_translated, target_of, translated, unit_at
from tests.people import AUTHORS, OWNERS, REVIEWERS, TRANSLATORS, account, join, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> PolicyPage:
    """A policy that is not translated into English yet."""
    page = make_policy_page(languages=("fr", "ar"))
    page.save_revision()
    return page


@pytest.fixture
def client(page: PolicyPage) -> Client:
    return signed_in(join(account("tess"), TRANSLATORS["en"], page.organisation_page))


def at(page: PolicyPage, further: str = "") -> str:
    return f"/admin/policies/{page.pk}/translators/{further}"


def downloaded(client: Client, page: PolicyPage, form: str = "xliff1", **asked: str) -> bytes:
    response = client.post(
        at(page, "file/"), {"language": "en", "what": "waiting", "form": form} | asked
    )
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"], response.content.decode()[:3000]
    return bytes(response.content)


def given(client: Client, page: PolicyPage, content: bytes) -> Any:
    return client.post(at(page), {"file": SimpleUploadedFile("back.xlf", content)})


def taken(client: Client, page: PolicyPage, shown: Any, *keys: str) -> Any:
    """The answer to the choice of these clauses, or of those that are chosen at first."""
    chosen = keys or [str(each["key"]) for each in shown.context["clauses"] if each["checked"]]
    carried = {name: shown.context[name] for name in ("carried", "newest")}
    return client.post(
        at(page, "take/"),
        {"returned": carried["carried"], "newest": carried["newest"], "clause": list(chosen)},
    )


def refused(response: Any) -> str:
    return " ".join(response.context["returned"].errors["file"])


def section(page: PolicyPage) -> Any:
    return ordered_sections(draft_of(page))[0]


def said(page: PolicyPage) -> tuple[str, str]:
    held = section(page)
    return held.heading_en or "", "".join(
        run["text"] for block in held.body_en or () for run in block["runs"]
    )


@pytest.mark.parametrize(
    ("form", "tool"), [("xliff1", translated), ("xliff2", translated), ("word", table_translated)]
)
def test_what_a_translator_brings_back_becomes_one_draft(
    client: Client, page: PolicyPage, form: str, tool: Any
) -> None:
    before = Revision.objects.count()

    shown = given(client, page, tool(downloaded(client, page, form)))
    between = Revision.objects.count(), said(page)
    response = taken(client, page, shown)

    assert between == (before, ("", ""))
    assert response.status_code == 302
    assert said(page) == ("DONNÉES", "NOUS TRAITONS VOS DONNÉES.")
    assert translations_of(section(page), "fr")["en"].state == State.UP_TO_DATE
    assert draft_of(page).heading_en == "POLITIQUE DE CONFIDENTIALITÉ"
    assert Revision.objects.count() == before + 1
    assert draft_of(page).get_latest_revision().user.username == "tess"


def test_nothing_is_downloaded_where_nothing_waits(client: Client, page: PolicyPage) -> None:
    taken(client, page, given(client, page, translated(downloaded(client, page))))

    response = client.post(at(page, "file/"), {"language": "en", "what": "waiting", "form": "xliff1"})

    assert "Nothing waits" in response.content.decode()
    assert len(downloaded(client, page, what="everything")) > 500


def test_only_what_was_chosen_is_written(client: Client, page: PolicyPage) -> None:
    shown = given(client, page, translated(downloaded(client, page)))

    taken(client, page, shown, str(section(page).key))

    assert said(page)[0] == "DONNÉES"
    assert draft_of(page).heading_en in ("", None)


def test_a_choice_of_nothing_is_asked_again(client: Client, page: PolicyPage) -> None:
    shown = given(client, page, translated(downloaded(client, page)))

    again = taken(client, page, shown, "00000000-0000-4000-8000-000000000000")

    assert "Choose at least one clause" in again.content.decode()
    assert said(page) == ("", "")


def test_a_clause_whose_source_moved_on_is_chosen_and_stays_out_of_date(
    client: Client, page: PolicyPage
) -> None:
    file = translated(downloaded(client, page))
    draft = draft_of(page)
    rows = list(draft.sections.all())
    rows[0].body_fr = stream("Nous gardons vos données trois ans.")
    draft.sections = rows
    draft.save_revision()

    shown = given(client, page, file)
    clause = next(each for each in shown.context["clauses"] if each["key"] == section(page).key)
    taken(client, page, shown)
    at_first = said(page)
    taken(client, page, given(client, page, file), str(clause["key"]))

    assert "The source has changed" in clause["questions"][0]
    assert "trois ans" in clause["moved"]
    assert not clause["checked"]
    assert at_first == ("", "")
    assert said(page) == ("DONNÉES", "NOUS TRAITONS VOS DONNÉES.")
    assert translations_of(section(page), "fr")["en"].state == State.OUT_OF_DATE


def test_a_file_replayed_over_a_newer_translation_is_asked_about(
    client: Client, page: PolicyPage
) -> None:
    file = translated(downloaded(client, page))
    draft = draft_of(page)
    rows = list(draft.sections.all())
    rows[0].heading_en, rows[0].body_en = "Data", stream("We process your data.")
    draft.sections = rows
    draft.save_revision()

    shown = given(client, page, file)
    clause = next(each for each in shown.context["clauses"] if each["key"] == rows[0].key)

    assert "would be replaced" in clause["questions"][0]
    assert not clause["checked"]


def test_a_draft_saved_meanwhile_is_shown_again(client: Client, page: PolicyPage) -> None:
    shown = given(client, page, translated(downloaded(client, page)))
    draft_of(page).save_revision()

    again = taken(client, page, shown)

    assert again.status_code == 200
    assert "The draft changed meanwhile" in again.content.decode()
    assert said(page) == ("", "")
    assert taken(client, page, again).status_code == 302


def test_a_file_of_another_organisation_is_refused_without_a_word_about_it(
    client: Client, page: PolicyPage
) -> None:
    theirs = make_policy_page(make_organisation("zelda"), "secret", languages=("fr",))
    theirs.save_revision()
    owner = signed_in(join(account("olga"), OWNERS, theirs.organisation_page))
    file = translated(downloaded(owner, theirs))

    response = given(client, page, file)

    assert refused(response) == "the file is of another policy: nothing of it was read"
    assert "zelda" not in response.content.decode()
    assert client.get(at(theirs)).status_code == 404
    assert client.post(at(theirs, "file/")).status_code == 404
    assert client.post(at(theirs, "take/")).status_code == 404


def test_a_translator_downloads_and_brings_back_their_language_only(
    client: Client, page: PolicyPage
) -> None:
    author = signed_in(join(account("nadia"), AUTHORS, page.organisation_page))
    arabic = translated(downloaded(author, page, language="ar", what="everything"))

    response = given(client, page, arabic)

    assert "you do not translate into that here" in refused(response)
    asked = client.post(at(page, "file/"), {"language": "ar", "what": "everything", "form": "word"})
    assert "Content-Disposition" not in asked.headers


def test_a_reviewer_has_no_such_page(page: PolicyPage) -> None:
    reviewer = signed_in(join(account("rita"), REVIEWERS, page.organisation_page))

    assert reviewer.get(at(page)).status_code in (302, 403)
    assert reviewer.post(at(page, "file/"), {"language": "en"}).status_code in (302, 403)


def test_what_one_person_was_shown_another_cannot_take(client: Client, page: PolicyPage) -> None:
    shown = given(client, page, translated(downloaded(client, page)))
    other = signed_in(join(account("omar"), TRANSLATORS["en"], page.organisation_page))

    response = taken(other, page, shown)

    assert response.status_code == 302
    assert response.headers["Location"] == at(page)
    assert said(page) == ("", "")


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><xliff>&b;</xliff>'
)


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda _file: b"", "the file is empty"),
        (lambda _file: BOMB, "declares a document type"),
        (lambda _file: b"Some text", "neither an XLIFF file nor the Word table"),
        (lambda _file: b"\x89PNG\r\n", "an image: a policy is text"),
        (
            lambda file: file.replace(b'source-language="fr"', b'source-language="ar"'),
            "another language prevails",
        ),
        (
            lambda file: file.replace(b'target-language="en"', b'target-language="de"'),
            "is not translated into that",
        ),
        (lambda file: file + b" " * MAX_FILE, "larger than 20"),
    ],
)
def test_what_is_no_file_of_this_policy_is_refused_in_one_sentence(
    client: Client, page: PolicyPage, made: Any, sentence: str
) -> None:
    before = Revision.objects.count()

    response = given(client, page, made(downloaded(client, page)))

    assert sentence in refused(response).translate({0x2068: None, 0x2069: None})
    assert Revision.objects.count() == before


def test_scripts_and_addresses_come_in_as_words_or_not_at_all(client: Client, page: PolicyPage) -> None:
    draft = draft_of(page)
    rows = list(draft.sections.all())
    rows[0].body_fr = [
        {"type": "paragraph", "runs": [{"text": "Voir "}, {"text": "ici", "link": "https://a.example/"}]}
    ]
    draft.sections = rows
    draft.save_revision()

    def hostile(root: Any) -> None:
        code = target_of(unit_at(root, "b.0", rows[0].key))[0]
        code.text = "<script>alert(1)</script> javascript:alert(1)"
        code.set("href", "javascript:alert(1)")

    shown = given(client, page, translated(downloaded(client, page), edit=hostile))
    taken(client, page, shown)

    assert "<script>alert(1)" not in shown.content.decode()
    runs = section(page).body_en[0]["runs"]
    assert [run.get("link") for run in runs] == [None, "https://a.example/"]
    assert runs[1]["text"] == "<script>alert(1)</script> javascript:alert(1)"


def test_markup_within_a_translation_keeps_its_clause_out(client: Client, page: PolicyPage) -> None:
    def marked(root: Any) -> None:
        unit = unit_at(root, "b.0", section(page).key)
        etree.SubElement(target_of(unit), "script").text = "alert(1)"

    shown = given(client, page, translated(downloaded(client, page), edit=marked))
    clause = next(each for each in shown.context["clauses"] if each["key"] == section(page).key)
    taken(client, page, shown, *(str(each["key"]) for each in shown.context["clauses"]))

    assert "holds markup" in clause["refusal"]
    assert said(page) == ("", "")


def test_exchanged_names_are_found_by_the_source_that_stands_beside(
    client: Client, page: PolicyPage
) -> None:
    def exchange(root: Any) -> None:
        heading, body = (unit_at(root, place, section(page).key) for place in ("h", "b.0"))
        one, other = heading.get("id"), body.get("id")
        heading.set("id", other)
        body.set("id", one)

    shown = given(client, page, translated(downloaded(client, page), edit=exchange))
    clause = next(each for each in shown.context["clauses"] if each["key"] == section(page).key)

    assert "another source stands" in clause["refusal"]


def test_passages_that_nobody_gave_are_counted_and_left_out(client: Client, page: PolicyPage) -> None:
    def invent(root: Any) -> None:
        unit = unit_at(root, "h")
        unit.set("id", "mine")

    shown = given(client, page, translated(downloaded(client, page), edit=invent))

    assert shown.context["returned"].unknown == 1


def test_a_locked_draft_takes_nothing(client: Client, page: PolicyPage) -> None:
    file = translated(downloaded(client, page))
    page.refresh_from_db()
    page.locked, page.locked_by = True, account("other")
    page.save()

    response = given(client, page, file)

    assert response.status_code == 200
    assert "clauses" not in response.context
    assert downloaded(client, page)


def test_the_editor_leads_to_the_files(client: Client, page: PolicyPage) -> None:
    assert at(page) in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()


def test_a_clause_added_since_is_not_asked_of_an_older_file(client: Client, page: PolicyPage) -> None:
    file = translated(downloaded(client, page))
    draft = draft_of(page)
    draft.sections = [make_page_section(("fr",))]
    draft.save_revision()

    shown = given(client, page, file)

    assert shown.context["returned"].gone == 1
    assert [str(each["name"]) for each in shown.context["clauses"]] == [
        "Title for readers",
        "Change note",
    ]
