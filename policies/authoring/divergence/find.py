"""All divergences of a document: its texts compared, and what changed in one language alone since the last version."""

from __future__ import annotations

from policies.document.shape import Document

from .changes_compared import changes_compared
from .clauses import clauses_of
from .glossary_use import Term
from .kinds import Divergence
from .texts_compared import texts_compared, variants


def divergences(
    document: Document,
    latest: Document | None = None,
    glossary: tuple[Term, ...] = (),
    *,
    corrects: bool = False,
) -> tuple[Divergence, ...]:
    """In reading order, each translation against the authoritative text.

    ``latest`` is the last version published; without one only the texts are compared. ``corrects`` says that the
    release is one of translations only.
    """
    changed = changes_compared(latest, document, corrects=corrects) if latest is not None else ()
    source = document.authoritative
    clauses = {code: clauses_of(document, code) for code in document.languages}
    found: list[Divergence] = []
    for key, original in clauses[source].items():
        found += variants(original, source, glossary, key=key)
        for language in document.languages:
            if language != source:
                translation = clauses[language][key]
                found += texts_compared(original, translation, key=key, glossary=glossary)
                found += variants(translation, source, glossary, key=key)
        found += [each for each in changed if each.key == key]
    return tuple(dict.fromkeys(found))
