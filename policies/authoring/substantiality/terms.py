"""The terms of a text that readers must know about: found with what they mean, whatever their form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policies.lexicon.countries import countries

from .findings import Kind
from .quantities import quantities
from .vocabulary import VOCABULARY


@dataclass(frozen=True, slots=True)
class Term:
    """``kind`` and ``value`` say what it means: “thirty days” and “30 days” are equal, “must” and “shall”
    too. It stands from ``start`` up to ``end`` of a folded text.
    """

    kind: Kind
    value: str
    start: int
    end: int

    @property
    def meaning(self) -> tuple[Kind, str]:
        return self.kind, self.value


def terms(text: str, language: str) -> list[Term]:
    """The terms of a folded text in its order; none overlaps another."""
    found = [
        *(Term(Kind(kind), value, *span) for kind, value, span in quantities(text, language)),
        *(Term(Kind.COUNTRY, *place) for place in countries(text, language)),
        *_lexical(text, language),
    ]
    found.sort(key=lambda term: (term.start, term.start - term.end))
    result: list[Term] = []
    for term in found:
        if not result or term.start >= result[-1].end:
            result.append(term)
    return result


def _lexical(text: str, language: str) -> Iterator[Term]:
    for kind, pattern in VOCABULARY[language]:
        for match in pattern.finditer(text):
            yield Term(kind, match.lastgroup or "", *match.span())
