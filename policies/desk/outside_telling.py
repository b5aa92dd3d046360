"""Telling those who work on a draft what a reviewer from outside said about it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from policies.authoring.outside import TOLD_EVERY, OutsideReview
from policies.authoring.remarks import Remark

from .remark_views import readers_of
from .staff_mails import Said, tell


def tell_of_remark(review: OutsideReview, remark: Remark) -> None:
    """A new thread is told to who invited, at most once an hour; an answer to those who spoke in its thread too."""
    thread = remark.answers or remark
    told: dict[int, Any] = {}
    if remark.answers is not None:
        spoke = [thread, *thread.replies.select_related("author")]
        told = {each.author.pk: each.author for each in spoke if each.author is not None}
    due = OutsideReview.objects.filter(
        Q(heard_at=None) | Q(heard_at__lt=Now() - TOLD_EVERY), pk=review.pk
    )
    if review.by is not None and (remark.answers is not None or due.update(heard_at=Now())):
        told[review.by.pk] = review.by
    readers = {person.pk for person in readers_of(review.page)}

    def words(_language: str) -> Said:
        heading = (
            _("%(name)s, from outside, answered a comment")
            if remark.answers_id
            else _("%(name)s, from outside, comments on the draft")
        )
        return Said(
            heading=heading % {"name": remark.author_name},
            lines=(remark.text,),
            quote=thread.quote,
            verb=_("Read and answer"),
            address=f"{reverse('wagtailadmin_pages:edit', args=[review.page_id])}#remark-{thread.pk}",
        )

    tell(review.page, [each for number, each in told.items() if number in readers], words)
