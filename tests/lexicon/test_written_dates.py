"""Dates in folded texts: where they stand, and what is no date."""

from __future__ import annotations

import pytest

from policies.lexicon.folding import folded
from policies.lexicon.written_dates import dates_in


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("le premier mars 2026", {"premier mars 2026": "2026-03-01"}),
        ("the first of May 2026", {"first of may 2026": "2026-05-01"}),
        ("الأول من كانون الثاني 2026", {"الاول من كانون الثاني 2026": "2026-01-01"}),
        ("15 من شهر آذار لسنة 2026م", {"15 من شهر اذار لسنة 2026م": "2026-03-15"}),
        ("قبل 10 يناير و20 فبراير 2026", {"10 يناير": "--01-10", "20 فبراير 2026": "2026-02-20"}),
        ("حتى ليناير 2026", {"يناير 2026": "2026-01"}),
        ("15-Mar-2026", {"15-mar-2026": "2026-03-15"}),
        ("05/25/2018", {"05/25/2018": "2018-05-25"}),
        ("15.03.2026–20.03.2026", {"15.03.2026": "2026-03-15", "20.03.2026": "2026-03-20"}),
        ("mars-avril 2026", {"mars": "2026-03", "avril 2026": "2026-04"}),
        ("15 آذار/نيسان 2026", {"15 اذار": "2026-03-15", "نيسان 2026": "2026-04-15"}),
        ("45 mars 2026", {"mars 2026": "2026-03"}),
    ],
)
def test_a_date_is_found_where_it_stands(text: str, dates: dict[str, str]) -> None:
    plain = folded(text)
    wanted = {folded(written): value for written, value in dates.items()}

    assert {plain[found.start : found.end]: found.value for found in dates_in(plain)} == wanted


@pytest.mark.parametrize(
    "text", ["mars", "you may", "13/2026", "25/25/2026", "1.2.3", "la loi 09-08", "the first may be"]
)
def test_what_is_no_date_is_not_found(text: str) -> None:
    assert [*dates_in(folded(text))] == []
