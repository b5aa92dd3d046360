"""Forms of pages: what may be saved as a draft, what may be published, and how a page is copied."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm

from policies.document.languages import CODES, put_in_language
from policies.publication.models import Organisation
from policies.publication.refusal import Refusal

from .readiness import Readiness
from .stale_form import expect, refuse_stale
from .translation.pins import Before, settle
from .writing_rights import (
    keep_what_others_write,
    languages_written_by,
    own_texts_in,
    writes_everything,
)


class SectionKeyInput(forms.HiddenInput):
    """Carries a section's key through the form.

    Wagtail rebuilds a child row that exists only in a draft at every save: a key outside the form would be lost.
    The empty form of an inline panel is rendered once for all sections added later. It holds no key: the
    ``section-key`` script gives each section its own, and the server does where no script runs.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-controller": "section-key", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, "" if "__prefix__" in name else value, attrs)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        return super().value_from_datadict(data, files, name) or str(uuid.uuid4())


class _KnownRow(forms.ModelChoiceField):
    """The hidden id of a row that its form holds already; Django would ask the database for each row again."""

    widget = forms.HiddenInput

    def __init__(self, row: Any, queryset: Any) -> None:
        super().__init__(queryset, initial=row.pk, required=False)
        self.row = row

    def to_python(self, value: Any) -> Any:
        return self.row if str(value) == str(self.row.pk) else super().to_python(value)


class PolicyPageForm(WagtailAdminPageForm):
    """Blanks the release of the version before, and refuses to publish badly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None and instance.live and not instance.has_unpublished_changes:
            begin_next_release(instance)
        if instance is not None and instance.pk:
            instance.sections.get_object_list()  # asked for once: the form reads them four times
        super().__init__(*args, **kwargs)
        self._refused: list[Refusal] | None = None
        self._written = False
        for form in self._section_forms:
            # Compared with what the draft holds, not with a second hidden field.
            form.fields["key"].show_hidden_initial = False
            if form.instance.pk:
                form.fields["id"] = _KnownRow(form.instance, form.fields["id"].queryset)
        if self.parent_page is not None:
            self.instance.organisation_page = self.parent_page.specific
        # What the draft held before this form writes into it: see ``translation.pins.settle``.
        self._before = Before.of(self.instance)
        if self._writes_in_part:
            self._show_what_may_be_written()

    @property
    def _section_forms(self) -> list[Any]:
        return self.formsets["sections"].forms if "sections" in self.formsets else []

    @property
    def _writes_in_part(self) -> bool:
        """Whether the texts of some languages, and all else, are not this person's to change."""
        return self.for_user is not None and not writes_everything(self.for_user, self.instance)

    def _show_what_may_be_written(self) -> None:
        """Fields of other languages cannot be typed into; what is sent for them all the same is not kept."""
        languages = languages_written_by(self.for_user, self.instance)
        mine = own_texts_in(languages) | {"comment_notifications"}
        for name, field in self.fields.items():
            field.disabled = name not in mine
        theirs = tuple(f"_{code}" for code in CODES if code not in languages)
        for form in self._section_forms:
            for name, field in form.fields.items():
                field.disabled = name.endswith(theirs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("expire_at"):
            self.add_error(
                "expire_at",
                _(
                    "A policy does not expire: publish the version that replaces it, and leave this empty."
                ),
            )
        return cleaned

    def is_valid(self) -> bool:
        """Whether the draft may be saved or, when this is a publication, published."""
        if not super().is_valid():
            return False
        if self._refused is None:
            self._refused = self._refusals()
            for refusal in self._refused:
                field = refusal.field if refusal.field in self.fields else None
                self.add_error(field, str(refusal.message))
        return not self.errors

    def forget_what_is_invalid(self) -> list[str]:
        """Drop the values that do not validate, so that the rest can be kept; returns the fields' labels."""
        self.full_clean()
        dropped = _invalid(self)
        for formset in self.formsets.values():
            formset.is_valid()
            for form in formset.forms:
                dropped += _invalid(form)
                form._errors = ErrorDict()
            formset._errors, formset._non_form_errors = [{} for _ in formset.forms], ErrorList()
        self._errors = ErrorDict()
        return list(dict.fromkeys(dropped))

    def save(self, commit: bool = True) -> Any:
        """Save as Wagtail does, once the sections have one row per key.

        What is published is stored when its revision goes live, whether the page was live before or not.
        """
        page = self.instance
        if not self._written:
            self._write(super().save(commit=False))
        if commit and not self._publishes:
            with transaction.atomic():
                refuse_stale(page)
                page.save()
                self._save_m2m()
        return page

    def _write(self, page: Any) -> None:
        """Once for each form: the view asks a publication's form twice to save."""
        _one_row_per_key(page)
        if self._writes_in_part and page.pk:
            stored = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
            keep_what_others_write(page, stored, self.for_user)
        settle(page, self._before, unscripted="saved_from" not in self.data)
        expect(page, self.data)
        page.from_form = self._written = True

    @property
    def _publishes(self) -> bool:
        """Whether the view publishes what this form saves."""
        asked = bool(self.data.get("action-publish"))
        return asked and self.instance.permissions_for_user(self.for_user).can_publish()

    def _refusals(self) -> list[Refusal]:
        if not self.data.get("action-publish"):
            return []
        page = self.save(commit=False)
        page.checked = page.readiness = Readiness(page=page)
        return [*page.checked.refusals, *page.checked.refusals_to(self.for_user, None)]


def begin_next_release(page: Any) -> None:
    """The last release's note, date and reasons belong to that version; the next one has its own."""
    page.effective_date = page.later_day = None
    page.significance = page.Significance.SUBSTANTIAL
    page.emergency = False
    page.short_notice_reason = page.emergency_reason = page.language_reason = ""
    for code in CODES:
        put_in_language(page, "marked", code, False)
        put_in_language(page, "change_note", code, "")
        put_in_language(page, "change_note_translated_from", code, "")


def _invalid(form: forms.BaseForm) -> list[str]:
    return [str(form.fields[name].label or name) for name in form.errors if name in form.fields]


def _one_row_per_key(page: Any) -> None:
    """Let a section that comes without a primary key take the row its key already has.

    An autosave may have stored a section that this form still takes for new: the browser sends the
    form before it has the answer to the autosave. Two rows with one key would lose the whole save.
    """
    sections = list(page.sections.all())
    stored = {section.key: section for section in sections if section.pk}
    again = [section for section in sections if section.pk is None and section.key in stored]
    if again:
        taken = {id(stored[section.key]) for section in again}
        for section in again:
            section.pk = stored[section.key].pk
        page.sections = [section for section in sections if id(section) not in taken]


class PolicyCopyForm(CopyForm):
    """Wagtail's form, without what cannot be done with a policy; the reason stands beside the title."""

    reason = gettext_lazy(
        "A copy is a new policy: a draft with this text, without versions and subscribers. An alias or a "
        "published copy is not offered: one text is published in one place."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)
        self.fields["new_title"].help_text = self.reason


class OrganisationCopyForm(PolicyCopyForm):
    reason = gettext_lazy("Copied policies are drafts of their own, without versions and subscribers.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        slug = cleaned.get("new_slug")
        if slug and Organisation.objects.filter(slug=slug).exists():
            self.add_error("new_slug", _("Another organisation has this address."))
        return cleaned
