"""What the release desk asks of rooms it may not know; ``policies.receivers`` connects who answers."""

from __future__ import annotations

from typing import Any

from django.dispatch import Signal

# With ``policy``: how many subscribers are told by mail, by language.
audience_asked = Signal()
# With ``version`` (not saved), ``language`` and ``address``: the mail a subscriber would get, or none.
mail_asked = Signal()
# With ``mails`` that ``mail_asked`` gave: how many of them were handed over.
sending_asked = Signal()


def answer(signal: Signal, **question: Any) -> Any:
    """The first answer that is not none; none where nobody answers."""
    for _receiver, answered in signal.send(sender=None, **question):
        if answered is not None:
            return answered
    return None
