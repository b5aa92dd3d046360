"""Files for translators outside: downloaded for a language, brought back, looked over clause by clause, then one draft.

Nothing of a file is kept before the draft is written: what was read of it rides, signed, in the page that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from policies.authoring.admin_redline import changes_html
from policies.authoring.models import PolicyPage
from policies.authoring.stale_form import StaleDraft
from policies.authoring.translation.page_texts import FIELDS
from policies.authoring.writing_rights import languages_written_by
from policies.document.blocks import Runs
from policies.document.html import runs_html
from policies.document.malformed import MalformedDocument
from policies.interchange.clause_back import ClauseBack
from policies.interchange.readers.detect_format import format_of
from policies.interchange.readers.parsed_text import UnreadableText
from policies.interchange.readers.reading_process import returned_apart
from policies.interchange.readers.returned_text import (
    ReturnedText,
    returned_from_json,
    returned_to_json,
)
from policies.interchange.readers.word.word_package import MAX_FILE, bounded_archive
from policies.interchange.readers.worded import refusal_of, worded
from policies.interchange.said_words import in_words
from policies.interchange.translated_back import Back, brought_back, language_of, write_back
from policies.interchange.translation_jobs import job_of
from policies.publication.localize import active_language, grouped, language_name
from policies.writers.exchange.translation_job import TranslationJob
from policies.writers.exchange.write_xliff import xliff_1_2, xliff_2_1
from policies.writers.word.translation_table import translation_table

from .find_draft import draft_at, locked_for, screen
from .import_pages import bounded

_SALT: Final = "policies.desk.translators"
# What is carried is read from the form anew: it may take as long as a working day to look it over.
_CARRIED: Final = 60 * 60 * 24
_XLIFF: Final = "application/xliff+xml"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS: Final[dict[str, tuple[Any, str, str, Callable[[TranslationJob], bytes]]]] = {
    "xliff2": (gettext_lazy("XLIFF 2.1"), "2.1.xlf", _XLIFF, xliff_2_1),
    "xliff1": (gettext_lazy("XLIFF 1.2, for older programs"), "1.2.xlf", _XLIFF, xliff_1_2),
    "word": (
        gettext_lazy("A Word table, for those without a program for translators"),
        "docx",
        _WORD,
        translation_table,
    ),
}


class JobForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language"), widget=forms.RadioSelect)
    what = forms.ChoiceField(
        label=gettext_lazy("Passages"),
        choices=[
            ("waiting", gettext_lazy("What is missing, incomplete or out of date")),
            ("everything", gettext_lazy("All of the text")),
        ],
        initial="waiting",
        widget=forms.RadioSelect,
    )
    form = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(name, label) for name, (label, *_rest) in FORMATS.items()],
        initial="xliff2",
        widget=forms.RadioSelect,
    )

    def __init__(self, languages: list[str], sent: Any = None) -> None:
        super().__init__(sent, auto_id="job_%s")
        chosen: Any = self.fields["language"]
        chosen.choices = [(code, language_name(code)) for code in languages]
        chosen.initial = languages[0]


class ReturnedForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file that the translator gave back"),
        allow_empty_file=True,
        max_length=1000,
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "max_length": gettext_lazy("The name of the file is too long."),
        },
    )


def languages_for(user: Any, page: PolicyPage) -> list[str]:
    """The languages into which this person may bring translations."""
    authoritative = page.organisation_page.authoritative
    return [code for code in languages_written_by(user, page) if code != authoritative]


@bounded
def translators(request: HttpRequest, page_id: int) -> HttpResponse:
    """Download a file for a translator, or bring one back; an upload that can be read is shown clause by clause."""
    page, languages = _draft(request, page_id)
    sent = request.method == "POST"
    returned = ReturnedForm(*((request.POST, request.FILES) if sent else ()))
    locked = locked_for(page, request.user)
    if sent and not locked and returned.is_valid():
        try:
            read = read_returned(returned.cleaned_data["file"].read(MAX_FILE + 1))
            return _looked_over(request, page, read)
        except UnreadableText as error:
            returned.add_error("file", in_words(refusal_of(error)))
    return _screen(
        request,
        page,
        "policies/desk/translators.html",
        job=JobForm(languages),
        returned=returned,
        locked=locked,
    )


@require_POST
def download(request: HttpRequest, page_id: int) -> HttpResponse:
    page, languages = _draft(request, page_id)
    form = JobForm(languages, request.POST)
    if form.is_valid():
        language = form.cleaned_data["language"]
        job = job_of(page, language, everything=form.cleaned_data["what"] == "everything")
        if job.clauses:
            _label, ending, kind, written = FORMATS[form.cleaned_data["form"]]
            response = HttpResponse(written(job), content_type=kind)
            name = f"{page.slug}-{job.source_language}-{language}.{ending}"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            response["Cache-Control"] = "no-store"
            return response
        said = _("Nothing waits to be translated into %(language)s.")
        form.add_error(None, said % {"language": language_name(language)})
    locked = locked_for(page, request.user)
    return _screen(
        request, page, "policies/desk/translators.html", job=form, returned=ReturnedForm(), locked=locked
    )


@require_POST
def take_back(request: HttpRequest, page_id: int) -> HttpResponse:
    """Write what was chosen into the draft; shown again where the draft changed since it was shown."""
    page, _languages = _draft(request, page_id)
    try:
        carried = signing.loads(
            request.POST.get("returned", ""), salt=_salt(request, page), max_age=_CARRIED
        )
        read = returned_from_json(carried)
        back = _back(request, page, read)
    except (signing.BadSignature, UnreadableText, MalformedDocument):
        messages.error(request, _("The file is no longer at hand: give it once more."))
        return redirect("policies_translators", page.pk)
    if message := locked_for(page, request.user):
        messages.error(request, message)
        return redirect("policies_translators", page.pk)
    newest, chosen = request.POST.get("newest", ""), set(request.POST.getlist("clause"))
    if newest != str(page.latest_revision_id):
        messages.warning(request, _("The draft changed meanwhile: look at the clauses again."))
        return _looked_over(request, page, read, chosen)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    keys = {clause.key for clause in back.clauses if str(clause.key) in chosen}
    if not keys:
        messages.warning(request, _("Choose at least one clause, or cancel."))
        return _looked_over(request, page, read, chosen)
    try:
        count = write_back(
            page=page,
            language=back.language,
            clauses=back.clauses,
            chosen=keys,
            newest=newest,
            by=request.user,
        )
    except StaleDraft:
        messages.warning(request, _("The draft changed meanwhile: look at the clauses again."))
        return _looked_over(
            request, PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object(), read, chosen
        )
    said = ngettext(
        "The draft has the translation of %(count)s clause. Nothing is published.",
        "The draft has the translations of %(count)s clauses. Nothing is published.",
        count,
    )
    messages.success(request, said % {"count": grouped(count)})
    return redirect("wagtailadmin_pages:edit", page.pk)


def read_returned(content: bytes) -> ReturnedText:
    """What a translator's file says, told by its content; raises ``UnreadableText``. It is parsed in another process."""
    if not content.strip():
        raise UnreadableText(worded("the file is empty"))
    if len(content) > MAX_FILE:
        raise UnreadableText(
            worded("larger than {most} MB: no policy is", most=MAX_FILE // 1024 // 1024)
        )
    form = format_of(content)
    if form == "docx":
        bounded_archive(content)
        return returned_apart(content, "table")
    if form != "text" or not re.match(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*\x00?<", content[:100]):
        raise UnreadableText(
            worded("it is neither an XLIFF file nor the Word table that was downloaded here")
        )
    return returned_apart(content, "xliff")


def _draft(request: HttpRequest, page_id: int) -> tuple[PolicyPage, list[str]]:
    page = draft_at(page_id, request.user)
    languages = languages_for(request.user, page)
    if not languages:
        raise PermissionDenied
    return page, languages


def _back(request: HttpRequest, page: PolicyPage, read: ReturnedText) -> Back:
    language = language_of(page, read)
    if language not in languages_for(request.user, page):
        raise UnreadableText(
            worded(
                "the file translates into {language}: you do not translate into that here",
                language=language_name(language),
            )
        )
    return brought_back(page, read)


def _looked_over(
    request: HttpRequest, page: PolicyPage, read: ReturnedText, chosen: set[str] | None = None
) -> HttpResponse:
    """What the file changes; raises ``UnreadableText`` where it is no file of this policy."""
    back = _back(request, page, read)
    return _screen(
        request,
        page,
        "policies/desk/translators_back.html",
        returned=back,
        clauses=list(_shown(page, back, chosen)),
        carried=signing.dumps(returned_to_json(read), salt=_salt(request, page), compress=True),
        newest=str(page.latest_revision_id),
    )


def _shown(page: PolicyPage, back: Back, chosen: set[str] | None) -> Iterator[dict[str, Any]]:
    source = page.organisation_page.authoritative
    for clause in back.clauses:
        first = clause.chosen_at_first if chosen is None else str(clause.key) in chosen
        yield {
            "key": clause.key,
            "name": clause.name,
            "language": active_language() if clause.key in FIELDS else source,
            "checked": first and not clause.refusal,
            "refusal": in_words(clause.refusal),
            "questions": [in_words(each) for each in clause.questions],
            "moved": _moved(clause),
            "passages": [
                {
                    "name": each.name,
                    "source": _html(each.source, source),
                    "present": _html(each.present, back.language),
                    "incoming": _html(each.incoming, back.language),
                }
                for each in clause.passages
            ],
        }


def _html(runs: Runs, language: str) -> SafeString:
    return mark_safe(runs_html(runs, language))  # noqa: S308 - escaped there


def _moved(clause: ClauseBack) -> Any:
    if clause.was is None:
        return None
    return changes_html(clause.was.document, clause.source.document, clause.source.language)


def _salt(request: HttpRequest, page: PolicyPage) -> str:
    """What one person brings to one policy, nobody brings to another."""
    return f"{_SALT}.{request.user.pk}.{page.policy_uuid}"


def _screen(request: HttpRequest, page: PolicyPage, template: str, **context: Any) -> HttpResponse:
    response = screen(
        request,
        template,
        page,
        title=_("Files for translators"),
        icon="globe",
        back=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        source_language=page.organisation_page.authoritative,
        **context,
    )
    response["Cache-Control"] = "no-store"
    return response


@hooks.register("register_admin_urls")
def translators_addresses() -> list[URLPattern | URLResolver]:
    at = "policies/<int:page_id>/translators/"
    return [
        path(at, translators, name="policies_translators"),
        path(f"{at}file/", download, name="policies_translators_file"),
        path(f"{at}take/", take_back, name="policies_translators_take"),
    ]


@hooks.register("register_page_header_buttons")
def translators_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    del view_name, next_url
    specific = page.specific
    if isinstance(specific, PolicyPage) and languages_for(user, specific):
        address = reverse("policies_translators", args=[specific.pk])
        yield Button(_("Files for translators"), address, icon_name="globe", priority=17)
