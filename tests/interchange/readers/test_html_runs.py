"""Running text keeps what a document can hold."""

from __future__ import annotations

from policies.document.blocks import Definitions, Paragraph
from policies.document.text import block_text, runs_text

from .texts import blocks, read


def test_bold_labels_on_lines_of_their_own_are_definitions() -> None:
    for break_ in ("  \n", "\\\n", "\n", "<br>\n"):
        (found,) = blocks(f"**Email:** a@b.example{break_}**Phone**: 12{break_}**Fax :** 13")

        assert isinstance(found, Definitions)
        assert [runs_text(item.term) for item in found.items] == ["Email", "Phone", "Fax"]


def test_one_bold_label_is_a_paragraph() -> None:
    (found,) = blocks("**Short version:** *all of it*")

    assert isinstance(found, Paragraph)
    assert [(run.text, run.bold, run.italic) for run in found.runs] == [
        ("Short version:", True, False),
        (" ", False, False),
        ("all of it", False, True),
    ]


def test_links_are_kept_where_a_document_can_hold_them() -> None:
    text = read("# T\n\n[a](https://x.example) <b@x.example> [c](other.md) [d][r]\n\n[r]: /path\n")
    (found,) = text.sections[0].blocks

    assert isinstance(found, Paragraph)
    assert [run.link for run in found.runs if run.link] == [
        "https://x.example",
        "mailto:b@x.example",
        "/path",
    ]
    assert runs_text(found.runs) == "a b@x.example c d"
    assert len(text.warnings) == 2


def test_warnings_say_how_often_they_arose() -> None:
    once = read("# T\n\n[A](x.html) text\n")
    twice = read("# T\n\n[A](x.html)\n\n[B](y.html) text\n")

    message = "a link that is neither absolute nor a path was dropped, its text kept"
    assert (once.warnings, twice.warnings) == ((message,), (f"{message} (2 times)",))


def test_images_are_named_and_a_seal_is_asked_about() -> None:
    text = read("# T\n\nSigned: ![](seal.png)\n\n![Diagram](flow.png)\n")

    assert "“seal.png”, “Diagram”" in text.warnings[0]
    assert [(question.subject, question.required) for question in text.questions] == [("images", False)]


def test_hard_breaks_stay_and_soft_ones_do_not() -> None:
    (found,) = blocks("Acme Ltd  \n1 High Street\\\nLondon\nEngland")

    assert block_text(found) == "Acme Ltd\n1 High Street\nLondon England"
