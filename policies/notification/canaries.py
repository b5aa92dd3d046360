"""Canaries: mailboxes of the operator that get the mails of each notice beside its readers, so that an arrival can be watched.

A canary is no reader: it has no subscription, is in no count, no record and no receipt. Each notice is sent to it once in
each language, just before the notice's first mails. What came of it stands in a row of its own (``SIJILL_MAIL_CANARIES``).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core import checks
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from policies.document.languages import CODES
from policies.publication.facts import LANGUAGE_CHOICES
from policies.publication.site_checks import Seen, When, ago, site_check

from .ledger import BACKOFF, Delivery, Notice, State
from .transports.port import LONGEST_ANSWER, Fate, Outcome

# A first try that was put off is repeated with the notice's next mails, after the ledger's waits.
TRIES = 5
# Notices older than this say nothing about today's mail.
RECENT = timedelta(days=30)


class CanaryMail(models.Model):
    """One notice in one language to one canary. ``tried_at`` is the claim: who moves it sends the mail.

    ``handed_at`` is when a server took it, and ``answer`` what it said. ``error`` is why it did not, or what is in doubt.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="canary_mails")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    address = models.CharField(max_length=254)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=40)
    answer = models.CharField(max_length=LONGEST_ANSWER)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "language", "address"], name="a_canary_gets_a_notice_once_a_language"
            ),
        ]

    def __str__(self) -> str:
        return f"canary mail {self.uuid}"

    def settle(self, outcome: Outcome) -> None:
        """Write what became of it. What was refused, or may have gone out, is not sent again."""
        words: dict[str, object] = {"error": outcome.reason[:40], "answer": outcome.answer}
        match outcome.fate:
            case Fate.SENT:
                words["handed_at"] = Now()
            case Fate.REFUSED:
                words["tries"] = TRIES
            case Fate.UNKNOWN:
                words |= {"tries": TRIES, "error": "in_doubt"}
            case _:
                words["error"] = outcome.reason[:40] or "put_off"
        CanaryMail.objects.filter(pk=self.pk).update(**words)


def claim(notice: Notice) -> Iterator[CanaryMail]:
    """The mails of this notice that this worker is to send now, each claimed as it is taken."""
    if not settings.MAIL_CANARIES:
        return
    CanaryMail.objects.bulk_create(
        (
            CanaryMail(notice=notice, language=language, address=address)
            for address in settings.MAIL_CANARIES
            for language in CODES
        ),
        ignore_conflicts=True,
    )
    open_ = CanaryMail.objects.filter(notice=notice, handed_at=None, tries__lt=TRIES)
    for row in open_.filter(Q(tried_at=None) | Q(tried_at__lt=Now() - BACKOFF[0])).order_by("pk"):
        mine = CanaryMail.objects.filter(pk=row.pk, tried_at=row.tried_at)
        if mine.update(tried_at=Now(), tries=F("tries") + 1, error="in_doubt"):
            yield row


@site_check(
    "policies.W090",
    room="notification",
    level=checks.WARNING,
    hint="Look into the canary's mailbox and the mail server's log; SIJILL_MAIL_CANARIES names the canaries.",
    when=When.DOCTOR,
)
def canaries_get_theirs() -> Iterator[str]:
    """Each canary was handed the mails of the last notice that went out."""
    begun = Delivery.objects.filter(notice=OuterRef("pk"), state__in=(State.SENT, State.IN_DOUBT))
    recent = Notice.objects.filter(Exists(begun), created_at__gt=Now() - RECENT)
    notice = recent.order_by("-pk").first()
    for address in settings.MAIL_CANARIES:
        handed = CanaryMail.objects.filter(address=address, handed_at__isnull=False)
        last = handed.order_by("-handed_at").first()
        if last is None or last.handed_at is None:
            said = "the canary %s was handed no mail yet"
        else:
            said = f"the canary %s was last handed a mail {ago(timezone.now() - last.handed_at)} ago: {last.notice}"
        missing = notice and CanaryMail.objects.filter(notice=notice, address=address, handed_at=None)
        errors = sorted({f"{row.language} {row.answer or row.error}".strip() for row in missing or ()})
        unmade = notice and not CanaryMail.objects.filter(notice=notice, address=address).exists()
        if errors or unmade:
            why = "; ".join(errors) or "its mails were sent before the canary was named"
            yield f"{said % address}; {notice} did not reach it: {why}"
        else:
            yield Seen(said % address)
