"""The languages that a step of the workflow waits for: all of them at once, each ready on its own word."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.dispatch import Signal
from django.utils.translation import gettext_lazy
from wagtail.models import TaskState, get_default_page_content_type

from policies.publication.facts import LANGUAGE_CHOICES

# Sent in the transaction that asks for a language, with ``asked`` and ``user`` (who brought the draft there, or none).
language_asked = Signal()


class AskedLanguageQuerySet(models.QuerySet["AskedLanguage"]):
    def open(self) -> AskedLanguageQuerySet:
        """Those that a step still waits for."""
        return self.filter(ready_at=None, task_state__status=TaskState.STATUS_IN_PROGRESS)

    def of_page(self, page_id: int) -> AskedLanguageQuerySet:
        return self.of_pages([page_id])

    def of_pages(self, pages: Any) -> AskedLanguageQuerySet:
        return self.filter(
            task_state__workflow_state__base_content_type=get_default_page_content_type(),
            task_state__workflow_state__object_id__in=[str(number) for number in pages],
        )


class AskedLanguage(models.Model):
    """One language that one step asked its translators for; ``ready_at`` once somebody said that it is ready."""

    task_state = models.ForeignKey(TaskState, on_delete=models.CASCADE, related_name="asked_languages")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    asked_at = models.DateTimeField(db_default=Now())
    ready_at = models.DateTimeField(null=True)
    ready_by = models.CharField(max_length=200, blank=True, default="")

    objects = AskedLanguageQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("asked language")
        verbose_name_plural = gettext_lazy("asked languages")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["task_state", "language"], name="a_step_asks_for_a_language_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} for step {self.task_state_id}"


def open_languages(page_id: int) -> list[str]:
    """What the draft's step waits for now."""
    asked: QuerySet[AskedLanguage] = AskedLanguage.objects.open().of_page(page_id)
    return list(asked.values_list("language", flat=True))
