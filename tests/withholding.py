"""Two persons who withhold a text, and let it be shown again."""

from __future__ import annotations

from typing import Final

from policies.publication.models import PolicyVersion
from policies.publication.withheld_text import WHOLE
from policies.publication.withhold import agree, ask

REASONS: Final = {
    "fr": "Jugement du tribunal de Rabat.",
    "en": "Judgment of the court of Rabat.",
    "ar": "حكم محكمة الرباط.",
}


def withhold(*versions: PolicyVersion, part: str = WHOLE, category: str = "court") -> None:
    request = ask(versions=versions, part=part, category=category, reason=REASONS, by="Amal", by_id=1)
    agree(request, by="Badr", by_id=2)


def reinstate(*versions: PolicyVersion, part: str = WHOLE) -> None:
    request = ask(
        versions=versions,
        part=part,
        category="court",
        reason=REASONS,
        by="Badr",
        by_id=2,
        again=True,
    )
    agree(request, by="Amal", by_id=1)
