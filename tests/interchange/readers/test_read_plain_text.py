"""Headings, lists and pairs of plain texts, in the three languages and several layouts."""

from __future__ import annotations

from policies.document.shape import Definitions, List, Paragraph, Table
from policies.document.text import block_text
from policies.interchange.readers.parsed_text import ParsedText
from policies.interchange.readers.read_plain_text import read_plain_text


def outline(text: ParsedText) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in text.sections]


SPACED_FRENCH = """POLITIQUE DE CONFIDENTIALITÉ

Dernière mise à jour : 3 mars 2025

La société Atlas attache une grande importance à la protection de vos données personnelles.

Article 1 : Objet

La présente politique décrit les traitements que nous mettons en œuvre sur notre site.

Article 2 : Données collectées

Nous collectons les données suivantes :

- l'identité : nom, prénom ;
- les coordonnées ;
    - l'adresse postale ;
- les données de connexion.

2.1 Données fournies directement

Vous nous communiquez ces données au moyen des formulaires du site.

Article 3 : Durée de conservation

1. Les données de compte sont conservées trois ans.
2. Les factures sont conservées dix ans.

Article 4 : Contact

Atlas SARL
12, rue des Fleurs
Casablanca
"""


def test_french_articles() -> None:
    text = read_plain_text(SPACED_FRENCH, "fr")

    assert text.title == "POLITIQUE DE CONFIDENTIALITÉ"
    assert outline(text) == [
        (1, ""),
        (1, "Objet"),
        (1, "Données collectées"),
        (2, "Données fournies directement"),
        (1, "Durée de conservation"),
        (1, "Contact"),
    ]


def test_lists_nest_by_indentation_and_numbers_count() -> None:
    sections = read_plain_text(SPACED_FRENCH, "fr").sections

    bullets, numbers = sections[2].blocks[1], sections[4].blocks[0]
    assert isinstance(bullets, List)
    assert isinstance(numbers, List)
    assert [len(item.children) for item in bullets.items] == [0, 1, 0]
    assert (bullets.ordered, numbers.ordered, len(numbers.items)) == (False, True, 2)


def test_postal_address_is_one_paragraph() -> None:
    (address,) = read_plain_text(SPACED_FRENCH, "fr").sections[-1].blocks

    assert block_text(address) == "Atlas SARL\n12, rue des Fleurs\nCasablanca"


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
        "fr",
    )

    assert outline(text) == [(1, "Qui sommes-nous"), (1, "Vos droits"), (1, "Durée de conservation")]


def test_arabic_ordinals_and_bullets() -> None:
    text = read_plain_text(
        "سياسة الخصوصية\n\nآخر تحديث: ٣ مارس ٢٠٢٥\n\nأولاً: المعطيات\n\nنجمع المعطيات التالية:\n\n"
        "• الاسم الكامل.\n• رقم الهاتف.\n\nثانيًا: حقوقكم\n\nيحق لكم الولوج إلى معطياتكم وتصحيحها.\n",
        "ar",
    )

    assert text.title == "سياسة الخصوصية"
    assert outline(text) == [(1, ""), (1, "المعطيات"), (1, "حقوقكم")]
    assert [section.label.path for section in text.sections if section.label] == [(1,), (2,)]


def test_wrapped_lines_are_one_paragraph() -> None:
    text = read_plain_text(
        "PRIVACY NOTICE\n\n1. SCOPE\n\n"
        "This notice explains how Acme Ltd collects and uses the personal data\n"
        "of those who visit the website at acme.example or who write to us by\n"
        "letter or by telephone, and for how long each kind of it is then kept\n"
        "in our systems.\n\n2. DATA\n\n"
        "  (a) your name, your job title and the organisation that you work or\n"
        "      act for;\n"
        "  (b) your contact details.\n",
        "en",
    )

    assert outline(text) == [(1, "SCOPE"), (1, "DATA")]
    (scope,) = text.sections[0].blocks
    assert block_text(scope).endswith("kept in our systems.")
    assert [block_text(block) for block in text.sections[1].blocks] == [
        "(a) your name, your job title and the organisation that you work or act for;",
        "(b) your contact details.",
    ]


def test_numbered_list_in_a_clause_is_no_row_of_headings() -> None:
    text = read_plain_text(
        "Terms\n1. Scope\nThese terms apply to every use of the service.\n2. Duties\nYou agree:\n"
        "1. To pay\n2. To behave\n3. Last\nWe agree to serve you well.\n3. End\nThat is all there is.\n",
        "en",
    )

    assert outline(text) == [(1, "Scope"), (1, "Duties"), (1, "End")]


