"""Two people in one draft: what each changed is kept, and only what both changed is asked about."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from django.test import Client

from policies.authoring.draft import ordered_sections
from policies.authoring.models import PolicyPage
from tests.authoring.forms import form_data, section_data
from tests.factories import draft_of, make_page_section, make_policy_page, stream

pytestmark = pytest.mark.django_db


class Tab:
    """The editor in a browser's tab: what it was opened with, what was typed, and what it says of both."""

    def __init__(self, client: Client, page: PolicyPage) -> None:
        self.client, self.page, self.saves = client, page, 0
        self.known = self.opened()
        self.ids = {str(section.key): section.pk for section in ordered_sections(draft_of(page))}
        self.now = json.loads(json.dumps(self.known))
        revision = page.get_latest_revision()
        self.loaded = str(revision.pk), revision.created_at.isoformat()
        self.heading = draft_of(page).heading_fr
        self.title = self.heading

    def opened(self) -> list[dict[str, Any]]:
        return [
            {"key": str(section.key), "level": section.level}
            | {
                f"{part}_{code}": getattr(section, f"{part}_{code}") or ([] if part == "body" else "")
                for part in ("label", "heading", "body")
                for code in ("fr", "en", "ar")
            }
            for section in ordered_sections(draft_of(self.page))
        ]

    def write(self, place: int, column: str, text: str) -> None:
        self.now[place][column] = stream(text) if column.startswith("body") else text

    def changes(self) -> dict[str, Any]:
        before = {each["key"]: each for each in self.known}
        after = {each["key"]: each for each in self.now}

        def sent(value: Any) -> str:
            return value if isinstance(value, str) else json.dumps(value)

        texts = {
            key: {
                name: sent(was[name])
                for name in was
                if name not in ("key", "level") and (key not in after or after[key][name] != was[name])
            }
            for key, was in before.items()
        }
        order = [[each["key"], each["level"]] for each in self.known]
        same = order == [[each["key"], each["level"]] for each in self.now]
        page = {"heading_fr": self.heading} if self.title != self.heading else {}
        return {
            "texts": {key: columns for key, columns in texts.items() if columns},
            "page": page,
            "order": None if same else order,
        }

    def save(self) -> Any:
        self.saves += 1
        rows = {each["key"]: each for each in (*self.known, *self.now)}
        places = {each["key"]: place for place, each in enumerate(self.now, 1)}
        data = form_data(
            None, sections=[section_data(**each) for each in rows.values()], heading_fr=self.title
        )
        for number, key in enumerate(rows):
            data[f"sections-{number}-id"] = str(self.ids.get(key, "") or "")
            data[f"sections-{number}-ORDER"] = str(places.get(key, ""))
            data[f"sections-{number}-DELETE"] = "" if key in places else "1"
        data["sections-INITIAL_FORMS"] = str(len(self.ids))
        data["loaded_revision_id"], data["loaded_revision_created_at"] = self.loaded
        data["changes"] = json.dumps(self.changes())
        answer = self.client.post(f"/admin/pages/{self.page.pk}/edit/", data)
        assert answer.status_code == 302, answer.context["form"].errors
        return answer


@pytest.fixture
def page() -> PolicyPage:
    sections = [make_page_section(sort_order=place, heading_fr=f"H{place}") for place in range(4)]
    made = make_policy_page(sections=sections)
    made.save_revision()
    return made


def headings(page: PolicyPage) -> list[str]:
    return [section.heading_fr for section in ordered_sections(draft_of(page))]


def test_texts_in_different_clauses_and_languages_are_both_kept(admin: Client, page: PolicyPage) -> None:
    one, other = Tab(admin, page), Tab(admin, page)
    one.write(0, "body_fr", "Le sien")
    one.title = "Nouveau titre"
    other.write(0, "body_ar", "نص")
    other.write(2, "heading_fr", "Autre")

    assert "conflict" not in one.save()["Location"]
    assert "conflict" not in other.save()["Location"]

    first, _second, third, _fourth = ordered_sections(draft_of(page))
    assert (first.body_fr, first.body_ar) == (stream("Le sien"), stream("نص"))
    assert third.heading_fr == "Autre"
    assert draft_of(page).heading_fr == "Nouveau titre"


