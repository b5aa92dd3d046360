"""What there is to say of one translation beside its field: its state, what changed in its source, what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from policies.document.languages import LANGUAGES
from policies.publication.localize import language_name

from .draft_sentences import disparity_words
from .source_changes import change_since
from .sources import Source
from .standing import disparities_of
from .translating import State, state_of


@dataclass(frozen=True, kw_only=True)
class Translation:
    """``html`` stands beside the field; ``state`` is none where there is nothing to translate."""

    state: State | None
    differs: bool
    html: SafeString

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.state or "",
            "words": str(self.state.label) if self.state else "",
            "differs": self.differs,
            "html": self.html,
        }


def translation_of(text: Any, code: str, authoritative: str, source: Source) -> Translation:
    """One language of a section, or of a text of the page, as it is written now."""
    state = state_of(text, code, authoritative, source)
    found = disparities_of(text, code, source) if state else ()
    changed = state == State.OUT_OF_DATE
    context = {
        "state": state,
        "change": change_since(getattr(text, f"translated_from_{code}"), source) if changed else None,
        "source": LANGUAGES[authoritative],
        "source_name": language_name(authoritative),
        "disparities": [disparity_words(disparity) for disparity in found],
    }
    html = render_to_string("policies/admin/_section_translation.html", context).strip()
    return Translation(state=state, differs=bool(found), html=SafeString(html))
