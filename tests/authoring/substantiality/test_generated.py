"""Generated texts: what only looks different is never found, and what differs in meaning always is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policies.authoring.substantiality.detect import substantial_findings
from policies.document.shape import Document

from .test_detect import bullets, document, found, paragraph, section

LANGUAGES = ("fr", "en", "ar")

# Full of what the rules look for: whatever is done to its looks, nothing of it changes.
SAID = {
    "fr": [
        "Nous gardons vos données 12 mois, et jamais plus de deux ans.",
        "Vous devez payer 1 500 DH (soit 10 %) avant le 3 mars 2027.",
        "Sauf accord écrit, nos partenaires ne peuvent pas les vendre : c’est un droit.",
        "« L’abonnement » est dû sous trente (30) jours - sans frais.",
    ],
    "en": [
        "We keep your data for 12 months, and never longer than two years.",
        "You must pay MAD 1,500 (that is 10%) before 3 March 2027.",
        "Unless you agree in writing, our partners may not sell it: it's your right.",
        'The "subscription" is due within thirty (30) days - free of charge.',
    ],
    "ar": [
        "نحتفظ ببياناتكم 12 شهرا، ولا نحتفظ بها أبدا أكثر من سنتين.",
        "يجب عليكم أداء 1500 درهم (أي 10 %) قبل 3 مارس 2027.",
        "لا يجوز لشركائنا بيعها إلا باتفاق مكتوب: فهذا حق لكم.",
        "يستحق «الاشتراك» خلال ثلاثين (30) يوما - دون رسوم.",
    ],
}


def _replace(pattern: str, *forms: str) -> Callable[[str, int], str]:
    """One of these forms at some of the places where the pattern matches."""

    def change(text: str, seed: int) -> str:
        count = 0

        def form(_match: re.Match[str]) -> str:
            nonlocal count
            count += 1
            return forms[(seed + count) % len(forms)]

        return re.sub(pattern, form, text)

    return change


def _digits(text: str, seed: int) -> str:
    zero = ("0", "٠", "۰")[seed % 3]
    return re.sub("[0-9]", lambda digit: chr(ord(zero) + int(digit[0])), text)


LOOKS: dict[str, Callable[[str, int], str]] = {
    "white space": _replace(r" (?=\w)", "  ", " ", " \u00a0", "\u202f ", "\t"),
    "kinds of space": _replace(" ", "\u00a0", " ", "\u202f", "\u2009"),
    "quotes": _replace(r"[«»\"] ?", '"', "“", "”", "„"),
    "apostrophes": _replace("['’]", "'", "’", "ʼ"),
    "dashes": _replace(" - ", " – ", " — ", " - "),
    "ends": _replace(r"[.:](?= |$)", ".", " ;", " !", ""),
    "commas": _replace("[,،](?= )", ",", "،", " ;", ""),
    "bidi": _replace(r"(?<=\s)(?=\w)", "\u200f", "", "\u200e", "\u2067"),
}
ARABIC_LOOKS: dict[str, Callable[[str, int], str]] = {
    "vowel marks": _replace(
        r"(?<=[بتثجحخسشصضطعغفقكلمني])(?=[ء-ي])", "\u064e", "", "\u0651", "\u0652\u064f"
    ),
    "tatweel": _replace(r"(?<=[بتسشصضعغفقكلمني])(?=[بتسشصضعغفقكلمني])", "ـ", "", "ــ"),
    "hamzas": _replace("[أإ]", "ا", "أ", "إ"),
    "Arabic-Indic digits": _digits,
}


@settings(max_examples=120, deadline=None)
@given(st.data())
@pytest.mark.parametrize("language", LANGUAGES)
def test_looks_are_no_news_whatever_the_text_says(language: str, data: st.DataObject) -> None:
    looks = LOOKS | (ARABIC_LOOKS if language == "ar" else {})
    text = " ".join(data.draw(st.permutations(SAID[language])))
    other = text
    for name in data.draw(st.lists(st.sampled_from(sorted(looks)), min_size=1, max_size=4, unique=True)):
        other = looks[name](other, data.draw(st.integers(0, 5)))

    assert found(language, text, other) == []
    assert found(language, other, text) == []


@settings(max_examples=60, deadline=None)
@given(st.data())
@pytest.mark.parametrize("language", LANGUAGES)
def test_order_numbers_levels_and_cuts_are_no_news(language: str, data: st.DataObject) -> None:
    lines = data.draw(st.permutations(SAID[language]))
    whole = document(
        language, *(section(language, at, paragraph(line)) for at, line in enumerate(lines, 1))
    )
    order = data.draw(st.permutations(range(1, len(lines) + 1)))
    level = data.draw(st.integers(1, 2))
    other: Document = data.draw(
        st.sampled_from(
            [
                document(
                    language,
                    *(section(language, at, paragraph(lines[at - 1]), level=level) for at in order),
                    numbering=data.draw(st.sampled_from(["decimal", "outline", "none"])),
                ),
                document(language, section(language, 1, *(paragraph(lines[at - 1]) for at in order))),
                document(language, section(language, 9, bullets(*lines))),
            ]
        )
    )

    assert substantial_findings(whole, other) == []
    assert substantial_findings(other, whole) == []


# Kind, language, sentence, and forms of which no two mean the same.
MEANINGS = [
    ("amount", "fr", "Le montant dû est de {} hors taxes.", ["10 €", "quinze euros", "15 DH", "500 MAD", "5 %", "dix pour cent", "1 000 dirhams"]),
    ("amount", "en", "The sum due is {} before tax.", ["€10", "fifteen euros", "MAD 500", "15 DH", "5%", "ten percent", "$1,000", "two thousand dollars"]),
    ("amount", "ar", "المبلغ المستحق هو {} قبل الضريبة.", ["١٠ يورو", "١٥ درهما", "خمسمائة درهم", "٥٪", "ستة آلاف درهم", "عشرة في المئة", "700 د.م."]),
    ("period", "fr", "Vos dossiers sont gardés {} au plus.", ["six mois", "12 mois", "un an", "quatre-vingt-dix jours", "30 jours ouvrés", "30 jours", "deux semaines", "48 h"]),
    ("period", "en", "Your files are kept for {} at most.", ["six months", "12 months", "ten years", "ninety days", "30 business days", "30 days", "two weeks", "48 hours"]),
    ("period", "ar", "تحفظ ملفاتكم لمدة {} على الأكثر.", ["ستة أشهر", "١٢ شهرا", "سنتين", "تسعين يوما", "٣٠ يوما", "أسبوعين", "48 ساعة", "أحد عشر شهرا"]),
    ("date", "fr", "Ce service ferme pour tous le {} sans autre avis.", ["3 mars 2027", "04/03/2027", "1er avril 2027", "3 mars 2028"]),
    ("date", "en", "This service closes for everybody on {} for good.", ["3 March 2027", "March 4, 2027", "2027-04-01", "3 March 2028"]),
    ("date", "ar", "تغلق هذه الخدمة أمام الجميع يوم {} نهائيا.", ["3 مارس 2027", "٤ مارس ٢٠٢٧", "1 أبريل 2027", "3 مارس 2028"]),
    ("obligation", "fr", "L’abonné {} répondre par écrit.", ["doit", "peut", "devrait"]),
    ("obligation", "en", "The subscriber {} answer in writing.", ["must", "may", "should"]),
    ("obligation", "ar", "{} على المشترك الجواب كتابة.", ["يجب", "يجوز", "يستحسن"]),
    ("negation", "fr", "Nous {} vos lettres.", ["lisons", "ne lisons pas", "ne lisons jamais", "ne lisons aucune de"]),
    ("negation", "en", "We {} your letters.", ["read", "do not read", "never read", "read none of"]),
    ("negation", "ar", "{} رسائلكم.", ["نقرأ", "لا نقرأ", "لا نقرأ أبدا"]),
    ("recipient", "fr", "Vos lettres vont à {} chaque mois.", ["notre équipe", "nos partenaires", "nos sous-traitants", "l’autorité", "des annonceurs"]),
    ("recipient", "en", "Your letters go to {} every month.", ["our team", "our partners", "our contractors", "the police", "advertisers"]),
    ("recipient", "ar", "تصل رسائلكم إلى {} كل شهر.", ["فريقنا", "شركائنا", "مزودي الخدمة", "السلطات", "المعلنين"]),
    ("purpose", "fr", "Elles servent à {} dans ce service.", ["la paie", "la publicité", "des statistiques", "un profilage"]),
    ("purpose", "en", "They serve {} in this service.", ["payroll", "advertising", "statistics", "profiling"]),
    ("purpose", "ar", "تستعمل في {} داخل هذه الخدمة.", ["الأجور", "التسويق", "الإحصائيات", "التنميط"]),
    ("right", "fr", "Vous disposez ici d’{} simple.", ["un accès", "un droit", "un remboursement", "une réclamation", "un effacement"]),
    ("right", "en", "Here you have {} by mail.", ["an answer", "a right", "a refund", "a complaint", "an appeal and deletion"]),
    ("right", "ar", "لكم هنا {} بالبريد.", ["جواب", "حق", "استرداد", "شكاية وطعن", "حذف"]),
]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.data())
@pytest.mark.parametrize(
    ("kind", "language", "sentence", "forms"), MEANINGS, ids=[f"{row[0]}-{row[1]}" for row in MEANINGS]
)
def test_another_meaning_is_found_whatever_stands_around_it(
    kind: str, language: str, sentence: str, forms: list[str], data: st.DataObject
) -> None:
    before, after = data.draw(st.lists(st.sampled_from(forms), min_size=2, max_size=2, unique=True))
    around = [line for line in SAID[language] if not data.draw(st.booleans())]
    place = data.draw(st.integers(0, len(around)))

    def text(form: str) -> str:
        return " ".join([*around[:place], sentence.format(form), *around[place:]])

    kinds = {finding.kind for finding in found(language, text(before), text(after))}

    assert kind in kinds


CLITICS = [
    ("لا يجوز لكم النسخ.", "يجوز لكم النسخ."),
    ("ولا يجوز لكم النسخ.", "ويجوز لكم النسخ."),
    ("فلا يجب عليكم الأداء.", "فيجب عليكم الأداء."),
    ("لايجوز لكم النسخ.", "يجوز لكم النسخ."),
    ("ويجب عليكم الأداء.", "ويجوز لكم الأداء."),
]
TURNS = [
    ("fr", "Nous ne les vendons pas.", "Nous ne les vendons plus."),
    ("fr", "Nous ne lisons que vos lettres.", "Nous lisons vos lettres."),
    ("fr", "Nous n’en vendons jamais.", "Nous en vendons."),
    ("fr", "Vous ne pouvez plus partir.", "Vous pouvez partir."),
    ("en", "You may not copy it.", "You may copy it."),
    ("en", "We no longer keep it.", "We keep it."),
    ("en", "You shall not copy it.", "You may copy it."),
    ("en", "We don’t keep it.", "We keep it."),
    *(("ar", *pair) for pair in CLITICS),
]


@pytest.mark.parametrize(("language", "one", "other"), TURNS)
def test_turns_of_negation_are_found_both_ways(language: str, one: str, other: str) -> None:
    wanted = {"negation", "obligation"}

    assert wanted & {finding.kind for finding in found(language, one, other)}
    assert wanted & {finding.kind for finding in found(language, other, one)}


@settings(max_examples=40, deadline=None)
@given(st.data())
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clause_that_comes_or_goes_is_found_wherever_it_stands(
    language: str, data: st.DataObject
) -> None:
    lines = data.draw(st.permutations(SAID[language]))
    gone = data.draw(st.integers(1, len(lines)))
    clauses = {at: section(language, at, paragraph(line)) for at, line in enumerate(lines, 1)}
    long = document(language, *clauses.values())
    short = document(language, *(clause for at, clause in clauses.items() if at != gone))
    assume(len(lines) > 1)

    (removed,) = substantial_findings(long, short)
    (added,) = substantial_findings(short, long)

    assert (removed.kind, removed.key) == ("clause-removed", str(clauses[gone].key))
    assert (added.kind, added.key) == ("clause-added", str(clauses[gone].key))


REWORDED = {
    "fr": ("Nous pouvons transmettre vos lettres à nos partenaires sur demande écrite.", "légale", "juridique"),
    "en": ("We may disclose your letters to our partners on a written request.", "legal", "lawful"),
    "ar": ("يجوز لنا نقل بيانات رسائلكم إلى شركائنا بناء على طلب مكتوب.", "قانوني", "نظامي"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_that_moved_and_lost_no_term_is_no_news(language: str) -> None:
    sentence, one, other = REWORDED[language]
    rest = paragraph(" ".join(SAID[language]))

    def page(word: str, *, first: bool) -> Document:
        moved = paragraph(sentence[:-1] + f" {word}.")
        blocks = (moved, rest) if first else (rest, moved)
        return document(language, section(language, 1, *blocks))

    assert substantial_findings(page(one, first=True), page(other, first=False)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_that_moved_and_says_another_number_is_news(language: str) -> None:
    rest = paragraph(SAID[language][1])

    def page(number: str, *, first: bool) -> Document:
        moved = paragraph(SAID[language][0].replace("12", number))
        return document(language, section(language, 1, *((moved, rest) if first else (rest, moved))))

    findings = substantial_findings(page("12", first=True), page("18", first=False))

    assert "period" in {finding.kind for finding in findings}
