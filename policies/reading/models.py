"""What can be searched: a copy of what versions say, made again at any time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.publication.facts import LANGUAGE_CHOICES
from policies.publication.models import Policy, PolicyVersion


class SearchedTextQuerySet(models.QuerySet["SearchedText"]):
    def shown(self, moment: object) -> SearchedTextQuerySet:
        """The texts that their policies' addresses show at this moment."""
        return self.filter(
            Q(shown_until__isnull=True) | Q(shown_until__gt=moment), shown_from__lte=moment
        )


class SearchedText(models.Model):
    """A version in one language, and from when until when its policy's address shows it.

    A derived row, not evidence: ``reading.search_index`` writes and drops it.
    """

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="+")
    organisation_id = models.PositiveBigIntegerField()
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    title = models.TextField(blank=True)
    shown_from = models.DateTimeField()
    shown_until = models.DateTimeField(null=True)

    objects = SearchedTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("searched text")
        verbose_name_plural = _("searched texts")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "language"], name="a_version_is_searched_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"


class SearchedClause(models.Model):
    """One clause of a text. ``stems_…`` are its words as ``lexicon.stems`` writes them; of ``stems_title`` the text's.

    The database's own index of these three columns is made by ``reading.search_tables``.
    """

    searched = models.ForeignKey(SearchedText, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveIntegerField()
    key = models.UUIDField()
    number = models.CharField(max_length=40, blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)
    stems_heading = models.TextField(blank=True)
    stems_text = models.TextField(blank=True)
    stems_title = models.TextField(blank=True)

    class Meta:
        verbose_name = _("searched clause")
        verbose_name_plural = _("searched clauses")
        constraints = [
            models.UniqueConstraint(
                fields=["searched", "key"], name="a_clause_is_searched_once_per_text"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}".strip() or str(self.key)
