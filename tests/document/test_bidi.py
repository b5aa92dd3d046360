"""Isolation, seen by an implementation of the bidirectional algorithm (UAX 9) that nobody here wrote."""

from __future__ import annotations

import re
from html import unescape
from itertools import cycle, product

import pytest
from bidi import get_display
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from policies.document.bidi import (
    isolated_html,
    isolated_text,
    other_direction,
    spanned_html,
    stretches,
)
from policies.document.languages import direction

_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

ADDRESSES = (
    "12 King Street, London, SW1A 2AA, United Kingdom",
    "1600 Amphitheatre Parkway, Mountain View, CA 94043",
    "5, rue de la Paix, 75002 Paris",
    "12 bis, avenue Mohammed V – Rabat",
    "Twin Center, Tour A, 5th floor, Casablanca",
)
NAMES = (
    "OCS Solutions, Inc.",
    "Smith & Sons (Holdings), Inc.",
    "L’Oréal S.A.",
    "Yahoo! Inc.",
    "AT&T",
    "Société Générale",
    "EXOS DATA SARL",
    "O'Brien, Kelly & Co.",
    "IBM (UK) Ltd.",
    "C++",
    "Windows 11",
    "ISO/IEC 27001:2022",
    "MA64 0117 8000 0001 2050",
    "Terms of Service, version 2, of 1 May 2024",
    "Settings > Privacy > Delete",
    "25 May 2018",
)
LINKS = (
    "https://www.cndp.ma/fr?x=1&y=2",
    "https://a.example/privacy/",
    "https://ar.wikipedia.org/wiki/المغرب",
    "www.example.com/a_b/c-d.html",
    "dpo+ar@oktra.ma",
    "@sijill",
    "#privacy",
)
AMOUNTS = ("500 MAD", "EUR 1,200.50", "1 250,50 EUR", "$1,200.50", "500€", "12.5 GB", "1 250,50")
PHONES = (
    "+212 5 22 00 00 00",
    "+44 20 7946 0000",
    "05 22 00 00 00",
    "05.22.00.00.00",
    "+1 (415) 555-0100",
    "2026-11-24",
    "09-08",
)
PHRASES = (*ADDRESSES, *NAMES, *LINKS, *AMOUNTS, *PHONES)
# A place for one phrase, or two.
SENTENCES = (
    "يقع مقر الشركة في {} وتخضع للقانون.",
    "نعالج البيانات التالية: {}.",
    "{} هو الاسم المستعمل في هذه الوثيقة",
    "راسلوا المسؤول ({}) قبل نهاية الشهر.",
    "أرسلوا العبارة «{}» خلال 30 يوما.",
    'كتبت الشركة "{}" في المادة 5 من العقد.',
    "بموجب القانون رقم 09.08، فإن {}، وفقا للفقرة 2، ملزم بذلك؟",
    "نتعامل مع {} ومع {} ابتداء من 2 نونبر 2026.",
    "هل تعرفون {}؟ نعم",
    "• {}: أول ما نجمعه، ثم {}؛ وهكذا",
)


def drawn(text: str, base: str) -> str:
    """The characters from left to right, as they are drawn."""
    return _CONTROLS.sub("", get_display(text, base_dir="R" if base == "rtl" else "L"))


def marked(text: str, language: str) -> str:
    """With the controls that stand for what ``stretches`` says."""
    base = direction(language)
    result, at = "", 0
    for start, end in stretches(text, base):
        opening = "\u2066" if base == "rtl" else "\u2067"
        result, at = f"{result}{text[at:start]}{opening}{text[start:end]}\u2069", end
    return result + text[at:]


def of_html(html: str) -> str:
    """HTML as text with the controls that elements with a direction stand for (CSS Writing Modes 3, 2.4.5)."""
    soup = BeautifulSoup(html, "html.parser")
    for hidden in soup.select(".visually-hidden, .mark"):
        hidden.decompose()
    for element in soup.select("bdi[dir], ins[dir], del[dir]"):
        element.insert(0, "\u2066" if element["dir"] == "ltr" else "\u2067")
        element.append("\u2069")
    return soup.get_text()


