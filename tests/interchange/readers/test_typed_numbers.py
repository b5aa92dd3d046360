"""Typed numbers are told from words, and the numbering that gives them back is found."""

from __future__ import annotations

import pytest

from policies.interchange.readers.typed_numbers import resolved, split_label


@pytest.mark.parametrize(
    ("line", "path", "rest"),
    [
        ("1. Scope", (1,), "Scope"),
        ("1) Scope", (1,), "Scope"),
        ("(2) Scope", (2,), "Scope"),
        ("3- Scope:", (3,), "Scope:"),
        ("4 - Objet", (4,), "Objet"),
        ("1° Objet", (1,), "Objet"),
        ("2.3 Scope", (2, 3), "Scope"),
        ("2.3.1. Scope", (2, 3, 1), "Scope"),
        ("A. Scope", (1,), "Scope"),
        ("b) scope", (2,), "scope"),
        ("(iv) scope", (4,), "scope"),
        ("XII. Scope", (12,), "Scope"),
        ("Article 5 : Objet", (5,), "Objet"),
        ("Article premier. Objet", (1,), "Objet"),
        ("Section IV – Scope", (4,), "Scope"),
        ("المادة 3: النطاق", (3,), "النطاق"),
        ("المادة الثانية: النطاق", (2,), "النطاق"),
        ("أولاً: النطاق", (1,), "النطاق"),
        ("ثالثًا - النطاق", (3,), "النطاق"),
        ("حادي عشر: النطاق", (11,), "النطاق"),
        ("٣. النطاق", (3,), "النطاق"),
        ("ب- النطاق", (2,), "النطاق"),
    ],
)
def test_a_number_before_a_heading_is_taken_off(line: str, path: tuple[int, ...], rest: str) -> None:
    label, text = split_label(line)

    assert label is not None
    assert (label.path, text) == (path, rest)


@pytest.mark.parametrize(
    "line",
    [
        "24-hour support",
        "2024 Policy",
        "01.01.2024",
        "U.S. Residents",
        "2:30 pm",
        "Section 5 applies to you",
        "Part of our services",
        "سياسة: النطاق",
        "إلى: المستعمل",
        "1.",
        "I am here",
        "À propos",
    ],
)
def test_words_that_only_look_like_a_number_stay(line: str) -> None:
    assert split_label(line) == (None, line)


def test_single_letters_are_read_by_their_neighbours() -> None:
    romans = resolved([split_label(f"{numeral}. X")[0] for numeral in ("I", "II", "III", "IV", "V")])
    letters = resolved([split_label(f"{letter}. X")[0] for letter in "ABCDEFGHI"])

    assert [label.number for label in romans if label] == [1, 2, 3, 4, 5]
    assert [label.number for label in letters if label] == list(range(1, 10))


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Article 4 – Objet", "Article 4"),
        ("Article 4 : Objet", "Article 4"),
        ("Article 4. Objet", "Article 4."),
        ("1. Objet", "1."),
        ("(iv) objet", "(iv)"),
        ("3- Objet", "3-"),
        ("ثالثاً: الحقوق", "ثالثاً"),
        ("أ. الحقوق", "أ."),
        ("٢-١ المدة", "٢-١"),
    ],
)
def test_a_number_is_shown_as_typed_without_what_parts_it_from_the_heading(
    line: str, shown: str
) -> None:
    label = split_label(line)[0]

    assert label is not None
    assert label.shown == shown
