"""The policy page's form: what may be saved as a draft, and what may be published."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class SectionKeyInput(forms.HiddenInput):
    """Carries a section's key through the form; a script gives a key to a section added in the browser.

    The empty form of an inline panel is rendered once: a default in it would be the same for every
    section added.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-controller": "section-key", **(attrs or {})})


class PolicyPageForm(WagtailAdminPageForm):
    """Blanks the release of the version before, keeps section keys apart, refuses to publish badly."""
