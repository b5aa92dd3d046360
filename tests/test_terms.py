"""One term for one notion, one form of address and one spelling in the French and Arabic words of the site."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.catalogues import read
from policies.evidence import offline

OFFLINE = Path(offline.__file__).parent
# Words that are not written, what is written for them, and the messages that may have them all the same.
FRENCH = (
    (r"clôtur", "abroger: a policy that ends is «abrogée» or «n’est plus en vigueur»"),
    (
        r"(?i)\bs’appliqu(?:e|ait) (?:depuis|à compter|à partir)",
        "entre en vigueur le, en vigueur à compter du",
    ),
    (r"à partir du", "à compter du"),
    (r"est remplacée depuis", "a été remplacée le"),
    (r"avant de s’appliquer", "avant son entrée en vigueur"),
    (r"discrète", "modifications de forme"),
    (r"répond(?:ent)? à", "contient"),
    (r"Mots à trouver", "Termes recherchés"),
    (r"(?i)octets exacts", "fichier exact"),
    (r"(?i)\bavertie?s?\b", "vous recevez un avis"),
    (r"Suivre le flux", "S’abonner au flux Atom"),
    (r"réglages", "paramètres"),
    (r"l’organisation\b|\borganisations\b", "organisme"),
    (r"(?i)e-?mails?\b|\bmails?\b", "courriel"),
    (r"(?<!\u202f)[;?!»](?![/\w])|(?<=[a-zéà]) :|\u00a0[:;?!»]|«(?!\u202f)", "a narrow no-break space"),
    (r"\b[Tt]u\b|\b[Tt]on\b(?! de la note|$)", "vous"),
)
ARABIC = (
    (
        r"(?<!\w)(?:اختر|اضبط|احذف|اسحب|انشر|اكتب|اكتبه|أدرج|أرسله|احتفظ|استعمل|جرّب|افتح|شغّل|اطلب|بيّن|اذكر|تحقق من)(?!\w)",
        "the polite plural, or يرجى",
    ),
    (r"\b(?:حسابك|يمكنك|إليك|لك|أنت)\b", "the polite plural"),
    (r"\u0627\u064b", "tanwin stands before the alif: ًا"),
    (
        r"\b(?:يوما|أيضا|أبدا|أولا|لاحقا|بدلا|شيئا|إصدارا|مشتركا|تاريخا|معا|نصا|بندا|مقطعا|تعديلا|تغييرا|رابطا|فارغا|طفيفا|حسابا|مجددا)\b",
        "tanwin is written",
    ),
    (r"\bابتداء من", "ابتداءً من"),
    (r"بيانات", "معطيات, as Law 09-08 has it"),
    (r"سجل (?:ال)?إصدارات|سجل الصفحة|سجل بند|سجل هذا البند", "تاريخ الإصدارات"),
    (r"\bالجهة (?!المصدرة)|\bهذه الجهة\b|إحدى الجهات", "هيئة"),
    (r"تُشعَر|تُخطَر|يُخطَر", "تتوصلون بإشعار"),
    (r"السجلّ", "السجل"),
    (r"بايتًا بايتًا|حرفيًا", "مطابقًا للأصل تمامًا"),
    (r"صحّ?حت |: تصحيح،", "تصويب"),
    (r"فقرة (?:مضافة|محذوفة|دون تغيير|مقسمة)", "مقطع"),
    (r"[\u0660-\u0669]", "Latin digits"),
    (r"(?<![A-Za-z%(])[,;?](?![A-Za-z])", "Arabic punctuation"),
)
CHOSEN = {
    "fr": {
        "Words to find": "Termes recherchés",
        "Exact bytes": "Fichier exact",
        "Follow by feed": "S’abonner au flux Atom",
        "Applies from %(start)s.": "Entre en vigueur le %(start)s.",
        "Applies from %(date)s.": "En vigueur à compter du %(date)s.",
        "retired": "abrogée",
    },
    "ar": {
        "withdrawn": "مسحوب",
        "superseded": "مستبدَل",
        "History": "تاريخ الإصدارات",
        "Which changes?": "ما التعديلات التي تهمكم؟",
        "Your data": "معطياتكم",
        "Subscribed already?": "لديكم اشتراك؟",
    },
}


def forms(language: str) -> Iterator[tuple[str, str]]:
    """Every translated form of the catalogue, with its message."""
    for message in read(language):
        if message.id:
            name = message.id if isinstance(message.id, str) else message.id[0]
            words = [message.string] if isinstance(message.string, str) else message.string
            yield from ((name, form) for form in words)


@pytest.mark.parametrize(
    ("language", "pattern", "instead"),
    [
        *(("fr", pattern, instead) for pattern, instead in FRENCH),
        *(("ar", pattern, instead) for pattern, instead in ARABIC),
    ],
)
def test_what_is_not_written_is_not_in_the_catalogue(language: str, pattern: str, instead: str) -> None:
    found = [f"{name!r}: {form}" for name, form in forms(language) if re.search(pattern, form)]

    assert not found, f"write {instead}:\n" + "\n".join(found)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_explanation_in_the_evidence_keeps_the_same_table(language: str) -> None:
    page = (OFFLINE / f"explanation.{language}.html").read_text("utf-8")
    words = html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", page))
    # Programs, standards and files have names of their own.
    words = re.sub(r"[A-Za-z0-9][\w./ ,()-]*", "", words) if language == "ar" else words
    table = FRENCH if language == "fr" else ARABIC

    assert [instead for pattern, instead in table if re.search(pattern, words)] == []


@pytest.mark.parametrize("language", CHOSEN)
def test_terms_that_readers_meet_are_the_chosen_ones(language: str) -> None:
    catalogue = read(language)

    assert {message: catalogue.get(message).string for message in CHOSEN[language]} == CHOSEN[language]


def test_clause_and_text_have_the_gender_of_their_word_in_french() -> None:
    catalogue = read("fr")

    assert catalogue.get("moved", context="clause").string == "déplacée"
    assert catalogue.get("moved", context="text").string == "déplacé"


@pytest.mark.parametrize(
    ("language", "pattern", "bad"),
    [
        ("fr", FRENCH[0][0], "politique clôturée"),
        ("ar", ARABIC[2][0], "يوماً"),
        ("fr", FRENCH[14][0], "Quoi ?"),
    ],
)
def test_the_table_finds_what_it_forbids(language: str, pattern: str, bad: str) -> None:
    assert re.search(pattern, bad), language
