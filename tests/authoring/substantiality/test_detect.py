"""What readers must know is found in three languages; what is not news to them is not."""

from __future__ import annotations

import unicodedata
import uuid

import pytest

from policies.authoring.substantiality.detect import substantial_findings
from policies.authoring.substantiality.findings import Finding
from policies.document.blocks import Block, Item, List, Note, Paragraph, Run, Table
from policies.document.shape import Document, Section

TITLES = {"fr": "Durées", "en": "Periods", "ar": "المدد"}


def paragraph(text: str, **formatting: object) -> Paragraph:
    return Paragraph(runs=(Run(text=text, **formatting),))


def bullets(*lines: str) -> List:
    return List(ordered=False, items=tuple(Item(runs=(Run(text=line),)) for line in lines))


def section(
    language: str, number: int, *blocks: Block, heading: str | None = None, level: int = 1
) -> Section:
    return Section(
        key=uuid.UUID(int=number),
        level=level,
        heading={language: TITLES[language] if heading is None else heading},
        body={language: blocks},
    )


def document(language: str, *sections: Section, **values: object) -> Document:
    defaults: dict[str, object] = {
        "policy": uuid.UUID(int=9),
        "kind": "privacy",
        "languages": (language,),
        "authoritative": language,
        "issuer": {language: "Atlas Conseil"},
        "title": {language: "Texte"},
        "sections": sections,
    }
    return Document(**defaults | values)


def found(language: str, old: str, new: str) -> list[Finding]:
    """What is found where one paragraph became another."""
    return substantial_findings(
        *(document(language, section(language, 1, paragraph(text))) for text in (old, new))
    )


