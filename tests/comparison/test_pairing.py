"""Which piece is which: by identity, content, name and likeness, and what of that is said to have moved."""

from __future__ import annotations

import pytest

from policies.comparison.align.pairing import (
    Pair,
    Piece,
    Step,
    ends_alike,
    likeness,
    pair,
    recognised,
    surely_alike,
)


def piece(text: str, **values: str) -> Piece:
    return Piece(**{"type": "paragraph", "content": text, "text": text} | values)


def pieces(*texts: str) -> list[Piece]:
    return [piece(text) for text in texts]


def named(**texts: str) -> list[Piece]:
    return [piece(text, name=name) for name, text in texts.items()]


def pairs(old: list[Piece], new: list[Piece]) -> list[Pair]:
    """Those in place."""
    steps = [(step.old, step.new) for step in pair(old, new) if step.place == "here"]
    return [(i, j) for i, j in steps if i is not None and j is not None]


@pytest.mark.parametrize(
    ("old", "new", "share"),
    [
        ("", "", 1.0),
        ("Alpha bravo", "alpha, BRAVO!", 1.0),
        ("alpha bravo", "alpha charlie", 0.5),
        ("alpha alpha bravo", "alpha bravo bravo", 1.0),
        ("alpha", "bravo", 0.0),
        ("alpha", "", 0.0),
        # Words of up to three letters count a quarter, unless they are numbers.
        ("le la alpha", "le la bravo", 1 / 3),
        ("mois alpha", "mois bravo", 0.5),
        ("12 alpha", "12 bravo", 0.5),
        # Marks that are no letters neither cut words nor make others of them.
        ("تحتفظ الشركة", "تَحْتَفِظُ الشَّرِكَةُ", 1.0),
        ("تحتفظ الشركة", "تحتفـــظ الشركة\u200f", 1.0),
    ],
)
def test_likeness_is_the_share_of_words_in_common(old: str, new: str, share: float) -> None:
    assert likeness(piece(old), piece(new)) == pytest.approx(share)


@pytest.mark.parametrize(
    ("old", "new", "alike"),
    [
        ("a" * 40 + "b" * 40, "a" * 40 + "c" * 40, True),
        ("a" * 39 + "b" * 41, "a" * 39 + "c" * 41, False),
        ("b" * 20 + "a" * 60, "c" * 20 + "a" * 20, False),
        ("a" * 20 + "b" * 40 + "a" * 20, "a" * 20 + "c" * 40 + "a" * 20, True),
        ("a" * 80, "a" * 40, True),
        ("a" * 79, "a" * 78, False),  # too short to tell
    ],
)
def test_half_of_a_long_text_at_its_ends_is_enough(old: str, new: str, alike: bool) -> None:
    assert ends_alike(old, new) == ends_alike(new, old) == alike


@pytest.mark.parametrize(
    ("old", "new", "alike"),
    [
        ("a b c d", "x y c d", True),  # half of what stands between spaces
        ("a b c d e", "x y z d e", False),
        ("a b", "a b x y", True),
        ("a b", "a b x y z", False),
    ],
)
def test_pieces_with_much_in_common_are_surely_each_others(old: str, new: str, alike: bool) -> None:
    assert surely_alike(piece(old), piece(new)) == alike


def test_pieces_of_other_types_or_names_are_never_surely_each_others() -> None:
    assert not surely_alike(piece("a b"), piece("a b", type="item"))
    assert not surely_alike(piece("a b", name="un"), piece("a b", name="deux"))


HEAVY = "Nous gardons chaque facture pendant dix ans comme la loi le veut"


def test_between_two_pieces_in_place_stands_first_what_left_then_what_came() -> None:
    old, new = pieces("alpha", "bravo", "charlie", "delta"), pieces("alpha", "echo", "delta")
    here = [Step(0, 0), Step(1, None), Step(2, None), Step(None, 1), Step(3, 2)]

    assert pair(old, new) == here
    assert pair([], new) == [Step(None, at) for at in range(3)]
    assert pair(old[:1], []) == [Step(0, None)]


@pytest.mark.parametrize(("text", "moved"), [("alpha bravo charlie", True), ("alpha bravo", False)])
def test_a_piece_of_three_words_moves_and_a_shorter_one_was_removed_and_added(
    text: str, moved: bool
) -> None:
    steps = pair(pieces(text, HEAVY), pieces(HEAVY, text))

    ends = [Step(0, 1, "departure"), Step(0, 1, "arrival")] if moved else [Step(0, None), Step(None, 1)]
    assert steps == [ends[0], Step(1, 0), ends[1]]


def test_what_has_an_identity_is_followed_by_it_however_short_and_whatever_it_says() -> None:
    old = [piece("un", identity="a"), piece(HEAVY, identity="b"), piece("alpha bravo", identity="c")]
    new = [piece(HEAVY, identity="b"), piece("deux", identity="a"), piece("alpha bravo", identity="d")]

    assert pair(old, new) == [
        Step(0, 1, "departure"),
        Step(1, 0),
        Step(0, 1, "arrival"),
        Step(2, 2),  # recognised by its content
    ]
    assert pair(old[:1], [piece("alpha", identity="a")]) == [Step(0, 0)]
    assert pair(old[:1], [piece("alpha", identity="z")]) == [Step(0, None), Step(None, 0)]


