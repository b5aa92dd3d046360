"""The JSON of a comparison: what is written, what is left out, and that it is read back as it was."""

from __future__ import annotations

import json
from typing import Any

from policies.comparison.compare import compare
from policies.comparison.result import ENGINE_VERSION
from policies.comparison.show.as_json import to_json
from policies.document.blocks import Paragraph, Run
from policies.document.shape import Document

from .from_json import from_json
from .samples import bullets, document, every_change, paragraph, runs, section

LINE = "Vous pouvez retirer votre accord à tout moment, par lettre."
OTHERS = [f"Nous répondons sous un mois aux demandes du type {number}." for number in "ab"]


def written(old: Document, new: Document) -> dict[str, Any]:
    return json.loads(json.dumps(to_json(compare(old, new, "fr"))))


def body(*blocks: object) -> Document:
    return document(section(1, "Objet", *blocks))


def test_a_comparison_with_a_change_of_every_kind_is_read_back_as_it_was() -> None:
    for old, new in (every_change(), every_change()[::-1]):
        comparison = compare(old, new, "fr")
        assert from_json(json.loads(json.dumps(to_json(comparison)))) == comparison


def test_items_that_moved_inside_a_list_are_read_back_at_both_their_ends() -> None:
    comparison = compare(body(bullets(LINE, *OTHERS)), body(bullets(*OTHERS, LINE)), "fr")
    value = to_json(comparison)

    first, *_, last = value["sections"][0]["blocks"][0]["children"]
    assert first == {"place": "departure", "move": 1}
    assert (last["place"], last["move"], last["change"]) == ("arrival", 1, 1)
    assert from_json(value) == comparison


def test_a_section_that_moved_is_written_where_it_arrived() -> None:
    short, long = section(1, "Objet"), section(2, "Droits", *map(paragraph, OTHERS))
    comparison = compare(document(short, long), document(long, short), "fr")
    value = to_json(comparison)

    first, _, last = value["sections"]
    assert first == {"place": "departure", "move": 1}
    assert last == {
        "kinds": ["moved", "renumbered"],
        "old": {"position": 0, "key": str(short.key), "number": "1.", "level": 1},
        "new": {"position": 1, "key": str(short.key), "number": "2.", "level": 1},
        "place": "arrival",
        "move": 1,
        "change": 1,
        "heading": [{"kind": "same", "runs": [{"text": "Objet"}]}],
        "blocks": [],
    }
    assert from_json(value) == comparison


def test_what_is_empty_is_left_out() -> None:
    old = body(Paragraph(runs=runs("Un mot")), bullets("le nom"))
    new = body(Paragraph(runs=runs("Un mot", bold=True)), bullets("le nom"))
    value = written(old, new)

    assert value["sections"][0]["blocks"] == [
        {
            "kind": "formatting",
            "type": "paragraph",
            "old": {"position": 0},
            "new": {"position": 0},
            "parts": [
                {
                    "kind": "formatting",
                    "runs": [{"text": "Un mot", "bold": True}],
                    "before": [{"text": "Un mot"}],
                    "change": 1,
                }
            ],
        },
        {
            "kind": "unchanged",
            "type": "list",
            "old": {"position": 1, "form": "unordered"},
            "new": {"position": 1, "form": "unordered"},
            "children": [
                {
                    "kind": "unchanged",
                    "type": "item",
                    "old": {"position": 0},
                    "new": {"position": 0},
                    "parts": [{"kind": "same", "runs": [{"text": "le nom"}]}],
                }
            ],
        },
    ]


def test_formatting_is_written_with_the_text_it_is_of() -> None:
    styled = (Run(text="a", bold=True), Run(text="b", italic=True), Run(text="c", link="/d"))
    value = written(body(), body(Paragraph(runs=styled)))

    (block,) = value["sections"][0]["blocks"]
    assert (block["kind"], block["new"], "old" in block) == ("added", {"position": 0}, False)
    assert block["parts"] == [
        {
            "kind": "inserted",
            "runs": [
                {"text": "a", "bold": True},
                {"text": "b", "italic": True},
                {"text": "c", "link": "/d"},
            ],
        }
    ]


def test_a_comparison_says_by_what_it_was_made_and_how_much_changed() -> None:
    old, new = document(numbering="none"), document(issuer={"fr": "Rif"}, summary={"fr": "Peu."})
    value = written(old, new)

    assert (value["format"], value["engine"], value["language"]) == (3, ENGINE_VERSION, "fr")
    assert value["identical"] is False
    assert value["numbering"] == {"old": "none", "new": "decimal"}
    assert value["counts"]["words_inserted"] == 2
    assert value["summary"] == [{"kind": "inserted", "runs": [{"text": "Peu."}], "change": 1}]
    assert [part["kind"] for part in value["issuer"]] == ["deleted", "inserted"]
    assert value["title"][0]["kind"] == "same"
    assert value["sections"] == []
