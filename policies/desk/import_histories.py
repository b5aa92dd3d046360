"""Past texts of a policy as versions: files of several days, looked over, then published as imported, told to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policies.authoring.models import PolicyPage
from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.authoring.writing_rights import name_of
from policies.interchange.history_files import DatedFile, dated_files, in_archive
from policies.interchange.history_import import import_history
from policies.interchange.importing import CannotImport
from policies.interchange.readers.parsed_text import ParsedText, UnreadableText
from policies.interchange.readers.worded import refusal_of
from policies.interchange.said_words import in_words
from policies.interchange.words_kept import WordsKept, words_kept
from policies.publication.facts import LANGUAGE_CHOICES
from policies.publication.localize import grouped
from policies.publication.models import Organisation

from .find_draft import locked_for
from .import_frame import (
    HISTORY_STEPS,
    import_at,
    organisation_at,
    organisation_of_page,
    screen,
)
from .import_pages import bounded
from .import_reading import questions_of, waiting
from .import_record import TextImport, begin_history

_LONGEST_SLUG = 80


class SeveralFiles(forms.FileInput):
    """The field looks at one of them; ``HistoryFilesForm.dated`` takes all."""

    allow_multiple_selected = True

    def value_from_datadict(self, _data: Any, files: Any, name: str) -> Any:
        return files.get(name)


class HistoryFilesForm(forms.Form):
    texts = forms.FileField(
        label=gettext_lazy("files, or one ZIP archive"),
        widget=SeveralFiles,
        help_text=gettext_lazy(
            "Names that say the day and the language, such as 2021-05-01.fr.docx, are understood."
        ),
    )

    def dated(self) -> list[DatedFile]:
        """Raises ``UnreadableText``."""
        sent = [(str(file.name), file.read()) for file in self.files.getlist("texts")]
        name, content = sent[0]
        if len(sent) == 1 and name.lower().endswith(".zip"):
            return dated_files(in_archive(content))
        return dated_files(sent)


@bounded
def begin_new(request: HttpRequest, organisation_id: int) -> HttpResponse:
    return _files(request, organisation_at(organisation_id), None)


@bounded
def begin_onto(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(PolicyPage, pk=page_id)
    return _files(request, organisation_of_page(page), page)


def _files(request: HttpRequest, organisation: Organisation, page: PolicyPage | None) -> HttpResponse:
    if not (may(request.user, Act.WRITE, organisation) and may(request.user, Act.PUBLISH, organisation)):
        raise PermissionDenied
    form = HistoryFilesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    locked = locked_for(page, request.user) if page is not None else ""
    if request.method == "POST" and not locked and form.is_valid():
        try:
            files = form.dated()
        except UnreadableText as error:
            form.add_error("texts", in_words(refusal_of(error)))
        else:
            begun = begin_history(by=request.user, organisation=organisation, page=page, files=files)
            return redirect("policies_import:days", begun.pk)
    return screen(
        request,
        "policies/desk/import_history_files.html",
        organisation,
        page,
        step="upload",
        steps=HISTORY_STEPS,
        form=form,
        locked=locked,
    )


class DaysForm(forms.Form):
    """Of each file its day and its language; one that is left out is not imported."""

    def __init__(self, record: TextImport, *sent: Any) -> None:
        super().__init__(*sent)
        self.rows = list(record.files.defer("content", "texts").order_by("day", "name"))
        for file in self.rows:
            self.fields[f"day-{file.pk}"] = forms.DateField(
                label=_("day"),
                required=False,
                initial=file.day,
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
                input_formats=["%Y-%m-%d"],
            )
            self.fields[f"language-{file.pk}"] = forms.ChoiceField(
                label=_("language"), choices=LANGUAGE_CHOICES, initial=file.language
            )
            self.fields[f"out-{file.pk}"] = forms.BooleanField(label=_("leave out"), required=False)

    def shown(self) -> Iterator[tuple[Any, Any, Any, Any]]:
        for file in self.rows:
            day, language, out = (self[f"{name}-{file.pk}"] for name in ("day", "language", "out"))
            yield file, day, language, out

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        taken: set[tuple[date, str]] = set()
        for file in self.rows:
            if cleaned.get(f"out-{file.pk}"):
                continue
            day, language = cleaned.get(f"day-{file.pk}"), cleaned.get(f"language-{file.pk}", "")
            if day is None:
                self.add_error(f"day-{file.pk}", _("Since which day did this text apply?"))
            elif (day, language) in taken:
                self.add_error(f"day-{file.pk}", _("Another file is of the same day and language."))
            else:
                taken.add((day, language))
        if not taken and not self.errors:
            raise forms.ValidationError(_("Choose a file."))
        return cleaned

    def keep(self) -> None:
        for file in self.rows:
            if self.cleaned_data[f"out-{file.pk}"]:
                file.delete()
                continue
            language = self.cleaned_data[f"language-{file.pk}"]
            if language != file.language:
                file.state = file.State.WAITING
            file.day, file.language = self.cleaned_data[f"day-{file.pk}"], language
            file.save(update_fields=["day", "language", "state"])


def days(request: HttpRequest, text_import: Any) -> HttpResponse:
    record = _history_at(request, text_import)
    form = DaysForm(record, *((request.POST,) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        form.keep()
        return redirect("policies_import:step", record.pk)
    return screen(
        request,
        "policies/desk/import_days.html",
        record.organisation,
        record.page,
        step="days",
        steps=HISTORY_STEPS,
        record=record,
        form=form,
    )


class Day(NamedTuple):
    day: date
    texts: dict[str, ParsedText]
    words: WordsKept
    said: list[str]


class VersionsForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("change note of every version"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Left empty: “Imported text.”"),
    )
    slug = forms.SlugField(
        label=gettext_lazy("address"),
        max_length=_LONGEST_SLUG,
        help_text=gettext_lazy("Plain letters, digits and hyphens."),
    )
    seen = forms.BooleanField(
        label=gettext_lazy(
            "These texts were in force as they stand here. Published, they cannot be changed."
        ),
        error_messages={"required": gettext_lazy("Look at the texts, and say so.")},
    )


def versions(request: HttpRequest, text_import: Any) -> HttpResponse:
    record = _history_at(request, text_import)
    if waiting(record) or questions_of(record):
        return redirect("policies_import:step", record.pk)
    found = _days_of(record)
    form = VersionsForm(
        request.POST if request.method == "POST" else None, initial={"slug": _slug(found)}
    )
    if record.page is not None:
        del form.fields["slug"]
    locked = locked_for(record.page, request.user) if record.page is not None else ""
    if request.method == "POST" and not locked and form.is_valid():
        try:
            return _published(request, record, form, found)
        except CannotImport as error:
            form.add_error(None, in_words(refusal_of(error)))
    return screen(
        request,
        "policies/desk/import_versions.html",
        record.organisation,
        record.page,
        step="versions",
        steps=HISTORY_STEPS,
        record=record,
        form=form,
        days=found,
        locked=locked,
    )


def _history_at(request: HttpRequest, text_import: Any) -> TextImport:
    record = import_at(request, text_import)
    if not may(request.user, Act.PUBLISH, record.organisation):
        raise PermissionDenied
    return record


def _days_of(record: TextImport) -> list[Day]:
    texts: dict[date, dict[str, ParsedText]] = {}
    for file in record.files.defer("content").order_by("day"):
        if file.day is not None:
            own = file.read
            texts.setdefault(file.day, {}).update(
                {code: text for code, text in own.items() if code == file.language or len(own) > 1}
            )
    return [
        Day(
            day,
            held,
            words_kept(held),
            [in_words(each) for text in held.values() for each in text.warnings],
        )
        for day, held in texts.items()
    ]


def _slug(found: list[Day]) -> str:
    titles = [text.title for day in found[-1:] for text in day.texts.values()]
    return next(filter(None, (slugify(title)[:_LONGEST_SLUG].strip("-") for title in titles)), "policy")


def _published(
    request: HttpRequest, record: TextImport, form: VersionsForm, found: list[Day]
) -> HttpResponse:
    organisation = record.organisation
    slug = record.page.slug if record.page is not None else form.cleaned_data["slug"]
    if record.page is None and PolicyPage.objects.child_of(organisation.page).filter(slug=slug).exists():
        raise CannotImport(_("Another policy has this address."))
    brought = import_history(
        organisation=organisation.slug,
        policy=slug,
        days={each.day: each.texts for each in found},
        by=name_of(request.user),
        note=form.cleaned_data["note"].strip(),
    )
    record.delete()
    made = [each.version for each in brought if each.version is not None]
    messages.success(
        request,
        ngettext(
            "%(count)s version was imported. Nobody is told of it.",
            "%(count)s versions were imported. Nobody is told of them.",
            len(made),
        )
        % {"count": grouped(len(made))},
    )
    page = PolicyPage.objects.child_of(organisation.page).get(slug=slug)
    return redirect("wagtailadmin_pages:edit", page.pk)