FOUND = [
    # amounts
    ("fr", "L’abonnement coûte 10 € par mois.", "L’abonnement coûte 15 € par mois.", "amount", "10 €", "15 €"),
    ("fr", "Une pénalité de 5 % est due.", "Une pénalité de 8 % est due.", "amount", "5 %", "8 %"),
    ("fr", "Une caution de mille dirhams.", "Une caution de 2 000 dirhams.", "amount", "mille dirhams", "2 000 dirhams"),
    ("en", "The fee is $10.50 a year.", "The fee is $10.55 a year.", "amount", "$10.50", "$10.55"),
    ("en", "Interest of 1 percent is due.", "Interest of 2 percent is due.", "amount", "1 percent", "2 percent"),
    ("en", "The fee is 10 €.", "The fee is 10 $.", "amount", "10 €", "10 $"),
    ("ar", "تبلغ الغرامة ١٠٠ درهم.", "تبلغ الغرامة ٢٠٠ درهم.", "amount", "١٠٠ درهم", "٢٠٠ درهم"),
    ("ar", "تستحق فائدة قدرها 5 % سنويا.", "تستحق فائدة قدرها 7 % سنويا.", "amount", "5 %", "7 %"),
    # periods
    ("fr", "Nous répondons sous trente jours.", "Nous répondons sous 60 jours.", "period", "trente jours", "60 jours"),
    ("fr", "Conservées douze mois.", "Conservées douze jours.", "period", "douze mois", "douze jours"),
    ("fr", "Sous dix jours calendaires.", "Sous dix jours ouvrés.", "period", "dix jours calendaires", "dix jours ouvrés"),
    ("en", "Kept for two years.", "Kept for twenty-four years.", "period", "two years", "twenty-four years"),
    ("en", "We answer within 30 days.", "We answer within 30 working days.", "period", "30 days", "30 working days"),
    ("en", "Within thirty (30) days.", "Within sixty (60) days.", "period", "thirty (30) days", "sixty (60) days"),
    ("ar", "نحتفظ بها سنتين.", "نحتفظ بها خمس سنوات.", "period", "سنتين", "خمس سنوات"),
    ("ar", "نرد خلال ثلاثين يوما.", "نرد خلال ستين يوما.", "period", "ثلاثين يوما", "ستين يوما"),
    ("ar", "نرد خلال 30 يوماً من الطلب.", "نرد خلال 45 يوماً من الطلب.", "period", "30 يوماً", "45 يوماً"),
    ("ar", "خلال الثلاثين يوما التالية.", "خلال الستين يوما التالية.", "period", "الثلاثين يوما", "الستين يوما"),
    ("ar", "الخمسة والعشرون يوما.", "الخمسة والثلاثون يوما.", "period", "الخمسة والعشرون يوما", "الخمسة والثلاثون يوما"),
    ("ar", "غرامة مئتا درهم.", "غرامة ثلاثمائة درهم.", "amount", "مئتا درهم", "ثلاثمائة درهم"),
    ("fr", "Sous soixante-douze heures.", "Sous quatre-vingt-dix heures.", "period", "soixante-douze heures", "quatre-vingt-dix heures"),
    ("fr", "Une amende de mille cinq cents euros.", "Une amende de 1 600 euros.", "amount", "mille cinq cents euros", "1 600 euros"),
    ("en", "Three or four months.", "Three or five months.", "period", "four months", "five months"),
    # dates
    ("fr", "Le tarif vaut jusqu’au 1er mars 2027.", "Le tarif vaut jusqu’au 1er mai 2027.", "date", "1er mars 2027", "1er mai 2027"),
    ("en", "The offer ends on May 25, 2027.", "The offer ends on June 25, 2027.", "date", "May 25, 2027", "June 25, 2027"),
    ("ar", "ينتهي العرض في 3 مارس 2027.", "ينتهي العرض في 3 شتنبر 2027.", "date", "3 مارس 2027", "3 شتنبر 2027"),
    ("fr", "Les demandes sont reçues avant le 15 mars.", "Les demandes sont reçues avant le 15 avril.", "date", "15 mars", "15 avril"),
    ("ar", "قبل فاتح شتنبر.", "قبل فاتح أكتوبر.", "date", "فاتح شتنبر", "فاتح أكتوبر"),
    ("en", "We test it once a year.", "We test it twice a year.", "period", "once", "twice"),
    # what must and may be done
    ("en", "Your address is optional here.", "Your address is mandatory here.", "obligation", "optional", "mandatory"),
    ("fr", "Vous pouvez nous écrire.", "Vous devez nous écrire.", "obligation", "pouvez", "devez"),
    ("fr", "L’hébergeur doit chiffrer.", "L’hébergeur peut chiffrer.", "obligation", "doit", "peut"),
    ("en", "You may write to us.", "You must write to us.", "obligation", "may", "must"),
    ("en", "We will delete them.", "We may delete them.", "obligation", "will", "may"),
    ("ar", "يجوز لكم مراسلتنا كتابة.", "يجب عليكم مراسلتنا كتابة.", "obligation", "يجوز", "يجب"),
    # negations
    ("fr", "Nous ne gardons pas ces fichiers.", "Nous gardons ces fichiers.", "negation", "ne, pas", ""),
    ("fr", "Nous n’écoutons aucun appel.", "Nous écoutons chaque appel.", "negation", "n’, aucun", ""),
    ("en", "We keep these files.", "We do not keep these files.", "negation", "", "not"),
    ("en", "The site works with an account.", "The site works without an account.", "negation", "", "without"),
    ("ar", "نحتفظ بهذه الملفات.", "لا نحتفظ بهذه الملفات.", "negation", "", "لا"),
    ("fr", "Aucune donnée n’est transmise à l’étranger.", "Des données sont transmises à l’étranger.", "negation", "Aucune, n’", ""),
    ("ar", "لا تنقل معطياتكم خارج المغرب.", "كل المعطيات تنقل خارج المغرب.", "negation", "لا", ""),
    # conditions
    ("en", "You may leave at any time.", "You may leave in the first weeks.", "condition", "at any time", ""),
    ("fr", "Nous les lisons.", "Nous les lisons uniquement.", "condition", "", "uniquement"),
    ("en", "We read them only here.", "We read them here.", "condition", "only", ""),
    ("ar", "نقرأها هنا.", "نقرأها هنا فقط.", "condition", "", "فقط"),
    # recipients, purposes, bases, rights, data, liability
    ("fr", "Nous les confions à notre équipe.", "Nous les confions à nos partenaires.", "recipient", "", "partenaires"),
    ("en", "Our team reads them.", "Our team and advertisers read them.", "recipient", "", "advertisers"),
    ("ar", "يقرأها فريقنا.", "يقرأها فريقنا وشركاؤنا.", "recipient", "", "وشركاؤنا"),
    ("fr", "Elles servent à la paie.", "Elles servent à la paie et à la publicité.", "purpose", "", "publicité"),
    ("en", "They serve billing.", "They serve billing and marketing.", "purpose", "", "marketing"),
    ("ar", "تستعمل للفوترة.", "تستعمل للفوترة والتسويق.", "purpose", "", "والتسويق"),
    ("en", "Based on your choice.", "Based on our legitimate interest.", "basis", "", "legitimate interest"),
    ("fr", "Écrivez-nous pour toute réclamation ou question.", "Écrivez-nous pour toute question.", "right", "réclamation", ""),
    ("en", "You can ask for erasure or a copy.", "You can ask for a copy.", "right", "erasure", ""),
    ("ar", "لكم طلب الحذف أو نسخة.", "لكم طلب نسخة.", "right", "الحذف", ""),
    ("fr", "Nous lisons votre nom.", "Nous lisons votre nom et votre localisation.", "data", "", "localisation"),
    ("en", "We are responsible here.", "We exclude all liability here.", "liability", "", "liability"),
    ("fr", "Elles vont au fisc.", "Elles vont au fisc et à notre assureur.", "recipient", "", "assureur"),
    ("ar", "تسلم إلى المصالح الضريبية.", "تسلم إلى المصالح الضريبية وشركات التأمين.", "recipient", "", "وشركات التأمين"),
    ("ar", "لكم الولوج والتصحيح والتعرض.", "لكم الولوج والتصحيح.", "right", "والتعرض", ""),
    ("en", "Access is free here.", "Access is paid here.", "liability", "is free", "is paid"),
    # countries
    ("fr", "Elles sont hébergées au Maroc.", "Elles sont hébergées aux États-Unis.", "country", "Maroc", "États-Unis"),
    ("en", "The law of Morocco applies.", "The law of France applies.", "country", "Morocco", "France"),
    ("ar", "تخزن في المغرب.", "تخزن في الولايات المتحدة.", "country", "المغرب", "الولايات المتحدة"),
    # whole sentences
    ("fr", "Bonjour à tous.", "Bonjour à tous. Le service ferme chaque dimanche soir.", "passage-added", "", "Le service ferme chaque dimanche soir."),
    ("en", "Hello. The shop opens on Sunday evening.", "Hello.", "passage-removed", "The shop opens on Sunday evening.", ""),
    ("ar", "مرحبا بكم.", "مرحبا بكم. يغلق المتجر كل مساء أحد.", "passage-added", "", "يغلق المتجر كل مساء أحد."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "old", "new", "kind", "before", "after"), FOUND)
