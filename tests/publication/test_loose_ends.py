"""A text whose links and footnotes lead nowhere is not published; the refusal names the words and their clauses."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from policies.document.blocks import Block, Footnote, Footnotes, Paragraph, Run
from policies.document.shape import Document
from policies.publication.loose_ends import refusals_of_loose_ends
from policies.publication.models import PolicyVersion
from policies.publication.refusal import CannotPublish
from tests.factories import freeze_document, make_document, make_section, paragraph
from tests.notification.register import make_register

KEY = uuid.UUID(int=3)


def text(*english: Block) -> Document:
    """A clause in two languages, after another of the key ``KEY``."""
    sections = (
        make_section(key=KEY, heading={"fr": "Un", "en": "One"}, body={}),
        make_section(
            heading={"fr": "Deux", "en": "Two"},
            body={"fr": (paragraph("Voir plus haut."),), "en": english},
        ),
    )
    titles = {"fr": "Charte", "en": "Charter"}
    return make_document(languages=("fr", "en"), title=titles, sections=sections)


def said(document: Document) -> list[tuple[str, str]]:
    return [(each.code, str(each.message)) for each in refusals_of_loose_ends(document)]


@pytest.mark.parametrize("link", [f"#{uuid.UUID(int=9)}", "#nowhere"])
def test_link_to_a_clause_that_is_not_there_is_refused(link: str) -> None:
    found = said(text(Paragraph(runs=(Run(text="see below", link=link),))))

    assert [code for code, _words in found] == ["link_nowhere"]
    assert "English" in found[0][1]
    assert "“see below” (2)" in found[0][1]


def test_mark_without_note_and_note_without_mark_are_refused() -> None:
    found = said(
        text(
            Paragraph(runs=(Run(text="Kept"), Run(text="3", role="footnote"))),
            Footnotes(items=(Footnote(label="1", blocks=(paragraph("As the law says."),)),)),
        )
    )

    assert [code for code, _words in found] == ["mark_without_note", "note_without_mark"]
    assert "3 (2)" in found[0][1]
    assert "1 (2)" in found[1][1]


def test_what_leads_somewhere_is_published() -> None:
    assert not said(
        text(
            Paragraph(runs=(Run(text="above", link=f"#{KEY}"), Run(text="1", role="footnote"))),
            Footnotes(items=(Footnote(label="1", blocks=(paragraph("As the law says."),)),)),
        )
    )


@pytest.mark.django_db
def test_no_way_publishes_a_link_to_nowhere() -> None:
    policy = make_register().policy
    document = text(Paragraph(runs=(Run(text="see", link="#nowhere"),)))
    document = replace(document, policy=policy.uuid)

    with pytest.raises(CannotPublish, match="a link leads to a clause"):
        freeze_document(document, policy)

    assert PolicyVersion.objects.count() == 1
