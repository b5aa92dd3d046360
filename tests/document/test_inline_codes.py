"""Running text as words and codes, and back, whatever a translator did with the codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.document.blocks import Run
from policies.document.inline_codes import (
    Fault,
    Mark,
    Pieces,
    codes_of,
    own_pieces,
    pieces_of,
    runs_of_pieces,
)
from policies.document.text import joined

KEY = "#0a0b0c0d-0000-4000-8000-000000000001"
SOURCE = (
    Run(text="a "),
    Run(text="b", bold=True),
    Run(text=" c "),
    Run(text="d", link="https://a.example/"),
    Run(text="1", role="footnote"),
)
CODES, _NAMES = codes_of(SOURCE)


def opened(name: str) -> Mark:
    return Mark("open", name)


def closed(name: str) -> Mark:
    return Mark("close", name)


def alone(name: str) -> Mark:
    return Mark("alone", name)


def test_a_source_is_words_and_numbered_codes() -> None:
    assert own_pieces(SOURCE) == (
        "a ", opened("1"), "b", closed("1"), " c ", opened("2"), "d", closed("2"), alone("3"),
    )  # fmt: skip


RUNS = st.lists(
    st.builds(
        Run,
        text=st.text("ab {}\n<&", min_size=1, max_size=5),
        bold=st.booleans(),
        italic=st.booleans(),
        link=st.sampled_from([None, "/fr/", "https://a.example/"]),
        script=st.sampled_from(["", "super"]),
    )
    | st.sampled_from([Run(text="1", role="footnote"), Run(text="2.3", role="reference", link=KEY)]),
    max_size=6,
).map(joined)


@given(RUNS)
def test_any_text_comes_back_as_it_was(runs: tuple[Run, ...]) -> None:
    codes, _none = codes_of(runs)

    back, faults = runs_of_pieces(own_pieces(runs), codes, ())

    assert back == runs
    assert not [fault for fault in faults if fault.kind != "twice"]


@given(RUNS, RUNS)
def test_a_translation_with_other_codes_comes_back_as_it_was(
    source: tuple[Run, ...], here: tuple[Run, ...]
) -> None:
    codes, names = codes_of(source, here)

    assert runs_of_pieces(pieces_of(here, names), codes, ())[0] == here


def test_codes_may_change_places() -> None:
    pieces: Pieces = (opened("2"), "D", closed("2"), alone("3"), opened("1"), "B", closed("1"))

    runs, faults = runs_of_pieces(pieces, CODES, CODES)

    assert runs == (Run(text="D", link="https://a.example/"), SOURCE[4], Run(text="B", bold=True))
    assert faults == ()


@pytest.mark.parametrize(
    ("pieces", "fault"),
    [
        ((opened("1"), "B", closed("1"), alone("3")), Fault("missing", ("2",))),
        ((opened("1"), "B", closed("1"), opened("2"), " ", closed("2"), alone("3")), Fault("missing", ("2",))),
        ((*own_pieces(SOURCE), opened("9"), "x", closed("9")), Fault("unknown", ("9",))),
        ((*own_pieces(SOURCE), alone("1")), Fault("unknown", ("1",))),
        ((*own_pieces(SOURCE), alone("3")), Fault("twice", ("3",))),
        ((opened("1"), "B", opened("2"), "D", closed("2"), closed("1"), alone("3")), Fault("crossed", ("1", "2"))),
        ((opened("2"), "D", closed("2"), alone("3"), opened("1"), "B"), Fault("crossed", ("1",))),
        ((*own_pieces(SOURCE), closed("1")), Fault("crossed", ("1",))),
    ],
)  # fmt: skip
def test_what_a_translator_did_to_the_codes_is_found(pieces: Pieces, fault: Fault) -> None:
    _runs, faults = runs_of_pieces(pieces, CODES, CODES)

    assert faults == (fault,)


def test_a_link_of_the_translation_stays_its_own() -> None:
    source, here = (Run(text="ici", link="/fr/a/"),), (Run(text="هنا", link="/ar/a/"),)

    codes, names = codes_of(source, here)

    assert runs_of_pieces((opened("1"), "هناك", closed("1")), codes, names)[0] == (
        Run(text="هناك", link="/ar/a/"),
    )


def test_a_reference_to_another_clause_is_another_code() -> None:
    other = KEY.replace("1", "2")
    source = (Run(text="1", role="reference", link=KEY),)
    here = (Run(text="2", role="reference", link=other),)

    codes, names = codes_of(source, here)

    assert names == ("t1",)
    assert codes["1"].link == KEY
