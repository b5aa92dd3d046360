"""Who is told: the one question that fan-out asks of everyone, and sending asks again of each."""

from __future__ import annotations

from .ledger import Notice
from .models import Subscriber, SubscriberQuerySet


def audience_of(notice: Notice) -> SubscriberQuerySet:
    """The subscribers who want this notice now, each once; its ``version__policy`` is at hand.

    Filters only, by ``Exists`` where another table decides: fan-out turns it into INSERT … SELECT over a
    range of primary keys, and sending narrows it to the window it is about to transmit.
    """
    return Subscriber.objects.told_of(notice.version.policy).filter(suppressed_at=None)
