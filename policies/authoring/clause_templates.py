"""Clauses that an organisation keeps to begin policies with, in every language they are written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from policies.document.languages import CODES, in_language
from policies.publication.localize import active_language
from policies.publication.models import Organisation


class ClauseTemplate(models.Model):
    """One clause without a key: each policy that begins with it gives it one. ``heading`` and ``body`` by language."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="clause_templates"
    )
    level = models.PositiveSmallIntegerField(default=1)
    heading = models.JSONField(default=dict)
    body = models.JSONField(default=dict)
    kept_at = models.DateTimeField(db_default=Now())
    by = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("clause template")
        verbose_name_plural = _("clause templates")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its heading in the reader's language, else in any."""
        return shown_heading(self.heading)

    @property
    def languages(self) -> list[str]:
        return [code for code in CODES if self.heading.get(code) or self.body.get(code)]


def shown_heading(headings: Mapping[str, str]) -> str:
    """Of one clause: in the reader's language, else in any."""
    return headings.get(active_language()) or next(iter(headings.values()), str(_("Without heading")))


def headings_of(section: Any) -> dict[str, str]:
    """The headings of a draft's section in the languages that have one."""
    return _written(section, "heading")


@transaction.atomic
def keep_clauses(*, organisation: int, sections: Iterable[Any], by: str) -> int:
    """Keep these clauses of a draft as templates of the organisation; how many."""
    kept = ClauseTemplate.objects.bulk_create(
        ClauseTemplate(
            organisation_id=organisation,
            level=section.level,
            heading=headings_of(section),
            body=_written(section, "body"),
            by=by,
        )
        for section in sections
    )
    return len(kept)


def _written(section: Any, field: str) -> dict[str, Any]:
    texts = {code: in_language(section, field, code) for code in CODES}
    return {code: text for code, text in texts.items() if text}
