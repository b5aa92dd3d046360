"""Which form is stale, which saved the newest draft itself, and what becomes of a text that is set aside."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from wagtail.models import PageLogEntry

from policies.authoring.models import PolicyPage
from policies.authoring.stale_form import StaleDraft, expect, go_on, is_stale, saved_it, set_aside
from tests.factories import draft_of, make_policy_page

MOMENT = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
LATER = datetime(2026, 3, 1, 12, 0, 0, 6, tzinfo=UTC)
MINE = "00000000-0000-4000-8000-00000000000a"
OTHER = "00000000-0000-4000-8000-00000000000b"


def newest(saved_from: str = "", number: int | None = 5) -> Any:
    return SimpleNamespace(
        latest_revision_id=number, latest_revision_created_at=MOMENT, saved_from=saved_from
    )


def loaded(number: int, moment: datetime = MOMENT, **sent: str) -> dict[str, str]:
    return {
        "loaded_revision_id": str(number),
        "loaded_revision_created_at": moment.isoformat(),
        **sent,
    }


@pytest.mark.parametrize(
    ("stored", "sent", "its_own"),
    [
        (f"{MINE} 1", f"{MINE} 2", True),
        (f"{MINE} 2", f"{MINE} 2", True),
        (f"{MINE} 9", f"{MINE} 10", True),
        (f"{MINE} 10", f"{MINE} 9", False),
        (f"{OTHER} 1", f"{MINE} 2", False),
        ("", f"{MINE} 2", False),
        (f"{MINE} 1", "", False),
        ("", "", False),
        (f"{MINE} 1 ", f"{MINE} 2", False),
        (f"{MINE} 1", f"{MINE} 2 or so", False),
    ],
)
def test_form_saved_a_draft_that_bears_its_name_and_no_later_save(
    stored: str, sent: str, its_own: bool
) -> None:
    assert saved_it(stored, sent) is its_own


@pytest.mark.parametrize(
    ("page", "sent", "stale"),
    [
        (newest(number=None), loaded(4), False),
        (newest(), {}, False),
        (newest(), loaded(5), False),
        (newest(), loaded(4), True),
        (newest(), loaded(5, LATER), True),
        (newest(), {"loaded_revision_id": "5"}, True),
        (newest(), loaded(4, overwrite_revision_id="5"), False),
        (newest(), loaded(5, overwrite_revision_id="4"), True),
        (newest(f"{MINE} 1"), loaded(4, saved_from=f"{MINE} 2"), False),
        (newest(f"{MINE} 3"), loaded(4, saved_from=f"{MINE} 2"), True),
        (newest(f"{OTHER} 1"), loaded(4, saved_from=f"{MINE} 2"), True),
    ],
)
def test_form_is_stale_when_it_began_from_another_draft(
    page: Any, sent: dict[str, str], stale: bool
) -> None:
    assert is_stale(page, sent) is stale


def test_form_goes_on_from_the_draft_it_saved_unknowingly() -> None:
    known = go_on(newest(f"{MINE} 1"), loaded(4, saved_from=f"{MINE} 2", overwrite_revision_id="3"))

    assert known == {**loaded(5), "overwrite_revision_id": ""}


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        (newest(f"{MINE} 1", number=None), loaded(4, saved_from=f"{MINE} 2")),
        (newest(f"{OTHER} 1"), loaded(4, saved_from=f"{MINE} 2")),
        (newest(f"{MINE} 1"), loaded(4)),
        (newest(f"{MINE} 1"), loaded(4, saved_from=f"{MINE} 2", overwrite_revision_id="5")),
    ],
)
def test_form_that_knows_the_newest_draft_or_did_not_save_it_says_nothing_new(
    page: Any, sent: dict[str, str]
) -> None:
    assert go_on(page, sent) == {}


@pytest.mark.parametrize(
    ("sent", "expected", "saving"),
    [
        (loaded(4, saved_from=f"{MINE} 2"), "4", f"{MINE} 2"),
        (loaded(4, overwrite_revision_id="5"), "5", ""),
        (loaded(4, saved_from="anything"), "4", ""),
        ({}, None, ""),
    ],
)
def test_draft_is_expected_to_be_the_one_that_the_form_names(
    sent: dict[str, str], expected: str | None, saving: str
) -> None:
    page: Any = SimpleNamespace()

    expect(page, sent)

    assert (page.expected_revision, page.saving, page.saved_from) == (expected, saving, saving)


def saves(page: PolicyPage, saved_from: str, **sent: str) -> None:
    """Save the newest draft as the form would that sends this."""
    draft = draft_of(page)
    expect(draft, {"saved_from": saved_from, **sent})
    draft.save_revision()


@pytest.mark.django_db
def test_save_that_meets_a_save_of_its_own_form_goes_on() -> None:
    page = make_policy_page()
    began = str(page.save_revision().pk)
    saves(page, f"{MINE} 1", loaded_revision_id=began)

    saves(page, f"{MINE} 2", loaded_revision_id=began)

    assert draft_of(page).saved_from == f"{MINE} 2"


@pytest.mark.django_db
@pytest.mark.parametrize("late", [f"{MINE} 1", f"{OTHER} 4", ""])
def test_save_that_meets_another_save_is_refused_and_nothing_is_written(late: str) -> None:
    page = make_policy_page()
    began = str(page.save_revision().pk)
    saves(page, f"{MINE} 2", loaded_revision_id=began)
    written = page.revisions.count()

    with pytest.raises(StaleDraft, match="Nothing was overwritten"):
        saves(page, late, loaded_revision_id=began)

    assert page.revisions.count() == written
    assert draft_of(page).saved_from == f"{MINE} 2"


@pytest.mark.django_db
def test_save_that_expects_no_draft_is_written() -> None:
    page = make_policy_page()
    saves(page, f"{MINE} 1")

    saves(page, f"{OTHER} 1")

    assert draft_of(page).saved_from == f"{OTHER} 1"


@pytest.mark.django_db
def test_text_set_aside_stands_just_before_the_newest_draft_in_the_history() -> None:
    page = make_policy_page()
    newest_draft = page.save_revision()
    mine = draft_of(page)
    mine.heading_en = "Mine"
    editor = User.objects.create_user("editor")

    aside = set_aside(mine, editor)

    page.refresh_from_db()
    assert page.latest_revision_id == newest_draft.pk
    assert aside.created_at < newest_draft.created_at
    assert (aside.user, aside.as_object().heading_en) == (editor, "Mine")
    assert PageLogEntry.objects.get(action="policies.set_aside").user == editor
