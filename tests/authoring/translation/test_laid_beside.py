"""A translation beside a source that changed since."""

from __future__ import annotations

from policies.authoring.translation.laid_beside import laid_beside
from policies.authoring.translation.source_texts import Source
from policies.document.blocks import Block, Item, List, Run
from policies.document.text import runs_text
from tests.factories import paragraph


def source(*texts: str | Block, heading: str = "Titre") -> Source:
    return Source(language="fr", heading=heading, body=_body(*texts))


def translation(*texts: str | Block, heading: str = "Title") -> Source:
    return Source(language="en", heading=heading, body=_body(*texts))


def _body(*texts: str | Block) -> tuple[Block, ...]:
    return tuple(paragraph(each) if isinstance(each, str) else each for each in texts)


def laid(now: Source, earlier: Source | None, here: Source) -> dict[str, tuple[str, str, bool, str]]:
    return {
        each.place: (runs_text(each.source), runs_text(each.target), each.stale, runs_text(each.before))
        for each in laid_beside(now, earlier, here).passages
    }


def test_a_translation_of_the_present_source_is_laid_by_places() -> None:
    assert laid(source("Un.", "Deux."), None, translation("One.", "Two.")) == {
        "h": ("Titre", "Title", False, ""),
        "b.0": ("Un.", "One.", False, ""),
        "b.1": ("Deux.", "Two.", False, ""),
    }


def test_what_is_not_translated_is_empty() -> None:
    assert laid(source("Un."), None, translation(heading="")) == {
        "h": ("Titre", "", False, ""),
        "b.0": ("Un.", "", False, ""),
    }


def test_a_paragraph_that_came_between_moves_no_translation() -> None:
    found = laid(
        source("Un.", "Entre les deux.", "Deux."), source("Un.", "Deux."), translation("One.", "Two.")
    )

    assert [each[1:3] for each in found.values()] == [
        ("Title", False), ("One.", False), ("", False), ("Two.", False),
    ]  # fmt: skip


def test_a_changed_passage_is_stale_and_says_what_its_source_was() -> None:
    found = laid(
        source("Nous gardons cinq ans."), source("Nous gardons trois ans."), translation("Three years.")
    )

    assert found["b.0"] == ("Nous gardons cinq ans.", "Three years.", True, "Nous gardons trois ans.")
    assert not found["h"][2]


def test_changed_and_added_passages_are_told_apart_by_their_words() -> None:
    now = source("Nous vendons tout à des tiers.", "Vos données restent ici cinq ans au plus.")
    was = source("Vos données restent ici trois ans au plus.")

    found = laid(now, was, translation("Your data stay here."))

    assert found["b.0"][1:3] == ("", False)
    assert found["b.1"][1:3] == ("Your data stay here.", True)


def test_a_translation_of_another_structure_is_not_laid() -> None:
    items = List(ordered=False, items=(Item(runs=(Run(text="One."),)),))

    found = laid_beside(source("Un.", "Deux."), None, translation(items))

    assert found.apart
    assert found.frame == source("Un.", "Deux.").body


def test_where_the_earlier_source_is_not_known_everything_is_stale() -> None:
    unknown = Source(language="fr", heading="", body=())

    assert [each[2] for each in laid(source("Un."), unknown, translation("One.")).values()] == [
        True,
        True,
    ]


def test_a_translation_keeps_the_form_of_its_own_lists() -> None:
    french = List(ordered=True, style="lower-alpha", items=(Item(runs=(Run(text="Un."),)),))
    arabic = List(ordered=True, style="arabic-abjad", items=(Item(runs=(Run(text="واحد"),)),))

    assert laid_beside(source(french), None, translation(arabic)).frame == (arabic,)
