"""Where the translations of every policy stand, one row per text and language, for lists and counts.

The rows repeat what the newest draft says. They are written in the transaction that stores the draft, and hold
nothing that is not derived from it: ``record`` may be called at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from policies.comparison.parity import Disparity, disparities
from policies.document.languages import CODES
from policies.document.numbering import numbers_of
from policies.document.shape import Numbering
from policies.publication.models import LANGUAGE_CHOICES

from .draft import ordered_sections
from .page_texts import FIELDS, NAMES, page_texts
from .sources import Source, source_of
from .translating import State, state_of

if TYPE_CHECKING:
    from .models import PolicyPage
    from .organisation_page import OrganisationPage


class SectionTranslationQuerySet(models.QuerySet["SectionTranslation"]):
    def waiting(self) -> SectionTranslationQuerySet:
        """What a translator has to do."""
        return self.filter(state__in=(State.MISSING, State.OUT_OF_DATE))


class SectionTranslation(models.Model):
    """One section of a policy's newest draft, or one of its own texts, in a language other than the authoritative one.

    Of the page's own texts ``key`` says which it is, and ``heading`` stays empty: the list's reader has a name for it.
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
    disparities = models.PositiveSmallIntegerField(_("differences in structure or figures"), default=0)

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
        """The page's own text that it is; none where it is a section."""
        return FIELDS.get(self.key)


@transaction.atomic
def record(page: PolicyPage) -> None:
    """Write the rows of this draft anew."""
    SectionTranslation.objects.filter(page_id=page.pk).delete()
    SectionTranslation.objects.bulk_create(_rows(page))


def catch_up() -> None:
    """Write the rows of policies that have none: drafts stored before there were any."""
    from .models import PolicyPage

    without = PolicyPage.objects.filter(
        ~Exists(SectionTranslation.objects.filter(page=OuterRef("pk"))), latest_revision__isnull=False
    )
    for page in without:
        record(page.get_latest_revision_as_object())


def forget(organisation_page: OrganisationPage) -> None:
    """Drop the rows of an organisation's policies, to be made anew: another language is the source now."""
    SectionTranslation.objects.filter(page__path__startswith=organisation_page.path).delete()


def numbers_in(sections: Iterable[Any], numbering: str, language: str) -> list[str]:
    """The sections' computed numbers, as a reader of this language sees them."""
    levels = [
        section.level if (getattr(section, f"heading_{language}") or "").strip() else None
        for section in sections
    ]
    return numbers_of(levels, cast(Numbering, numbering))


def disparities_of(section: Any, language: str, source: Source) -> tuple[Disparity, ...]:
    """How one translation of a section differs in structure and figures from its source."""
    text = source_of(section, language)
    return disparities(source.body, text.body, source_text=source.heading, translation_text=text.heading)


def _rows(page: PolicyPage) -> Iterator[SectionTranslation]:
    authoritative = page.organisation_page.authoritative
    own: list[Any] = [*page_texts(page)]
    sections = ordered_sections(page)
    numbers = [*("" for _text in own), *numbers_in(sections, page.numbering, authoritative)]
    for position, (section, number) in enumerate(zip((*own, *sections), numbers, strict=True)):
        source = source_of(section, authoritative)
        for code in CODES:
            state = None if code == authoritative else state_of(section, code, authoritative, source)
            if state is not None:
                yield SectionTranslation(
                    page_id=page.pk,
                    key=section.key,
                    position=position,
                    number=number,
                    heading="" if section.key in FIELDS else source.heading,
                    language=code,
                    state=state,
                    disparities=len(disparities_of(section, code, source)),
                )
