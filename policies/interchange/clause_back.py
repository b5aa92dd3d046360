"""One clause that a translator brings back: its passages beside what is there, and what has to be asked about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from policies.authoring.draft import CURRENT
from policies.authoring.page_text_keys import KEYS
from policies.authoring.translation.behind import UNKNOWN
from policies.authoring.translation.laid_beside import HEADING, Laid, laid_beside
from policies.authoring.translation.source_texts import Source
from policies.document.blocks import Body, Run, Runs
from policies.document.inline_codes import Codes, Fault, codes_of, runs_of_pieces
from policies.document.malformed import MalformedDocument, label
from policies.document.text import runs_text
from policies.document.text_places import with_passages

from .readers.presentation_forms import plain_letters
from .readers.returned_text import ReturnedUnit
from .readers.worded import worded, worded_many
from .translation_jobs import NUMBER, Clause, known_source, name_of, short

_LONGEST: Final = {KEYS["heading"]: 255}
_LONGEST_HEADING: Final = 500
_SAMPLE: Final = 60

Returned = Mapping[str, ReturnedUnit]


class PassageBack(NamedTuple):
    """``present`` is what the draft says there; empty where its structure is another."""

    name: str
    source: Runs
    present: Runs
    incoming: Runs


@dataclass(frozen=True, kw_only=True)
class ClauseBack:
    """``questions`` are answered by choosing the clause; one with a ``refusal`` cannot be chosen.

    ``was`` is the source that the translation follows where that has moved on. ``pin`` is what it is said to follow:
    never the present source where it is not whole.
    """

    key: UUID
    name: str
    passages: tuple[PassageBack, ...]
    questions: tuple[str, ...]
    refusal: str
    was: Source | None
    source: Source
    incoming: Source
    number: str | None
    pin: str

    @property
    def chosen_at_first(self) -> bool:
        return not self.questions and not self.refusal


class _Unusable(Exception):
    """The clause cannot be taken; the message says why."""


def clause_back(clause: Clause, marks: Sequence[str], units: Returned) -> ClauseBack | None:
    """What the units of this clause, by their places, change in it; none if they change nothing.

    ``marks`` are the digests that the units were named with, as ``source.target``: one, in a file from here.
    """
    return _Returning(clause, units).outcome(marks)


def strange_places(clause: Clause, marks: Sequence[str], units: Returned) -> int:
    """How many of the units are of no passage of the clause as it was when the file was made."""
    source = _source_then(clause, marks)
    if source is None:
        return 0
    own = {laid.place for laid in laid_beside(source, None, clause.translation.here).passages}
    return sum(place not in own | {NUMBER} for place in units)


def _source_then(clause: Clause, marks: Sequence[str]) -> Source | None:
    source = clause.translation.source
    digest = marks[0].partition(".")[0]
    return source if short(source) == digest else known_source(digest, source.language)


class _Returning:
    def __init__(self, clause: Clause, units: Returned) -> None:
        self._clause = clause
        self._units = units
        self._source = clause.translation.source
        self._here = clause.translation.here
        self._passages: list[PassageBack] = []
        self._questions: list[str] = []
        self._empty = self._unconfirmed = 0

    def outcome(self, marks: Sequence[str]) -> ClauseBack | None:
        then = _source_then(self._clause, marks)
        try:
            if len(marks) > 1:
                raise _Unusable(
                    worded("the file holds this clause twice, made at different times: keep one of them")
                )
            if then is None:
                raise _Unusable(
                    worded("it was made from a text that the register does not know: download it anew")
                )
            incoming = self._incoming(then)
        except _Unusable as error:
            return self._result(str_of(error), then, self._here, None)
        number = self._number()
        whole = not (self._empty or self._unconfirmed)
        moved = then.digest != self._source.digest
        follows = self._pin(then, whole=whole)
        same = incoming.digest == self._here.digest and number is None
        if same and (not whole or moved or not self._confirms()):
            return None
        self._ask(then, marks[0].partition(".")[2], incoming)
        return self._result("", then, incoming, number, follows)

    def _confirms(self) -> bool:
        """Whether the same words were out of date: they are still correct, somebody says."""
        pin = self._clause.translation.pin
        return pin not in ("", CURRENT, self._source.digest)

    def _pin(self, then: Source, *, whole: bool) -> str:
        if then.digest != self._source.digest:
            return then.digest
        if whole:
            return CURRENT
        return self._clause.translation.pin or UNKNOWN

    def _result(
        self, refusal: str, then: Source | None, incoming: Source, number: str | None, pin: str = ""
    ) -> ClauseBack:
        moved = then is not None and then.digest != self._source.digest
        return ClauseBack(
            key=self._clause.text.key,
            name=self._clause.name,
            passages=tuple(self._passages),
            questions=() if refusal else tuple(self._questions),
            refusal=refusal,
            was=then if moved else None,
            source=self._source,
            incoming=incoming,
            number=number,
            pin=pin,
        )

    def _ask(self, then: Source, target: str, incoming: Source) -> None:
        asked = []
        if then.digest != self._source.digest:
            asked.append(
                worded(
                    "The source has changed since the file was made: the translation is of the earlier text."
                )
            )
        if target != short(self._here) and incoming.digest != self._here.digest:
            asked.append(
                worded("The translation was changed here since the file was made: it would be replaced.")
            )
        if self._empty:
            asked.append(
                worded_many(
                    "{count} passage has no translation: the clause stays out of date.",
                    "{count} passages have no translation: the clause stays out of date.",
                    self._empty,
                )
            )
        if self._unconfirmed:
            asked.append(
                worded_many(
                    "{count} passage came back as it was, though its source has changed: the clause stays out of date.",
                    "{count} passages came back as they were, though their sources have changed: the clause stays out of date.",
                    self._unconfirmed,
                )
            )
        self._questions[:0] = asked

    # Passages

    def _incoming(self, then: Source) -> Source:
        """What the clause says with what came back; raises ``_Unusable``."""
        earlier = self._clause.earlier
        if earlier is not None and earlier.digest == then.digest:
            earlier = None
        beside = laid_beside(then, earlier, self._here)
        framed = beside.frame is self._here.body
        read = {laid.place: self._passage(laid, framed=framed) for laid in beside.passages}
        heading = " ".join(runs_text(read.get(HEADING, ())).split())
        if len(heading) > (most := _LONGEST.get(self._clause.text.key, _LONGEST_HEADING)):
            raise _Unusable(worded("the heading is longer than {most} characters", most=most))
        body: Body = ()
        if any(runs for place, runs in read.items() if place != HEADING):
            body = with_passages(beside.frame, lambda place, runs: read.get(place, runs))
        return Source(language=self._here.language, heading=heading, body=body)

    def _passage(self, laid: Laid, *, framed: bool) -> Runs:
        unit = self._units.get(laid.place)
        codes = _codes(laid, framed=framed)
        runs, faults = laid.target, tuple[Fault, ...]()
        if unit is not None:
            self._refuse_strange(unit, laid)
            came, faults = runs_of_pieces(
                _tidy(unit, self._here.language), codes, codes_of(laid.source)[0]
            )
            if runs_text(came).strip():
                runs = _plain(came) if laid.place == HEADING else came
        if not runs:
            self._empty += 1
        elif runs == laid.target:
            faults = ()
            self._unconfirmed += laid.stale and (unit is None or unit.done is not True)
        if runs != laid.target:
            self._passages.append(PassageBack(name_of(laid.place), laid.source, laid.target, runs))
            self._questions += [_fault_words(fault, laid.source) for fault in faults]
        return runs

    def _refuse_strange(self, unit: ReturnedUnit, laid: Laid) -> None:
        words = {"text": _sample(laid.source)}
        if unit.foreign:
            raise _Unusable(
                worded("the passage “{text}” holds markup: <{name}>", name=unit.foreign[:40], **words)
            )
        codes, _names = codes_of(laid.source)
        source, _faults = runs_of_pieces(unit.source, codes, ())
        if _squeezed(source) != _squeezed(laid.source):
            raise _Unusable(
                worded(
                    "in the file another source stands for the passage “{text}”: it was changed there",
                    **words,
                )
            )

    def _number(self) -> str | None:
        """The number as it was typed in the translation, if the file has another; else none."""
        unit = self._units.get(NUMBER)
        typed = "".join(piece for piece in unit.target if isinstance(piece, str)).strip() if unit else ""
        present = self._clause.label_in(self._here.language)
        if not typed or typed == present or not self._clause.label:
            return None
        try:
            typed = label(typed)
        except MalformedDocument:
            self._questions.append(
                worded(
                    "“{text}” is no number of a clause: the number stays as it is.", text=typed[:_SAMPLE]
                )
            )
            return None
        runs = [(Run(text=text),) if text else () for text in (self._clause.label, present, typed)]
        self._passages.insert(0, PassageBack(name_of(NUMBER), *runs))
        return typed


def str_of(error: Exception) -> str:
    """The sentence that it was raised with, still worded."""
    sentence: str = error.args[0]
    return sentence


def _codes(laid: Laid, *, framed: bool) -> Codes:
    """The codes of the passage; marks of footnotes are those of the body that it is written into."""
    codes, _names = codes_of(laid.source, laid.target)
    own, _none = codes_of(laid.source)
    return (
        codes if framed else codes | {name: run for name, run in own.items() if run.role == "footnote"}
    )


def _tidy(unit: ReturnedUnit, language: str) -> Iterator[Any]:
    """The pieces of the translation without space around them, Arabic letters as letters."""
    last = len(unit.target) - 1
    for at, piece in enumerate(unit.target):
        if not isinstance(piece, str):
            yield piece
            continue
        text = piece.lstrip() if at == 0 else piece
        text = text.rstrip() if at == last else text
        yield plain_letters(text)[0] if language == "ar" else text


def _plain(runs: Runs) -> Runs:
    words = " ".join(runs_text(runs).split())
    return (Run(text=words),) if words else ()


def _squeezed(runs: Runs) -> str:
    """The words of a source: programs change spaces; the words of a reference are computed."""
    return "".join("".join(run.text.split()) for run in runs if not run.role)


def _sample(runs: Runs) -> str:
    text = " ".join(runs_text(runs).split())
    return text if len(text) <= _SAMPLE else f"{text[: _SAMPLE - 1]}…"


def _fault_words(fault: Fault, source: Runs) -> str:
    words = {"codes": ", ".join(fault.codes), "text": _sample(source)}
    match fault.kind:
        case "missing":
            return worded("Codes {codes} are missing in the translation of “{text}”.", **words)
        case "unknown":
            return worded("“{text}” has no codes {codes}: they were left out.", **words)
        case "twice":
            return worded("Codes {codes} stand twice in the translation of “{text}”.", **words)
        case _:
            return worded(
                "Codes {codes} cross each other, or have no end, in the translation of “{text}”.",
                **words,
            )
