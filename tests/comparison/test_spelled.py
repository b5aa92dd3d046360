"""Numbers written as words, as running text writes them."""

from __future__ import annotations

import pytest

from policies.comparison.spelled import spelled_numbers


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
        ("بيانات ميتا", []),
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
        ("ألف وألف", [2000]),
        ("اثنا وعشرون", [22]),
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
