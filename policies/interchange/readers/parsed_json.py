"""Texts that were read as JSON, and back: how a child process hands them over."""

from __future__ import annotations

from typing import Any

from policies.document.canonical import blocks_from_json, blocks_to_json

from .parsed_text import Comment, ParsedSection, ParsedText, Question
from .typed_numbers import Label
from .worded import worded_from_json, worded_to_json


def texts_to_json(texts: dict[str, ParsedText]) -> dict[str, Any]:
    return {code: _text_to_json(text) for code, text in texts.items()}


def texts_from_json(value: dict[str, Any]) -> dict[str, ParsedText]:
    """Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what ``texts_to_json`` did not make."""
    return {code: _text_from_json(text) for code, text in value.items()}


def _text_to_json(text: ParsedText) -> dict[str, Any]:
    return {
        "title": text.title,
        "summary": text.summary,
        "warnings": [worded_to_json(each) for each in text.warnings],
        "questions": [
            question._replace(text=worded_to_json(question.text)) for question in text.questions
        ],
        "comments": text.comments,
        "source": text.source,
        "left_out": text.left_out,
        "sections": [
            {
                "heading": section.heading,
                "level": section.level,
                "label": section.label,
                "anchor": section.anchor,
                "places": section.places,
                "blocks": blocks_to_json(section.blocks),
            }
            for section in text.sections
        ],
    }


def _text_from_json(value: dict[str, Any]) -> ParsedText:
    return ParsedText(
        title=value["title"],
        summary=value["summary"],
        warnings=tuple(map(worded_from_json, value["warnings"])),
        questions=tuple(
            Question(subject, worded_from_json(text), tuple(choices), required)
            for subject, text, choices, required in value["questions"]
        ),
        comments=tuple(Comment(*comment) for comment in value["comments"]),
        source=tuple(value["source"]),
        # A reading that was kept before this was said has none.
        left_out=tuple(value.get("left_out", ())),
        sections=tuple(_section_from_json(section) for section in value["sections"]),
    )


def _section_from_json(value: dict[str, Any]) -> ParsedSection:
    label = value["label"]
    return ParsedSection(
        heading=value["heading"],
        level=value["level"],
        label=Label(label[0], label[1], tuple(label[2]), label[3]) if label else None,
        anchor=value["anchor"],
        places=tuple(value["places"]),
        blocks=blocks_from_json(value["blocks"]),
    )
