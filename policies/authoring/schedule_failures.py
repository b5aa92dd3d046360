"""Scheduled publications that failed: kept until the page is published or scheduled again."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision


class ScheduleFailure(models.Model):
    """Why the last scheduled publication of a page did not happen, in the words its editor is shown."""

    page = models.OneToOneField(
        "policies.PolicyPage", on_delete=models.CASCADE, related_name="schedule_failure"
    )
    revision_id = models.PositiveBigIntegerField()
    due_at = models.DateTimeField()
    reasons = models.JSONField(default=list)
    failed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("failed scheduled publication")
        verbose_name_plural = _("failed scheduled publications")

    def __str__(self) -> str:
        return f"revision {self.revision_id} was not published"


def note_failure(revision: Revision, reasons: list[str]) -> None:
    ScheduleFailure.objects.update_or_create(
        page_id=int(revision.object_id),
        defaults={
            "revision_id": revision.pk,
            "due_at": revision.approved_go_live_at,
            "reasons": reasons,
            "failed_at": Now(),
        },
    )