def generated() -> list[tuple[str, list[str]]]:
    """Sentences, and what they are drawn as: phrases as typed, what stands between them from right to left."""
    others = cycle(PHRASES[7:] + PHRASES[:7])
    found = []
    for sentence, phrase in product(SENTENCES, PHRASES):
        pieces = sentence.split("{}")
        phrases = [phrase, *(next(others) for _piece in pieces[2:])]
        text = pieces[0] + "".join(a + b for a, b in zip(phrases, pieces[1:], strict=True))
        shown = "".join(
            a + b
            for a, b in zip(
                [drawn(piece, "rtl") for piece in reversed(pieces[1:])], reversed(phrases), strict=True
            )
        )
        found.append((text, [shown + drawn(pieces[0], "rtl"), *phrases]))
    return found


def test_the_oracle_is_one() -> None:
    text = "يقع في 12 King Street, London, SW1A 2AA بالمدينة"

    assert "12 King Street, London, SW1A 2AA" not in drawn(text, "rtl")
    assert "12 King Street, London, SW1A 2AA" in drawn(
        text.replace("12", "\u206612").replace("2AA", "2AA\u2069"), "rtl"
    )


def test_generated_arabic_sentences_are_drawn_in_the_order_of_their_words() -> None:
    sentences = generated()
    wrong = [
        (text, drawn(marked(text, "ar"), "rtl"), expected)
        for text, (expected, *_phrases) in sentences
        if drawn(marked(text, "ar"), "rtl") != _shaped(expected)
    ]

    assert len(sentences) >= 400
    assert not wrong, f"{len(wrong)} of {len(sentences)}, the first: {wrong[:6]}"


def _shaped(expected: str) -> str:
    """An address with Arabic letters draws them from right to left, within its place (RFC 3987, 4)."""
    return expected.replace("المغرب", "المغرب"[::-1])


# Arabic phrases in French or English, and their sentences.
ARABIC = (
    "شركة النور للحلول",
    "محمد (العلوي)",
    "القانون رقم 09.08",
    "المادة 5 من القانون رقم 31.08",
    "ما هي حقوقي؟",
    "الدار البيضاء، المغرب",
    "2 نونبر 2026",
    "ظهير 1.09.15 «المتعلق بالمعطيات»",
)
FRENCH_AND_ENGLISH = (
    "La société {}, 12 rue de Fès, est responsable.",
    "Il a écrit « {} » le 2 novembre 2026.",
    "According to {} (article 5), 30 days apply.",
    "Appelez {} : +212 5 22 00 00 00, ou {} !",
    "Voir : 1) {}; 2) {}.",
    "{} 30 jours",
)


def test_arabic_names_in_french_and_english_leave_the_rest_in_its_order() -> None:
    others = cycle(ARABIC[3:] + ARABIC[:3])
    sentences = list(product(FRENCH_AND_ENGLISH, ARABIC))
    for sentence, phrase in sentences:
        pieces = sentence.split("{}")
        phrases = [phrase, *(next(others) for _piece in pieces[2:])]
        text = pieces[0] + "".join(a + b for a, b in zip(phrases, pieces[1:], strict=True))
        expected = pieces[0] + "".join(
            drawn(a, "rtl") + b for a, b in zip(phrases, pieces[1:], strict=True)
        )
        assert drawn(marked(text, "fr"), "ltr") == expected
        assert drawn(of_html(isolated_html(text, "en")), "ltr") == expected


def test_html_and_characters_say_the_same_as_the_marks() -> None:
    for text, _expected in generated():
        wanted = drawn(marked(text, "ar"), "rtl")
        assert drawn(of_html(isolated_html(text, "ar")), "rtl") == wanted
        if not text.endswith("/") and "http" not in text:
            assert drawn(isolated_text(text, "ar"), "rtl") == wanted, text


