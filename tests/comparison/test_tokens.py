import pytest
from hypothesis import given, settings

from policies.comparison.align.codes import count_words
from policies.comparison.align.tokens import chunks, is_figure, is_word, tokens

from .strategies import texts


@pytest.mark.parametrize(
    "whole",
    [
        "données",
        "sous-traitant",
        "aujourd’hui",
        "don't",
        "قَانُونِيَّة",
        "مـــعالجة",
        "والمعالجة",
        "1 000 000",
        "1\u202f000",
        "1,000.50",
        "12/05/2026",
        "14:30",
        "https://example.org/a?b=c&d=e",
        "www.example.org/a",
        "example.com",
        "Atlas-Conseil.example",
        "atlas.example.co.uk/a?b",
        "first.last@example.org",
        "👩‍👩‍👧‍👦",
        "👍🏽",
        "🇲🇦",
        "e\u0301",
        "\u200f",
        "   ",
        "\n",
    ],
)
def test_is_one_token(whole):
    assert tokens(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l’accord d'un", ["l’", "accord", " ", "d'", "un"]),
        ("Qu’il", ["Qu’", "il"]),
        ("10 000 000 €", ["10 000 000", " ", "€"]),
        ("5 000 1", ["5 000", " ", "1"]),
        ("https://a.example/b.", ["https://a.example/b", "."]),
        ("https://a.example، ثم", ["https://a.example", "،", " ", "ثم"]),
        ("x@a.example,", ["x@a.example", ","]),
        ("voir example.com.", ["voir", " ", "example.com", "."]),
        ("l’example.com", ["l’", "example.com"]),
        ("S.A.R.L. fin.Le", ["S", ".", "A", ".", "R", ".", "L", ".", " ", "fin", ".", "Le"]),
        ("a\u200fb", ["a", "\u200f", "b"]),
        ("a\n b", ["a", "\n", " ", "b"]),
        ("ok…!", ["ok", "…", "!"]),
    ],
)
def test_splits_where_a_reader_does(text, expected):
    assert tokens(text) == expected


@settings(max_examples=100, derandomize=True, deadline=None)
@given(texts)
def test_tokens_joined_are_the_text(text):
    assert "".join(tokens(text)) == text


@settings(max_examples=200, derandomize=True, deadline=None)
@given(texts)
def test_no_token_spans_two_chunks(text):
    pieces = [tokens(chunk) for chunk in chunks(text)]
    assert [token for piece in pieces for token in [*piece, " "]][:-1] == tokens(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dans les 12 mai 2026 suivants", ["dans", "les 12 mai 2026 suivants"]),
        ("du 1er mai 2026", ["du 1er mai 2026"]),
        ("un  deux", ["un  deux"]),
        ("un \u0301deux trois", ["un \u0301deux", "trois"]),
    ],
)
def test_a_space_that_a_token_may_span_parts_no_chunks(text, expected):
    assert chunks(text) == expected


@settings(max_examples=100, derandomize=True, deadline=None)
@given(texts)
def test_no_token_ends_inside_a_grapheme(text):
    regex = pytest.importorskip("regex", reason="the regex package knows Unicode's grapheme clusters")
    ends = _ends(regex.findall(r"\X", text))
    assert _ends(tokens(text)) <= ends


def _ends(pieces):
    ends, end = set(), 0
    for piece in pieces:
        end += len(piece)
        ends.add(end)
    return ends


def test_words_are_counted_without_punctuation_and_space():
    assert count_words("L’accord, donné le 12/05/2026 – ici.") == 6
    assert not is_word(" ")
    assert not is_word("؛")
    assert is_word("3")


@pytest.mark.parametrize(
    "token",
    [
        "30",
        "1,000.50",
        "٣٠",
        "12/05/2026",
        "1er",
        "March",
        "août",
        "يناير",
        "trente",
        "Thirty",
        "ثلاثة",
        "example.org/a",
        "a@b.example",
    ],
)
def test_a_number_a_month_and_an_address_are_figures(token):
    assert is_figure(token)


@pytest.mark.parametrize("token", ["days", "jours", "أيام", "trentaine", "$", ",", "–", " ", "l’"])
def test_other_words_and_signs_are_no_figures(token):
    assert not is_figure(token)
