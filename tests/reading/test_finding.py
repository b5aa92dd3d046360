"""Which clauses a question finds, and which comes first; alike on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from policies.publication.models import Policy
from policies.reading.finding import search
from tests.factories import freeze_document, make_document, make_section, paragraph
from tests.reading.register import make_policy, publish_words

pytestmark = pytest.mark.django_db

# Heading and text in each language: the first of each is what a question about it must find first.
CLAUSES = (
    ("Les données que nous collectons", "Nous collectons votre nom et votre adresse, dont vous avez le droit d’accès.", "The data we collect", "We collect your name and address, to which you have a right of access.", "المعطيات التي نجمعها", "نجمع اسمكم وعنوانكم، ولكم حق الولوج إليهما."),
    ("Droit d’accès", "Écrivez-nous pour obtenir une copie.", "Right of access", "Write to us to get a copy.", "حق الولوج", "راسلونا للحصول على نسخة."),
    ("Durée de conservation", "Les comptes clôturés sont supprimés après 180 jours.", "Retention", "Closed accounts are erased after 180 days.", "مدة الحفظ", "تُحذف الحسابات المغلقة بعد 180 يوما."),
    ("Cookies", "Un cookie conserve votre panier.", "Cookies", "A cookie remembers your basket.", "ملفات تعريف الارتباط", "يحفظ ملف تعريف الارتباط سلتكم."),
    ("Avis par courriel", "Les avis partent quatorze jours avant.", "Notices by email", "Notices leave fourteen days before.", "الإشعارات بالبريد الإلكتروني", "تُرسل الإشعارات قبل أربعة عشر يوما."),
    ("Sous-traitants", "Nos sous-traitants hébergent nos serveurs.", "Processors", "Our processors host our servers.", "المعالجون من الباطن", "يستضيف المعالجون خوادمنا. المسؤولون عنها معروفون."),
)  # fmt: skip

FIRST = [
    ("fr", "droit d'accès", 1), ("fr", "droit acces", 1), ("fr", "DROITS D’ACCÈS", 1), ("fr", "conservation", 2),
    ("fr", "durée conservation", 2), ("fr", "180 jours", 2), ("fr", "comptes clôturés", 2), ("fr", "compte cloture", 2),
    ("fr", "cookie", 3), ("fr", "panier", 3), ("fr", "e-mail", 4), ("fr", "mail", 4), ("fr", "courriels", 4),
    ("fr", "avis", 4), ("fr", "sous-traitant", 5), ("fr", "serveur", 5), ("fr", "collecte des données", 0),
    ("fr", "quelles données collectez-vous", 0), ("fr", "adresses", 0), ("fr", "hébergement", 5),
    ("en", "right of access", 1), ("en", "rights access", 1), ("en", "access right", 1), ("en", "retained", 2),
    ("en", "retention", 2), ("en", "180 days", 2), ("en", "erasing closed accounts", 2), ("en", "cookies", 3),
    ("en", "remember basket", 3), ("en", "e-mail", 4), ("en", "mail", 4), ("en", "emails", 4), ("en", "notice", 4),
    ("en", "processor", 5), ("en", "hosting", 5), ("en", "server", 5), ("en", "collecting data", 0),
    ("en", "what data do you collect", 0), ("en", "addresses", 0), ("en", "copies", 1),
    ("ar", "حق الولوج", 1), ("ar", "الولوج", 1), ("ar", "نسخة", 1), ("ar", "مدة الحفظ", 2), ("ar", "حفظ", 2),
    ("ar", "180 يوما", 2), ("ar", "الحسابات", 2), ("ar", "حساب مغلق", 2), ("ar", "ملف الارتباط", 3),
    ("ar", "سلة", 3), ("ar", "اشعارات", 4), ("ar", "الاشعارات", 4), ("ar", "وللإشعارات", 4), ("ar", "بريد", 4),
    ("ar", "للمعطيات", 0), ("ar", "وللمعطيات", 0), ("ar", "معطيات", 0), ("ar", "خوادم", 5), ("ar", "المسئول", 5),
    ("ar", "عنوان", 0),
    # Phrases; words that must not be there.
    ("fr", '"droit d’accès"', 1), ("fr", "« obtenir une copie »", 1), ("fr", "droit -collectons", 1), ("fr", '"180 jours"', 2),
    ("en", '"closed accounts"', 2), ("en", "access -collect", 1), ("en", '"hosts our servers"', 5), ("ar", '"نسخة"', 1),
    ("ar", '"ملفات تعريف الارتباط"', 3), ("ar", "حق -نجمع", 1),
    # French elisions, with either apostrophe, and what is left of them.
    ("fr", "l'accès", 1), ("fr", "qu’une copie", 1), ("fr", "jusqu'à 180 jours", 2), ("fr", "d’hébergement", 5),
    ("fr", "l’avis", 4), ("fr", "s'il s’agit d'un cookie", 3),
    # Numerals in the digits of Arabic, and of Persian.
    ("ar", "١٨٠ يوما", 2), ("ar", "١٨٠", 2), ("ar", "۱۸۰ يوما", 2), ("fr", "١٨٠ jours", 2), ("en", "180-day", 2),
    # What is written together with a word, and whose it is.
    ("ar", "بالحفظ", 2), ("ar", "وبالولوج", 1), ("ar", "كالإشعارات", 4), ("ar", "سلتي", 3), ("ar", "فلعنوانكم", 0),
    # Broken plurals, either way.
    ("ar", "خادم", 5), ("ar", "نسخ", 1), ("ar", "أسماؤكم", 0), ("ar", "مدد الحفظ", 2), ("ar", "العناوين", 0), ("ar", "حقوق الولوج", 1),
]  # fmt: skip


@pytest.fixture
def policy() -> Policy:
    policy = make_policy()
    freeze_document(_document(policy), policy)
    return policy


def _document(policy: Policy) -> object:
    sections = []
    for fr, fr_text, en, en_text, ar, ar_text in CLAUSES:
        heading = {"fr": fr, "en": en, "ar": ar}
        body = {"fr": fr_text, "en": en_text, "ar": ar_text}
        sections.append(
            make_section(heading=heading, body={code: (paragraph(text),) for code, text in body.items()})
        )
    return make_document(policy=policy.uuid, sections=tuple(sections))


def test_of_ninety_questions_nine_in_ten_find_first_what_answers_them(policy: Policy) -> None:
    missed = []
    for language, question, place in FIRST:
        heading = CLAUSES[place][{"fr": 0, "en": 2, "ar": 4}[language]]
        hits = search(question, language).items
        if not hits or hits[0].clause.heading != heading:
            missed.append((language, question, [hit.clause.heading for hit in hits][:2]))

    assert len(missed) <= len(FIRST) // 10, missed


def test_words_in_quotes_stand_side_by_side(policy: Policy) -> None:
    assert search("copie obtenir", "fr").count == 1
    assert search('"obtenir une copie"', "fr").count == 1
    assert search('"copie obtenir"', "fr").items == ()
    assert search("« obtenir une copie »", "fr").count == 1


def test_phrase_is_found_behind_more_clauses_than_are_put_in_order() -> None:
    """The words apart, in so many clauses that none of those put in order holds the phrase."""
    policy = make_policy()
    apart = [
        make_section(body={"fr": (paragraph("Les bancs sont verts ou blancs"),)}) for _ in range(300)
    ]
    beside = make_section(heading={"fr": "Couleurs"}, body={"fr": (paragraph("Des bancs verts"),)})
    freeze_document(
        make_document(policy=policy.uuid, languages=("fr",), sections=(*apart, beside)), policy
    )

    hits = search('"bancs verts"', "fr")

    assert [hit.clause.heading for hit in hits.items] == ["Couleurs"]
    assert hits.count == 1


def test_phrase_does_not_go_on_from_the_heading_into_the_text(policy: Policy) -> None:
    assert search('"droit d’accès"', "fr").count == 2
    assert search('"accès écrivez-nous"', "fr").items == ()


def test_word_after_a_minus_must_not_be_there(policy: Policy) -> None:
    both = {hit.clause.heading for hit in search("accès", "fr").items}
    without = {hit.clause.heading for hit in search("accès -collectons", "fr").items}

    assert both - without == {"Les données que nous collectons"}
    assert search("sous-traitants", "fr").count == 1  # a hyphen is no minus


def test_title_of_the_text_is_searched_too(policy: Policy) -> None:
    hit = search("politique confidentialité conservation", "fr").items[0]

    assert hit.clause.heading == "Durée de conservation"
    assert hit.title == "Politique de confidentialité"


def test_announced_text_is_found_where_it_is_asked_for_and_says_from_when(policy: Policy) -> None:
    day = policy.organisation.today() + timedelta(days=14)
    publish_words(policy, "Annonce inouïe", effective_from=day, origin="authored")

    assert search("inouïe", "fr").items == ()
    (hit,) = search("inouïe", "fr", announced=True).items
    assert hit.begins == day
    assert hit.address.startswith("/fr/atlas/privacy/v2/")


@pytest.mark.parametrize(
    "question",
    ["", " ", '"', '""', "-", "--", "- -x", "'", "\\", "a:*", "!|&()", "x" * 200, "و", "de la"],
)
def test_no_question_breaks_the_search(policy: Policy, question: str) -> None:
    for language in ("fr", "en", "ar"):
        search(question, language)
