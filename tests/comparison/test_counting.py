"""What is counted of a comparison, or of some of its sections."""

from dataclasses import asdict

from hypothesis import given, settings

from policies.comparison.align.counting import counts
from policies.comparison.compare import compare
from policies.comparison.show.render_context import numbers_in

from .samples import document, every_change, paragraph, section
from .strategies import LANGUAGE, document_pairs, rearranged_pairs

STAYS = "Le traitement repose sur votre consentement."
GOES = "Vous pouvez introduire une réclamation auprès de l’autorité de contrôle."


def of(sections):
    return counts(sections, (), len(set(numbers_in(sections))))


def test_a_block_that_left_or_came_is_counted_at_either_of_its_ends():
    old = document(
        section(1, "Objet", paragraph(STAYS), paragraph(GOES)), section(2, "Fin", paragraph("Fin."))
    )
    new = document(
        section(1, "Objet", paragraph(STAYS)), section(2, "Fin", paragraph("Fin."), paragraph(GOES))
    )
    comparison = compare(old, new, "fr")
    assert [of([each]).blocks_moved for each in comparison.sections] == [1, 1]
    assert comparison.counts.blocks_moved == 1
    assert [of([each]).changes for each in comparison.sections] == [1, 1]


def test_a_section_that_was_split_is_counted_once_and_in_each_of_its_fragments():
    law, term = f"{STAYS} {GOES}", "Les données sont conservées pendant trois ans après le contrat."
    old = document(section(1, "Objet", paragraph(law), paragraph(term)))
    new = document(section(1, "Objet", paragraph(law)), section(2, "Durées", paragraph(term)))
    comparison = compare(old, new, "fr")
    assert comparison.counts.split == 1
    assert [of([each]).split for each in comparison.sections] == [1, 1]


def test_what_is_counted_of_all_sections_is_what_the_comparison_counts():
    comparison = compare(*every_change(), "fr")
    assert asdict(of(comparison.sections)) == {
        **asdict(comparison.counts),
        "changes": comparison.counts.changes - 1,  # of the issuer
        "words_inserted": comparison.counts.words_inserted,
        "words_deleted": comparison.counts.words_deleted - 1,
    }


@settings(deadline=None)
@given(document_pairs() | rearranged_pairs())
def test_the_sections_alone_count_no_less_than_all_together(pair):
    comparison = compare(*pair, LANGUAGE)
    together = asdict(of(comparison.sections))
    alone = [asdict(of([each])) for each in comparison.sections]
    for name, count in together.items():
        assert max([each[name] for each in alone], default=0) <= count
        assert sum(each[name] for each in alone) >= count