def test_clause_without_text_keeps_its_heading() -> None:
    text = read_plain_text(
        "Terms\n1. Scope\nThese terms apply to all.\n2. Reserved\n3. Duties\nYou pay us.\n", "en"
    )

    assert outline(text) == [(1, "Scope"), (1, "Reserved"), (1, "Duties")]


def test_unnumbered_headings_hold_numbered_ones_that_begin_again() -> None:
    body = "We do this with care and tell you when anything changes about it."
    text = read_plain_text(
        f"Policy\nData We Collect\n{body}\n1- Names:\n{body}\n2- Addresses:\n{body}\n"
        f"Your Rights\n{body}\n1- Access:\n{body}\n2- Erasure:\n{body}\nContact Us\n{body}\n",
        "en",
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


def test_label_value_lines_are_definitions() -> None:
    text = read_plain_text(
        "Policy\n\nContact Us\n\nEmail: a@acme.example\nPhone: +44 20 7946 0000\nAddress: 1 High Street\n",
        "en",
    )

    (found,) = text.sections[0].blocks
    assert isinstance(found, Definitions)
    assert len(found.items) == 3


def test_tabbed_lines_are_a_table() -> None:
    text = read_plain_text(
        "Policy\n\nRetention\n\nWe keep data for these periods of time and then delete all of it.\n\n"
        "Data\tPeriod\nAccount\t3 years\nLogs\t1 year\n",
        "en",
    )

    table = text.sections[0].blocks[-1]
    assert isinstance(table, Table)
    assert len(table.rows) == 2


def test_sentences_and_fragments_are_no_headings() -> None:
    text = read_plain_text(
        "Policy\n\nWe write to you at:\n\nThe Address You Gave\n\nWe keep the letter for one year.\n\n"
        "Name\n\nEmail address\n\nPhone number\n\nWe use these three to answer you, and for nothing else.\n\n"
        "Scroll to Top\n",
        "en",
    )

    assert outline(text) == [(1, "")]
    assert all(isinstance(block, Paragraph) for block in text.sections[0].blocks)
    assert "no headings" in text.warnings[0]


def test_capitals_after_a_date_line_are_a_heading() -> None:
    text = read_plain_text(
        "Privacy Statement\nEffective: January 1, 2024\n\nWHO WE ARE\n"
        "Acme Corp. operates the website and is responsible for the personal data described here.\n"
        "CHANGES\nWe will post any change on this page.\n",
        "en",
    )

    assert outline(text) == [(1, ""), (1, "WHO WE ARE"), (1, "CHANGES")]


def test_heading_above_label_value_lines_is_no_label() -> None:
    text = read_plain_text(
        "Policy\n\nOur duty\n\nWe keep your data safe and tell you when something goes wrong with it.\n\n"
        "Contact details\n\nName of the company: Acme Ltd\nEmail address: privacy@acme.example\n",
        "en",
    )

    assert outline(text) == [(1, "Our duty"), (1, "Contact details")]
    assert isinstance(text.sections[1].blocks[0], Definitions)


def test_question_alone_in_its_paragraph_heads_the_answer() -> None:
    text = read_plain_text(
        "سياسة الخصوصية\n\nكيف نجمع المعلومات عنكم؟\n\nنجمعها عندما:\n\n- تفتحون حسابا عندنا\n- تراسلون فريقنا\n\n"
        "ماذا لو غيرنا هذه السياسة؟\n\nنخبركم قبل ثلاثين يوما من بدء العمل بالنص الجديد على الأقل.\n",
        "ar",
    )
    assert outline(text) == [(1, "كيف نجمع المعلومات عنكم؟"), (1, "ماذا لو غيرنا هذه السياسة؟")]


def test_heading_with_a_heading_beneath_it() -> None:
    text = read_plain_text(
        "Terms of use\n\nWe run this service from Casablanca for our customers and their own customers.\n\n"
        "Guiding principles\n\nHuman oversight\n\n"
        "Every complaint is read by a person of our team before anything happens to an account.\n\n"
        "Balanced responsibilities\n\n"
        "We weigh the freedom of those who write against the safety of those who are written about.\n",
        "en",
    )
    assert [heading for _level, heading in outline(text)] == [
        "",
        "Guiding principles",
        "Human oversight",
        "Balanced responsibilities",
    ]
