"""The last page of an import: what was left out, numbers, title and address; then the draft is written."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policies.authoring.admin_redline import redline
from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.document.shape import Numbering
from policies.interchange.assemble import base_of
from policies.interchange.draft_import import write_draft
from policies.interchange.import_plan import Plan, kind_of, plan
from policies.interchange.importing import CannotImport
from policies.interchange.readers.parsed_text import UnreadableText
from policies.interchange.readers.worded import refusal_of
from policies.interchange.said_words import in_words
from policies.publication.localize import grouped, language_name
from policies.publication.models import Policy

from .find_draft import locked_for
from .import_frame import import_at, screen
from .import_pairing import Texts, rows_in_use
from .import_reading import questions_of, texts_before, waiting
from .import_record import TextImport

_NUMBERINGS = [
    ("decimal", gettext_lazy("Computed: 1, 1.1, 1.1.1; a number typed otherwise stays as typed")),
    ("outline", gettext_lazy("Computed: 1., A., (i); a number typed otherwise stays as typed")),
    ("none", gettext_lazy("As typed: every number stays as it is in the file")),
]
_LONGEST_TITLE, _LONGEST_SLUG = 250, 80
_NO_SLUG = re.compile(r"[^a-z0-9-]")


class DraftForm(forms.Form):
    numbering = forms.ChoiceField(
        label=gettext_lazy("Numbers of the clauses"), choices=_NUMBERINGS, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=Policy.Kind.choices)
    slug = forms.SlugField(
        label=gettext_lazy("address"),
        max_length=_LONGEST_SLUG,
        help_text=gettext_lazy("Plain letters, digits and hyphens."),
    )
    newest = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.BooleanField(
        label=gettext_lazy("I have seen what was left out and what is to be checked."),
        error_messages={"required": gettext_lazy("Look at what was left out, and say so.")},
    )

    def __init__(
        self, record: TextImport, texts: Texts, *sent: Any, anything_said: bool, **values: Any
    ) -> None:
        super().__init__(*sent, **values)
        self.record = record
        for code, text in texts.items():
            label = _("title in %(language)s") % {"language": language_name(code)}
            self.fields[f"title_{code}"] = forms.CharField(
                label=label, max_length=_LONGEST_TITLE, initial=text.title, required=False
            )
        self.order_fields([*(f"title_{code}" for code in texts), "kind", "slug", "numbering", "seen"])
        if record.page is not None:
            del self.fields["kind"], self.fields["slug"]
        if not anything_said:
            del self.fields["seen"]

    def clean_newest(self) -> str:
        """Refused where somebody saved another draft since the page was shown."""
        newest = str(self.cleaned_data["newest"])
        if self.record.page is not None and newest != newest_of(self.record.page):
            raise ValidationError(_("The draft changed meanwhile: look at the comparison again."))
        return newest

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        taken = PolicyPage.objects.child_of(self.record.organisation.page).filter(slug=slug)
        if taken.exists():
            raise ValidationError(_("Another policy has this address."))
        return slug

    def texts(self, texts: Texts) -> Texts:
        """With the titles as they are in the form."""
        return {
            code: text._replace(title=self.cleaned_data[f"title_{code}"].strip())
            for code, text in texts.items()
        }

    def page(self) -> PolicyPage:
        """The page that the draft is of, saved or not."""
        if self.record.page is not None:
            return self.record.page
        titles = [self.cleaned_data.get(f"title_{code}") for code in ("en", "fr", "ar")]
        slug = self.cleaned_data["slug"]
        return PolicyPage(
            title=next(filter(None, titles), slug), slug=slug, kind=self.cleaned_data["kind"]
        )


def newest_of(page: PolicyPage) -> str:
    return str(page.latest_revision_id or "")


def draft(request: HttpRequest, text_import: Any) -> HttpResponse:
    record = import_at(request, text_import)
    texts = record.read
    if waiting(record) or questions_of(record):
        return redirect("policies_import:step", record.pk)
    rows = rows_in_use(record, texts, base_of(texts, record.organisation.authoritative))
    organisation_page: OrganisationPage = record.organisation.page
    target = record.page or PolicyPage(slug="policy", kind=Policy.Kind.OTHER)
    stored = target.get_latest_revision_as_object() if record.page is not None else target
    refused, planned = "", None
    try:
        planned = plan(stored, organisation_page, texts, rows=rows)
    except UnreadableText as error:
        refused = in_words(refusal_of(error))
    said = _said(texts, planned)
    form = DraftForm(
        record,
        texts,
        *((request.POST,) if request.method == "POST" else ()),
        anything_said=any(words for _code, words in said),
        initial=_initial(record, texts, planned),
    )
    refused = refused or (locked_for(record.page, request.user) if record.page is not None else "")
    if request.method == "POST" and not refused and form.is_valid():
        try:
            return _written(request, record, form, texts, rows)
        except (CannotImport, UnreadableText) as error:
            form.add_error(None, in_words(refusal_of(error)))
    return screen(
        request,
        "policies/desk/import_draft.html",
        record.organisation,
        record.page,
        step="draft",
        record=record,
        form=form,
        refused=refused,
        said=said,
        plan=planned,
        several=len(texts) > 1,
        redlines=_redlines(planned, texts),
    )


def _said(texts: Texts, planned: Plan | None) -> list[tuple[str, list[str]]]:
    """What there is to look at, of each language's file and, last, of the whole."""
    said = [
        (
            language_name(code),
            [in_words(each) for each in (*text.warnings, *(q.text for q in text.questions))],
        )
        for code, text in texts.items()
    ]
    whole = [in_words(each) for each in planned.warnings] if planned else []
    return [each for each in (*said, ("", whole)) if each[1]]


def _initial(record: TextImport, texts: Texts, planned: Plan | None) -> dict[str, Any]:
    titles = [text.title for code in ("en", "fr", "ar") if (text := texts.get(code))]
    slug = next(filter(None, (slugify(title)[:_LONGEST_SLUG].strip("-") for title in titles)), "")
    slug = _NO_SLUG.sub("", slug)
    kind = kind_of(slug, texts)
    return {
        "numbering": planned.document.numbering if planned else "none",
        "slug": slug or kind,
        "kind": kind,
        "newest": newest_of(record.page) if record.page is not None else "",
    }


def _redlines(planned: Plan | None, texts: Texts) -> list[tuple[str, SafeString]]:
    """What changes in each language that the policy has already."""
    if planned is None or planned.previous is None:
        return []
    found = [
        (code, redline(planned.previous, planned.document, code))
        for code in texts
        if code in planned.previous.languages
    ]
    return [(code, html) for code, html in found if html is not None]


def _written(
    request: HttpRequest, record: TextImport, form: DraftForm, texts: Texts, rows: Any
) -> HttpResponse:
    page = write_draft(
        page=form.page(),
        organisation_page=record.organisation.page,
        texts=form.texts(texts),
        rows=rows,
        numbering=cast(Numbering, form.cleaned_data["numbering"]),
        before=texts_before(record),
        by=request.user,
    )
    record.delete()
    clauses = max(len(text.sections) for text in texts.values())
    words = {"count": grouped(clauses)}
    messages.success(
        request,
        ngettext(
            "The draft is written: %(count)s clause. Nothing is published.",
            "The draft is written: %(count)s clauses. Nothing is published.",
            clauses,
        )
        % words,
    )
    return redirect("wagtailadmin_pages:edit", page.pk)
