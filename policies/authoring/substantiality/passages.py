"""Where the words of a changed passage differ, and which of its terms came or went there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from policies.comparison.result import Parts, Side, text_on

from .findings import Kind
from .folding import Folded, folded, sentences, words
from .news import Sentences
from .quantities import dates_itself, is_address
from .terms import Term, terms

# A sentence of fewer words is a label or a heading: it comes and goes with what it stands for.
_LEAST_WORDS = 4
_LINE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` and ``after`` are words as written; ``excerpt`` is the sentence around them."""

    kind: Kind
    before: str
    after: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class _Lost:
    """A term that stands on one side of an edit; ``edit`` numbers the edits of a passage. ``news``: its
    sentence stands on this side only.
    """

    term: Term
    edit: int
    sentence: int
    news: bool


class _Half:
    """One side of a passage: its text, where it was edited, its sentences and terms."""

    def __init__(self, parts: Parts, side: Side, language: str, known: Sentences) -> None:
        self.text: Folded = folded(text_on(parts, side))
        self.sentences = sentences(self.text)
        self.new_sentences = {
            at
            for at, (low, high) in enumerate(self.sentences)
            if known.only_on(side, self.text.text[low:high])
        }
        spans = _edited(parts, side)
        self._edits = [(_folded_at(self.text, low), _folded_at(self.text, high)) for low, high in spans]
        self.whole = {at for at in self.new_sentences if self._covered(*self.sentences[at])}
        self.terms = list(self._touched(terms(self.text.text, language)))

    def _covered(self, low: int, high: int) -> bool:
        """Whether one edit holds all the words of this stretch."""
        return any(
            not words(self.text.text[low : max(low, start)])
            and not words(self.text.text[min(high, end) : high])
            for start, end in self._edits
            if start < high and end > low
        )

    def _touched(self, found: list[Term]) -> Iterator[_Lost]:
        """The terms that an edit changed."""
        for term in found:
            sentence = next(
                (at for at, (low, high) in enumerate(self.sentences) if low <= term.start < high), None
            )
            if sentence is None or self._is_no_news(term, sentence):
                continue
            for number, (start, end) in enumerate(self._edits):
                # A term that only adjoins the edit stands beside it in the other text too, and cancels out there:
                # what was inserted may have completed it, as in “500 dollars” and “500 dollars américains”.
                if start <= term.end and end >= term.start:
                    yield _Lost(term, number, sentence, sentence in self.new_sentences)
                    break

    def _is_no_news(self, term: Term, sentence: int) -> bool:
        low, high = self.sentences[sentence]
        said = self.text.text[low:high]
        if term.kind is Kind.DATE:
            return dates_itself(said, term.start - low, term.end - low)
        if term.kind is Kind.COUNTRY and len(words(said).split()) <= _LINE_WORDS:
            said = self.text.text  # a line of a postal address
        return term.kind in (Kind.NUMBER, Kind.COUNTRY) and is_address(said)

    def said(self, term: Term) -> str:
        return self.text.words(term.start, term.end)

    def sentence(self, at: int) -> str:
        return self.text.words(*self.sentences[at])


def _edited(parts: Parts, side: Side) -> list[tuple[int, int]]:
    """Where this side was edited: one stretch per edit, in its order, empty where only the other side has words."""
    spans: list[tuple[int, int]] = []
    at, open_edit = 0, False
    for part in parts:
        here = len(text_on((part,), side))
        if part.kind in ("inserted", "deleted"):
            if open_edit:
                spans[-1] = (spans[-1][0], at + here)
            else:
                spans.append((at, at + here))
            open_edit = True
        else:
            open_edit = False
        at += here
    return spans


def _folded_at(text: Folded, written_at: int) -> int:
    """Where a place of the written text is in the folded one."""
    low, high = 0, len(text.text)
    while low < high:
        middle = (low + high) // 2
        if text.offsets[middle] < written_at:
            low = middle + 1
        else:
            high = middle
    return low


def changes_in(parts: Parts, language: str, known: Sentences) -> Iterator[Change]:
    """What readers must know of one passage, in the order it stands in."""
    old, new = _Half(parts, "old", language, known), _Half(parts, "new", language, known)
    lost, went = _apart(old)
    gained, came = _apart(new)
    # A sentence that was cut in two, or joined to another, is whole on one side only.
    _cancel_equal(lost, came)
    _cancel_equal(went, gained)
    yield from _whole_sentences(old, new, went, came)
    _cancel_equal(lost, gained)
    _cancel_moved(lost, gained)
    lost, gained = _news(lost, gained), _news(gained, lost)
    seen: set[tuple[Kind, str, str]] = set()
    for change, meaning in _paired(lost, gained, old, new):
        if meaning not in seen:
            seen.add(meaning)
            yield change


def _apart(half: _Half) -> tuple[list[_Lost], list[_Lost]]:
    """The terms within sentences, and those of sentences that came or went entirely."""
    whole = [each for each in half.terms if each.sentence in half.whole]
    return [each for each in half.terms if each.sentence not in half.whole], whole


