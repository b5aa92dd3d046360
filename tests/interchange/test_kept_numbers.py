"""Numbers are computed where that gives the typed ones back; otherwise they stay as they were typed."""

from __future__ import annotations

import pytest

from policies.interchange.kept_numbers import Typed, chosen_numbering, labels_for
from policies.interchange.readers.typed_numbers import split_label


def typed(*numbers: tuple[int, str]) -> list[Typed]:
    return [Typed(level, split_label(f"{text} Heading")[0], True) for level, text in numbers]


@pytest.mark.parametrize(
    ("text", "numbering", "labels"),
    [
        ([(1, "1."), (2, "1.1"), (2, "1.2"), (1, "2.")], "decimal", []),
        ([(1, "1."), (2, "1.1."), (1, "2.")], "decimal", []),
        ([(1, "1."), (2, "A."), (2, "B."), (3, "(i)"), (1, "2.")], "outline", []),
        ([(1, ""), (1, "")], "none", []),
        ([(1, "Article 1"), (1, "Article 2 –")], "none", ["Article 1", "Article 2"]),
        ([(1, "1)"), (1, "2)")], "none", ["1)", "2)"]),
        ([(1, "1."), (1, "3."), (1, "4.")], "none", ["1.", "3.", "4."]),
        ([(1, "5."), (1, "6.")], "none", ["5.", "6."]),
        ([(1, "I."), (1, "II."), (1, "III.")], "none", ["I.", "II.", "III."]),
        ([(1, ""), (2, "1."), (2, "2.")], "none", ["1.", "2."]),
        ([(1, "1."), (2, "2."), (1, "3.")], "none", ["1.", "2.", "3."]),
        ([(1, f"{n}.") for n in range(1, 5)] + [(1, "4 bis."), (1, "5.")], "decimal", ["4 bis."]),
    ],
)
def test_typed_numbers_come_back(text: list[tuple[int, str]], numbering: str, labels: list[str]) -> None:
    sections = typed(*text)

    assert chosen_numbering({"en": sections}, "en") == (numbering, 0)
    assert list(labels_for(sections, numbering).values()) == labels


def test_numbers_that_are_all_one_are_computed_and_counted() -> None:
    assert chosen_numbering({"en": typed((1, "1."), (1, "1."), (1, "1."))}, "en") == ("decimal", 2)


def test_a_language_without_numbers_is_not_given_any() -> None:
    texts = {"en": typed((1, "1."), (1, "2.")), "fr": typed((1, ""), (1, ""))}

    assert chosen_numbering(texts, "en") == ("none", 0)


def test_digits_of_another_script_stay_beside_computed_numbers() -> None:
    texts = {"en": typed((1, "1."), (1, "2.")), "ar": typed((1, "١."), (1, "٢."))}

    assert chosen_numbering(texts, "en") == ("decimal", 0)
    assert labels_for(texts["ar"], "decimal") == {0: "١.", 1: "٢."}
