"""Why a draft cannot be published, said of the parts by the names that the editor shows."""

from __future__ import annotations

import pytest

from policies.authoring.requirements import draft_refusals
from tests.factories import make_page_section, make_policy_page

pytestmark = pytest.mark.django_db


def test_incomplete_sections_are_called_as_the_list_of_sections_calls_them() -> None:
    whole = ("fr", "en", "ar")
    introduction = {f"heading_{code}": "" for code in whole}
    page = make_policy_page(
        sections=[
            make_page_section(("fr", "en"), sort_order=0, **introduction),
            make_page_section(sort_order=1),
            make_page_section(("fr", "en"), sort_order=2, level=2),
            make_page_section(("fr", "en"), sort_order=3),
        ]
    )

    [refusal] = [each for each in draft_refusals(page) if each.code == "language_incomplete"]

    assert refusal.field == "with_ar"
    assert "sections Without heading, 1.1, and 2 are incomplete" in str(refusal.message)
