"""Comparing two documents in one language."""

from __future__ import annotations

from typing import Literal

from policies.document.shape import Document

from .align.change_numbers import Numbering
from .align.counting import counts
from .align.nodes import TooDeep
from .align.section_changes import clauses, compare_texts, section_changes
from .result import Comparison


class LanguageMissing(ValueError):
    """A document that is to be compared lacks the language; ``side`` says which."""

    def __init__(self, *, side: Literal["old", "new", "both"], language: str) -> None:
        self.side = side
        self.language = language
        whose = "neither document has" if side == "both" else f"the {side} document lacks"
        super().__init__(f"{whose} the language {language!r}")


def compare(old: Document, new: Document, language: str) -> Comparison:
    """What changed from ``old`` to ``new`` in ``language``; raises ``LanguageMissing`` and ``TooDeep``."""
    in_old, in_new = language in old.languages, language in new.languages
    if not (in_old and in_new):
        side: Literal["old", "new", "both"] = "new" if in_old else "old" if in_new else "both"
        raise LanguageMissing(side=side, language=language)
    try:
        return _compared(old, new, language)
    except RecursionError:
        # Equality of blocks descends into them before anything else could count the levels.
        raise TooDeep from None


def _compared(old: Document, new: Document, language: str) -> Comparison:
    number = Numbering()
    title = number.parts(compare_texts(old.title.get(language, ""), new.title.get(language, "")))
    summary = number.parts(compare_texts(old.summary.get(language, ""), new.summary.get(language, "")))
    issuer = number.parts(compare_texts(old.issuer_in(language), new.issuer_in(language)))
    found = section_changes(clauses(old, language), clauses(new, language))
    # Each is let go when it has its numbers: a long comparison is never held twice.
    sections = number.sections(found.pop(0) for _ in range(len(found)))
    return Comparison(
        language=language,
        title=title,
        summary=summary,
        issuer=issuer,
        old_numbering=old.numbering,
        new_numbering=new.numbering,
        sections=sections,
        counts=counts(sections, (title, summary, issuer), number.changes),
    )
