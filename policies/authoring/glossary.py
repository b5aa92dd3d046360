"""The glossary of an organisation: one notion a row, with its term in each language and what must not stand for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.document.languages import CODES, column, in_language
from policies.publication.localize import language_name

from .divergence.glossary_use import Term, says

# The finder looks for every form in every clause: these bound what one organisation can make it do.
MOST_ENTRIES: Final = 500
MOST_FORMS: Final = 20
LONGEST_FORM: Final = 200


class GlossaryEntry(models.Model):
    """One notion. ``term`` is how it is named, ``accepted`` what may name it too, ``forbidden`` what must not; a form
    on each line.
    """

    organisation = models.ForeignKey(
        "policies.OrganisationPage",
        on_delete=models.CASCADE,
        related_name="glossary",
        verbose_name=gettext_lazy("organisation"),
    )
    term_fr = models.CharField(gettext_lazy("term in French"), max_length=LONGEST_FORM, blank=True)
    term_en = models.CharField(gettext_lazy("term in English"), max_length=LONGEST_FORM, blank=True)
    term_ar = models.CharField(gettext_lazy("term in Arabic"), max_length=LONGEST_FORM, blank=True)
    accepted_fr = models.TextField(gettext_lazy("also accepted in French"), blank=True)
    accepted_en = models.TextField(gettext_lazy("also accepted in English"), blank=True)
    accepted_ar = models.TextField(gettext_lazy("also accepted in Arabic"), blank=True)
    forbidden_fr = models.TextField(gettext_lazy("forbidden in French"), blank=True)
    forbidden_en = models.TextField(gettext_lazy("forbidden in English"), blank=True)
    forbidden_ar = models.TextField(gettext_lazy("forbidden in Arabic"), blank=True)
    definition_fr = models.TextField(gettext_lazy("definition in French"), max_length=2000, blank=True)
    definition_en = models.TextField(gettext_lazy("definition in English"), max_length=2000, blank=True)
    definition_ar = models.TextField(gettext_lazy("definition in Arabic"), max_length=2000, blank=True)

    class Meta:
        verbose_name = gettext_lazy("term of the glossary")
        verbose_name_plural = gettext_lazy("glossary")
        ordering = ["organisation", "term_fr", "term_en", "term_ar", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(term_fr="", term_en="", term_ar=""),
                name="a_notion_has_a_term_in_some_language",
            )
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, (in_language(self, "term", code) for code in CODES)))

    def clean(self) -> None:
        errors: dict[str, str] = {}
        if not any(in_language(self, "term", code).strip() for code in CODES):
            errors[column("term", CODES[0])] = _("Give the term in one language at least.")
        for code in CODES:
            errors |= dict(self._errors_in(code))
        if errors:
            raise ValidationError(errors)
        others = GlossaryEntry.objects.filter(organisation_id=self.organisation_id).exclude(pk=self.pk)
        if others.count() >= MOST_ENTRIES:
            message = _("A glossary has %(most)s terms at most.") % {"most": MOST_ENTRIES}
            raise ValidationError(message)

    def _errors_in(self, code: str) -> Iterator[tuple[str, str]]:
        term = in_language(self, "term", code).strip()
        for field in ("accepted", "forbidden"):
            forms = forms_of(in_language(self, field, code))
            name = column(field, code)
            if len(forms) > MOST_FORMS or any(len(form) > LONGEST_FORM for form in forms):
                message = _("At most %(most)s lines of %(length)s characters.")
                yield name, message % {"most": MOST_FORMS, "length": LONGEST_FORM}
            elif field == "accepted" and forms and not term:
                message = _("Name the term in %(language)s first: these stand beside it.")
                yield name, message % {"language": language_name(code)}
            elif field == "forbidden" and {term, *forms_of(in_language(self, "accepted", code))} & {
                *forms
            }:
                yield name, _("A form cannot be accepted and forbidden.")

    @property
    def as_term(self) -> Term:
        """What the finder asks for."""
        return Term(
            forms=tuple(
                (code, (term, *forms_of(in_language(self, "accepted", code))))
                for code in CODES
                if (term := in_language(self, "term", code).strip())
            ),
            forbidden=tuple(
                (code, forms)
                for code in CODES
                if (forms := forms_of(in_language(self, "forbidden", code)))
            ),
        )


def forms_of(text: str) -> tuple[str, ...]:
    """The forms that a field lists, one on each line."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def glossary_of(organisation_page: Any) -> tuple[Term, ...]:
    """The organisation's terms, as the finder asks for them; none before its page was saved."""
    return tuple(entry.as_term for entry in entries_of(organisation_page))


class Named(NamedTuple):
    """A notion that a text speaks of: its term there, what names it here, and what must not."""

    there: str
    here: str
    accepted: tuple[str, ...]
    forbidden: tuple[str, ...]
    definition: str


def entries_of(organisation_page: Any) -> list[GlossaryEntry]:
    """Asked for once, however often this very object is read for them; none before it was saved."""
    if not organisation_page.pk:
        return []
    prefetch_related_objects([organisation_page], "glossary")
    return [*organisation_page.glossary.all()[:MOST_ENTRIES]]


def named_in(text: str, source: str, language: str, entries: Iterable[GlossaryEntry]) -> Iterator[Named]:
    """The notions that a text in the language ``source`` names, as they are to be named in ``language``."""
    for entry in entries:
        term = entry.as_term
        here = term.in_language(language)
        if (here or term.forbidden_in(language)) and says(text, term.in_language(source), source):
            yield Named(
                there=term.in_language(source)[0],
                here=here[0] if here else "",
                accepted=here[1:],
                forbidden=term.forbidden_in(language),
                definition=in_language(entry, "definition", language),
            )
