"""A translation laid beside its source, passage by passage, also where the source has changed since it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from policies.document.blocks import Body, Run, Runs
from policies.document.text import runs_text
from policies.document.text_places import passages

from .source_texts import Source

HEADING: Final = "h"
# Passages that changed between two that did not: beyond so many they are paired in their order.
_MOST_COMPARED: Final = 30
_LEAST_ALIKE: Final = 0.5


class Laid(NamedTuple):
    """One passage: ``target`` stands for ``source``, or for ``before`` where that is what it was made from.

    ``stale``: the source says something else since. A target that is empty is missing.
    """

    place: str
    source: Runs
    target: Runs
    stale: bool
    before: Runs


class Beside(NamedTuple):
    """``frame`` is the body whose structure a translation of the source is written into.

    ``apart``: the translation has another structure than any source it was made from; its text could not be laid.
    """

    passages: tuple[Laid, ...]
    frame: Body
    apart: bool

    def at(self, place: str) -> Laid | None:
        return next((each for each in self.passages if each.place == place), None)


def laid_beside(source: Source, earlier: Source | None, here: Source) -> Beside:
    """``earlier`` is the source that ``here`` was made from, where it is another one and is known."""
    now, own = passages(source.body), passages(here.body)
    was = passages(earlier.body) if earlier is not None else now
    frame = here.body if own and list(own) == list(now) else source.body
    found = {HEADING: _heading(source, earlier, here)}
    if not own:
        pairs: dict[str, tuple[Runs, Runs]] = {}
    elif list(own) == list(was):
        pairs = {new: (own[old], was[old]) for new, old in _aligned(was, now)}
    elif list(own) == list(now):
        before = {new: was[old] for new, old in _aligned(was, now)}
        pairs = {place: (own[place], before.get(place, ())) for place in now}
    else:
        pairs = {}
    for place, runs in now.items():
        target, before_it = pairs.get(place, ((), ()))
        stale = bool(target) and _key(before_it) != _key(runs)
        found[place] = Laid(place, runs, target, stale, before_it if stale else ())
    apart = bool(own) and not pairs
    return Beside(tuple(each for each in found.values() if _says(each.source)), frame, apart)


def _heading(source: Source, earlier: Source | None, here: Source) -> Laid:
    was = earlier.heading if earlier is not None else source.heading
    stale = bool(here.heading) and was != source.heading
    return Laid(HEADING, _runs(source.heading), _runs(here.heading), stale, _runs(was) if stale else ())


def _runs(words: str) -> Runs:
    return (Run(text=words),) if words else ()


def _says(runs: Runs) -> bool:
    return bool(runs_text(runs).strip())


def _key(runs: Runs) -> tuple[Run, ...]:
    """A clause that has another number since is no other source."""
    return tuple(run.with_part("§") if run.role == "reference" else run for run in runs)


def _aligned(was: Mapping[str, Runs], now: Mapping[str, Runs]) -> Iterator[tuple[str, str]]:
    """The place now and the place before of every passage that stayed, or became another."""
    old, new = list(was), list(now)
    matcher = SequenceMatcher(
        None, [_key(was[each]) for each in old], [_key(now[each]) for each in new], autojunk=False
    )
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(new[c:d], old[a:b], strict=True)
        elif kind == "replace":
            yield from _changed(
                [(each, was[each]) for each in old[a:b]], [(each, now[each]) for each in new[c:d]]
            )


def _changed(
    old: Sequence[tuple[str, Runs]], new: Sequence[tuple[str, Runs]]
) -> Iterator[tuple[str, str]]:
    """As many passages are paired in their order; else each new one with the likest old one that is left."""
    if len(old) == len(new) or len(old) > _MOST_COMPARED or len(new) > _MOST_COMPARED:
        yield from ((after, before) for (before, _), (after, _) in zip(old, new, strict=False))
        return
    left = dict(old)
    for place, runs in new:
        alike = {each: _likeness(held, runs) for each, held in left.items()}
        best = max(alike, key=lambda each: alike[each], default="")
        if best and alike[best] >= _LEAST_ALIKE:
            del left[best]
            yield place, best


def _likeness(one: Runs, other: Runs) -> float:
    was, now = runs_text(one).split(), runs_text(other).split()
    return SequenceMatcher(None, was, now, autojunk=False).ratio()