def test_formatting_does_not_cut_a_stretch() -> None:
    for text, _expected in generated()[::3]:
        for size in (3, 7):
            pieces = [text[at : at + size] for at in range(0, len(text), size)]
            html = spanned_html(
                pieces, lambda at, part: f"<b>{part}</b>" if at % 2 else f"<i>{part}</i>", "ar"
            )
            assert drawn(of_html(html), "rtl") == drawn(marked(text, "ar"), "rtl")
            assert _CONTROLS.sub("", of_html(html)) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("تحتفظ OCS 30 يوما", ["OCS"]),
        ("بموجب المادة 6 GDPR", ["GDPR"]),
        ("بموجب المادة 6(1)(a) GDPR", ["6(1)(a) GDPR"]),
        ("شهادة ISO 27001، وهي", ["ISO 27001"]),
        ("شركة OCS 30% من", ["OCS"]),
        ("Google، Facebook، Microsoft شركات", ["Google", "Facebook", "Microsoft"]),
        ("(2) Google هي", ["Google"]),
        ("1. Google هي", ["Google"]),
        ("(Google والقانون)", ["Google"]),
        ("قال «Do you agree?» ثم", ["Do you agree?"]),
        ("قال “Stop, please.” ثم", ["“Stop, please.”"]),
        ('شركة "Smith & Sons" (Holdings) هي', ['"Smith & Sons" (Holdings)']),
        ("خلال 30 يوما، القانون رقم 09.08 و10-15 يوما و2026/11/24", []),
        ("السطر\nThis is a line.\nسطر", ["This is a line."]),
        ("a \u2067 وb \u2069", ["a", "b"]),
    ],
)
def test_a_stretch_has_what_belongs_to_it(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in stretches(text, "rtl")] == found


def test_a_part_of_a_text_keeps_its_last_stop_outside() -> None:
    assert isolated_html("We agree.", "ar") == '<bdi dir="ltr">We agree.</bdi>'
    assert isolated_html("We agree.", "ar", whole=False) == '<bdi dir="ltr">We agree</bdi>.'


@pytest.mark.parametrize(
    ("text", "language", "turned"),
    [
        ("OCS Solutions, Inc.", "ar", "ltr"),
        ("شركة OCS", "ar", None),
        ("+212 5 22 00 00 00", "ar", None),
        ("شركة النور.", "fr", "rtl"),
        ("Nour", "fr", None),
    ],
)
def test_a_paragraph_wholly_in_the_other_script_has_a_direction_of_its_own(
    text: str, language: str, turned: str | None
) -> None:
    assert other_direction(text, language) == turned


def test_plain_text_marks_lines_of_both_scripts_only() -> None:
    text = "OCS Solutions, Inc. شركة\nhttps://a.example/x/\nشركة OCS.\nWe agree."

    assert isolated_text(text, "ar").split("\n") == [
        "\u200f\u2066OCS Solutions, Inc.\u2069 شركة",
        "https://a.example/x/",
        "شركة \u2066OCS\u2069.",
        "We agree.",
    ]


def test_plain_text_puts_no_mark_at_an_address() -> None:
    assert isolated_text("انظر https://a.example/x أو dpo@a.example ثم", "ar") == (
        "انظر https://a.example/x أو dpo@a.example ثم"
    )


def test_lines_that_are_marked_already_are_left() -> None:
    once = isolated_text("شركة OCS Solutions, Inc.", "ar")

    assert isolated_text(once, "ar") == once


@given(st.text(alphabet=st.sampled_from('aZé1٢ابپ،؟ .,"()[]«»“”+-/$€%\n\u0301\u064b\u2067\u2069')))
def test_stretches_of_any_text_are_in_order_and_hold_no_letter_of_the_base(text: str) -> None:
    for base, own in (("rtl", "[\u0590-\u08ff]"), ("ltr", "[aZé]")):
        end = 0
        for start, stop in stretches(text, base):
            assert end <= start < stop <= len(text)
            assert not re.search(own, text[start:stop])
            end = stop


@pytest.mark.parametrize(
    "piece", ["(", '"', "a(", "ا(a ", "1 ", "a 1 ", "«a» ", "a@", "(a) (", "a.", "+1"]
)
def test_a_long_text_is_isolated_in_time_linear_to_it(piece: str) -> None:
    text = "ا" + piece * (200_000 // len(piece))  # squared, it would take minutes

    assert unescape(re.sub("<[^>]*>", "", isolated_html(text, "ar"))) == text
