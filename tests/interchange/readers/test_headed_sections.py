"""Headings and blocks become sections, each on its level."""

from __future__ import annotations

from .texts import outline, read


def test_levels_follow_the_ranks_in_use() -> None:
    text = read("# T\n\n### Terms\n\n#### 1\\. One\n\na\n\n#### 2\\. Two\n\nb\n")

    assert outline(text) == [(1, "Terms"), (2, "One"), (2, "Two")]


def test_first_level_headings_everywhere_are_clauses_below_the_first() -> None:
    text = read("# Policy\n\nHello.\n\n# Data\n\na\n\n## Names\n\nb\n\n# Rights\n\nc\n")

    assert text.title == "Policy"
    assert outline(text) == [(1, ""), (1, "Data"), (2, "Names"), (1, "Rights")]


def test_numbered_first_level_headings_leave_no_title() -> None:
    text = read("# 1. Data\n\na\n\n# 2. Rights\n\nb\n")

    assert (text.title, outline(text)) == ("", [(1, "Data"), (1, "Rights")])


def test_bold_lines_are_headings_where_there_are_no_others() -> None:
    text = read("# T\n\n**1. Data**\n\na\n\n**2. Rights:**\n\nb\n")

    assert outline(text) == [(1, "Data"), (1, "Rights")]
