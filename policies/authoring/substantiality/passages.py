"""Where the words of a changed passage differ, and which of its terms came or went there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from policies.comparison.result import Parts, Side, text_on
from policies.lexicon.folding import bare_words, folded_text, sentences

from .findings import Kind, Term
from .news import Sentences
from .quantities import dates_itself, is_address
from .vocabulary import terms

# A sentence of fewer words is a label or a heading: it comes and goes with what it stands for.
_LEAST_WORDS = 4
_LINE_WORDS = 3


class Change(NamedTuple):
    """``before`` and ``after`` are words as written; ``excerpt`` is the sentence around them."""

    kind: Kind
    before: str
    after: str
    excerpt: str


class _Touched(NamedTuple):
    """A term that an edit changed, on one side; ``edit`` numbers the edits of a passage. ``news``: its sentence stands
    on this side only.
    """

    term: Term
    edit: int
    sentence: int
    news: bool

    @property
    def place(self) -> tuple[int, Kind]:
        return self.edit, self.term.kind


class _Half:
    """One side of a passage: its text, where it was edited, its sentences and terms."""

    def __init__(self, parts: Parts, side: Side, language: str, known: Sentences) -> None:
        self.text = folded_text(text_on(parts, side))
        self.sentences = sentences(self.text.text)
        self.new_sentences = {
            at
            for at, (low, high) in enumerate(self.sentences)
            if known.only_on(side, self.text.text[low:high])
        }
        self._edits = [
            (bisect_left(self.text.offsets, start), bisect_left(self.text.offsets, end))
            for start, end in _edited(parts, side)
        ]
        self.whole = {at for at in self.new_sentences if self._covered(*self.sentences[at])}
        self.terms = list(self._touched(language))

    def _covered(self, low: int, high: int) -> bool:
        """Whether one edit holds all the words of this stretch."""
        return any(
            not bare_words(self.text.text[low : max(low, start)])
            and not bare_words(self.text.text[min(high, end) : high])
            for start, end in self._edits
            if start < high and end > low
        )

    def _touched(self, language: str) -> Iterator[_Touched]:
        """The terms that an edit changed.

        A term that only adjoins the edit stands beside it in the other text too, and cancels out there: what was
        inserted may have completed it, as in “500 dollars” and “500 dollars américains”.
        """
        for term in terms(self.text.text, language):
            sentence = _first(low <= term.start < high for low, high in self.sentences)
            edit = _first(start <= term.end and end >= term.start for start, end in self._edits)
            if sentence is not None and edit is not None and not self._is_no_news(term, sentence):
                yield _Touched(term, edit, sentence, sentence in self.new_sentences)

    def _is_no_news(self, term: Term, sentence: int) -> bool:
        low, high = self.sentences[sentence]
        said = self.text.text[low:high]
        if term.kind is Kind.DATE:
            return dates_itself(said, term.start - low, term.end - low)
        if term.kind is Kind.COUNTRY and len(bare_words(said).split()) <= _LINE_WORDS:
            said = self.text.text  # a line of a postal address
        return term.kind in (Kind.NUMBER, Kind.COUNTRY) and is_address(said)

    def apart(self) -> tuple[list[_Touched], list[_Touched]]:
        """The terms within sentences, and those of sentences that came or went entirely."""
        whole = [each for each in self.terms if each.sentence in self.whole]
        return [each for each in self.terms if each.sentence not in self.whole], whole

    def said(self, found: list[_Touched]) -> str:
        """The words of these terms as written, each once."""
        return ", ".join(dict.fromkeys(self.text.said(each.term.start, each.term.end) for each in found))

    def sentence(self, at: int) -> str:
        return self.text.said(*self.sentences[at])


def _first(places: Iterable[bool]) -> int | None:
    return next((at for at, holds in enumerate(places) if holds), None)


def _edited(parts: Parts, side: Side) -> Iterator[tuple[int, int]]:
    """Where this side was edited, in its order: an empty stretch where only the other side has words."""
    start = 0
    for edited, stretch in groupby(parts, lambda part: part.kind in ("inserted", "deleted")):
        end = start + len(text_on(tuple(stretch), side))
        if edited:
            yield start, end
        start = end


def changes_in(parts: Parts, language: str, known: Sentences) -> Iterator[Change]:
    """What readers must know of one passage, in the order it stands in."""
    old, new = _Half(parts, "old", language, known), _Half(parts, "new", language, known)
    lost, went = old.apart()
    gained, came = new.apart()
    # A sentence that was cut in two, or joined to another, is whole on one side only.
    _cancel(lost, came, _in_one_edit)
    _cancel(went, gained, _in_one_edit)
    yield from _whole_sentences(old, new, went, came)
    _cancel(lost, gained, _in_one_edit)
    # What left one edit and came in another, where nothing took its place, moved.
    replaced = _places(lost) & _places(gained)
    _cancel(lost, gained, lambda one, other: replaced.isdisjoint({one.place, other.place}))
    # What only went with its sentence to another place, where nothing took its own, is no news.
    before, after = _places(lost), _places(gained)
    yield from _paired(
        old,
        new,
        [each for each in lost if each.news or each.place in after],
        [each for each in gained if each.news or each.place in before],
    )


def _whole_sentences(
    old: _Half, new: _Half, lost: list[_Touched], gained: list[_Touched]
) -> Iterator[Change]:
    """Sentences that came or went entirely, each told by its terms or, without any, as a passage.

    ``lost`` and ``gained`` are their terms, but for those that the other side has in the same edit. Sentences that
    took the place of others are compared with those: a rewording alone is no news.
    """
    replaced = bool(old.whole and new.whole)
    denied = _denials(lost, gained) if len(old.whole) == len(new.whole) == 1 else []
    if replaced:
        _cancel(lost, gained, lambda _one, _other: True)
    told = [
        [each for each in found if each.term.kind in _STRONG or each in denied]
        for found in (lost, gained)
    ]
    yield from _paired(old, new, *told, anywhere=True)
    if replaced or any(told):
        return
    half = old if old.whole else new
    told_of = {each.sentence for each in half.terms if each.term.kind in _STRONG}
    said = " ".join(
        half.sentence(at)
        for at in sorted(half.whole - told_of)
        if not is_address(half.text.text[slice(*half.sentences[at])])
    )
    if len(bare_words(folded_text(said).text).split()) >= _LEAST_WORDS:
        yield (
            Change(Kind.PASSAGE_REMOVED, said, "", said)
            if half is old
            else Change(Kind.PASSAGE_ADDED, "", said, said)
        )


_STRONG = frozenset(Kind) - {Kind.OBLIGATION, Kind.NEGATION, Kind.CONDITION}


def _denials(lost: list[_Touched], gained: list[_Touched]) -> list[_Touched]:
    """The negations of one sentence that another replaced, where both say something of the same thing and only one
    denies it.
    """
    strong = [
        {each.term.meaning for each in found if each.term.kind in _STRONG} for found in (lost, gained)
    ]
    denials = [[each for each in found if each.term.kind is Kind.NEGATION] for found in (lost, gained)]
    return [*denials[0], *denials[1]] if strong[0] & strong[1] and not all(denials) else []


def _places(found: list[_Touched]) -> set[tuple[int, Kind]]:
    return {each.place for each in found}


def _in_one_edit(one: _Touched, other: _Touched) -> bool:
    return one.edit == other.edit


def _cancel(
    lost: list[_Touched], gained: list[_Touched], match: Callable[[_Touched, _Touched], bool]
) -> None:
    """Take away what means the same on both sides, where ``match`` says that it is the same place."""
    for one in list(lost):
        for other in gained:
            if one.term.meaning == other.term.meaning and match(one, other):
                lost.remove(one)
                gained.remove(other)
                break


def _paired(
    old: _Half, new: _Half, lost: list[_Touched], gained: list[_Touched], *, anywhere: bool = False
) -> Iterator[Change]:
    """Each kind once per edit, with all its words there, and the same news once. ``anywhere``: all edits are one."""
    seen = set()
    places = {(0 if anywhere else each.edit, each.term.kind) for each in (*lost, *gained)}
    for edit, kind in sorted(places, key=lambda place: (place[0], _ORDER[place[1]])):
        before, after = (
            [each for each in found if each.term.kind is kind and (anywhere or each.edit == edit)]
            for found in (lost, gained)
        )
        went, came = (frozenset(each.term.value for each in found) for found in (before, after))
        # “We will delete” and “we delete” bind alike.
        if (kind, went, came) in seen or (kind is Kind.OBLIGATION and went | came == {"undertaking"}):
            continue
        seen.add((kind, went, came))
        sentence = new.sentence(after[0].sentence) if after else old.sentence(before[0].sentence)
        yield Change(kind, old.said(before), new.said(after), sentence)


_ORDER = {kind: at for at, kind in enumerate(Kind)}
