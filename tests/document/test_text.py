"""Running text in its normal form."""

from __future__ import annotations

from policies.document.blocks import Run
from policies.document.text import joined


def test_runs_of_one_formatting_are_one_run() -> None:
    assert joined((Run(text="a"), Run(text=""), Run(text="b"), Run(text="c", bold=True))) == (
        Run(text="ab"),
        Run(text="c", bold=True),
    )


def test_marks_of_notes_side_by_side_stay_two() -> None:
    first, second = Run(text="1", role="footnote"), Run(text="2", role="footnote")

    assert joined((Run(text="words"), first, second)) == (Run(text="words"), first, second)