def test_what_readers_must_know_is_found(
    language: str, old: str, new: str, kind: str, before: str, after: str
) -> None:
    findings = [(each.kind, each.before, each.after) for each in found(language, old, new)]

    assert (kind, before, after) in findings


@pytest.mark.parametrize(("language", "old", "new", "kind", "before", "after"), FOUND)
def test_it_is_found_in_the_other_direction_too(
    language: str, old: str, new: str, kind: str, before: str, after: str
) -> None:
    opposite = {"passage-added": "passage-removed", "passage-removed": "passage-added"}
    findings = [(each.kind, each.before, each.after) for each in found(language, new, old)]

    assert (opposite.get(kind, kind), after, before) in findings


QUIET = [
    # white space, punctuation, quotes
    ("fr", "Vous pouvez refuser : écrivez-nous.", "Vous pouvez  refuser\u00a0: écrivez-nous !"),
    ("fr", "L'accord « écrit » est requis.", "L’accord “écrit” est requis."),
    ("en", "You may refuse, or not.", "You may refuse; or not"),
    ("en", "It's 10 - 12 days.", "It’s 10 – 12 days."),
    ("ar", "يجوز لكم الرفض، أو القبول.", "يجوز لكم الرفض ؛ أو القبول"),
    # vowel marks, tatweel, bidi controls, spellings of one letter, digits
    ("ar", "يجب عليكم الرد خلال شهر.", "يَجِبُ عليكم الردّ خلال شهر."),
    ("ar", "حق الاعتراض", "حـــق الاعتراض"),
    ("ar", "يجب إخطارنا", "\u200fيجب اخطارنا\u200e"),
    ("ar", "خلال 30 يوما", "خلال ٣٠ يوماً"),
    # the same quantity
    ("fr", "Une somme de 1 000 € est due.", "Une somme de 1\u202f000 euros est due."),
    ("fr", "Sous trente jours.", "Sous 30 jours."),
    ("fr", "Sous soixante-douze heures.", "Sous 72 heures."),
    ("fr", "Sous quatre-vingt-dix jours.", "Sous nonante jours."),
    ("en", "A fee of two thousand five hundred euros.", "A fee of 2,500 euros."),
    ("ar", "خلال خمسة عشر يوما.", "خلال 15 يوما."),
    ("ar", "نقرأها عند التسجيل.", "نقرأها أثناء التسجيل."),
    ("ar", "نقرأها هناك.", "نقرأها على ميتا."),
    ("fr", "Dès le 1er mars 2026.", "Dès le 01/03/2026."),
    ("en", "A sum of 1,000 dollars.", "A sum of $1000."),
    ("en", "Within thirty days.", "Within thirty (30) days."),
    ("en", "From 25 May 2018 on.", "From May 25, 2018 on."),
    ("en", "Version 2 of section 4.1 applies.", "Version 3 of section 4.2 applies."),
    ("fr", "Voir l’article 4 et le point 5.", "Voir l’article 6 et le point 7."),
    ("ar", "انظر المادة 4 من هذا النص.", "انظر المادة 5 من هذا النص."),
    ("en", "1. Write to us.", "2. Write to us."),
    ("fr", "a) Écrivez-nous.", "b) Écrivez-nous."),
    # the same meaning
    ("en", "You must write.", "You shall write."),
    ("fr", "Nos partenaires les lisent.", "Notre partenaire les lit."),
    ("ar", "شركاؤنا يقرؤونها.", "شركائنا يقرؤونها."),
    ("fr", "Pour toute question, n’hésitez pas à écrire.", "Pour toute question, écrivez."),
    ("en", "For help, do not hesitate to write.", "For help, write."),
    ("ar", "للمساعدة، لا تترددوا في المراسلة.", "للمساعدة، راسلونا."),
    ("fr", "Nous agissons sans délai.", "Nous agissons vite."),
    ("fr", "Il vous est possible de lire ceci.", "Vous pouvez lire ceci."),
    ("fr", "Nous vous informons que ceci est un test.", "Ceci est un test."),
    ("fr", "C’est gratuit pour vous.", "C’est sans frais pour vous."),
    ("ar", "نحفظها شهرين.", "نحفظها شهرين (2)."),
    ("ar", "تحفظ في المغرب.", "تُحفظ بالمغرب."),
    ("ar", "تحفظ في المملكة المغربية.", "تحفظ بالمغرب."),
    ("en", "12 High Street, 75002 Paris, France", "14 High Street, London, UK. Phone: 12"),
    # order
    ("en", "Within 30 days, we answer you.", "We answer you within 30 days."),
    ("fr", "Nous répondons. Vous pouvez refuser.", "Vous pouvez refuser. Nous répondons."),
    # the text's own date, contacts, spelling
    ("en", "Last updated: 3 March 2026", "Last updated: 4 March 2026"),
    ("fr", "Dernière mise à jour : 3 mars 2026", "Dernière mise à jour : 4 mai 2026"),
    ("ar", "تسري هذه النسخة ابتداء من 1 يناير 2026.", "تسري هذه النسخة ابتداء من 1 مارس 2026."),
    ("ar", "آخر تحديث: 3 مارس 2026", "آخر تحديث: 4 ماي 2026"),
    ("fr", "Tél. +212 5 22 00 00 00", "Tél. +212 5 22 11 11 11"),
    ("en", "12 High Street, 75002 Paris", "14 High Street, 75002 Paris"),
    ("en", "We colour the apges.", "We colour the pages."),
    ("fr", "Consultez https://example.org/2024/30.", "Consultez https://example.org/2025/60."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "old", "new"), QUIET)
