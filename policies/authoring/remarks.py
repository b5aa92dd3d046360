"""Comments on a draft: on words of a clause or on the whole clause, in one language, with answers. Never published.

A comment knows the clause's key and the words that it is about, with a few before them: it is found again in any draft
that still has these words. The editor moves it along with what is typed and says the new words after a save
(``anchor``).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.document.languages import CODES
from policies.publication.facts import LANGUAGE_CHOICES
from policies.publication.refusal import CannotChange, Refusal

from .writing_rights import name_of

LONGEST_REMARK: Final = 4_000
LONGEST_QUOTE: Final = 1_000
LONGEST_BEFORE: Final = 60
MOST_REMARKS: Final = 2_000  # of one policy
MOST_TOLD: Final = 20


class Remark(models.Model):
    """What somebody said about a clause, or answered to that; an answer stands in the thread of ``answers``."""

    page = models.ForeignKey("policies.PolicyPage", on_delete=models.CASCADE, related_name="remarks")
    answers = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    key = models.UUIDField()
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    # Empty where the whole clause is meant.
    quote = models.CharField(max_length=LONGEST_QUOTE, blank=True, default="")
    before = models.CharField(max_length=LONGEST_BEFORE, blank=True, default="")
    text = models.TextField(max_length=LONGEST_REMARK)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    author_name = models.CharField(max_length=200)
    # Who said it, where it was no account: a reviewer from outside, who reads the answers in the thread.
    outside = models.ForeignKey(
        "policies.OutsideReview", on_delete=models.SET_NULL, null=True, related_name="remarks"
    )
    said_at = models.DateTimeField(db_default=Now())
    # Whose attention was asked for, by name; they were told by mail.
    told = models.JSONField(default=list)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = gettext_lazy("comment")
        verbose_name_plural = gettext_lazy("comments")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_comment_says_something"),
            models.CheckConstraint(
                condition=Q(answers=None) | Q(quote="", resolved_at=None),
                name="an_answer_stands_in_its_thread",
            ),
        ]
        indexes = [models.Index(fields=["page", "resolved_at"])]

    def __str__(self) -> str:
        return f"comment {self.pk} on page {self.page_id}"


@transaction.atomic
def say(
    *,
    page: Any,
    by: Any,
    text: str,
    key: str = "",
    language: str = "",
    quote: str = "",
    before: str = "",
    answers: Remark | None = None,
    told: Iterable[Any] = (),
    outside: Any = None,
) -> Remark:
    """Write a comment, or an answer, which opens a resolved thread again. Raises ``CannotChange``.

    Whether ``by`` and ``told`` may read the draft is for the caller to see. A reviewer from ``outside`` has no account.
    """
    text = text.strip()
    try:
        clause = answers.key if answers else uuid.UUID(key)
    except ValueError:
        clause = None
    language = answers.language if answers else language
    _refuse(page, text, clause, language)
    assert clause is not None  # noqa: S101 - refused above
    if answers is not None:
        Remark.objects.filter(pk=answers.pk).update(resolved_at=None, resolved_by="")
    return Remark.objects.create(
        page_id=page.pk,
        answers=answers,
        key=clause,
        language=language,
        quote="" if answers else quote.strip()[:LONGEST_QUOTE],
        before="" if answers else before[-LONGEST_BEFORE:],
        text=text,
        author=by,
        author_name=outside.name if outside else name_of(by),
        outside=outside,
        told=[name_of(person) for person in told],
    )


def _refuse(page: Any, text: str, clause: uuid.UUID | None, language: str) -> None:
    message = ""
    if not text:
        message = _("Write what you want to say.")
    elif len(text) > LONGEST_REMARK:
        message = _("The comment has %(length)s characters; %(most)s are the most.") % {
            "length": len(text),
            "most": LONGEST_REMARK,
        }
    elif clause is None or language not in CODES:
        message = _("A comment is about a clause in one language.")
    elif Remark.objects.filter(page_id=page.pk).count() >= MOST_REMARKS:
        message = _("A policy holds %(most)s comments at most.") % {"most": MOST_REMARKS}
    if message:
        raise CannotChange(Refusal(code="no_remark", field="text", message=message))


def resolve(*, remark: Remark, by: Any, resolved: bool) -> None:
    """Close the thread, or open it again."""
    Remark.objects.filter(pk=remark.pk, answers=None).update(
        resolved_at=Now() if resolved else None, resolved_by=name_of(by) if resolved else ""
    )


def anchor(*, remark: Remark, key: str, quote: str, before: str) -> None:
    """The words that it is about were edited, or stand in another clause: these are they now."""
    Remark.objects.filter(pk=remark.pk, answers=None).update(
        key=uuid.UUID(key), quote=quote.strip()[:LONGEST_QUOTE], before=before[-LONGEST_BEFORE:]
    )
