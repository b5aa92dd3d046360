"""A draft of one section, saved through the editor again and again."""

from __future__ import annotations

from typing import Any

from django.test import Client

from policies.authoring.draft import ordered_sections
from policies.authoring.models import PolicyPage, PolicySection
from policies.authoring.translation.translation_state import State, translations_of
from tests.authoring.forms import post_edit, section_data


def draft(page: PolicyPage) -> PolicySection:
    return ordered_sections(PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object())[0]


def states(page: PolicyPage) -> dict[str, Any]:
    section = draft(page)
    return {code: found.state for code, found in translations_of(section, "fr").items()}


def sent(page: PolicyPage, **changes: Any) -> dict[str, Any]:
    """The first section as the browser sends it, with these changes."""
    section = draft(page)
    values = {
        f"{field}_{code}": getattr(section, f"{field}_{code}") or ""
        for field in ("label", "heading", "body", "translated_from")
        for code in ("fr", "en", "ar")
    }
    values |= {
        f"body_{name.removeprefix('text_')}": None for name in changes if name.startswith("text_")
    }
    return section_data(key=str(section.key), level=section.level, **values | changes)


def save(client: Client, page: PolicyPage, **changes: Any) -> None:
    response = post_edit(client, page, sections=[sent(page, **changes)])
    assert response.status_code == 302, response.context["form"].errors


def both(state: State) -> dict[str, State]:
    return {"en": state, "ar": state}
