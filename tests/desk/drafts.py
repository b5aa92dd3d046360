"""Drafts that the tests of the desk change, and what an editor's form sends about them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from policies.authoring.models import PolicyPage
from tests.authoring.forms import form_data
from tests.authoring.test_writing_rights import NOTES
from tests.factories import (
    draft_of,
    stream,
)


def fresh(page: PolicyPage) -> PolicyPage:
    return PolicyPage.objects.get(pk=page.pk)


def change_text(page: PolicyPage, text: str, **values: Any) -> None:
    """Save a draft whose only section says ``text``."""
    changed = draft_of(page)
    section = next(iter(changed.sections.all()))
    for code in ("fr", "en", "ar"):
        setattr(section, f"body_{code}", stream(text))
    changed.sections = [section]
    for name, value in {**NOTES, **values}.items():
        setattr(changed, name, value)
    changed.save_revision(user=values.get("user"))


def loaded(page: PolicyPage) -> dict[str, str]:
    """What a form carries about the draft it began from."""
    revision = PolicyPage.objects.get(pk=page.pk).latest_revision
    return {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }


def autosave(client: Client, page: PolicyPage, **values: Any) -> Any:
    """The form as the editor's script sends it by itself."""
    return client.post(
        f"/admin/pages/{page.pk}/edit/",
        form_data(page, **values),
        headers={"accept": "application/json"},
    )


def named(save: int, form: str = "00000000-0000-4000-8000-00000000000a") -> str:
    """What a form says of itself at its n-th save."""
    return f"{form} {save}"
