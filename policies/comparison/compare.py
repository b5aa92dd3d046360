"""Comparing two documents in one language."""

from __future__ import annotations

from typing import Literal

from policies.document.shape import Document

from .result import Comparison


class LanguageMissing(ValueError):
    """A document that is to be compared lacks the language; ``side`` says which."""

    def __init__(self, *, side: Literal["old", "new", "both"], language: str) -> None:
        self.side = side
        self.language = language
        whose = "neither document has" if side == "both" else f"the {side} document lacks"
        super().__init__(f"{whose} the language {language!r}")


def compare(old: Document, new: Document, language: str) -> Comparison:
    """What changed from ``old`` to ``new`` in ``language``; raises ``LanguageMissing``."""
    raise NotImplementedError
