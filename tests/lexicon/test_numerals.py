"""Numbers written as words, as running text writes them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policies.interchange.readers.typed_numbers import split_label
from policies.lexicon.folding import folded
from policies.lexicon.numerals import arabic_ordinal, numbers_in

FRENCH = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]
FRENCH_TENS = [
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre-vingt",
    "quatre-vingt",
]
ENGLISH = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
ENGLISH_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ARABIC = ["صفر", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
ARABIC_TENS = ["عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
ARABIC_HUNDREDS = [
    "مئة",
    "مئتان",
    "ثلاثمئة",
    "أربعمئة",
    "خمسمئة",
    "ستمئة",
    "سبعمئة",
    "ثمانمئة",
    "تسعمئة",
]


def spelled_numbers(text: str) -> list[int]:
    return numbers_in(folded(text))


def french(number: int) -> str:
    """In the spelling before 1990: "et" and hyphens below a hundred only."""
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        written = "mille" if thousands == 1 else f"{french(thousands)} mille"
        return f"{written} {french(rest)}" if rest else written
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        written = "cent" if hundreds == 1 else f"{FRENCH[hundreds]} cent"
        return f"{written} {french(rest)}" if rest else written + ("s" if hundreds > 1 else "")
    if number <= 16:
        return FRENCH[number]
    if number < 20:
        return f"dix-{FRENCH[number - 10]}"
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        unit += 10
    joint = " et " if unit in (1, 11) and tens < 8 else "-"
    written = FRENCH_TENS[tens - 2]
    return f"{written}{joint}{french(unit)}" if unit else written + ("s" if tens == 8 else "")


def english(number: int) -> str:
    for scale, name in ((1000, "thousand"), (100, "hundred")):
        if number >= scale:
            times, rest = divmod(number, scale)
            joint = " and " if 0 < rest < 100 else " "
            return f"{english(times)} {name}{joint if rest else ''}{english(rest) if rest else ''}"
    if number < 20:
        return ENGLISH[number]
    tens, unit = divmod(number, 10)
    return ENGLISH_TENS[tens - 2] + (f"-{ENGLISH[unit]}" if unit else "")


def arabic(number: int) -> str:
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        few = {1: "ألف", 2: "ألفان"}
        many = "آلاف" if thousands <= 10 else "ألفا"
        written = few.get(thousands) or f"{arabic(thousands)} {many}"
        return f"{written} و{arabic(rest)}" if rest else written
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        written = ARABIC_HUNDREDS[hundreds - 1]
        return f"{written} و{arabic(rest)}" if rest else written
    if number <= 10:
        return ARABIC[number]
    if number < 20:
        return {11: "أحد عشر", 12: "اثنا عشر"}.get(number) or f"{ARABIC[number - 10]} عشر"
    tens, unit = divmod(number, 10)
    return f"{ARABIC[unit]} و{ARABIC_TENS[tens - 2]}" if unit else ARABIC_TENS[tens - 2]


@given(st.integers(1, 999_999))
def test_every_number_is_read_in_three_languages(number: int) -> None:
    for write in (french, english, arabic):
        assert spelled_numbers(write(number)) == [number], write(number)


@given(st.lists(st.integers(1, 999_999), min_size=2, max_size=4).map(sorted))
def test_french_numbers_that_grow_are_as_many_as_are_counted(numbers: list[int]) -> None:
    """ "Cent soixante et onze mille" is one number as much as two."""
    assume(not any(a % 100 == 60 and b // 1000 == 11 for a, b in pairwise(numbers)))
    assert spelled_numbers(" et ".join(map(french, numbers))) == numbers


@given(st.lists(st.integers(10, 999), min_size=2, max_size=4).map(sorted))
def test_numbers_that_grow_are_as_many_as_are_counted(numbers: list[int]) -> None:
    """ "One hundred and two thousand" is one number, as is «خمسة وعشرون»: what is below ten or a thousand tells nothing."""
    assert spelled_numbers(" and ".join(map(english, numbers))) == numbers
    assert spelled_numbers(" و".join(map(arabic, numbers))) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("quatre-vingts jours", [80]),
        ("quatre-vingt-dix-neuf", [99]),
        ("soixante et onze", [71]),
        ("soixante-douze heures", [72]),
        ("dix-huit mois", [18]),
        ("vingt et un jours", [21]),
        ("deux cent cinquante", [250]),
        ("mille cinq cents", [1500]),
        ("dix mille dirhams", [10000]),
        ("dix pour cent", [10]),
        ("trois ou quatre fois", [3, 4]),
        ("twenty-four hours", [24]),
        ("one hundred and five", [105]),
        ("two thousand five hundred", [2500]),
        ("articles three and four", [3, 4]),
        ("thirty days and ten days", [30, 10]),
        ("fifteen per cent", [15]),
        ("خمسة وأربعون يوماً", [45]),
        ("أربع وعشرين ساعة", [24]),
        ("خمسةَ عشرَ يوماً", [15]),
        ("ثمانية وأربعين ساعة", [48]),
        ("اثنا عشر شهراً", [12]),
        ("مئة وخمسة وعشرون", [125]),
        ("عشرة آلاف درهم", [10000]),
        ("ألف وخمسمائة", [1500]),
        ("عشرة في المائة", [10]),
        ("خمسة بالمائة", [5]),
        ("ثلاثون يوماً وعشرة أيام", [30, 10]),
        ("خلال الثلاثين يوماً", [30]),
        ("deux millions cinq cent mille", [2_500_000]),
        ("quatre\u2011vingts jours", [80]),
        ("لستة أشهر", [6]),
        ("لست ملزما", []),
        ("الخمسة والعشرون يوماً", [25]),
        ("ولثلاثين يوماً", [30]),
        ("مئتا درهم", [200]),
        ("مائتي درهم", [200]),
        ("أثناء التسجيل", []),
        ("اثنتا عشرة سنة", [12]),
        ("مليون درهم", [1_000_000]),
        ("cent un", [101]),
        ("cent et vingt", [120]),
        ("mille cent euros", [1100]),
        ("deux mille trois cents", [2300]),
        ("cent quatre-vingts jours", [180]),
        ("trois cent quatre-vingt-onze", [391]),
        ("neuf cent quatre-vingt-dix-neuf", [999]),
        ("mille neuf cent quatre-vingt-quatre", [1984]),
        ("quatre-vingt-douze", [92]),
        ("soixante-seize", [76]),
        ("septante et un", [71]),
        ("un million deux cent mille", [1_200_000]),
        ("two hundred and thirty-five thousand four hundred and six", [235_406]),
        ("three hundred thousand", [300_000]),
        ("سبعة وعشرون", [27]),
        ("ثلاثمائة وخمسة وعشرون", [325]),
        ("خمسة وعشرون ألفاً", [25_000]),
        ("ثلاثة آلاف وخمسمائة", [3500]),
        ("ألف ومئة", [1100]),
        ("اثنا وعشرون", [22]),
        ("cent deux", [102]),
        ("cent deux mille", [102_000]),
        ("cent et un", [101]),
        ("mille et deux cents", [1200]),
        ("quatre-vingt-dix-sept mille", [97_000]),
        ("one hundred and two thousand", [102_000]),
        ("fifteen hundred", [1500]),
        ("مائة وعشرون", [120]),
        ("مائة وخمسة آلاف", [105_000]),
        ("خمسة و عشرون", [25]),
        ("ألفان وخمسمائة", [2500]),
        ("مليون وألف", [1_001_000]),
        ("مليونان وثلاثة آلاف", [2_003_000]),
        ("مليونين", [2_000_000]),
        ("vos données et vos droits", []),
        ("your data", []),
    ],
)
def test_number_in_words(text: str, numbers: list[int]) -> None:
    assert spelled_numbers(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("trente dix", [30, 10]),
        ("trente-douze", [30, 12]),
        ("cinquante seize", [50, 16]),
        ("dix six", [10, 6]),
        ("dix et sept", [10, 7]),
        ("cinq quatre", [5, 4]),
        ("sept vingt", [7, 20]),
        ("vingt et trente", [20, 30]),
        ("vingt vingt", [20, 20]),
        ("vingt-quatre, vingt", [24, 20]),
        ("vingt quatre vingt", [24, 20]),
        ("quatre et vingt", [4, 20]),
        ("onze dix", [11, 10]),
        ("cent cent", [100, 100]),
        ("trois mille mille", [3000, 1000]),
        ("un an, deux mois", [1, 2]),
        ("vingt et un et deux", [21, 2]),
        ("خمسة عشرون", [5, 20]),
        ("خمسة وعشر", [5, 10]),
        ("عشرة وخمسة", [10, 5]),
        ("cent et deux cents euros", [100, 200]),
        ("cent deux cents", [100, 200]),
        ("cent vingt et trente", [120, 30]),
        ("vingt et deux", [20, 2]),
        ("soixante et dix", [60, 10]),
        ("vingt et quatre-vingts", [20, 80]),
        ("quatre-vingts et un", [80, 1]),
        ("cent et deux mille", [100, 2000]),
        ("mille et deux mille", [1000, 2000]),
        ("mille et deux millions", [1000, 2_000_000]),
        ("one hundred and two hundred", [100, 200]),
        ("one hundred and five hundred thousand", [100, 500_000]),
        ("two thousand and three thousand", [2000, 3000]),
        ("twenty and five", [20, 5]),
        ("twenty and thirty", [20, 30]),
        ("four twenty", [4, 20]),
        ("مائة ومائتان", [100, 200]),
        ("ثلاث مئة وأربع مئة", [300, 400]),
        ("مائة وألف", [100, 1000]),
        ("ألف وألف", [1000, 1000]),
        ("ألف وثلاثة آلاف", [1000, 3000]),
        ("ثلاثون وخمسة وعشرون", [30, 25]),
        ("خمسة وعشرون ومئة", [25, 100]),
        ("لخمسة ولعشرين", [5, 20]),
        ("ثلاثين أثناء", [30]),
        ("مائة أثناء", [100]),
    ],
)
def test_words_that_go_on_as_no_number_does_are_several(text: str, numbers: list[int]) -> None:
    assert spelled_numbers(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("five per hundred", [5]),
        ("dix pour mille", [10]),
        ("خمسة في الألف", [5]),
        ("بمائة", []),
        ("pour trois personnes", [3]),
        ("per ten users", [10]),
        ("مائة في المائة", [100]),
        ("mille et cent pour cent", [1100]),
    ],
)
def test_the_hundred_of_a_rate_is_no_number(text: str, numbers: list[int]) -> None:
    assert spelled_numbers(text) == numbers


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("أولاً", 1),
        ("الأولى", 1),
        ("ثانيًا", 2),
        ("ثانٍ", 2),
        ("الثَّالثة", 3),
        ("عاشرا", 10),
        ("حادي عشر", 11),
        ("الثانية عشرة", 12),
        ("سياسة", 0),
        ("\u064b", 0),
    ],
)
def test_an_arabic_ordinal_has_its_number_and_another_word_none(words: str, number: int) -> None:
    assert arabic_ordinal(words) == number


def test_a_line_that_begins_with_a_vowel_mark_has_no_label() -> None:
    assert split_label("\u064b: النطاق") == (None, "\u064b: النطاق")