def test_equal_pieces_are_each_others_in_their_order_even_without_a_word() -> None:
    for old, new, found in (
        ("ab", "ba", [(0, 1), (1, 0)]),
        ("aa", "a", [(0, 0)]),
        ("a", "aa", [(0, 0)]),
        ("abb", "bxba", [(0, 3), (1, 0), (2, 2)]),
        ("bbaaa", "aaabb", [(0, 3), (1, 4), (2, 0), (3, 1), (4, 2)]),
    ):
        signs = str.maketrans("abx", "–…»")
        sides = [pieces(*side.translate(signs)) for side in (old, new)]
        assert recognised(*sides) == found


def test_a_name_that_nobody_else_has_pairs_whatever_stands_under_it() -> None:
    old = named(tiers="alpha bravo", accord="charlie delta")
    assert pairs(old, named(donnée="echo golf", tiers="hotel india", zone="juliett")) == [(0, 1)]
    twice = [*named(tiers="hotel india"), *named(tiers="juliett kilo"), *named(zone="lima")]
    assert pairs(old, twice) == pairs(twice, old) == []
    other = [piece("hotel india", name="tiers", type="row"), *named(zone="lima"), *named(fin="kilo")]
    assert pairs(old, other) == []
    # What has no name is not of one name.
    assert pairs(pieces("alpha bravo"), [*pieces("hotel india"), *named(zone="lima")]) == []


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ("alpha charlie delta", True),  # two fifths of the words
        ("alpha charlie delta echo", False),  # a third
    ],
)
def test_between_two_neighbours_a_little_likeness_is_enough(new: str, found: bool) -> None:
    old, news = pieces(HEAVY, "alpha bravo", "fin"), pieces(HEAVY, new, "golf hotel", "fin")

    assert ((1, 1) in pairs(old, news)) == found


@pytest.mark.parametrize(
    ("new", "moved"),
    [
        ("alpha bravo charlie foxtrot golf", True),  # three fifths of the words
        ("alpha bravo charlie foxtrot golf hotel", False),
    ],
)
def test_elsewhere_it_takes_three_fifths(new: str, moved: bool) -> None:
    steps = pair(pieces("alpha bravo charlie delta echo", HEAVY * 2), pieces(HEAVY * 2, new))

    assert (Step(0, 1, "departure") in steps) == moved


def test_neighbours_are_paired_for_the_greatest_likeness_in_all() -> None:
    first, second = "alpha bravo charlie delta", "charlie echo golf hotel"
    near, nearer, far = "alpha bravo xray yankee", "alpha bravo charlie echo", "zulu whiskey"

    # The second would be nobody's, were the first paired with the one most like it.
    assert pairs(pieces(first, second), pieces(near, nearer, far)) == [(0, 0), (1, 1)]
    assert pairs(pieces(first), pieces(near, nearer)) == [(0, 1)]
    assert pairs(pieces(first), pieces(nearer, near)) == [(0, 0)]
    assert pairs(pieces(near, nearer), pieces(first)) == [(1, 0)]
    assert pairs([piece(first, type="list")], pieces(nearer, near)) == []


def test_many_neighbours_are_told_apart_by_their_rare_words() -> None:
    old = pieces(*(f"alpha{at} bravo{at} charlie{at} commun" for at in range(9)))
    new = pieces(*(f"alpha{at} bravo{at} delta{at} commun" for at in range(9)), "echo golf")

    assert pairs(old, new) == [(at, at) for at in range(9)]


@pytest.mark.parametrize(("news", "found"), [(12, 4), (13, 0)])
def test_a_word_of_more_than_twelve_pieces_tells_none_from_another(news: int, found: int) -> None:
    old = pieces(*(f"commun alpha{at}" for at in range(6)))
    new = pieces(*(f"commun bravo{at}" for at in range(news)))

    assert len(pairs(old, new)) == found


def test_of_two_that_changed_places_the_one_of_fewer_words_moved() -> None:
    short, long = "alpha bravo charlie", "delta echo foxtrot golf"
    for old, new, moved in (
        ((short, long), (long, short), 0),
        ((long, short), (short, long), 1),
    ):
        (departure,) = [s for s in pair(pieces(*old), pieces(*new)) if s.place == "departure"]
        assert departure.old == moved


SPEECH = "and our officer, whom you reach by letter at any time of any working day of the year"


@pytest.mark.parametrize(
    ("old", "new", "paired"),
    [
        (f"your password {SPEECH}", "your password", True),  # it ends where the other goes on
        (f"your password {SPEECH}", "Your password.", True),
        (f"{SPEECH}; your password", "your password.", True),  # it is how the other ends
        (f"password {SPEECH}", "password", True),
        (f"the {SPEECH}", "the", False),  # a word of grammar tells nothing
        (f"passwords {SPEECH}", "password", False),  # it ends inside a word
        (f"your secret, {SPEECH}, your password too", "secret password", False),
        (f"we keep {SPEECH} as long as you pay for what the contract says", "we keep as you pay", True),
        ("كلمة المرور الخاصة بك واسم مسؤولنا الذي تراسلونه في كل وقت ومن كل مكان", "كلمة المرور", True),
    ],
)
def test_what_is_left_of_a_piece_pairs_with_it_between_the_same_neighbours(
    old: str, new: str, paired: bool
) -> None:
    around = "nothing of this stays", "all of that goes"
    for before, after in ((old, new), (new, old)):
        found = pairs(pieces(around[0], before, around[1]), pieces(around[0], after, around[1]))
        assert ((1, 1) in found) == paired


def test_of_two_pieces_the_one_that_is_more_alike_is_the_rest() -> None:
    old = pieces(f"your password {SPEECH}")
    assert pairs(old, pieces("your password", f"your password {SPEECH} indeed")) == [(0, 1)]
