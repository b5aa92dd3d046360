"""Copies of organisations and policies: a copy is a draft of its own, without versions; there are no aliases."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm

from policies.publication.models import Organisation
from policies.publication.refusal import Refusal


class PolicyCopyForm(CopyForm):
    """Wagtail's form, less what cannot be done with a policy; the reason stands beside the title."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)
        self.fields["new_title"].help_text = self.reason()

    def reason(self) -> str:
        return _(
            "A copy is a new policy: a draft with this text, without versions and subscribers. An alias or a "
            "published copy is not offered: one text is published in one place."
        )


class OrganisationCopyForm(PolicyCopyForm):
    def reason(self) -> str:
        return _("Copied policies are drafts of their own, without versions and subscribers.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        slug = cleaned.get("new_slug")
        if slug and Organisation.objects.filter(slug=slug).exists():
            self.add_error("new_slug", _("Another organisation has this address."))
        return cleaned


def no_alias() -> Refusal:
    message = _("A policy has no alias: its text is published in one place. Copy it instead.")
    return Refusal(code="no_alias", message=message)
