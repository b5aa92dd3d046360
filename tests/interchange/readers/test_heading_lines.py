"""Headings of plain texts, in the three languages and several layouts."""

from __future__ import annotations

from policies.document.blocks import Definitions, Paragraph
from policies.interchange.readers.read_plain_text import read_plain_text

from .texts import outline


def test_dense_french_headings_in_sentence_case() -> None:
    text = read_plain_text(
        "Politique de confidentialité\n"
        "Qui sommes-nous\n"
        "La société Atlas édite le site et détermine les finalités des traitements décrits ici.\n"
        "Vos droits\n"
        "- Droit d'accès : obtenir une copie de vos données.\n"
        "- Droit de rectification : corriger des données inexactes.\n"
        "Durée de conservation\n"
        "Nous conservons vos données pendant la durée de la relation puis trois ans.\n",
    )

    assert outline(text) == [(1, "Qui sommes-nous"), (1, "Vos droits"), (1, "Durée de conservation")]


def test_numbered_list_in_a_clause_is_no_row_of_headings() -> None:
    text = read_plain_text(
        "Terms\n1. Scope\nThese terms apply to every use of the service.\n2. Duties\nYou agree:\n"
        "1. To pay\n2. To behave\n3. Last\nWe agree to serve you well.\n3. End\nThat is all there is.\n",
    )

    assert outline(text) == [(1, "Scope"), (1, "Duties"), (1, "End")]


def test_clause_without_text_keeps_its_heading() -> None:
    text = read_plain_text(
        "Terms\n1. Scope\nThese terms apply to all.\n2. Reserved\n3. Duties\nYou pay us.\n"
    )

    assert outline(text) == [(1, "Scope"), (1, "Reserved"), (1, "Duties")]


def test_unnumbered_headings_hold_numbered_ones_that_begin_again() -> None:
    body = "We do this with care and tell you when anything changes about it."
    text = read_plain_text(
        f"Policy\nData We Collect\n{body}\n1- Names:\n{body}\n2- Addresses:\n{body}\n"
        f"Your Rights\n{body}\n1- Access:\n{body}\n2- Erasure:\n{body}\nContact Us\n{body}\n",
    )

    assert outline(text) == [
        (1, "Data We Collect"),
        (2, "Names"),
        (2, "Addresses"),
        (1, "Your Rights"),
        (2, "Access"),
        (2, "Erasure"),
        (1, "Contact Us"),
    ]


def test_sentences_and_fragments_are_no_headings() -> None:
    text = read_plain_text(
        "Policy\n\nWe write to you at:\n\nThe Address You Gave\n\nWe keep the letter for one year.\n\n"
        "Name\n\nEmail address\n\nPhone number\n\nWe use these three to answer you, and for nothing else.\n\n"
        "Scroll to Top\n",
    )

    assert outline(text) == [(1, "")]
    assert all(isinstance(block, Paragraph) for block in text.sections[0].blocks)
    assert "no headings" in text.warnings[0]


def test_capitals_after_a_date_line_are_a_heading() -> None:
    text = read_plain_text(
        "Privacy Statement\nEffective: January 1, 2024\n\nWHO WE ARE\n"
        "Acme Corp. operates the website and is responsible for the personal data described here.\n"
        "CHANGES\nWe will post any change on this page.\n",
    )

    assert outline(text) == [(1, ""), (1, "WHO WE ARE"), (1, "CHANGES")]


def test_heading_above_label_value_lines_is_no_label() -> None:
    text = read_plain_text(
        "Policy\n\nOur duty\n\nWe keep your data safe and tell you when something goes wrong with it.\n\n"
        "Contact details\n\nName of the company: Acme Ltd\nEmail address: privacy@acme.example\n",
    )

    assert outline(text) == [(1, "Our duty"), (1, "Contact details")]
    assert isinstance(text.sections[1].blocks[0], Definitions)


def test_question_alone_in_its_paragraph_heads_the_answer() -> None:
    text = read_plain_text(
        "سياسة الخصوصية\n\nكيف نجمع المعلومات عنكم؟\n\nنجمعها عندما:\n\n- تفتحون حسابا عندنا\n- تراسلون فريقنا\n\n"
        "ماذا لو غيرنا هذه السياسة؟\n\nنخبركم قبل ثلاثين يوما من بدء العمل بالنص الجديد على الأقل.\n",
    )
    assert outline(text) == [(1, "كيف نجمع المعلومات عنكم؟"), (1, "ماذا لو غيرنا هذه السياسة؟")]


def test_heading_with_a_heading_beneath_it() -> None:
    text = read_plain_text(
        "Terms of use\n\nWe run this service from Casablanca for our customers and their own customers.\n\n"
        "Guiding principles\n\nHuman oversight\n\n"
        "Every complaint is read by a person of our team before anything happens to an account.\n\n"
        "Balanced responsibilities\n\n"
        "We weigh the freedom of those who write against the safety of those who are written about.\n",
    )
    assert [heading for _level, heading in outline(text)] == [
        "",
        "Guiding principles",
        "Human oversight",
        "Balanced responsibilities",
    ]
