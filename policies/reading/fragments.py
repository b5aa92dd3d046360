"""A text as a fragment of HTML for other websites: elements that mean something, classes of its own, no script, no style.

Every class begins with ``sijill-``, so that no style of the other site meets it by accident.
"""

from __future__ import annotations

import re
from typing import Final

from django.template.loader import render_to_string
from django.utils import translation

from policies.document.presentation import Text

from .lookup import policy_context
from .timeline import Entry, Timeline

PREFIX: Final = "sijill-"
# In our own markup only: in a text, quotation marks are escaped.
_CLASSES: Final = re.compile(r'(?<= class=")[^"]+')


def fragment_html(
    history: Timeline, entry: Entry, text: Text, *, of_today: bool = False, alone: bool = False
) -> str:
    """The whole text in one language with its facts. With ``of_today`` it says what changed lately and what is announced.

    Its title is ``h2``, since the page around it has one of its own; ``h1`` where it stands ``alone``.
    """
    context = policy_context(history) | {"entry": entry, "text": text, "alone": alone}
    if of_today:
        context |= {
            "changed_recently": entry.changed_recently(history.today),
            "announced": [other for other in history.upcoming if other.number != entry.number],
            "pending": entry.number != history.current.number,
        }
    with translation.override(text.language):
        html = render_to_string("policies/fragment.html", context | {"previous": history.before(entry)})
    return _CLASSES.sub(
        lambda found: " ".join(
            name if name.startswith(PREFIX) else PREFIX + name for name in found[0].split()
        ),
        html.strip() + "\n",
    )
