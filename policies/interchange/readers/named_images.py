"""Pictures of a file: a document holds none, so each is named; a seal or a signature is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .parsed_text import Question
from .worded import worded, worded_many

_MEANT_AS_PROOF = re.compile(
    r"\b(?:seal|stamp|signature|signed|sceau|cachet|tampon|paraphe|sign[ée]e?)\b|seal|signature|cachet|tampon|ختم|توقيع|طابع",
    re.IGNORECASE,
)
_SHOWN = 5


def listed(texts: Sequence[str], longest: int = 80) -> str:
    """The first of these texts in quotation marks, and how many there are besides."""
    shown = ", ".join(
        f"“{text if len(text) <= longest else text[:longest] + '…'}”" for text in texts[:_SHOWN]
    )
    if not texts[_SHOWN:]:
        return shown
    return worded_many(
        "{shown} and {count} more", "{shown} and {count} more", len(texts) - _SHOWN, shown=shown
    )


def image_warnings(images: Sequence[str], *, described: bool) -> tuple[str, ...]:
    """What is said of the pictures; ``described``: their descriptions were kept as text."""
    if not images:
        return ()
    if described:
        return (
            worded(
                "images cannot be imported, their description is kept as text: {images}",
                images=listed(images),
            ),
        )
    return (worded("images cannot be imported: {images}", images=listed(images)),)


def image_questions(images: Sequence[str]) -> tuple[Question, ...]:
    found = [name for name in images if _MEANT_AS_PROOF.search(name)]
    if not found:
        return ()
    text = worded(
        "an image may be a seal or a signature ({images}): write in words what it says",
        images=listed(found),
    )
    return (Question("images", text, ("leave out",), required=False),)
