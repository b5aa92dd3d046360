"""What was split, what was merged, and what moved from one section to another."""

import pytest

from policies.comparison.align.joins import joins
from policies.comparison.align.pairing import Join, Piece, Step
from policies.comparison.compare import compare
from policies.comparison.result import Comparison, text_on
from policies.document.shape import Document

from .samples import bullets, document, paragraph, section
from .test_rebuild import assert_rebuilds
from .test_redline import assert_contract

LAW = "Le traitement repose sur votre consentement, que vous pouvez retirer à tout moment."
TERM = "Les données sont conservées pendant trois ans après la fin du contrat."
CLAIM = "Vous pouvez introduire une réclamation auprès de l’autorité de contrôle."
COUNTRY = "Aucun transfert hors du territoire n’a lieu sans garantie écrite du destinataire."


def compared(old: Document, new: Document) -> Comparison:
    """The comparison, from which and from whose page both sides come back."""
    assert_rebuilds(old, new, "fr")
    assert_contract(old, new, "fr")
    return compare(old, new, "fr")


def body(*blocks: object) -> Document:
    return document(section(1, "Objet", *blocks))


def fates(changes) -> list[tuple[object, ...]]:
    return [(change.kind, change.old, change.new, change.continues) for change in changes]


def section_fates(comparison: Comparison) -> list[tuple[object, ...]]:
    return [(each.kinds[0], each.old, each.new, each.continues) for each in comparison.sections]


def test_a_paragraph_split_in_three_keeps_its_words():
    comparison = compared(
        body(paragraph(f"{LAW} {TERM} {CLAIM}")), body(*map(paragraph, (LAW, TERM, CLAIM)))
    )
    assert fates(comparison.sections[0].blocks) == [
        ("split", 0, 0, None),
        ("split", 0, 1, "old"),
        ("split", 0, 2, "old"),
    ]
    counts = comparison.counts
    assert (counts.blocks_split, counts.words_inserted, counts.words_deleted) == (1, 0, 0)
    assert counts.changes == 1


def test_a_paragraph_split_and_edited_shows_its_edit_in_its_fragment():
    comparison = compared(
        body(paragraph(f"{LAW} {TERM}")),
        body(paragraph(LAW), paragraph(TERM.replace("trois", "cinq"))),
    )
    first, second = comparison.sections[0].blocks
    assert not any(part.kind in ("inserted", "deleted") for part in first.parts)
    assert [part.text for part in second.parts if part.kind != "same"] == ["trois", "cinq"]


def test_paragraphs_merged_into_one_keep_their_words():
    comparison = compared(
        body(*map(paragraph, (LAW, TERM, CLAIM))), body(paragraph(f"{LAW} {TERM} {CLAIM}"))
    )
    assert fates(comparison.sections[0].blocks) == [
        ("merged", 0, 0, None),
        ("merged", 1, 0, "new"),
        ("merged", 2, 0, "new"),
    ]
    assert comparison.counts.blocks_merged == comparison.counts.changes == 1


def test_words_that_meet_where_a_text_was_split_stay_two_words():
    comparison = compared(
        body(paragraph("Toutes vos données personnelles sont gardées trois ans au plus tard")),
        body(
            paragraph("Toutes vos données personnelles sont"),
            paragraph("gardées trois ans au plus tard"),
        ),
    )
    assert comparison.counts.words_inserted == comparison.counts.words_deleted == 0


def test_an_item_is_split_like_a_paragraph():
    (change,) = compared(body(bullets(f"{LAW} {TERM}")), body(bullets(LAW, TERM))).sections[0].blocks
    assert fates(change.children) == [("split", 0, 0, None), ("split", 0, 1, "old")]


def test_an_added_paragraph_that_repeats_kept_words_was_not_split_off():
    changes = compared(body(paragraph(LAW)), body(paragraph(LAW), paragraph(LAW))).sections[0].blocks
    assert [change.kind for change in changes] == ["unchanged", "added"]


def test_words_taken_up_in_another_order_are_no_split():
    words = LAW.split()
    shuffled = " ".join(words[1::2] + words[::2])
    changes = (
        compared(body(paragraph(f"{TERM} {LAW}")), body(paragraph(TERM), paragraph(shuffled)))
        .sections[0]
        .blocks
    )
    assert sorted(change.kind for change in changes) == ["added", "edited"]


def test_between_the_fragments_of_a_split_nothing_else_stands():
    comparison = compared(
        body(paragraph(f"{LAW} {TERM}"), paragraph(COUNTRY), paragraph(CLAIM)),
        body(paragraph(LAW), paragraph(TERM), paragraph(CLAIM)),
    )
    assert fates(comparison.sections[0].blocks) == [
        ("split", 0, 0, None),
        ("split", 0, 1, "old"),
        ("removed", 1, None, None),
        ("unchanged", 2, 2, None),
    ]


