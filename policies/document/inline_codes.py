"""Running text as translators get it: words, and codes that stand for all that is no words.

A code is named by a number. A pair of codes stands around emphasised or linked words; one alone stands for a reference to
a clause or the mark of a footnote, whose words are computed. What a code means never leaves the register: a text that
comes back names codes only, so no address and no mark can come in with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from .blocks import Run, Runs
from .text import joined

_PLAIN: Final = Run(text="")


class Mark(NamedTuple):
    """``open`` and ``close`` are the two ends of a pair."""

    end: Literal["open", "close", "alone"]
    code: str


Piece = str | Mark
Pieces = tuple[Piece, ...]
Codes = Mapping[str, Run]


class Fault(NamedTuple):
    """What a text does with codes that it may not: leave out, make up, write twice what stands once, cross."""

    kind: Literal["missing", "unknown", "twice", "crossed"]
    codes: tuple[str, ...]


def is_alone(run: Run) -> bool:
    """Whether the words of the run are computed, and no translator writes them."""
    return bool(run.role)


def codes_of(source: Runs, here: Runs = ()) -> tuple[dict[str, Run], tuple[str, ...]]:
    """The codes of a text, numbered from 1, with those that only its translation has: these begin with ``t``.

    A code that both have is as the translation has it: its link may lead to a page in its own language. Second, the
    names of the codes of ``here`` in their order.
    """
    codes = {str(at): run for at, run in enumerate(_formatted(source), start=1)}
    free = dict(codes)
    names: list[str] = []
    for run in _formatted(here):
        name = next(
            (name for alike in (_same, _alike) for name, each in free.items() if alike(each, run)), ""
        )
        if name:
            del free[name]
        else:
            name = f"t{sum(each.startswith('t') for each in names) + 1}"
        codes[name] = run
        names.append(name)
    return codes, tuple(names)


def pieces_of(runs: Runs, names: Sequence[str]) -> Pieces:
    """The text with the codes of these names, one for each of its runs that is not plain."""
    left = iter(names)
    pieces: list[Piece] = []
    for run in joined(runs):
        if run.plain:
            pieces.append(run.text)
            continue
        name = next(left)
        if is_alone(run):
            pieces.append(Mark("alone", name))
        else:
            pieces += [Mark("open", name), run.text, Mark("close", name)]
    return tuple(pieces)


def own_pieces(runs: Runs) -> Pieces:
    """A source with its own codes."""
    codes, _names = codes_of(runs)
    return pieces_of(runs, tuple(codes))


def runs_of_pieces(
    pieces: Iterable[Piece], codes: Codes, required: Iterable[str]
) -> tuple[Runs, tuple[Fault, ...]]:
    """The running text, and what is wrong with its codes; words within an unknown code are plain."""
    reading = _Reading(codes)
    for piece in pieces:
        reading.take(piece)
    return joined(reading.runs), reading.faults(required)


class _Reading:
    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        self._open: list[str] = []
        self._crossed: dict[str, None] = {}
        self._unknown: dict[str, None] = {}
        self._used: Counter[str] = Counter()
        self.runs: list[Run] = []

    def take(self, piece: Piece) -> None:
        if isinstance(piece, str):
            within = self._open[-1] if self._open else ""
            self.runs.append(self._codes.get(within, _PLAIN).with_part(piece))
            self._used[within] += bool(piece.strip())
            return
        run = self._codes.get(piece.code)
        if run is None or is_alone(run) != (piece.end == "alone"):
            self._unknown[piece.code] = None
        elif piece.end == "alone":
            self.runs.append(run)
            self._used[piece.code] += 1
        elif piece.end == "open":
            if self._open:
                self._crossed |= dict.fromkeys((*self._open, piece.code))
            self._open.append(piece.code)
        elif piece.code not in self._open:
            self._crossed[piece.code] = None
        else:
            if self._open[-1] != piece.code:
                self._crossed[piece.code] = None
            self._open.remove(piece.code)

    def faults(self, required: Iterable[str]) -> tuple[Fault, ...]:
        twice = [name for name, run in self._codes.items() if is_alone(run) and self._used[name] > 1]
        crossed = (*self._crossed, *(name for name in self._open if name not in self._crossed))
        gone = [name for name in required if not self._used[name] and name not in crossed]
        found = (
            Fault("missing", tuple(gone)),
            Fault("unknown", tuple(self._unknown)),
            Fault("twice", tuple(twice)),
            Fault("crossed", crossed),
        )
        return tuple(fault for fault in found if fault.codes)


def _formatted(runs: Runs) -> list[Run]:
    return [run for run in joined(runs) if not run.plain]


def _same(one: Run, other: Run) -> bool:
    return one.formatting == other.formatting and (not one.role or one.text == other.text)


def _alike(one: Run, other: Run) -> bool:
    """The same but for where a link leads; a reference names one clause only."""
    if one.role or other.role:
        return one.role == other.role and one.link == other.link
    return one.formatting[:2] == other.formatting[:2] and (
        (one.link is None, one.struck, one.script) == (other.link is None, other.struck, other.script)
    )
