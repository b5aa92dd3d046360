"""Draft ↔ document: nothing is lost on the way there and back."""

from __future__ import annotations

import pytest

from policies.authoring.draft import body_of, document_of, fill, ordered_sections
from policies.authoring.models import PolicyPage
from policies.document.blocks import Definition, Definitions, Item, List, Note, Paragraph, Run, Table
from policies.document.malformed import MalformedDocument
from tests.factories import make_document, make_organisation, make_policy_page, make_section, paragraph


def text(value: str, **formatting: object) -> tuple[Run, ...]:
    return (Run(text=value, **formatting),)  # type: ignore[arg-type]


BODY = (
    Paragraph(
        runs=(Run(text="Écrivez à "), Run(text="contact@x.example", link="mailto:contact@x.example"))
    ),
    List(
        ordered=False,
        items=(
            Item(runs=text("un", bold=True)),
            Item(
                runs=text("deux"),
                children=(List(ordered=True, items=(Item(runs=text("a")), Item(runs=text("b")))),),
            ),
        ),
    ),
    Definitions(
        items=(
            Definition(term=text("Adresse"), blocks=(paragraph("1, rue\nCasablanca"),)),
            Definition(term=text("Téléphone", bold=True), blocks=(paragraph("+212 5 22 00 00 00"),)),
        )
    ),
    Table(
        caption=text("Durées"),
        header=(text("Données"), text("Durée")),
        rows=((text("CV"), text("2 ans", italic=True)), (text("Journaux < 1 & co"), ())),
    ),
    Note(tone="important", blocks=(paragraph("À lire."),)),
    paragraph("نص عربي"),
)


@pytest.mark.django_db
def test_document_comes_back_from_the_draft_as_it_went_in() -> None:
    page = make_policy_page(make_organisation())
    document = make_document(
        policy=page.policy_uuid,
        issuer={"fr": "Atlas Conseil", "en": "Atlas Consulting", "ar": "أطلس للاستشارة"},
        sections=(make_section(body={"fr": BODY, "en": BODY, "ar": BODY}), make_section(level=3)),
        summary={"fr": "Résumé"},
        numbering="outline",
    )

    fill(page, document)
    page.save_revision()

    draft = PolicyPage.objects.get().get_latest_revision_as_object()
    assert document_of(draft) == document


@pytest.mark.django_db
def test_filling_a_draft_keeps_the_languages_the_document_lacks() -> None:
    page = make_policy_page(make_organisation())
    document = document_of(page).only("fr")

    fill(page, document)

    assert ordered_sections(page)[0].heading_ar
    assert page.heading_en


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ([{"type": "poem"}], "'poem'"),
        ([{"type": "paragraph"}], "runs"),
        ([{"type": "paragraph", "runs": [{"text": "x", "link": "javascript:x()"}]}], "javascript:x"),
        ([{"type": "paragraph", "runs": [], "style": "red"}], "style"),
        ([{"type": "footnotes", "items": []}, {"type": "paragraph", "runs": []}], "last of a body"),
        ("text", "not the body"),
        ({"type": "paragraph"}, "not the body"),
    ],
)
def test_what_is_no_body_is_quoted_and_refused(value: object, fault: str) -> None:
    with pytest.raises(MalformedDocument, match=fault):
        body_of(value)


def test_body_that_is_not_there_is_empty() -> None:
    assert body_of(None) == body_of([]) == body_of("") == ()
