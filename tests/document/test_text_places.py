"""The places of running texts."""

from __future__ import annotations

from itertools import pairwise

from policies.document.blocks import runs_of
from policies.document.text import runs_text
from policies.document.text_places import passages, with_passages
from tests.writers.texts import rich_document

BODY = rich_document().sections[0].body["fr"]


def test_every_text_has_one_place_in_reading_order() -> None:
    found = passages(BODY)

    assert [runs for runs in found.values() if runs] == [
        runs for block in BODY for runs in runs_of(block) if runs
    ]
    assert {place: runs_text(runs) for place, runs in found.items()}.items() >= {
        ("b.1.i.0.b.0.i.0", "trois ans"),
        ("b.3.d.0.t", "Données"),
        ("b.4.c", "Durée"),
        ("b.4.r.0.1", "Durée"),
        ("b.6.f.0.b.0", "voir l’article"),
    }


def test_the_languages_of_one_structure_have_the_same_places() -> None:
    document = rich_document()
    places = [list(passages(document.sections[0].body[code])) for code in ("fr", "en", "ar")]

    assert all(one == other for one, other in pairwise(places))


def test_texts_are_put_in_their_places_and_nothing_else_changes() -> None:
    arabic = passages(rich_document().sections[0].body["ar"])

    assert (
        with_passages(BODY, lambda place, _runs: arabic[place]) == rich_document().sections[0].body["ar"]
    )
