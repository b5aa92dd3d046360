"""What was pasted into the editor, read on the server."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from policies.authoring.models import PolicyPage
from tests.factories import make_organisation, make_policy_page
from tests.people import AUTHORS, account, join, signed_in

pytestmark = pytest.mark.django_db

WORD = (
    "<p class=MsoNormal>Durée : trois <del cite='mailto:A' datetime='2024-01-01T00:00'>ans</del>"
    "<ins cite='mailto:A' datetime='2024-01-01T00:00'>mois</ins>"
    "<span class=MsoCommentReference><a style='mso-comment-reference:A_1'>.</a>"
    "<span style='mso-special-character:comment'><a class=msocomanchor href='#_msocom_1'>[A1]</a></span></span></p>"
    "<div style='mso-element:comment-list'><div style='mso-element:comment'><div id='_com_1' class=msocomtxt>"
    "<span style='mso-comment-author:\"Alami\"'><p class=MsoCommentText>À vérifier</p></span></div></div></div>"
)


@pytest.fixture
def page() -> PolicyPage:
    return make_policy_page(make_organisation("atlas"))


@pytest.fixture
def client(page: PolicyPage) -> Client:
    return signed_in(join(account("nadia"), AUTHORS, page.organisation_page))


def paste(client: Client, page: PolicyPage, html: str, **answers: str) -> Any:
    return client.post(f"/admin/policies/{page.pk}/pasted/", {"html": html, **answers})


def test_headings_become_clauses_with_the_numbers_typed(client: Client, page: PolicyPage) -> None:
    html = (
        "<h1>Politique</h1><p>Avant.</p><h2>1. Objet</h2><p>A</p><h3>1.2 Détail</h3><ul><li>a<li>b</ul>"
    )

    answer = paste(client, page, html).json()

    assert answer["title"] == "Politique"
    assert [(each["level"], each["label"], each["title"]) for each in answer["clauses"]] == [
        (0, "", ""),
        (0, "1.", "Objet"),
        (1, "1.2", "Détail"),
    ]
    assert [block["type"] for block in json.loads(answer["clauses"][2]["body"])] == ["list"]


def test_changes_and_comments_are_asked_about_before_anything_is_read(
    client: Client, page: PolicyPage
) -> None:
    asked = paste(client, page, WORD).json()
    read = paste(client, page, WORD, changes="reject", comments="drop").json()

    assert [each["subject"] for each in asked["questions"]] == ["changes", "comments"]
    assert "clauses" not in asked
    (runs,) = [each["runs"] for each in json.loads(read["clauses"][0]["body"])]
    assert "".join(run["text"] for run in runs) == "Durée : trois ans."
    assert len(read["warnings"]) == 2


def test_too_much_and_nothing_are_refused_in_words(
    client: Client, page: PolicyPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paste(client, page, "<p></p>").json()["refused"]
    monkeypatch.setattr("policies.desk.pasting.MAX_BYTES", 10)
    answer = paste(client, page, "<p>much more than ten bytes</p>")
    assert (answer.status_code, bool(answer.json()["refused"])) == (400, True)


def test_who_may_not_write_reads_nothing_here(page: PolicyPage) -> None:
    stranger = signed_in(join(account("x"), AUTHORS, make_organisation("other")))

    assert paste(stranger, page, "<p>a</p><p>b</p>").status_code == 404
