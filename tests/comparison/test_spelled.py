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
        ("vos données et vos droits", []),
        ("your data", []),
    ],
)
def test_number_in_words(text: str, numbers: list[int]) -> None:
    assert spelled_numbers(text) == numbers
