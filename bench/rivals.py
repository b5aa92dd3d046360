"""What the comparison is measured beside: git, lxml's htmldiff and Wagtail's StreamField comparison."""

from __future__ import annotations

import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lxml.html.diff import htmldiff

from policies.document.shape import Section

from .texts import html, lines, stream


def cpu_seconds(work: Callable[[], Any], times: int = 1) -> float:
    """The least processor time of so many runs: what else the machine does counts little."""
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def lxml_seconds(old: Sequence[Section], new: Sequence[Section], times: int) -> float:
    before, after = html(old), html(new)
    return cpu_seconds(lambda: htmldiff(before, after), times)


def wagtail_seconds(old: Sequence[Section], new: Sequence[Section], times: int) -> float:
    """Rich-text blocks with ids, one per paragraph, compared and marked up as Wagtail's admin does."""
    from wagtail.admin.compare import StreamBlockComparison
    from wagtail.blocks import RichTextBlock, StreamBlock, StreamValue

    block = StreamBlock([("text", RichTextBlock())])
    before, after = (StreamValue(block, stream(side), is_lazy=True) for side in (old, new))
    return cpu_seconds(lambda: StreamBlockComparison(block, True, True, before, after).htmldiff(), times)


def git_seconds(old: Sequence[Section], new: Sequence[Section], times: int) -> float:
    """User and system time of ``git diff --word-diff``, its start included."""
    best = float("inf")
    for _ in range(times):
        before = _children_seconds()
        git_word_diff(lines(old), lines(new))
        best = min(best, _children_seconds() - before)
    return best


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def git_word_diff(old: str, new: str) -> str:
    """The porcelain form: a line per stretch, after `` ``, ``+`` or ``-``; ``~`` for a line's end."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("old", old), ("new", new)):
            Path(folder, name).write_text(text, encoding="utf-8")
        command = ["git", "diff", "--no-index", "--word-diff=porcelain", "-U1000000", "old", "new"]
        done = subprocess.run(  # noqa: S603 - a fixed command on our own files
            command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
        )
    return done.stdout
