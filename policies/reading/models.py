"""The clauses that can be searched: a copy of what versions say, made again at any time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from policies.publication.facts import LANGUAGE_CHOICES
from policies.publication.models import PolicyVersion


class SearchedClause(index.Indexed, models.Model):
    """One clause of a version in one language; ``folded_…`` is what ``lexicon.folding`` makes of it.

    A derived row, not evidence: ``reading.search_index`` writes and drops it.
    """

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    position = models.PositiveIntegerField()
    key = models.UUIDField()
    number = models.CharField(max_length=40, blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)
    folded_heading = models.TextField(blank=True)
    folded_text = models.TextField(blank=True)

    search_fields = [
        index.AutocompleteField("folded_heading"),
        index.AutocompleteField("folded_text"),
        index.FilterField("language"),
        index.FilterField("version_id"),
    ]

    class Meta:
        verbose_name = _("searched clause")
        verbose_name_plural = _("searched clauses")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "language", "key"], name="a_clause_is_searched_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}".strip() or str(self.key)
