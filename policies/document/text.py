"""Running text: in its normal form, and as plain text for search, word counts and comparing."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from .blocks import Block, Run, Runs, runs_of


def joined(runs: Iterable[Run]) -> Runs:
    """The same text in as few runs as its formatting allows, in time linear to the text.

    This is the normal form of running text: a boundary between two runs of the same formatting makes no difference,
    nor does a run without text. A mark of a note is one run: ¹ and ² side by side are not ¹².
    """
    if isinstance(runs, tuple) and len(runs) == 1 and runs[0].text:
        return runs
    result: list[Run] = []
    for _formatting, group in groupby((run for run in runs if run.text), key=attrgetter("formatting")):
        first, *rest = group
        if rest and first.role == "footnote":
            result += [first, *rest]
            continue
        if rest:
            first = first.with_part(first.text + runs_text(rest))
        result.append(first)
    return tuple(result)


def runs_text(runs: Iterable[Run]) -> str:
    """The text of the runs, without formatting."""
    return "".join(run.text for run in runs)


def block_text(block: Block) -> str:
    """The words of a block, one line per paragraph, item, term or cell, without bullets."""
    return "\n".join(runs_text(runs) for runs in runs_of(block))


def body_text(blocks: Iterable[Block]) -> str:
    return "\n".join(block_text(block) for block in blocks)
