"""The policy page's form: what may be saved as a draft, and what may be published."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from policies.document.languages import CODES
from policies.publication.errors import Refusal

from .translating import Before, settle


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


class PolicyPageForm(WagtailAdminPageForm):
    """Blanks the release of the version before, and refuses to publish badly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None and instance.live and not instance.has_unpublished_changes:
            # The last release's note and date belong to that version; the next one has its own.
            instance.effective_date = None
            instance.significance = instance.Significance.SUBSTANTIAL
            for code in CODES:
                setattr(instance, f"change_note_{code}", "")
        super().__init__(*args, **kwargs)
        self._refused: list[Refusal] | None = None
        if self.parent_page is not None:
            self.instance.hub_page = self.parent_page.specific
        # What the draft held before this form writes into it: see ``translating.settle``.
        self._before = Before.of(self.instance, self.instance.hub_page.authoritative)

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

    def save(self, commit: bool = True) -> Any:
        """Save as Wagtail does, once the sections have one row per key."""
        page = super().save(commit=False)
        _one_row_per_key(page)
        settle(page, self._before)
        if commit:
            page.save()
            self._save_m2m()
        return page

    def _refusals(self) -> list[Refusal]:
        from .register import refusals

        if not self.data.get("action-publish"):
            return []
        return refusals(self.save(commit=False))


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