def test_what_is_no_news_is_not_found(language: str, old: str, new: str) -> None:
    assert found(language, old, new) == []
    assert found(language, new, old) == []


def both(language: str, *old: Section) -> Document:
    return document(language, *old)


LINES = {
    "fr": ("Nous lisons votre courrier chaque matin.", "Le bureau ouvre à l’aube en été."),
    "en": ("We read your letters every morning.", "The office opens at dawn in summer."),
    "ar": ("نقرأ رسائلكم كل صباح.", "يفتح المكتب عند الفجر في الصيف."),
}
LANGUAGES = list(LINES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clause_that_came_or_went_is_found(language: str) -> None:
    first, second = (
        section(language, at, paragraph(text)) for at, text in enumerate(LINES[language], 1)
    )
    short, long = document(language, first), document(language, first, second)

    (added,) = substantial_findings(short, long)
    (removed,) = substantial_findings(long, short)

    assert (added.kind, added.after, added.before) == ("clause-added", TITLES[language], "")
    assert (removed.kind, removed.before, removed.after) == ("clause-removed", TITLES[language], "")
    assert added.key == removed.key == str(second.key)
    assert added.excerpt == LINES[language][1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_moved_or_was_renumbered_split_or_merged_is_not_found(language: str) -> None:
    one, two = (paragraph(text) for text in LINES[language])
    must = {"fr": "Vous devez répondre.", "en": "You must answer.", "ar": "يجب أن تجيبوا."}[language]
    whole = document(language, section(language, 1, one, paragraph(must)), section(language, 2, two))
    others = [
        document(language, section(language, 2, two), section(language, 1, one, paragraph(must))),
        document(language, section(language, 1, paragraph(must), one), section(language, 2, two)),
        document(
            language, section(language, 1, one, paragraph(must)), section(language, 2, two, level=2)
        ),
        document(
            language,
            section(language, 1, one, paragraph(must)),
            section(language, 2, two),
            numbering="none",
        ),
        document(
            language,
            section(language, 1, one),
            section(language, 3, paragraph(must)),
            section(language, 2, two),
        ),
        document(language, section(language, 1, one, paragraph(must), two)),
        document(
            language, section(language, 1, bullets(LINES[language][0], must)), section(language, 2, two)
        ),
    ]
    for other in others:
        assert substantial_findings(whole, other) == []
        assert substantial_findings(other, whole) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_of_contents_addresses_and_the_texts_own_date_are_not_found(language: str) -> None:
    day = {"fr": "3 mars 2026", "en": "3 March 2026", "ar": "3 مارس 2026"}[language]
    kept, renamed = (
        section(language, 2, paragraph(LINES[language][0]), heading=heading)
        for heading in ("Third parties", "Other third parties")
    )
    old = document(language, section(language, 1, bullets("A. Third parties"), paragraph(day)), kept)
    new = document(
        language,
        section(language, 1, bullets("B. Other third parties"), paragraph("12 rue X, 75002 Paris")),
        renamed,
    )

    assert substantial_findings(old, new) == []
    assert substantial_findings(new, old) == []


def test_a_heading_tells_what_it_says_not_what_it_is_about() -> None:
    def page(heading: str) -> Document:
        return document("en", section("en", 1, paragraph(LINES["en"][0]), heading=heading))

    assert substantial_findings(page("Partners"), page("Partners and advertisers")) == []
    (finding,) = substantial_findings(page("Data we sell"), page("Data we do not sell"))
    assert (finding.kind, finding.after) == ("negation", "not")


@pytest.mark.parametrize("language", LANGUAGES)
def test_formatting_and_links_are_not_found(language: str) -> None:
    text = LINES[language][0]
    old = document(language, section(language, 1, paragraph(text, link="https://a.example/")))
    new = document(language, section(language, 1, paragraph(text, bold=True)))

    assert substantial_findings(old, new) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_quantities_that_changed_places_are_found(language: str) -> None:
    rows = {
        "fr": ("2 ans", "5 ans"),
        "en": ("2 years", "5 years"),
        "ar": ("2 سنوات", "5 سنوات"),
    }[language]

    def page(*periods: str) -> Document:
        table = Table(
            rows=tuple(
                ((Run(text=name),), (Run(text=each),)) for name, each in zip("AB", periods, strict=True)
            )
        )
        return document(language, section(language, 1, table))

    findings = substantial_findings(page(*rows), page(*rows[::-1]))

    assert [(each.kind, each.before, each.after) for each in findings] == [
        ("period", *rows),
        ("period", *rows[::-1]),
    ]


def test_modal_verbs_that_changed_places_are_found() -> None:
    findings = found("en", "You must ask. We may answer.", "You may ask. We must answer.")

    assert [(each.before, each.after) for each in findings] == [("must", "may"), ("may", "must")]


def test_a_list_item_that_came_is_found() -> None:
    old = document("fr", section("fr", 1, bullets("la banque de données", "notre équipe")))
    new = document(
        "fr", section("fr", 1, bullets("la banque de données", "notre équipe", "les annonceurs"))
    )

    (finding,) = substantial_findings(old, new)

    assert (finding.kind, finding.after) == ("recipient", "annonceurs")


def test_a_change_inside_a_note_is_found() -> None:
    old, new = (
        document("en", section("en", 1, Note(tone="info", blocks=(paragraph(f"Within {days} days."),))))
        for days in (5, 9)
    )

    assert [each.kind for each in substantial_findings(old, new)] == ["period"]


def test_a_change_of_the_summary_is_found_outside_any_section() -> None:
    old, new = (document("fr", summary={"fr": f"Gardées {years} ans."}) for years in (2, 3))

    (finding,) = substantial_findings(old, new)

    assert (finding.key, finding.heading, finding.kind) == ("", "", "period")


def test_another_issuer_is_found_but_not_its_name_in_other_letters() -> None:
    old = document("en", issuer={"en": "Atlas Conseil"})

    assert [
        each.kind for each in substantial_findings(old, document("en", issuer={"en": "Rif Conseil"}))
    ] == ["issuer"]
    assert substantial_findings(old, document("en", issuer={"en": "ATLAS Conseil."})) == []


def test_a_clause_of_mostly_new_words_is_found_whatever_it_says() -> None:
    old = " ".join(f"alpha{number}" for number in range(40))
    new = (
        " ".join(f"beta{number}" for number in range(25))
        + " "
        + " ".join(f"alpha{n}" for n in range(15))
    )

    assert [each.kind for each in found("en", old, new)] == ["clause-rewritten"]


def test_a_finding_names_its_clause_as_the_newer_text_does() -> None:
    old = document("en", section("en", 1, paragraph("Within 5 days.")))
    new = document(
        "en",
        section("en", 7, heading="First"),
        section("en", 1, paragraph("Within 9 days."), heading="Answers"),
    )

    finding = next(each for each in substantial_findings(old, new) if each.kind == "period")

    assert (finding.number, finding.heading, finding.language) == ("2.", "Answers", "en")
    assert finding.key == str(uuid.UUID(int=1))


def test_every_language_both_have_is_read_and_no_other() -> None:
    texts = {"fr": "Sous {} jours.", "en": "Within {} days.", "ar": "خلال {} يوما."}

    def page(days: int, *languages: str) -> Document:
        body = {code: (paragraph(texts[code].format(days)),) for code in languages}
        only = Section(
            key=uuid.UUID(int=1), level=1, heading={c: TITLES[c] for c in languages}, body=body
        )
        return document("fr", only, languages=languages, title=dict.fromkeys(languages, "x"))

    findings = substantial_findings(page(5, "fr", "en", "ar"), page(6, "fr", "ar"))

    assert [each.language for each in findings] == ["fr", "ar"]


def test_a_document_has_no_finding_against_itself_in_another_normal_form() -> None:
    text = "Vous êtes libéré de l’obligation. Le délai est de 30 jours."
    decomposed = unicodedata.normalize("NFD", text)

    assert found("fr", text, decomposed) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_in_the_readers_words(language: str) -> None:
    from django.utils import translation

    (finding,) = found("en", "Within 5 days.", "Within 9 days.")
    with translation.override(language):
        assert (
            finding.label
            == {"fr": "Durée ou délai", "en": "Period of time", "ar": "مدة أو أجل"}[language]
        )


def test_a_sentence_cut_in_two_and_written_in_other_digits_is_no_news() -> None:
    old = "نؤدي 1500 درهم. نحتفظ ببياناتكم 12 شهرا، ولا نحتفظ بها أكثر."
    new = "نؤدي ١٥٠٠ درهم ؛ نحتفظ ببياناتكم ١٢ شهرا ؛ ولا نحتفظ بها أكثر !"

    assert found("ar", old, new) == []
    assert found("ar", new, old) == []


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("fr", ("Vous payez 10 € par mois.", "Nous répondons sous trente jours.")),
        ("en", ("You pay $10 a month.", "We answer within thirty days.")),
        ("ar", ("تدفعون ١٠٠ درهم كل شهر.", "نجيب خلال ثلاثين يوما.")),
    ],
)
def test_same_words_in_another_form_are_no_news_and_a_line_that_went_with_it_is(
    language: str, lines: tuple[str, ...]
) -> None:
    kept = {"fr": "Vous pouvez partir.", "en": "You can leave.", "ar": "يمكنكم المغادرة."}[language]
    old = document(language, section(language, 1, bullets(*lines, kept)))
    same = document(language, section(language, 1, *map(paragraph, (*lines, kept))))
    less = document(language, section(language, 1, *map(paragraph, (lines[0], kept))))

    assert substantial_findings(old, same) == []
    assert [finding.before for finding in substantial_findings(old, less)] != []
