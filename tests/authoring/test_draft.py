"""Draft ↔ document: nothing is lost on the way there and back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policies.authoring.draft import document_of, fill, ordered_sections
from policies.authoring.models import PolicyPage
from policies.authoring.richtext import from_rich_text, to_rich_text
from policies.document.shape import Definition, Definitions, Item, List, Note, Paragraph, Run, Table
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
        sections=(make_section(body={"fr": BODY, "en": BODY, "ar": BODY}), make_section(level=3)),
        summary={"fr": "Résumé"},
        numbering="outline",
    )

    warnings = fill(page, document)
    page.save_revision()

    draft = PolicyPage.objects.get().get_latest_revision_as_object()
    assert warnings == []
    assert document_of(draft) == document


@pytest.mark.django_db
def test_filling_a_draft_says_where_lists_are_deeper_than_editors_write_them() -> None:
    def nested(depth: int) -> List:
        children = (nested(depth - 1),) if depth > 1 else ()
        return List(ordered=False, items=(Item(runs=(Run(text=f"n{depth}"),), children=children),))

    page = make_policy_page(languages=("fr",))
    for depth, said in ((3, 0), (4, 1)):
        note = Note(tone="info", blocks=(nested(depth),))
        section = make_section(heading={"fr": "Durées"}, body={"fr": (note,)})
        document = replace(document_of(page), sections=(section,))
        warnings = fill(page, document)
        assert [("Durées" in warning) for warning in warnings] == [True] * said
        assert document_of(page).sections == document.sections


@pytest.mark.django_db
def test_filling_a_draft_keeps_the_languages_the_document_lacks() -> None:
    page = make_policy_page(make_organisation())
    document = document_of(page).only("fr")

    fill(page, document)

    assert ordered_sections(page)[0].heading_ar
    assert page.heading_en


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<br/>b</p>", (paragraph("a\nb"),)),
        ("<p>  a \n b  </p><p></p>", (paragraph("a b"),)),
        ("loose", (paragraph("loose"),)),
        ('<p><a href="javascript:alert(1)">x</a></p>', (paragraph("x"),)),
        ("<p>1 &lt; 2 &amp; 3</p>", (paragraph("1 < 2 & 3"),)),
        ("<p>a\u00a0b</p>", (paragraph("a\u00a0b"),)),
        ("", ()),
        (None, ()),
    ],
)
def test_rich_text_becomes_blocks(html: str, expected: tuple[Paragraph, ...]) -> None:
    assert from_rich_text(html) == expected


def test_list_item_with_bold_and_a_nested_list_round_trips() -> None:
    html = "<ol><li>a <b>b</b><ul><li>c</li></ul></li></ol>"

    assert to_rich_text(from_rich_text(html)) == html