@pytest.mark.parametrize("kept", [1, 2])
def test_a_section_split_in_two_whichever_keeps_the_key(kept):
    old = document(section(kept, "Objet", *map(paragraph, (LAW, TERM, CLAIM))))
    new = document(
        section(1, "Objet", paragraph(LAW), paragraph(TERM)), section(2, "Plaintes", paragraph(CLAIM))
    )
    comparison = compared(old, new)
    assert section_fates(comparison) == [("split", 0, 0, None), ("split", 0, 1, "old")]
    assert comparison.sections[1].change == comparison.sections[0].change == 1
    counts = comparison.counts
    assert (counts.split, counts.added, counts.words_inserted, counts.words_deleted) == (1, 0, 1, 0)


@pytest.mark.parametrize("cut", [1, 2])
def test_each_half_of_a_split_section_has_its_blocks_of_the_whole(cut):
    blocks = [*map(paragraph, (LAW, TERM, CLAIM))]
    old = document(section(1, "Objet", *blocks))
    new = document(section(1, "Objet", *blocks[:cut]), section(2, "Suite", *blocks[cut:]))
    for comparison, side in ((compared(old, new), "old"), (compared(new, old), "new")):
        halves = [[getattr(block, side) for block in each.blocks] for each in comparison.sections]
        assert halves == [[0, 1, 2][:cut], [0, 1, 2][cut:]]
        assert {block.kind for each in comparison.sections for block in each.blocks} == {"unchanged"}


@pytest.mark.parametrize("kept", [1, 2])
def test_two_sections_merged_whichever_keeps_the_key(kept):
    old = document(
        section(1, "Objet", paragraph(LAW), paragraph(TERM)), section(2, "Plaintes", paragraph(CLAIM))
    )
    new = document(section(kept, "Objet", *map(paragraph, (LAW, TERM, CLAIM))))
    comparison = compared(old, new)
    assert section_fates(comparison) == [("merged", 0, 0, None), ("merged", 1, 0, "new")]
    assert [change.new for each in comparison.sections for change in each.blocks] == [0, 1, 2]
    assert (comparison.counts.merged, comparison.counts.removed) == (1, 0)


def test_a_new_section_with_words_of_its_own_was_not_split_off():
    old = document(section(1, "Objet", paragraph(LAW), paragraph(TERM)))
    new = document(section(1, "Objet", paragraph(LAW)), section(2, "Plaintes", paragraph(CLAIM)))
    assert section_fates(compared(old, new)) == [("edited", 0, 0, None), ("added", None, 1, None)]


def test_a_section_of_which_too_little_came_from_its_neighbour_was_not_split_off():
    old = document(section(1, "Objet", paragraph(LAW), paragraph(TERM)))
    new = document(
        section(1, "Objet", paragraph(LAW)),
        section(2, "Plaintes", paragraph(TERM), paragraph(CLAIM), paragraph(COUNTRY)),
    )
    comparison = compared(old, new)
    assert section_fates(comparison)[1][0] == "added"
    # Its paragraph is found again all the same.
    assert comparison.counts.blocks_moved == 1


def test_a_paragraph_that_went_to_another_section_moved_there():
    old = document(
        section(1, "Objet", paragraph(LAW), paragraph(TERM)), section(2, "Plaintes", paragraph(CLAIM))
    )
    new = document(
        section(1, "Objet", paragraph(LAW)),
        section(2, "Plaintes", paragraph(CLAIM), paragraph(TERM.replace("trois", "cinq"))),
    )
    comparison = compared(old, new)
    departure, arrival = (each.blocks[1] for each in comparison.sections)
    assert (departure.place, arrival.place) == ("departure", "arrival")
    assert departure.move == arrival.move == 1
    assert departure.change == arrival.change == 1
    assert departure.edited
    assert (comparison.counts.blocks_moved, comparison.counts.words_inserted) == (1, 1)


def test_a_short_line_does_not_move_to_another_section():
    line = paragraph("Sans objet pour nous.")
    old = document(section(1, "Objet", paragraph(LAW), line), section(2, "Plaintes", paragraph(CLAIM)))
    new = document(section(1, "Objet", paragraph(LAW)), section(2, "Plaintes", paragraph(CLAIM), line))
    assert compared(old, new).counts.blocks_moved == 0


def test_what_a_removed_section_leaves_to_another_moved():
    old = document(
        section(1, "Objet", paragraph(LAW)),
        section(2, "Durées", paragraph(TERM)),
        section(3, "Plaintes", paragraph(CLAIM)),
    )
    new = document(
        section(1, "Objet", paragraph(LAW)), section(3, "Plaintes", paragraph(CLAIM), paragraph(TERM))
    )
    comparison = compared(old, new)
    assert [each.kinds[0] for each in comparison.sections] == ["unchanged", "removed", "edited"]
    assert comparison.counts.blocks_moved == 1
    assert "".join(text_on(part.heading, "old") for part in comparison.sections) == "ObjetDuréesPlaintes"
    assert comparison.counts.words_deleted == 1


# Which pieces are joined, told from their words and from how they were paired


def pieces(*texts: str, kind: str = "paragraph") -> list[Piece]:
    return [Piece(type=kind, content=text, text=text) for text in texts]


