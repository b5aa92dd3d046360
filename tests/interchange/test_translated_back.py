"""What comes back from a translator, laid beside the draft: what is asked, and what it becomes."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from policies.authoring.draft import body_of, document_of, fill, ordered_sections
from policies.authoring.glossary import GlossaryEntry
from policies.authoring.models import PolicyPage
from policies.authoring.translation.translation_state import State, translations_of
from policies.document.blocks import Run
from policies.document.canonical import blocks_to_json
from policies.document.references import each_run
from policies.document.text_places import passages
from policies.interchange.clause_back import ClauseBack
from policies.interchange.readers.read_translation_table import read_translation_table
from policies.interchange.readers.read_xliff import read_xliff
from policies.interchange.said_words import in_words
from policies.interchange.translated_back import Back, brought_back, write_back
from policies.interchange.translation_jobs import job_of
from policies.writers.exchange.translation_job import Stage
from policies.writers.exchange.write_xliff import xliff_1_2, xliff_2_1
from policies.writers.word.translation_table import translation_table
from tests.factories import draft_of, make_policy_page, stream
from tests.interchange.cat_tool import V1, in_capitals, table_translated, target_of, translated, unit_at
from tests.writers.texts import rich_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> PolicyPage:
    """Everything that a text can hold, in French and Arabic."""
    page = make_policy_page()
    fill(page, rich_document())
    for section in page.sections.all():
        section.heading_en, section.body_en, section.label_en = "", [], ""
    page.sections = list(page.sections.all())
    page.save_revision()
    return page


def first(page: PolicyPage) -> Any:
    return ordered_sections(draft_of(page))[0]


def changed(page: PolicyPage, **fields: Any) -> None:
    """The first clause saved anew with these."""
    draft = draft_of(page)
    sections = ordered_sections(draft)
    for name, value in fields.items():
        setattr(sections[0], name, value)
    draft.sections = sections
    draft.save_revision()


def back(page: PolicyPage, edit: Any = None, language: str = "en", *, everything: bool = False) -> Back:
    """Sent out, translated, edited, and brought back."""
    draft = draft_of(page)
    file = xliff_1_2(job_of(draft, language, everything=everything))
    return brought_back(draft, read_xliff(translated(file, edit=edit)))


def clause(found: Back, page: PolicyPage) -> ClauseBack:
    return next(each for each in found.clauses if each.key == first(page).key)


def asked(found: ClauseBack) -> str:
    said = " ".join(map(in_words, (*found.questions, found.refusal)))
    return said.translate({0x2068: None, 0x2069: None})


def written(page: PolicyPage, found: Back) -> PolicyPage:
    draft = draft_of(page)
    write_back(
        page=draft,
        language=found.language,
        clauses=found.clauses,
        chosen={each.key for each in found.clauses},
        newest=str(draft.latest_revision_id),
        by=None,
    )
    return draft_of(page)


def capitals(run: Run) -> Run:
    return run if run.role else run.with_part(in_capitals(run.text))


@pytest.mark.parametrize(
    ("write", "read", "tool"),
    [
        (xliff_1_2, read_xliff, translated),
        (xliff_2_1, read_xliff, translated),
        (translation_table, read_translation_table, table_translated),
    ],
)
def test_a_structure_survives_the_way_out_and_in(
    page: PolicyPage, write: Any, read: Any, tool: Any
) -> None:
    draft = draft_of(page)
    file = tool(write(job_of(draft, "en", everything=False)))

    found = brought_back(draft, read(file))
    after = written(page, found)

    assert [each.questions for each in found.clauses] == [(), (), ()]
    for section in document_of(after, ("fr", "en")).sections:
        assert section.body["en"] == each_run(section.body["fr"], capitals)
        assert section.heading["en"] == section.heading["fr"].upper()
        assert section.label.get("en", "") == section.label.get("fr", "").upper()


def test_a_file_is_the_same_on_every_making(page: PolicyPage) -> None:
    draft = draft_of(page)

    for write in (xliff_1_2, xliff_2_1, translation_table):
        made = [write(job_of(draft, "en", everything=True)) for _each in range(2)]
        assert made[0] == made[1]


def test_only_what_waits_is_given_or_all(page: PolicyPage) -> None:
    waiting = job_of(draft_of(page), "en", everything=False)
    everything = job_of(draft_of(page), "en", everything=True)

    assert len(waiting.clauses) == 3
    assert len(everything.clauses) == 6
    assert {unit.stage for unit in everything.clauses[0].units} == {Stage.FINAL}


def test_what_the_source_said_before_and_the_glossary_are_told(page: PolicyPage) -> None:
    GlossaryEntry.objects.create(
        organisation=page.organisation_page,
        term_fr="trois ans",
        term_ar="ثلاث سنوات",
        forbidden_ar="ثلاثة أعوام",
    )
    runs = [{"text": "Cinq mois."}]
    changed(
        page,
        body_fr=[
            *blocks_to_json(body_of(first(page).body_fr))[:-2],
            {"type": "paragraph", "runs": runs},
        ],
    )
    body = passages(body_of(first(page).body_fr))

    job = job_of(draft_of(page), "ar", everything=False)
    units = {unit.place: unit for unit in job.clauses[0].units}

    assert [each.key for each in job.clauses] == [first(page).key]
    assert units["b.0"].stage == Stage.FINAL
    assert [term.here for term in units["b.1.i.0.b.0.i.0"].terms] == ["ثلاث سنوات"]
    assert "ثلاثة أعوام" in units["b.1.i.0.b.0.i.0"].notes[-1]
    assert list(body)[-1] in units
    for write in (xliff_1_2, xliff_2_1):
        assert "ثلاث سنوات" in write(job).decode()


def test_a_code_that_was_left_out_is_asked_about(page: PolicyPage) -> None:
    def without_a_code(root: Any) -> None:
        target = target_of(unit_at(root, "b.0", first(page).key))
        mark = target.find(f"{V1}x")
        target.remove(mark)

    found = clause(back(page, without_a_code), page)

    assert "Codes 3 are missing in the translation of “Nous traitons" in asked(found)
    assert not found.chosen_at_first


def test_a_passage_without_translation_leaves_its_clause_out_of_date(page: PolicyPage) -> None:
    def emptied(root: Any) -> None:
        target = target_of(unit_at(root, "b.1.i.1", first(page).key))
        target.text = " "

    found = back(page, emptied)
    after = written(page, found)

    assert "1 passage has no translation" in asked(clause(found, page))
    assert translations_of(ordered_sections(after)[0], "fr")["en"].state == State.OUT_OF_DATE


def test_an_outdated_passage_that_comes_back_as_it_was_is_no_translation(page: PolicyPage) -> None:
    changed(page, heading_fr="Vos données")
    draft = draft_of(page)
    file = xliff_1_2(job_of(draft, "ar", everything=False))

    untouched = brought_back(draft, read_xliff(file))
    root = etree.fromstring(file)
    target_of(unit_at(root, "b.1.i.1", first(page).key)).text = "أجل آخر"
    touched = brought_back(draft, read_xliff(etree.tostring(root)))

    assert (untouched.clauses, untouched.same) == ((), 1)
    assert "1 passage came back as it was" in asked(clause(touched, page))
    after = written(page, touched)
    assert translations_of(ordered_sections(after)[0], "fr")["ar"].state == State.OUT_OF_DATE


def test_an_outdated_passage_that_is_said_to_be_correct_is_up_to_date(page: PolicyPage) -> None:
    changed(page, heading_fr="Vos données")
    draft = draft_of(page)
    file = xliff_1_2(job_of(draft, "ar", everything=False))

    said = file.replace(b'state="needs-translation"', b'state="signed-off"')
    found = brought_back(draft, read_xliff(said))
    after = written(page, found)

    assert found.clauses[0].passages == ()
    assert found.clauses[0].chosen_at_first
    assert ordered_sections(after)[0].heading_ar == "البيانات"
    assert translations_of(ordered_sections(after)[0], "fr")["ar"].state == State.UP_TO_DATE


def test_a_passage_that_the_file_lacks_keeps_its_translation(page: PolicyPage) -> None:
    def only_the_heading(root: Any) -> None:
        for unit in list(root.iter(f"{V1}trans-unit")):
            if not unit.get("id").endswith(".h"):
                unit.getparent().remove(unit)
        for unit in root.iter(f"{V1}trans-unit"):
            target_of(unit).text = "عنوان آخر"

    before = first(page).body_ar
    after = written(page, back(page, only_the_heading, "ar", everything=True))

    assert ordered_sections(after)[0].body_ar == before
    assert ordered_sections(after)[0].heading_ar == "عنوان آخر"


def test_shaped_arabic_letters_become_letters(page: PolicyPage) -> None:
    def shaped(root: Any) -> None:
        target_of(unit_at(root, "h", first(page).key)).text = "ﺍﻟﺒﻴﺎﻧﺎﺕ ﻛﻠﻬﺎ"

    found = back(page, shaped, "ar", everything=True)

    assert clause(found, page).incoming.heading == "البيانات كلها"


def test_a_file_whose_source_nobody_knows_cannot_come_in(page: PolicyPage) -> None:
    def other_digest(root: Any) -> None:
        for unit in root.iter(f"{V1}trans-unit"):
            key, _source, rest = unit.get("id").split(".", 2)
            unit.set("id", f"{key}.0123456789abcdef.{rest}")

    found = back(page, other_digest)

    assert "does not know" in asked(clause(found, page))
    assert written(page, found).get_latest_revision() == draft_of(page).get_latest_revision()


def test_two_makings_of_a_clause_in_one_file_are_refused(page: PolicyPage) -> None:
    def twice(root: Any) -> None:
        unit = unit_at(root, "h", first(page).key)
        key, _source, target, place = unit.get("id").split(".", 3)
        unit.set("id", f"{key}.0123456789abcdef.{target}.{place}")

    assert "twice" in asked(clause(back(page, twice), page))


def test_a_heading_that_is_too_long_is_refused(page: PolicyPage) -> None:
    def long(root: Any) -> None:
        target_of(unit_at(root, "h", first(page).key)).text = "x" * 501

    assert "longer than 500" in asked(clause(back(page, long), page))


def test_a_moved_paragraph_of_the_present_source_stands_in_the_earlier_structure(
    page: PolicyPage,
) -> None:
    draft = draft_of(page)
    file = translated(xliff_1_2(job_of(draft, "en", everything=False)))
    changed(page, body_fr=stream("Tout autre chose."))

    found = brought_back(draft_of(page), read_xliff(file))
    after = written(page, found)

    assert "The source has changed" in asked(clause(found, page))
    section = ordered_sections(after)[0]
    assert len(section.body_en) == 7
    assert translations_of(section, "fr")["en"].state == State.OUT_OF_DATE
