"""Running text as a reader sees it, whatever format it came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from policies.document.blocks import Run, Runs
from policies.document.text import joined

from .worded import worded_many

_BETWEEN_MARKS = Run(text="\u202f")


class Warnings:
    """What a reader has to say, each thing once, in the order it arose."""

    def __init__(self) -> None:
        self._warnings: Counter[str] = Counter()
        self.left_out: list[str] = []

    def warn(self, message: str) -> None:
        self._warnings[message] += 1

    def leave_out(self, words: str, message: str) -> None:
        """Say that these words are not read; the message may name them by how they begin."""
        self.left_out.append(words)
        self.warn(message)

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(
            message
            if times == 1
            else worded_many(
                "{message} ({count} time)", "{message} ({count} times)", times, message=message
            )
            for message, times in self._warnings.items()
        )


def tidy(runs: Iterable[Run]) -> Runs:
    """Runs as a reader sees them: single spaces, none at the ends or around line breaks."""
    kept: list[Run] = []
    runs = tuple(runs)
    if len(runs) == 1 and runs[0].text == runs[0].text.strip(" \n") != "" and "\n" not in runs[0].text:
        return runs
    for run in runs:
        text = run.text
        before = kept[-1].text if kept else "\n"
        if before.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if text.startswith("\n") and kept:
            kept[-1] = kept[-1].with_part(before.rstrip(" "))
        if "\n" in text:
            text = re.sub(r" *\n *", "\n", text)
        if not kept:
            text = text.lstrip(" \n")
        elif text and run.role == kept[-1].role == "footnote":
            # Two marks side by side would become one.
            kept.append(_BETWEEN_MARKS)
        if text:
            kept.append(run if text is run.text else run.with_part(text))
    while kept and not (text := kept[-1].text.rstrip(" \n")):
        kept.pop()
    if kept:
        kept[-1] = kept[-1].with_part(text)
    return joined(kept)


def lines_joined(stretches: Iterable[Runs]) -> Runs:
    """Stretches of text as the lines of one."""
    kept = [stretch for stretch in stretches if stretch]
    if len(kept) == 1:
        return kept[0]
    runs: list[Run] = []
    for stretch in kept:
        runs.extend((Run(text="\n"), *stretch) if runs else stretch)
    return tidy(runs)
