"""Releases written as overlays become whole texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from policies.document.text import body_text
from policies.interchange.collection_files import compose, read_collection, texts_of
from policies.interchange.readers.parsed_text import ParsedText, UnreadableText
from policies.interchange.readers.read_markdown import read_markdown
from policies.management.commands.load_demo import DEMO

FIRST = (
    "---\ntitle: T\nsummary: S\n---\n\nHello.\n\n## A {#a}\n\na\n\n### B {#b}\n\nb\n\n## C {#c}\n\nc\n"
)


def read(text: str) -> ParsedText:
    parsed = read_markdown(text, fixed_levels=True)
    sections = tuple(
        section if section.heading else section._replace(anchor="introduction")
        for section in parsed.sections
    )
    return parsed._replace(sections=sections)


def composed(overlay: str, **values: Any) -> ParsedText:
    return compose({"en": read(FIRST)}, {"en": read(overlay)}, **values)["en"]


def outline(text: ParsedText) -> list[tuple[str | None, int, str]]:
    return [(section.anchor, section.level, body_text(section.blocks)) for section in text.sections]


BASE = [("introduction", 1, "Hello."), ("a", 1, "a"), ("b", 2, "b"), ("c", 1, "c")]


def test_section_of_the_overlay_replaces_the_one_with_its_anchor() -> None:
    text = composed("### B again {#b}\n\nnew\n")

    assert outline(text) == [*BASE[:2], ("b", 2, "new"), BASE[3]]
    assert (text.title, text.summary, text.sections[2].heading) == ("T", "S", "B again")


def test_title_and_introduction_change_only_when_they_are_there() -> None:
    text = composed("---\ntitle: New\n---\n\nGood day.\n")

    assert (text.title, text.summary) == ("New", "S")
    assert outline(text) == [("introduction", 1, "Good day."), *BASE[1:]]


def test_new_sections_go_where_they_are_told_else_to_the_end() -> None:
    overlay = "## X {#x}\n\nx\n\n### Y {#y}\n\ny\n\n### Z {#z}\n\nz\n"

    text = composed(overlay, after={"y": "b", "z": "y"})

    assert [anchor for anchor, _level, _text in outline(text)] == [
        "introduction",
        "a",
        "b",
        "y",
        "z",
        "c",
        "x",
    ]


def test_removed_sections_leave_every_language() -> None:
    texts = {"en": read(FIRST), "fr": read(FIRST)}

    result = compose(texts, {"en": read("## C {#c}\n\nnew\n")}, removed=["a"])

    assert [[section.anchor for section in text.sections] for text in result.values()] == [
        ["introduction", "b", "c"],
        ["introduction", "b", "c"],
    ]
    assert body_text(result["fr"].sections[-1].blocks) == "c"


def test_unknown_anchors_are_refused() -> None:
    with pytest.raises(UnreadableText, match="nowhere"):
        composed("## C {#c}\n\nc\n", removed=["nowhere"])
    with pytest.raises(UnreadableText, match="nowhere"):
        composed("## X {#x}\n\nx\n", after={"x": "nowhere"})


def test_heading_without_anchor_is_refused_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "atlas" / "privacy"
    (folder / "1").mkdir(parents=True)
    (tmp_path / "atlas" / "organisation.toml").write_text('[name]\nen = "A"\n[description]\nen = "B"\n')
    (folder / "policy.toml").write_text(
        'kind = "privacy"\npractice = "mail"\nnumbering = "none"\n'
        '[[release]]\nfolder = "1"\neffective = 2024-01-01\nsignificance = "initial"\nnote = {en = "N"}\n'
    )
    (folder / "1" / "en.md").write_text("## Bare\n\ntext\n")
    (organisation,) = read_collection(tmp_path)

    with pytest.raises(UnreadableText, match="'Bare' has no"):
        texts_of(organisation.policies[0].releases)


def test_the_demo_is_whole_in_every_language_and_release() -> None:
    organisations = read_collection(DEMO)

    assert [organisation.slug for organisation in organisations] == [
        "occicor",
        "ocis",
        "ocs",
        "ocs-solutions",
        "oktra",
    ]
    for organisation in organisations:
        for policy in organisation.policies:
            for texts in texts_of(policy.releases):
                anchors = {code: [s.anchor for s in text.sections] for code, text in texts.items()}
                assert set(anchors) == {"fr", "en", "ar"}
                assert anchors["fr"] == anchors["en"] == anchors["ar"], (
                    f"{organisation.slug}/{policy.slug}"
                )
                assert all(text.title and text.summary for text in texts.values())
