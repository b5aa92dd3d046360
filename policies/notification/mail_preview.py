"""Before a release: the very mail that subscribers would get. Writes nothing down."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone

from policies.publication.models import PolicyVersion

from .audience import POLICY
from .changed_clauses import overtaken
from .compose_mail import notice_letter
from .ledger import Notice
from .letters import Letter
from .notice_reasons import why
from .notice_words import notice_words
from .transports import open_transport
from .transports.port import Fate, Mail


def rehearse(version: PolicyVersion, language: str, address: str) -> Letter:
    """The mail about ``version`` (not saved) as a subscriber at ``address`` who reads ``language`` gets it.

    Its links to unsubscribe and to the preferences name nobody.
    """
    if version.pk is None:
        version.published_at = timezone.now()
    kind = Notice.Kind.ADVANCE if version.is_announced else Notice.Kind.EFFECTIVE
    notice = Notice(version=version, kind=kind)
    known = next((each.number for each in overtaken(version)), None)
    words = notice_words(notice, language, moment=timezone.now(), known=known)
    return notice_letter(
        notice,
        language,
        words | {"why": why(POLICY, words, language, version)},
        address=address,
        unsubscribe="rehearsal",
        preferences="rehearsal",
    )


def send(letters: Sequence[Letter]) -> int:
    """Hand rehearsed mails to the transport of the notices, past the ledger; returns how many it took."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mails = [
        Mail(key=uuid.uuid4().hex, sender=sender, recipient=letter.to[0], content=letter.content())
        for letter in letters
    ]
    transport = open_transport()
    try:
        outcomes = transport.send(mails, lambda: None)
    finally:
        transport.close()
    return sum(outcome.fate is Fate.SENT for outcome in outcomes)
