"""The policy page's form: what may be saved as a draft, and what may be published."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.base import BlockField

from policies.document.languages import CODES
from policies.publication.refusal import Refusal

from . import writing_rights
from .stale import expect, refuse_stale
from .translation.pins import Before, settle


class SectionKeyInput(forms.HiddenInput):
    """Carries a section's key through the form.

    Wagtail rebuilds a child row that exists only in a draft at every save, so a key outside the form
    would be lost. The empty form of an inline panel is rendered once for all sections added later: it
    holds no key, the ``section-key`` script gives each its own, and the server does where no script
    runs.
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


def _as_stored(_initial: Any, _data: Any) -> bool:
    """Nothing changed. A body's field is not asked by itself whether it is disabled: whoever only approves the draft
    would save it, and would then have edited it last.
    """
    return False


class PolicyPageForm(WagtailAdminPageForm):
    """Blanks the release of the version before, and refuses to publish badly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None and instance.live and not instance.has_unpublished_changes:
            begin_next_release(instance)
        super().__init__(*args, **kwargs)
        self._refused: list[Refusal] | None = None
        for form in self._section_forms:
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
        return self.for_user is not None and not writing_rights.writes_everything(self.for_user)

    def _show_what_may_be_written(self) -> None:
        """Fields of other languages cannot be typed into; what is sent for them all the same is not kept."""
        languages = writing_rights.languages_written_by(self.for_user)
        mine = {f"{field}_{code}" for field in writing_rights.TRANSLATED for code in languages}
        for name, field in self.fields.items():
            field.disabled = name not in {*mine, "comment_notifications"}
        theirs = tuple(f"_{code}" for code in CODES if code not in languages)
        for form in self._section_forms:
            for name, field in form.fields.items():
                field.disabled = name.endswith(theirs)
                if field.disabled and isinstance(field, BlockField):
                    # A section that the form adds has no body to show; none is not a body either.
                    form.initial.setdefault(name, field.block.get_default())
                    field.widget.read_only = True
                    field.has_changed = _as_stored

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        expires = cleaned.get("expire_at")
        if expires:
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
        """Save as Wagtail does, once the sections have one row per key."""
        page = super().save(commit=False)
        _one_row_per_key(page)
        if self._writes_in_part and page.pk:
            stored = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
            writing_rights.keep_what_others_write(
                page, stored, writing_rights.languages_written_by(self.for_user)
            )
        settle(page, self._before, unscripted="saved_from" not in self.data)
        expect(page, self.data)
        if commit:
            with transaction.atomic():
                refuse_stale(page)
                page.save()
                self._save_m2m()
        return page

    def _refusals(self) -> list[Refusal]:
        from .publish import refusals, refusals_for

        if not self.data.get("action-publish"):
            return []
        page = self.save(commit=False)
        return refusals(page) + refusals_for(page, self.for_user, None)


def begin_next_release(page: Any) -> None:
    """The last release's note, date and reasons belong to that version; the next one has its own."""
    page.effective_date = None
    page.significance = page.Significance.SUBSTANTIAL
    page.emergency = False
    notes = (
        f"{field}_{code}" for field in ("change_note", "change_note_translated_from") for code in CODES
    )
    for field in ("short_notice_reason", "emergency_reason", *notes):
        setattr(page, field, "")


def _invalid(form: forms.BaseForm) -> list[str]:
    return [str(form.fields[name].label or name) for name in form.errors if name in form.fields]


def _one_row_per_key(page: Any) -> None:
    """Let a section that comes without a primary key take the row its key already has.

    An autosave may have stored a section that this form still takes for new: the browser sends the
    form before it has the answer to the autosave. Two rows with one key would lose the whole save.
    """
    sections = list(page.sections.all())
    stored = {section.key: section for section in sections if section.pk}
    taken = []
    for section in sections:
        if section.pk is None and section.key in stored:
            section.pk = stored[section.key].pk
            taken.append(stored[section.key])
    if taken:
        page.sections = [section for section in sections if not any(section is row for row in taken)]
