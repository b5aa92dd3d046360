"""Reviewers from outside: one person without an account, one draft as it was on one day, for some days.

What is shown to them is kept here as bytes: a later save changes no word of it. A code that is mailed to the one
mailbox opens the link; the database holds digests of codes and of what the browser keeps, never these themselves.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policies.document.canonical import canonical_bytes, from_json
from policies.document.shape import Document
from policies.publication.facts import LANGUAGE_CHOICES
from policies.publication.models import Organisation, PolicyVersion

MOST_DAYS: Final = 30
CODE_FOR: Final = timedelta(minutes=15)
TRIES: Final = 5  # of one code
# Wrong codes of one link together, until the organisation sends it again.
MOST_WRONG: Final = 30
ENTERED_FOR: Final = timedelta(hours=12)
# Answers are told of by mail at most this often.
TOLD_EVERY: Final = timedelta(hours=1)


class Ended(StrEnum):
    """Why a link opens nothing any more."""

    DELETED = "deleted"
    REVOKED = "revoked"
    EXPIRED = "expired"
    PUBLISHED = "published"
    RETIRED = "retired"
    SHUT = "shut"  # too many wrong codes


class OutsideReviewQuerySet(models.QuerySet["OutsideReview"]):
    def standing(self) -> OutsideReviewQuerySet:
        """Neither revoked nor expired."""
        return self.filter(revoked_at=None, until__gt=Now())


class OutsideReview(models.Model):
    """One mailbox that may read, compare and comment on ``content``, until it ends (``ended``)."""

    uuid = models.UUIDField(default=uuid4, unique=True)
    # What the link names; another one with each mail that carries the link, so that an earlier one opens nothing.
    link = models.UUIDField(default=uuid4, unique=True)
    page = models.ForeignKey(
        "policies.PolicyPage", on_delete=models.CASCADE, related_name="outside_reviews"
    )
    # The canonical bytes of the document, and the number of the revision they were made from.
    content = models.BinaryField()
    revision = models.PositiveBigIntegerField()
    email = models.EmailField(_("email address"))
    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    until = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)

    code_digest = models.CharField(max_length=64, blank=True, default="")
    code_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    entry_digest = models.CharField(max_length=64, blank=True, default="")
    entered_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # of an answer
    heard_at = models.DateTimeField(null=True)  # when the one who invited was told of a comment

    objects = OutsideReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("reviewer outside")
        verbose_name_plural = _("reviewers outside")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                "page",
                Lower("email"),
                condition=Q(revoked_at=None),
                name="a_mailbox_reviews_a_draft_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("created_at")), name="a_review_from_outside_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        # Ends up in logs and error reports: neither the address nor the name.
        return f"review {self.uuid}"

    @property
    def document(self) -> Document:
        return from_json(json.loads(bytes(self.content)))

    @property
    def organisation(self) -> Organisation:
        return cast(Organisation, self.page.organisation_page.organisation)

    @property
    def first_day(self) -> date:
        """The date on which the draft was kept."""
        return self.day_of(self.created_at)

    @property
    def last_day(self) -> date:
        """The last date, at the organisation's place, on which the link works."""
        return self.day_of(self.until - timedelta(seconds=1))

    def day_of(self, moment: datetime) -> date:
        """The date of the moment at the organisation's place."""
        return moment.astimezone(ZoneInfo(self.organisation.time_zone)).date()

    @property
    def ended(self) -> Ended | None:
        """Why it opens nothing any more; none while it does. Asks the register."""
        if self.revoked_at is not None:
            return Ended.REVOKED
        if self.published is not None:
            return Ended.PUBLISHED
        policy = self.page.policy
        if policy is not None and (policy.retired_at or policy.organisation.left_at):
            return Ended.RETIRED
        if self.until <= timezone.now():
            return Ended.EXPIRED
        return Ended.SHUT if self.wrong_codes >= MOST_WRONG else None

    @property
    def published(self) -> PolicyVersion | None:
        """The first version that was published since: the draft that was to be looked at is past."""
        since = PolicyVersion.objects.filter(
            policy__uuid=self.page.policy_uuid, published_at__gt=self.created_at
        )
        return since.select_related("policy__organisation").order_by("number").first()


def bytes_of(document: Document) -> bytes:
    """What ``content`` holds."""
    return canonical_bytes(document)


def threads_of(review: OutsideReview) -> Any:
    """What this person said, with the answers: all of the discussion that they see."""
    threads = review.page.remarks.filter(outside=review, answers=None)
    return threads.prefetch_related("replies__outside").order_by("pk")
