"""The first pages of an import: its files, their reading, and the questions that they leave open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from policies.authoring.models import PolicyPage
from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.document.languages import CODES
from policies.interchange.readers.word.word_package import MAX_FILE
from policies.publication.localize import language_name
from policies.publication.models import Organisation

from .find_draft import locked_for
from .import_frame import (
    HISTORY_STEPS,
    STEPS,
    import_at,
    organisation_at,
    organisation_of_page,
    screen,
)
from .import_reading import QuestionsForm, questions_of, read_next, refusal_words, waiting
from .import_record import begin

TABLE: Final = "table"
MOST_SENT: Final = (len(CODES) + 1) * MAX_FILE
# Longer than the form without its files.
_FORM_ITSELF: Final = 1024 * 1024


class BoundedUpload(FileUploadHandler):
    """Stops an upload that is larger than all files may be, before anything of it is kept."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803
        if content_length > MOST_SENT + _FORM_ITSELF:
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class FilesForm(forms.Form):
    """A file for each language, or one table; the fields of languages are named by their codes."""

    def __init__(self, *sent: Any) -> None:
        super().__init__(*sent)
        for code in CODES:
            self.fields[code] = _file(language_name(code))
        self.fields[TABLE] = _file(
            _("All languages in one table"), _("A Word table with a column for each language.")
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        given = [name for name, file in cleaned.items() if file]
        if not given and not self.errors:
            raise forms.ValidationError(_("Choose a file."))
        if TABLE in given and len(given) > 1:
            raise forms.ValidationError(_("Give one file for each language, or one table: not both."))
        for name in given:
            if cleaned[name].size > MAX_FILE:
                words = {"most": MAX_FILE // 1024 // 1024}
                self.add_error(name, _("The file is larger than %(most)s MB: no policy is.") % words)
        return cleaned

    def files_by_language(self) -> dict[str, tuple[str, bytes]]:
        return {
            "" if name == TABLE else name: (file.name, file.read())
            for name, file in self.cleaned_data.items()
            if file
        }


def _file(label: str, help_text: str = "") -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=help_text,
        required=False,
        allow_empty_file=True,
        max_length=1000,
        error_messages={"max_length": gettext_lazy("The name of the file is too long.")},
    )


def bounded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose upload is bounded: the token stands in the body, which is read only once the bound is there."""

    @csrf_exempt
    @wraps(view)
    def entered(request: HttpRequest, **named: Any) -> HttpResponse:
        request.upload_handlers.insert(0, BoundedUpload(request))
        return csrf_protect(view)(request, **named)

    return entered


@bounded
def begin_new(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Files for a policy that is not there yet."""
    return _files(request, organisation_at(organisation_id), None)


@bounded
def begin_onto(request: HttpRequest, page_id: int) -> HttpResponse:
    """Files for a policy that is there: its clauses keep their keys."""
    page = get_object_or_404(PolicyPage, pk=page_id)
    return _files(request, organisation_of_page(page), page)


def _files(request: HttpRequest, organisation: Organisation, page: PolicyPage | None) -> HttpResponse:
    if not may(request.user, Act.WRITE, organisation):
        raise PermissionDenied
    form = FilesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    locked = locked_for(page, request.user) if page is not None else ""
    if request.method == "POST" and not locked and form.is_valid():
        begun = begin(
            by=request.user, organisation=organisation, page=page, files=form.files_by_language()
        )
        return redirect("policies_import:step", begun.pk)
    return screen(
        request,
        "policies/desk/import_files.html",
        organisation,
        page,
        step="files",
        form=form,
        locked=locked,
        table=form[TABLE],
        languages=[(code, form[code]) for code in CODES],
    )


def step(request: HttpRequest, text_import: Any) -> HttpResponse:
    """The page on which the import goes on: files that wait, questions, or the text."""
    record = import_at(request, text_import)
    files = waiting(record)
    steps = HISTORY_STEPS if record.history else STEPS
    if not files:
        if questions_of(record):
            return redirect("policies_import:questions", record.pk)
        if record.history:
            return redirect("policies_import:versions", record.pk)
        return redirect("policies_import:text", record.pk, next(iter(record.read)))
    if record.history and any(file.day is None for file in files):
        return redirect("policies_import:days", record.pk)
    return screen(
        request,
        "policies/desk/import_reading.html",
        record.organisation,
        record.page,
        step="files",
        steps=steps,
        record=record,
        refused=[(file, refusal_words(file)) for file in files if file.state == file.State.REFUSED],
        left=[file for file in files if file.state != file.State.REFUSED],
        count=record.files.count(),
    )


@require_POST
def read(request: HttpRequest, text_import: Any) -> HttpResponse:
    """Read one more file; the script is told how many are left, the browser without it goes on."""
    record = import_at(request, text_import)
    read_next(record)
    if request.accepts("text/html"):
        return redirect("policies_import:step", record.pk)
    files = waiting(record)
    left = [file.name for file in files if file.state != file.State.REFUSED]
    return JsonResponse({"left": left})


def questions(request: HttpRequest, text_import: Any) -> HttpResponse:
    record = import_at(request, text_import)
    if waiting(record):
        return redirect("policies_import:step", record.pk)
    form = QuestionsForm(questions_of(record), *((request.POST,) if request.method == "POST" else ()))
    if not form.asked:
        return redirect("policies_import:step", record.pk)
    if request.method == "POST" and form.is_valid():
        form.answer()
        return redirect("policies_import:step", record.pk)
    return screen(
        request,
        "policies/desk/import_questions.html",
        record.organisation,
        record.page,
        step="questions",
        steps=HISTORY_STEPS if record.history else STEPS,
        record=record,
        form=form,
    )


@require_POST
def cancel(request: HttpRequest, text_import: Any) -> HttpResponse:
    """Forget the files and all that was read of them; a reading that is under way ends."""
    record = import_at(request, text_import)
    page, organisation = record.page, record.organisation
    record.delete()
    if not request.accepts("text/html"):
        return JsonResponse({})
    if page is not None:
        return redirect("wagtailadmin_pages:edit", page.pk)
    return redirect("wagtailadmin_explore", organisation.page.pk)
