"""A section keeps its key as long as it can be recognised."""

from __future__ import annotations

import uuid

from policies.document.shape import Section
from policies.interchange.section_keys import Clause, anchor_key, keys_for, normalised_heading
from tests.factories import paragraph

POLICY = uuid.UUID(int=1)
WORDS = {
    "Data": "We collect your name, your address and your telephone number when you register.",
    "Rights": "You may ask for a copy, have errors corrected or have everything erased for good.",
    "Contact": "Write to the officer in charge at our seat in Casablanca or send a message.",
}


def section(heading: str, text: str | None = None, key: uuid.UUID | None = None) -> Section:
    body = (paragraph(text if text is not None else WORDS[heading]),)
    return Section(key=key or uuid.uuid4(), level=1, heading={"en": heading}, body={"en": body})


def clause(heading: str, text: str | None = None, anchor: str | None = None) -> Clause:
    body = (paragraph(text if text is not None else WORDS[heading]),)
    return Clause(level=1, heading={"en": heading} if heading else {}, body={"en": body}, anchor=anchor)


def test_equal_headings_keep_their_keys_when_text_and_order_change() -> None:
    before = [section("Data"), section("Rights"), section("Contact")]

    keys = keys_for([clause("3. RIGHTS:", "All new words."), clause("Data")], before, POLICY)

    assert keys == [before[1].key, before[0].key]


def test_renamed_section_is_recognised_by_its_text() -> None:
    before = [section("Data"), section("Rights"), section("Contact")]

    keys = keys_for(
        [clause("Data"), clause("What you may ask", WORDS["Rights"]), clause("Contact")], before, POLICY
    )

    assert keys == [each.key for each in before]


def test_lone_section_between_the_same_neighbours_needs_little_likeness() -> None:
    before = [
        section("Data"),
        section("Rights of users", "Old words of another kind"),
        section("Contact"),
    ]

    keys = keys_for(
        [clause("Data"), clause("Users' rights", "Quite different text now"), clause("Contact")],
        before,
        POLICY,
    )

    assert keys[1] == before[1].key


def test_new_section_gets_a_new_key() -> None:
    before = [section("Data")]

    keys = keys_for([clause("Data"), clause("Contact")], before, POLICY)

    assert keys[0] == before[0].key
    assert keys[1] not in {before[0].key, keys[0]}


def test_anchors_name_sections_for_ever() -> None:
    first = keys_for([clause("Data", anchor="data")], [], POLICY)
    before = [section("Data", key=first[0])]

    again = keys_for([clause("Renamed", "Rewritten.", anchor="data")], before, POLICY)

    assert first == again == [anchor_key(POLICY, "data")]


def test_section_known_under_another_key_keeps_it_when_it_gets_an_anchor() -> None:
    before = [section("Data")]

    assert keys_for([clause("Data", anchor="data")], before, POLICY) == [before[0].key]


def test_sections_of_different_anchors_are_different_however_alike() -> None:
    before = [section("Data", key=anchor_key(POLICY, "data"))]

    assert keys_for([clause("Data", anchor="names")], before, POLICY) == [anchor_key(POLICY, "names")]


def test_no_key_is_used_twice() -> None:
    before = [section("Data"), section("Data", "Something else entirely."), section("Rights")]
    clauses = [clause("Data"), clause("Data"), clause("Data", anchor="x"), clause("Rights", anchor="x")]

    keys = keys_for(clauses, before, POLICY)

    assert len(set(keys)) == len(clauses)


def test_introduction_stays_the_introduction() -> None:
    key = uuid.uuid4()
    before = [Section(key=key, level=1, body={"en": (paragraph("Hello."),)}), section("Data")]

    assert keys_for([clause("", "Rewritten."), clause("Data")], before, POLICY) == [key, before[1].key]


def test_headings_are_compared_without_number_case_and_punctuation() -> None:
    assert normalised_heading("Article 3 – Vos Droits :") == normalised_heading("2. vos droits")
