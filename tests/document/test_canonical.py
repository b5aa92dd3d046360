"""Canonical bytes: one document, one form; what is read back is what was written."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.document.blocks import Definition, Definitions, Item, List, Note, Paragraph, Run, Table
from policies.document.canonical import canonical_bytes, from_json, to_json
from policies.document.malformed import MalformedDocument
from policies.document.shape import Document, Section
from tests.factories import make_document, make_section, paragraph

EVERY_BLOCK = (
    paragraph("Text"),
    List(ordered=True, items=(Item(runs=(Run(text="a"),), children=(paragraph("b"),)),)),
    Definitions(items=(Definition(term=(Run(text="t", bold=True),), blocks=(paragraph("m"),)),)),
    Table(caption=(Run(text="c"),), header=((Run(text="h"),),), rows=(((Run(text="x", link="/y"),),),)),
    Note(tone="warning", blocks=(paragraph("n", italic=True),)),
)


def test_every_block_survives_its_bytes() -> None:
    document = make_document(sections=(make_section(body={"en": EVERY_BLOCK}),))

    assert from_json(json.loads(canonical_bytes(document))) == document


# A version's digest is over these bytes: whatever changes them makes every published version a forgery.
SCHEMA_1 = (
    '{"authoritative":"fr","issuer":"Atlas Conseil","kind":"terms","languages":["fr","en","ar"],"numbering":"outline",'
    '"policy":"00000000-0000-0000-0000-000000000001","schema":1,"sections":[{"body":{"en":['
    '{"runs":[{"text":"Text"}],"type":"paragraph"},'
    '{"items":[{"children":[{"runs":[{"text":"b"}],"type":"paragraph"}],"runs":[{"text":"a"}]}],"ordered":true,"type":"list"},'
    '{"items":[{"blocks":[{"runs":[{"text":"m"}],"type":"paragraph"}],"term":[{"bold":true,"text":"t"}]}],"type":"definitions"},'
    '{"caption":[{"text":"c"}],"header":[[{"text":"h"}]],"rows":[[[{"link":"/y","text":"x"}]]],"type":"table"},'
    '{"blocks":[{"runs":[{"italic":true,"text":"n"}],"type":"paragraph"}],"tone":"warning","type":"note"}]},'
    '"heading":{"en":"Data"},"key":"00000000-0000-0000-0000-000000000002","level":2}],'
    '"summary":{"en":"In short"},"title":{"fr":"Conditions"}}'
)


def whole_document() -> Document:
    """Every field says something, and nothing that it would say by itself."""
    section = make_section(
        key=uuid.UUID(int=2), level=2, heading={"en": "Data"}, body={"en": EVERY_BLOCK}
    )
    return make_document(
        policy=uuid.UUID(int=1),
        schema=1,
        kind="terms",
        numbering="outline",
        title={"fr": "Conditions"},
        summary={"en": "In short"},
        sections=(section,),
    )


def test_bytes_of_schema_1_are_these_and_say_the_whole_document() -> None:
    assert canonical_bytes(whole_document()).decode() == SCHEMA_1
    assert from_json(json.loads(SCHEMA_1)) == whole_document()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_any_text_survives_its_bytes(text: str) -> None:
    document = make_document(sections=(make_section(body={"ar": (paragraph(text),)}),))

    assert from_json(json.loads(canonical_bytes(document))) == document


def test_composed_and_decomposed_letters_have_the_same_bytes() -> None:
    key, policy = uuid.uuid4(), uuid.uuid4()
    documents = [
        make_document(policy=policy, sections=(make_section(key=key, body={"fr": (paragraph(text),)}),))
        for text in ("d\u00e9l\u00e9gu\u00e9", "de\u0301le\u0301gue\u0301")
    ]

    assert canonical_bytes(documents[0]) == canonical_bytes(documents[1])


def test_order_of_languages_and_keys_does_not_matter() -> None:
    document = make_document()
    shuffled = make_document(
        policy=document.policy,
        languages=("ar", "fr", "en"),
        title=dict(reversed(document.title.items())),
        sections=document.sections,
    )

    assert canonical_bytes(document) == canonical_bytes(shuffled)


@pytest.mark.parametrize("text", ["\ud800", "\0", 7], ids=["lone surrogate", "NUL", "not text"])
def test_text_that_no_document_may_hold_is_refused(text: str) -> None:
    with pytest.raises(MalformedDocument):
        Run(text=text)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "x", ""])
def test_link_of_another_scheme_is_refused(link: str) -> None:
    with pytest.raises(MalformedDocument, match="link"):
        Run(text="x", link=link)


def test_key_used_twice_is_refused() -> None:
    section = make_section()

    with pytest.raises(MalformedDocument, match="used twice"):
        make_document(sections=(section, section))


def test_authoritative_language_must_be_held() -> None:
    with pytest.raises(MalformedDocument, match="authoritative"):
        make_document(languages=("en",), authoritative="fr")


def test_table_with_a_short_row_is_refused() -> None:
    with pytest.raises(MalformedDocument, match="equally long"):
        Table(header=((), ()), rows=(((),),))


@pytest.mark.parametrize("value", [{}, [], {"schema": 1}, None, {"schema": 2}])
def test_value_that_is_no_document_is_refused(value: Any) -> None:
    with pytest.raises(MalformedDocument):
        from_json(value)


def test_another_schema_is_refused() -> None:
    value = to_json(make_document()) | {"schema": 9}

    with pytest.raises(MalformedDocument, match="schema 9: this code reads 1, 2"):
        from_json(value)


@pytest.mark.parametrize("name", json.loads(SCHEMA_1))
@pytest.mark.parametrize("value", [..., None, 7, [7], {"en": 7}], ids=repr)
def test_part_that_is_missing_or_of_another_form_is_refused(name: str, value: object) -> None:
    whole = json.loads(SCHEMA_1)
    changed = {key: kept for key, kept in whole.items() if key != name}

    with pytest.raises(MalformedDocument):
        from_json(changed if value is ... else changed | {name: value})


def test_block_that_schema_1_has_not_is_named() -> None:
    with pytest.raises(MalformedDocument, match="'picture': there is no such block"):
        from_json(json.loads(SCHEMA_1.replace('"type":"note"', '"type":"picture"')))


def test_json_is_plain_json() -> None:
    document = make_document(sections=(make_section(body={"en": EVERY_BLOCK}),))

    assert from_json(json.loads(json.dumps(to_json(document)))) == document


def test_only_keeps_the_named_languages() -> None:
    document = make_document()

    kept: Document = document.only("fr", "ar")

    assert kept.languages == ("fr", "ar")
    assert all(set(section.body) == {"fr", "ar"} for section in kept.sections)
    assert isinstance(kept.sections[0], Section)
    assert isinstance(kept.sections[0].body["fr"][0], Paragraph)
