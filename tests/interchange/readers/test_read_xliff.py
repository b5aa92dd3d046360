"""Files of translators' programs as they come back: joined segments, markers, both ways to write codes, and what is none."""

from __future__ import annotations

import pytest

from policies.document.inline_codes import Mark
from policies.interchange.readers.parsed_text import UnreadableText
from policies.interchange.readers.read_xliff import read_xliff
from policies.interchange.readers.returned_text import (
    MOST_UNITS,
    ReturnedUnit,
    returned_from_json,
    returned_to_json,
)

HEAD_1 = '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:sdl="urn:sdl" version="1.2">'
FILE_1 = '<file original="o" source-language="fr" target-language="ar" datatype="x"><body>'
HEAD_2 = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="fr" trgLang="ar">'
    '<file id="f" original="o">'
)


def one(inner: str) -> ReturnedUnit:
    """The unit of a 1.2 file with this content."""
    file = f'{HEAD_1}{FILE_1}<trans-unit id="u">{inner}</trans-unit></body></file></xliff>'
    return read_xliff(file.encode()).units[0]


def two(inner: str) -> ReturnedUnit:
    return read_xliff(f'{HEAD_2}<unit id="u">{inner}</unit></file></xliff>'.encode()).units[0]


def test_segments_that_a_program_marked_are_passed_through() -> None:
    unit = one(
        '<source>Un. Deux.</source><seg-source><mrk mtype="seg" mid="1">Un.</mrk></seg-source>'
        '<target state="translated"><mrk mtype="seg" mid="1">A.</mrk> <mrk mtype="seg" mid="2">B.</mrk></target>'
    )

    assert unit == ReturnedUnit("u", ("Un. Deux.",), ("A. B.",), done=True)


def test_pairs_and_single_codes_of_both_kinds_are_the_same_codes() -> None:
    nested = one('<source/><target>a<g id="1">b</g><x id="2"/></target>')
    parted = one('<source/><target>a<bx id="1" rid="7"/>b<ex id="9" rid="7"/><x id="2"/></target>')
    second = two(
        '<segment><source/><target>a<sc id="1"/>b<ec startRef="1"/><ph id="2"/></target></segment>'
    )

    assert nested.target == ("a", Mark("open", "1"), "b", Mark("close", "1"), Mark("alone", "2"))
    assert parted.target == nested.target
    assert second.target == nested.target


@pytest.mark.parametrize(
    ("attributes", "done"),
    [("", None), ('state="new"', False), ('state="needs-translation"', False), ('state="final"', True)],
)
def test_the_state_of_a_target_says_whether_somebody_translated_it(
    attributes: str, done: bool | None
) -> None:
    assert one(f"<source>a</source><target {attributes}>b</target>").done is done


def test_segments_of_version_2_are_joined_in_the_order_that_they_ask_for() -> None:
    unit = two(
        '<segment state="final"><source>Un.</source><target order="3">A.</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment state="translated"><source>Deux.</source><target order="1">B.</target></segment>'
    )

    assert (unit.source, unit.target, unit.done) == (("Un. Deux.",), ("B. A.",), True)


def test_a_passage_of_which_a_segment_is_missing_has_no_translation() -> None:
    unit = two(
        "<segment><source>Un.</source><target>A.</target></segment>"
        "<segment><source>Deux.</source></segment>"
    )

    assert unit.target == ()


@pytest.mark.parametrize(
    "inner", ["<script>x</script>", '<sdl:x xmlns:sdl="urn:sdl">x</sdl:x>', "<it>x</it>"]
)
def test_markup_that_is_no_code_is_named(inner: str) -> None:
    assert one(f"<source>a</source><target>b{inner}</target>").foreign


def _file_1(units: str) -> str:
    return f"{HEAD_1}{FILE_1}{units}</body></file></xliff>"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("<xliff version='1.2'/>", "no XLIFF 1.2 or 2.x"),
        ("<html/>", "no XLIFF 1.2 or 2.x"),
        (f"{HEAD_1}</xliff>", "no passages"),
        (_file_1(""), "no passages"),
        (_file_1("<trans-unit id='u'>"), "the file is damaged"),
        (_file_1("&a;"), "the file is damaged"),
        (f"<!DOCTYPE xliff>{_file_1('')}", "declares a document type"),
        (_file_1("<group>" * 300), "nested more than 256 deep"),
        (
            f"{HEAD_1}{FILE_1}<trans-unit id='u'/></body></file>"
            f"{FILE_1.replace('ar', 'en')}<trans-unit id='u'/></body></file></xliff>",
            "several policies or languages",
        ),
        (_file_1("<trans-unit id='u'/>" * (MOST_UNITS + 1)), "no policy has more than"),
    ],
)
def test_what_is_no_file_for_translators_is_refused(file: str, sentence: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(UnreadableText, match=sentence):
            read_xliff(file.encode(encoding))


def test_a_document_type_in_another_encoding_is_found() -> None:
    file = '<?xml version="1.0" encoding="UTF-32"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'

    with pytest.raises(UnreadableText, match="declares a document type"):
        read_xliff(file.encode("utf-32"))


def test_what_was_read_comes_back_from_json() -> None:
    text = read_xliff(
        _file_1(
            '<trans-unit id="u"><source>a</source><target>b<x id="1"/></target></trans-unit>'
        ).encode()
    )

    assert returned_from_json(returned_to_json(text)) == text
