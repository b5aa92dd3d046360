"""Accepting gives the new text and rejecting the old one, by the rules of Word; without a word, it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.document.text import body_text
from policies.interchange.readers.parsed_text import Answers, UnreadableText
from policies.interchange.readers.word.read_word import read_word

from ...samples import SAMPLES, words
from .word_files import dele, ins, lines, p, r, read, row, table

REVISIONS = sorted(
    path
    for path in (SAMPLES / "word" / "revisions").glob("*.docx")
    if not path.stem.endswith(("-Accepted", "-Rejected"))
)


def words_of(path: Path, changes: str) -> list[str]:
    try:
        texts = read_word(path.read_bytes(), "en", Answers(changes=changes))  # type: ignore[arg-type]
    except UnreadableText as error:
        assert "no text" in str(error)  # noqa: PT017 - all of it was deleted
        return []
    return words(
        line
        for text in texts.values()
        for line in (
            text.title,
            *(
                part
                for section in text.sections
                for part in (section.heading, body_text(section.blocks))
            ),
        )
    )


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in REVISIONS])
@pytest.mark.parametrize(("changes", "state"), [("accept", "Accepted"), ("reject", "Rejected")])
def test_words_are_those_that_word_saved(path: Path, changes: str, state: str) -> None:
    settled = path.with_name(f"{path.stem}-{state}.docx")
    if not settled.exists():
        pytest.skip("Word's own result is not among the samples")

    assert words_of(path, changes) == words_of(settled, "accept")


BODY = p(r("We keep data ") + dele("one") + ins(r("two")) + r(" years."))


@pytest.mark.parametrize(
    ("changes", "text"), [("accept", "We keep data two years."), ("reject", "We keep data one years.")]
)
def test_insertion_and_deletion(changes: str, text: str) -> None:
    assert lines(read(BODY, changes=changes)) == [text]


def test_changes_that_nobody_decided_on_are_asked_about_with_their_number() -> None:
    (question,) = read(BODY).questions

    assert (question.subject, question.required) == ("changes", True)
    assert question.choices == ("accept", "reject")
    assert question.text.startswith("2 tracked changes")


def test_decided_changes_are_said() -> None:
    text = read(BODY, changes="reject")

    assert text.questions == ()
    assert "2 tracked changes were rejected" in text.warnings


def test_deleted_paragraph_mark_joins_its_text_to_the_next() -> None:
    body = p("first, ", mark='<w:del w:id="1"/>') + p("second.")

    assert lines(read(body, changes="accept")) == ["first, second."]
    assert lines(read(body, changes="reject")) == ["first,", "second."]


def test_inserted_paragraph_mark_is_taken_back() -> None:
    body = p("first, ", mark='<w:ins w:id="1"/>') + p("second.")

    assert lines(read(body, changes="reject")) == ["first, second."]


def test_moved_text_stands_once() -> None:
    gone = p(f"<w:moveFrom>{r('Moved.')}</w:moveFrom>", mark="<w:moveFrom/>")
    come = p(f"<w:moveTo>{r('Moved.')}</w:moveTo>", mark="<w:moveTo/>")
    body = gone + p("Between.") + come + p("After.")

    assert lines(read(body, changes="accept")) == ["Between.", "Moved.", "After."]
    assert lines(read(body, changes="reject")) == ["Moved.", "Between.", "After."]


def test_inserted_then_deleted_text_is_in_neither_state() -> None:
    body = p(r("A") + f"<w:ins>{dele('x')}</w:ins>" + r("B"))

    assert lines(read(body, changes="accept")) == lines(read(body, changes="reject")) == ["AB"]


def test_deleted_row_and_changed_looks() -> None:
    gone = "<w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc>" + p(dele("gone")) + "</w:tc></w:tr>"
    kept = row(f"<w:tc>{p('kept')}</w:tc>", f"<w:tc>{p('too')}</w:tc>")
    looks = r("bold", "<w:b/><w:rPrChange w:id='3'><w:rPr/></w:rPrChange>")
    body = table(kept, gone) + p(r("Not ") + looks)

    accepted, rejected = (read(body, changes=how).sections[0].blocks for how in ("accept", "reject"))

    assert [len(blocks[0].rows) for blocks in (accepted, rejected)] == [1, 2]
    assert [any(run.bold for run in blocks[1].runs) for blocks in (accepted, rejected)] == [True, False]
