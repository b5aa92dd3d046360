"""The terms of a text that readers must know about: found with what they mean, whatever their form."""

from __future__ import annotations

from policies.lexicon.countries import countries

from .findings import Kind, Term
from .quantities import quantities
from .vocabulary import VOCABULARY


def terms(text: str, language: str) -> list[Term]:
    """The terms of a folded text in its order; none overlaps another."""
    found = [
        *quantities(text, language),
        *(Term(Kind.COUNTRY, *place) for place in countries(text, language)),
        *(
            Term(kind, match.lastgroup or "", *match.span())
            for kind, pattern in VOCABULARY[language]
            for match in pattern.finditer(text)
        ),
    ]
    found.sort(key=lambda term: (term.start, term.start - term.end))
    result: list[Term] = []
    for term in found:
        if not result or term.start >= result[-1].end:
            result.append(term)
    return result
