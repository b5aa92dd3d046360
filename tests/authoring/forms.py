"""Form data as the policy editor posts it where no script runs: nothing is ticked but what a test ticks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bs4 import Tag
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from policies.authoring.draft import ordered_sections
from policies.authoring.models import PolicyPage
from policies.authoring.translation.page_texts import NAMES
from policies.document.languages import CODES
from tests.factories import stream


def section_data(**values: Any) -> dict[str, Any]:
    """One section of the form; ``text_fr`` … is one paragraph in that language, ``body_fr`` … the raw value of a body.

    ``raw_fr`` … is sent as it is, ``current_fr`` a ticked "still correct".
    """
    data: dict[str, Any] = {"key": values.get("key", ""), "level": values.get("level", 1)}
    for code in CODES:
        data[f"heading_{code}"] = values.get(f"heading_{code}", "")
        data[f"label_{code}"] = values.get(f"label_{code}", "")
        text = values.get(f"text_{code}")
        body = values.get(f"body_{code}") or (stream(text) if text else [])
        data[f"body_{code}"] = values.get(f"raw_{code}", json.dumps(body))
        data[f"translated_from_{code}"] = values.get(f"translated_from_{code}", "")
        if values.get(f"current_{code}"):
            data[f"translated_from_{code}-current"] = "1"
    return data


def form_data(page: PolicyPage | None = None, **values: Any) -> dict[str, Any]:
    """The whole form: what the draft holds, changed by ``values``; ``sections`` replaces them all."""
    data: dict[str, Any] = {
        "title": "Privacy",
        "slug": "privacy",
        "kind": "privacy",
        "practice": "organisation",
        "notice_days": "",
        "numbering": "decimal",
        "significance": "substantial",
        "effective_date": "",
        "short_notice_reason": "",
        "emergency_reason": "",
        "with_fr": "on",
        "with_en": "on",
        "with_ar": "on",
        "go_live_at": "",
        "expire_at": "",
    }
    for code in CODES:
        for field in NAMES:
            data[f"{field}_{code}"] = ""
    sections: list[dict[str, Any]] = []
    if page is not None:
        draft = page.get_latest_revision_as_object()
        for name in ("title", "slug", *(f"heading_{code}" for code in CODES)):
            data[name] = getattr(draft, name) or ""
        for section in ordered_sections(draft):
            sections.append(
                section_data(
                    key=str(section.key),
                    level=section.level,
                    **{
                        f"{field}_{code}": getattr(section, f"{field}_{code}") or ""
                        for code in CODES
                        for field in ("label", "heading", "body", "translated_from")
                    },
                )
            )
    sections = values.pop("sections", sections)
    data |= {name: value for name, value in values.items() if value is not None}
    for name in [name for name, value in values.items() if value is None]:
        data.pop(name, None)
    data["sections"] = _formset(page, sections)
    data["comments"] = inline_formset([])
    return nested_form_data(data)


def _formset(page: PolicyPage | None, sections: list[dict[str, Any]]) -> dict[str, Any]:
    """The sections in this order; as in the browser, those the draft has come first in the form,
    with a primary key where they have one, and those left out are marked deleted.
    """
    draft = ordered_sections(page.get_latest_revision_as_object()) if page else []
    by_key = {str(section["key"]): section for section in sections}
    forms = []
    for row in draft:
        data = by_key.get(str(row.key)) or {**section_data(key=str(row.key)), "DELETE": "on"}
        forms.append(data | {"id": row.pk or ""})
    known = {str(row.key) for row in draft}
    forms += [section | {"id": ""} for section in sections if str(section["key"]) not in known]
    keys = [section["key"] for section in sections]
    data = inline_formset(forms, initial=len(draft))
    for index, form in enumerate(forms):
        if form["key"] in keys:
            data[f"{index}-ORDER"] = str(
                sections.index({k: v for k, v in form.items() if k != "id"}) + 1
            )
        if form.get("DELETE"):
            data[f"{index}-DELETE"] = "on"
    return data


def post_edit(client: Client, page: PolicyPage, action: str = "", **values: Any) -> Any:
    if action == "publish":
        # Nobody approved the draft before: only an emergency is published from the editor.
        values = {"emergency": "on", "emergency_reason": "It cannot wait.", **values}
    data = form_data(page, **values)
    if action:
        data[f"action-{action}"] = "1"
    return client.post(f"/admin/pages/{page.pk}/edit/", data)


def untouched(form: Tag) -> Iterator[tuple[str, str]]:
    """What a browser sends for a form nobody touched."""
    for box in form.find_all(["input", "textarea", "select"]):
        name = box.get("name")
        kind = box.get("type", "")
        if not name or box.has_attr("disabled") or kind in ("submit", "button", "file"):
            continue
        if kind in ("checkbox", "radio") and not box.has_attr("checked"):
            continue
        if box.name == "textarea":
            yield str(name), box.text
        elif box.name == "select":
            chosen = box.find_all("option", selected=True) or box.find_all("option")[:1]
            yield from ((str(name), str(option.get("value", ""))) for option in chosen)
        else:
            yield str(name), str(box.get("value", "on" if kind == "checkbox" else ""))