def _whole_sentences(old: _Half, new: _Half, lost: list[_Lost], gained: list[_Lost]) -> Iterator[Change]:
    """Sentences that came or went entirely, each told by its terms or, without any, as a passage.

    ``lost`` and ``gained`` are their terms, but for those that the other side has in the same edit. Sentences that
    took the place of others are compared with those: a rewording alone is no news.
    """
    if old.whole and new.whole:
        denied = _denials(lost, gained) if len(old.whole) == len(new.whole) == 1 else []
        _cancel(lost, gained, lambda _one, _other: True)
        lost = [each for each in lost if each.term.kind in _STRONG or each in denied]
        gained = [each for each in gained if each.term.kind in _STRONG or each in denied]
        seen: set[tuple[Kind, str, str]] = set()
        for change, meaning in _paired(lost, gained, old, new, anywhere=True):
            if meaning not in seen:
                seen.add(meaning)
                yield change
        return
    for half, found, kind in ((old, lost, Kind.PASSAGE_REMOVED), (new, gained, Kind.PASSAGE_ADDED)):
        strong = [each for each in found if each.term.kind in _STRONG]
        if strong:
            sides = (strong, []) if half is old else ([], strong)
            yield from (change for change, _ in _paired(*sides, old, new, anywhere=True))
            continue
        told_of = {each.sentence for each in half.terms if each.term.kind in _STRONG}
        shown = [
            at
            for at in sorted(half.whole - told_of)
            if not is_address(half.text.text[slice(*half.sentences[at])])
        ]
        said = " ".join(half.sentence(at) for at in shown)
        if len(words(folded(said).text).split()) >= _LEAST_WORDS:
            yield Change(kind, *((said, "") if half is old else ("", said)), said)


def _denials(lost: list[_Lost], gained: list[_Lost]) -> list[_Lost]:
    """The negations of one sentence that another replaced, where both say something of the same thing and only one
    denies it.
    """
    of_the_same = _strong(lost) & _strong(gained)
    denials = [[each for each in found if each.term.kind is Kind.NEGATION] for found in (lost, gained)]
    return [*denials[0], *denials[1]] if of_the_same and not all(denials) else []


def _strong(found: list[_Lost]) -> set[tuple[Kind, str]]:
    return {each.term.meaning for each in found if each.term.kind in _STRONG}


_STRONG = frozenset(Kind) - {Kind.OBLIGATION, Kind.NEGATION, Kind.CONDITION}


def _cancel_equal(lost: list[_Lost], gained: list[_Lost]) -> None:
    """Within one edit, what means the same came and went: nothing."""
    _cancel(lost, gained, lambda one, other: one.edit == other.edit)


def _cancel_moved(lost: list[_Lost], gained: list[_Lost]) -> None:
    """What left one edit and came in another, where nothing took its place: it moved."""
    replaced = {(each.edit, each.term.kind) for each in lost} & {
        (each.edit, each.term.kind) for each in gained
    }

    def moved(one: _Lost, other: _Lost) -> bool:
        return replaced.isdisjoint({(one.edit, one.term.kind), (other.edit, other.term.kind)})

    _cancel(lost, gained, moved)


def _news(some: list[_Lost], others: list[_Lost]) -> list[_Lost]:
    """Without what only went with its sentence to another place, where nothing took its own."""
    there = {(each.edit, each.term.kind) for each in others}
    return [each for each in some if each.news or (each.edit, each.term.kind) in there]


def _cancel(lost: list[_Lost], gained: list[_Lost], match: Callable[[_Lost, _Lost], bool]) -> None:
    for one in list(lost):
        for other in gained:
            if one.term.meaning == other.term.meaning and match(one, other):
                lost.remove(one)
                gained.remove(other)
                break


def _paired(
    lost: list[_Lost], gained: list[_Lost], old: _Half, new: _Half, *, anywhere: bool = False
) -> Iterator[tuple[Change, tuple[Kind, str, str]]]:
    """Each kind once per edit, with all its words there; and what makes two of them the same news."""
    places = sorted(
        {(0 if anywhere else each.edit, each.term.kind) for each in (*lost, *gained)},
        key=lambda place: (place[0], list(Kind).index(place[1])),
    )
    for edit, kind in places:
        before = [each for each in lost if each.term.kind is kind and (anywhere or each.edit == edit)]
        after = [each for each in gained if each.term.kind is kind and (anywhere or each.edit == edit)]
        values = {each.term.value for each in (*before, *after)}
        if kind is Kind.OBLIGATION and values == {"undertaking"}:
            continue  # “we will delete” and “we delete” bind alike
        sentence = new.sentence(after[0].sentence) if after else old.sentence(before[0].sentence)
        yield (
            Change(
                kind,
                _listed([old.said(each.term) for each in before]),
                _listed([new.said(each.term) for each in after]),
                sentence,
            ),
            (kind, _values(before), _values(after)),
        )


def _values(found: list[_Lost]) -> str:
    return ",".join(sorted({each.term.value for each in found}))


def _listed(said: list[str]) -> str:
    return ", ".join(dict.fromkeys(said))