def split(steps: list[Step], old: list[Piece], new: list[Piece], **options: object) -> list[Join]:
    return list(joins(steps, old, new, **options))


KEPT, ALONE = Step(0, 0), Step(None, 1)
ONE, TWO, THREE = "alpha bravo charlie delta", "echo foxtrot golf hotel", "india juliett kilo lima"
FOUR = "mike november oscar papa"


def test_what_was_split_off_stands_after_or_before_what_was_kept():
    whole = pieces(f"{ONE} {TWO}")
    assert split([KEPT, ALONE], whole, pieces(ONE, TWO)) == [Join("old", 0, (0, 1), 0)]
    assert split([Step(None, 0), Step(0, 1)], whole, pieces(ONE, TWO)) == [Join("old", 0, (0, 1), 1)]


def test_what_has_a_partner_of_its_own_was_not_split_off_nor_merged():
    mixed, apart = pieces(f"{ONE} {TWO}", TWO), pieces(ONE, TWO)
    both = [KEPT, Step(1, 1)]
    assert split(both, mixed, apart) == split(both, apart, mixed) == []


@pytest.mark.parametrize("place", ["departure", "arrival"])
def test_what_moved_was_not_split(place):
    steps = [Step(0, 0, place), ALONE]
    assert split(steps, pieces(f"{ONE} {TWO}"), pieces(ONE, TWO)) == []


def test_no_piece_is_split_and_merged_at_once():
    steps = [KEPT, ALONE, Step(1, None)]
    assert split(steps, pieces(f"{ONE} {TWO}", THREE), pieces(f"{ONE} {THREE}", TWO)) == [
        Join("old", 0, (0, 1), 0)
    ]


def test_no_piece_is_a_fragment_of_both_its_neighbours():
    steps = [KEPT, ALONE, Step(1, 2)]
    new = pieces(ONE, TWO, THREE)
    assert split(steps, pieces(f"{ONE} {TWO}", f"{TWO} {THREE}"), new) == [Join("old", 0, (0, 1), 0)]


def test_a_neighbour_that_was_not_split_off_does_not_hide_another_that_was():
    whole, added = f"{ONE} {TWO}", FOUR
    before = [Step(None, 0), Step(0, 1), Step(None, 2)]
    assert split(before, pieces(whole), pieces(ONE, TWO, added)) == [Join("old", 0, (0, 1), 1)]
    assert split(before, pieces(whole), pieces(added, ONE, TWO)) == [Join("old", 0, (1, 2), 1)]
    later = [Step(0, 0), Step(None, 1), Step(1, 2), Step(None, 3)]
    assert split(later, pieces(THREE, whole), pieces(THREE, added, ONE, TWO)) == [
        Join("old", 1, (2, 3), 2)
    ]


def test_only_pieces_that_are_able_are_joined_and_the_others_hide_none():
    steps = [Step(0, 0), Step(None, 1), Step(1, 2), Step(None, 3)]
    old = pieces(f"{ONE} {TWO}", f"{THREE} {FOUR}")
    new = pieces(ONE, TWO, THREE, FOUR)
    first, last = Join("old", 0, (0, 1), 0), Join("old", 1, (2, 3), 2)
    assert split(steps, old, new) == [first, last]
    for unable in (old[0], new[0]):
        assert split(steps, old, new, able=lambda piece, no=unable: piece is not no) == [last]
    assert split(steps, old, new, able=lambda piece: piece is not new[3]) == [first]


def test_a_piece_of_another_type_was_not_split_off():
    assert split([KEPT, ALONE], pieces(f"{ONE} {TWO}"), [*pieces(ONE), *pieces(TWO, kind="list")]) == []


def test_words_that_every_fragment_repeats_are_counted_in_the_first_only():
    steps, whole = [KEPT, ALONE, Step(None, 2)], pieces(f"{ONE} {TWO} {THREE}")
    # The third has four words that no fragment has yet, and all are of the whole.
    assert split(steps, whole, pieces(ONE, TWO, f"{ONE} {THREE}")) == [Join("old", 0, (0, 1, 2), 0)]
    # It repeats the words of the first two: that is no third fragment.
    for repeated in (ONE, TWO):
        assert split(steps, whole, pieces(ONE, TWO, repeated)) == [Join("old", 0, (0, 1), 0)]


@pytest.mark.parametrize(
    ("fragment", "held"),
    [
        (TWO, True),  # four words are enough
        ("echo foxtrot golf", False),  # three are not
        ("echo foxtrot golf xxxx yyyy", True),  # three fifths of its words come from the whole
        ("echo foxtrot xxxx yyyy", False),  # half of them
        ("echo le la de du", True),  # short words of the whole count too, a little
        ("xxxx le la de du", False),  # not enough without the long ones
        ("xxxx yyyy zzzz vvvv", False),
    ],
)
def test_a_fragment_has_four_words_and_three_fifths_of_them_from_the_whole(fragment, held):
    whole = pieces(f"{ONE} {TWO} le la de du")
    assert bool(split([KEPT, ALONE], whole, pieces(ONE, fragment))) == held