def test_same_field_changed_by_both_is_shown_and_nothing_else(admin: Client, page: PolicyPage) -> None:
    one, other = Tab(admin, page), Tab(admin, page)
    one.write(0, "body_fr", "Le sien")
    one.write(1, "body_fr", "Seul")
    other.write(0, "body_fr", "Le mien")
    one.save()

    answer = other.save()

    assert "conflict" in answer["Location"]
    assert ordered_sections(draft_of(page))[0].body_fr == stream("Le sien")
    shown = admin.get(answer["Location"]).content.decode()
    assert "mien" in shown
    assert "Seul" not in shown


def test_same_words_typed_by_both_are_no_clash(admin: Client, page: PolicyPage) -> None:
    one, other = Tab(admin, page), Tab(admin, page)
    for tab in (one, other):
        tab.write(0, "body_fr", "Pareil")
        assert "conflict" not in tab.save()["Location"]


def test_clause_added_by_one_and_moved_by_the_other(admin: Client, page: PolicyPage) -> None:
    one, other = Tab(admin, page), Tab(admin, page)
    new = {**one.now[0], "key": "0a000000-0000-4000-8000-000000000009", "heading_fr": "Neuve"}
    one.now.insert(2, new)
    other.now.reverse()
    one.save()
    other.save()

    assert sorted(headings(page)) == ["H0", "H1", "H2", "H3", "Neuve"]
    assert headings(page).index("Neuve") == headings(page).index("H1") + 1


def test_clause_removed_by_one_and_written_in_by_the_other_is_asked_about(
    admin: Client, page: PolicyPage
) -> None:
    one, other = Tab(admin, page), Tab(admin, page)
    one.write(1, "body_fr", "Important")
    other.now.pop(1)
    one.save()

    assert "conflict" in other.save()["Location"]
    assert headings(page) == ["H0", "H1", "H2", "H3"]


def test_removed_clause_that_nobody_touched_is_gone(admin: Client, page: PolicyPage) -> None:
    one, other = Tab(admin, page), Tab(admin, page)
    one.write(0, "body_fr", "Autre")
    other.now.pop(1)
    one.save()
    other.save()
    assert headings(page) == ["H0", "H2", "H3"]


@pytest.mark.parametrize(
    "changes", ["", "{", "[]", '{"texts": 1}', '{"texts": {}, "page": {}, "order": [1]}']
)
def test_what_is_no_list_of_changes_is_met_as_an_older_form(
    admin: Client, page: PolicyPage, changes: str
) -> None:
    tab = Tab(admin, page)
    tab.changes = lambda: json.loads(changes) if changes.startswith('{"') else changes  # type: ignore[method-assign]
    page.save_revision()
    tab.write(0, "body_fr", "Le mien")
    assert "conflict" in tab.save()["Location"]


def test_saves_in_turn_lose_nothing_and_ask_nothing(admin: Client, page: PolicyPage) -> None:
    chance = random.Random(1)  # noqa: S311 - made the same way each time
    tabs = [Tab(admin, page), Tab(admin, page)]
    written = {}
    for count in range(40):
        which = chance.randrange(2)
        place, code = which * 2 + chance.randrange(2), chance.choice(["fr", "en", "ar"])
        tabs[which].write(place, f"body_{code}", f"{which} {count}")
        written[place, code] = stream(f"{which} {count}")
        assert "conflict" not in tabs[which].save()["Location"]
        tabs[which].known = json.loads(json.dumps(tabs[which].now))

    sections = ordered_sections(draft_of(page))
    assert {
        (place, code): getattr(sections[place], f"body_{code}") for place, code in written
    } == written
