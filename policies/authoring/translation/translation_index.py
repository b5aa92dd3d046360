"""The translations of every policy, one row per text and language, for lists and counts.

The rows repeat what the newest draft says. They are written in the transaction that stores the draft, and hold
nothing that is not derived from it: ``record`` may be called at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from policies.authoring.draft import numbers_in, ordered_sections
from policies.publication.facts import LANGUAGE_CHOICES

from .page_texts import FIELDS, NAMES, page_texts
from .translation_state import State, translations_of

_MOST: Final = 32_767  # what the column holds


class SectionTranslationQuerySet(models.QuerySet["SectionTranslation"]):
    def waiting(self) -> SectionTranslationQuerySet:
        """What a translator has to do."""
        return self.filter(state__in=(State.MISSING, State.INCOMPLETE, State.OUT_OF_DATE))


class SectionTranslation(models.Model):
    """One section of a policy's newest draft, or one of its own texts, in a language other than the authoritative one.

    For one of the page's own texts, ``key`` says which it is and ``heading`` is empty: ``name`` names it in the
    reader's language.
    """

    page = models.ForeignKey(
        "policies.PolicyPage",
        on_delete=models.CASCADE,
        related_name="translations",
        verbose_name=_("policy"),
    )
    key = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    number = models.CharField(_("number"), max_length=40, blank=True)
    heading = models.CharField(_("section"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    state = models.CharField(_("state"), max_length=20, choices=State.choices)
    divergences = models.PositiveSmallIntegerField(_("differences between languages"), default=0)

    objects = SectionTranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation of a section")
        verbose_name_plural = _("translations of sections")
        ordering = ["page", "position", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "key", "language"], name="a_section_stands_once_in_each_language"
            )
        ]
        indexes = [models.Index(fields=["language", "state"])]

    def __str__(self) -> str:
        return f"{self.number} {self.name} [{self.language}]".strip()

    @property
    def name(self) -> str:
        """What the text is called: a section by its heading."""
        return str(NAMES[self.field]) if self.field else self.heading

    @property
    def field(self) -> str | None:
        """Which of the page's own texts it is; none for a section."""
        return FIELDS.get(self.key)


Counts = Mapping[tuple[str, str], int]


@transaction.atomic
def record(page: Any, counts: Counts) -> None:
    """Write the rows of this draft anew; ``counts`` are its open findings, by a text's key and the language."""
    SectionTranslation.objects.filter(page_id=page.pk).delete()
    SectionTranslation.objects.bulk_create(_rows(page, counts))


def catch_up(policy_pages: QuerySet[Any], counted: Callable[[Any], Counts]) -> None:
    """Write the rows of those of these pages that have none: drafts stored before there were any."""
    without = policy_pages.filter(
        ~Exists(SectionTranslation.objects.filter(page=OuterRef("pk"))), latest_revision__isnull=False
    )
    for page in without:
        draft = page.get_latest_revision_as_object()
        record(draft, counted(draft))


def _rows(page: Any, counts: Counts) -> Iterator[SectionTranslation]:
    authoritative = page.organisation_page.authoritative
    own: list[Any] = [*page_texts(page)]
    sections = ordered_sections(page)
    numbers = [*("" for _text in own), *numbers_in(sections, page.numbering, authoritative)]
    for position, (text, number) in enumerate(zip((*own, *sections), numbers, strict=True)):
        for code, translation in translations_of(text, authoritative).items():
            if translation.state is not None:
                yield SectionTranslation(
                    page_id=page.pk,
                    key=text.key,
                    position=position,
                    number=number,
                    heading="" if text.key in FIELDS else translation.source.heading,
                    language=code,
                    state=translation.state,
                    divergences=min(counts.get((str(text.key), code), 0), _MOST),
                )
