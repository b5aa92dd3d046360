"""Plain texts as sections, in the three languages."""

from __future__ import annotations

from policies.interchange.readers.read_plain_text import read_plain_text

from .texts import SPACED_FRENCH, outline


def test_french_articles() -> None:
    text = read_plain_text(SPACED_FRENCH)

    assert text.title == "POLITIQUE DE CONFIDENTIALITÉ"
    assert outline(text) == [
        (1, ""),
        (1, "Objet"),
        (1, "Données collectées"),
        (2, "Données fournies directement"),
        (1, "Durée de conservation"),
        (1, "Contact"),
    ]


def test_arabic_ordinals_and_bullets() -> None:
    text = read_plain_text(
        "سياسة الخصوصية\n\nآخر تحديث: ٣ مارس ٢٠٢٥\n\nأولاً: المعطيات\n\nنجمع المعطيات التالية:\n\n"
        "• الاسم الكامل.\n• رقم الهاتف.\n\nثانيًا: حقوقكم\n\nيحق لكم الولوج إلى معطياتكم وتصحيحها.\n",
    )

    assert text.title == "سياسة الخصوصية"
    assert outline(text) == [(1, ""), (1, "المعطيات"), (1, "حقوقكم")]
    assert [section.label.path for section in text.sections if section.label] == [(1,), (2,)]
