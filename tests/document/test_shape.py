"""The value of a document, schema 2: what it holds comes back, what it may not hold is refused by name."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from policies.document.blocks import (
    Footnote,
    Footnotes,
    Item,
    List,
    Paragraph,
    Run,
    Span,
    Table,
    unmatched_footnotes,
)
from policies.document.canonical import canonical_bytes, from_json, to_json
from policies.document.malformed import MalformedDocument
from policies.document.references import links_nowhere, with_references_resolved
from tests.factories import make_document, make_section, paragraph

KEY = uuid.UUID(int=2)
X = (Run(text="x"),)
RICH = (
    Paragraph(
        runs=(
            Run(text="old", struck=True),
            Run(text="2", script="super"),
            Run(text="2.3", link=f"#{KEY}", role="reference"),
            Run(text="1", role="footnote"),
        )
    ),
    List(
        ordered=True,
        style="arabic-abjad",
        start=3,
        items=(Item(runs=X), Item(runs=X, label="د مكرر")),
    ),
    Table(
        header=(X, ()),
        rows=((X, X), ((), X)),
        spans=(Span(row=0, column=0, height=1, width=2), Span(row=1, column=0, height=2, width=1)),
    ),
    Footnotes(items=(Footnote(label="1", blocks=(paragraph("note"),)),)),
)


def whole() -> Any:
    section = make_section(
        key=KEY,
        level=7,
        label={"fr": "2 bis", "ar": "ثالثاً"},
        behind={"en": 3, "ar": 0},
        body={"fr": RICH},
    )
    return make_document(
        issuer={"fr": "Atlas Conseil", "ar": "أطلس للاستشارات"},
        title_behind={"en": 1},
        summary_behind={"ar": 2},
        sections=(section,),
    )


def test_all_that_schema_2_holds_survives_its_bytes() -> None:
    document = whole()

    read = from_json(json.loads(canonical_bytes(document)))

    assert read == document
    assert canonical_bytes(read) == canonical_bytes(document)
    assert to_json(document)["schema"] == 2


def test_what_says_nothing_new_is_not_in_the_bytes() -> None:
    block = List(ordered=True, items=(Item(runs=X),))
    written = canonical_bytes(make_document(sections=(make_section(body={"fr": (block,)}),))).decode()

    for name in ("style", "start", "label", "spans", "behind", "struck", "script", "role"):
        assert f'"{name}"' not in written


@pytest.mark.parametrize("part", RICH, ids=lambda part: type(part).__name__)
def test_document_of_schema_1_may_say_nothing_new(part: Any) -> None:
    with pytest.raises(MalformedDocument, match="schema 1 has no such thing"):
        make_document(schema=1, sections=(make_section(body={"fr": (part,)}),))


@pytest.mark.parametrize(
    "values",
    [
        {"issuer": {"fr": "A", "en": "B"}},
        {"title_behind": {"en": 1}},
        {"sections": (make_section(label={"fr": "2 bis"}),)},
        {"sections": (make_section(behind={"en": 1}),)},
        {"sections": (make_section(level=4),)},
    ],
    ids=lambda values: next(iter(values)),
)
def test_fact_that_schema_1_has_not_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(MalformedDocument, match="schema 1 has no such thing"):
        make_document(schema=1, **values)


def test_unknown_field_is_refused_wherever_it_stands() -> None:
    def with_field(value: Any) -> Any:
        """Every object of the JSON in turn with a field more."""
        if isinstance(value, dict):
            yield value | {"hidden": "word"}
            for name, part in value.items():
                if name in ("issuer", "title", "summary", "heading", "body", "label", "behind"):
                    if name == "body":
                        yield from (
                            value | {name: part | {"fr": each}} for each in with_field(part["fr"])
                        )
                    continue
                yield from (value | {name: each} for each in with_field(part))
        elif isinstance(value, list):
            for at, part in enumerate(value):
                yield from ([*value[:at], each, *value[at + 1 :]] for each in with_field(part))

    forged = list(with_field(to_json(whole())))

    assert len(forged) >= 25
    for value in forged:
        with pytest.raises(MalformedDocument):
            from_json(value)


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (lambda: Run(text="x", script="high"), "script"),  # type: ignore[arg-type]
        (lambda: Run(text="x", role="reference"), "its link is # and a clause's key"),
        (lambda: Run(text="x", role="reference", link="https://a.example/"), "a clause's key"),
        (lambda: List(ordered=False, items=(), start=2), "only an ordered list"),
        (lambda: List(ordered=False, items=(Item(runs=X, label="a"),)), "only an ordered list"),
        (lambda: List(ordered=True, items=(), start=-1), "from 0 to"),
        (lambda: List(ordered=True, items=(), style="chinese"), "list style"),  # type: ignore[arg-type]
        (lambda: Item(runs=X, label=" a"), "without spaces around it"),
        (lambda: Item(runs=X, label="a\nb"), "one line"),
        (lambda: Item(runs=X, label="a" * 61), "1 to 60 characters"),
        (lambda: Table(rows=((X, X),), spans=(Span(row=0, column=0, height=1, width=2),)), "is empty"),
        (lambda: Table(rows=((X, ()),), spans=(Span(row=0, column=0, height=1, width=1),)), "2 cells"),
        (lambda: Table(rows=((X, ()),), spans=(Span(row=0, column=1, height=1, width=2),)), "2 cells"),
        (
            lambda: Table(header=(X,), rows=(((),),), spans=(Span(row=0, column=0, height=2, width=1),)),
            "does not reach from the header",
        ),
        (
            lambda: Table(
                rows=((X, ()), ((), ())),
                spans=(
                    Span(row=0, column=0, height=2, width=2),
                    Span(row=1, column=0, height=1, width=2),
                ),
            ),
            "another span",
        ),
        (lambda: Footnotes(items=(Footnote(label="1", blocks=()),) * 2), "stands twice"),
        (lambda: Footnote(label="", blocks=()), "label ''"),
        (lambda: make_section(body={"fr": (Footnotes(items=()), paragraph("x"))}), "the last of a body"),
        (lambda: make_section(label={"fr": ""}), "label ''"),
        (lambda: make_section(level=10), "section level 10"),
        (lambda: make_section(behind={"en": -1}), "from 0 to"),
        (lambda: make_section(behind={"en": True}), "from 0 to"),
        (
            lambda: make_document(sections=(make_section(behind={"fr": 1}),)),
            "the language that prevails",
        ),
        (lambda: make_document(issuer={"en": "Atlas"}), "it has a name in 'fr'"),
        (lambda: make_document(schema=3), "schema 3"),
    ],
)
def test_what_no_document_may_hold_is_refused_by_its_rule(make: Any, rule: str) -> None:
    with pytest.raises(MalformedDocument, match=rule):
        make()


def test_document_with_fewer_languages_keeps_only_their_facts() -> None:
    document = whole().only("fr", "ar")

    assert document.behind("en") == {}
    assert document.behind("ar") == {"summary": 2, str(KEY): 0}
    assert dict(document.issuer) == {"fr": "Atlas Conseil", "ar": "أطلس للاستشارات"}


def test_issuer_without_a_name_in_a_language_has_the_one_that_prevails() -> None:
    assert whole().issuer_in("ar") == "أطلس للاستشارات"
    assert whole().issuer_in("en") == "Atlas Conseil"


def test_reference_says_the_number_of_its_clause_wherever_that_moved() -> None:
    first, second = make_section(), make_section(key=KEY)
    pointing = Run(text="Article 9", link=f"#{KEY}", role="reference")
    first = make_section(body={"fr": (Paragraph(runs=(pointing,)),)})

    def said(*sections: Any) -> str:
        (body,) = (
            section.body["fr"]
            for section in with_references_resolved(make_document(sections=sections)).sections
            if section.key == first.key
        )
        return str(body[0].runs[0].text)  # type: ignore[union-attr]

    assert said(first, second) == "2"
    assert said(second, first) == "1"
    assert said(first, make_section(key=KEY, label={"fr": "2 bis."})) == "2 bis"
    assert said(first) == "Article 9"
    assert [run for _s, _l, run in links_nowhere(make_document(sections=(first,)))] == [pointing]


def test_marks_and_footnotes_that_miss_each_other_are_found() -> None:
    body = (
        Paragraph(runs=(Run(text="1", role="footnote"), Run(text="3", role="footnote"))),
        Footnotes(items=(Footnote(label="1", blocks=()), Footnote(label="2", blocks=()))),
    )

    assert unmatched_footnotes(body) == (("3",), ("2",))
