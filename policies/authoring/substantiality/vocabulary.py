"""The words that tell what readers must know, as expressions over folded text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from policies.comparison.arabic import PARTICLES

from . import arabic, english, french
from .findings import Kind


def _compiled(
    kinds: Mapping[Kind, Mapping[str, str]], before: str = ""
) -> list[tuple[Kind, re.Pattern[str]]]:
    """One expression per kind; its last group names the meaning. No letter follows, but after an elision."""
    return [
        (
            kind,
            re.compile(
                "|".join(
                    rf"(?P<{name.replace('-', '_')}>(?<!\w){before}(?:{forms})(?:(?<=')|(?!\w)))"
                    for name, forms in groups.items()
                )
            ),
        )
        for kind, groups in kinds.items()
    ]


VOCABULARY: Final[dict[str, list[tuple[Kind, re.Pattern[str]]]]] = {
    "en": _compiled(english.WORDS),
    "fr": _compiled(french.WORDS),
    "ar": _compiled(arabic.WORDS, PARTICLES),
}
