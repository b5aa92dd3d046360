"""A section as it stands in an editor's form: its bodies ready to edit, and what there is to say of each translation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST
from wagtail.models import Page

from policies.document.languages import CODES, LANGUAGES
from policies.publication.wording import language_name

from .models import HubPage, PolicyPage, PolicySection
from .source_changes import change_since
from .sources import Source, source_of
from .standing import disparities_of
from .translating import state_of
from .wording import disparity_words

_PARTS = tuple(f"{part}_{code}" for part in ("heading", "body", "translated_from") for code in CODES)


@require_POST
def section(request: HttpRequest, page_id: int) -> JsonResponse:
    """One section of a form, by its ``prefix``; nothing is stored.

    ``page_id`` is the policy's page, or the hub's for a policy that is not saved yet. With ``editors`` the answer
    holds what Wagtail's block script needs to show each body. Only what the form itself sent is shown, and the
    source texts it names: who may not edit the page is refused.
    """
    page = _editable(request, page_id)
    authoritative = page.hub_page.authoritative if isinstance(page, PolicyPage) else page.authoritative
    form = _posted(request, _stored(request, page))
    written = form.instance
    source = source_of(written, authoritative)
    languages = {
        code: _translation(written, code, authoritative, source)
        for code in CODES
        if code != authoritative
    }
    editors = {}
    if request.POST.get("editors"):
        for code in CODES:
            if f"body_{code}" in form.fields:
                block = form.fields[f"body_{code}"].block
                value = getattr(written, f"body_{code}")
                editors[form.add_prefix(f"body_{code}")] = block.get_form_state(value)
    return JsonResponse({"editors": editors, "languages": languages})


def _editable(request: HttpRequest, page_id: int) -> PolicyPage | HubPage:
    page = get_object_or_404(Page, pk=page_id).specific
    permissions = page.permissions_for_user(request.user)
    if isinstance(page, PolicyPage) and permissions.can_edit():
        return page
    if isinstance(page, HubPage) and permissions.can_add_subpage():
        return page
    raise PermissionDenied


def _stored(request: HttpRequest, page: PolicyPage | HubPage) -> PolicySection:
    """The section as the newest draft has it: a form does not send the languages one may not write."""
    key = request.POST.get(f"{request.POST.get('prefix')}-key")
    sections = (
        page.get_latest_revision_as_object().sections.all() if isinstance(page, PolicyPage) else ()
    )
    return next((section for section in sections if str(section.key) == key), PolicySection())


def _posted(request: HttpRequest, stored: PolicySection) -> Any:
    """The section's form, with what was posted written into its instance, valid or not."""
    prefix = request.POST.get("prefix", "")
    if not prefix.startswith("sections-"):
        raise Http404("no such section")
    form_class = PolicyPage.get_edit_handler().get_form_class().formsets["sections"].form
    form = form_class(request.POST, prefix=prefix, instance=stored)
    for name in _PARTS:
        if name not in form.fields:
            continue
        widget, place = form.fields[name].widget, form.add_prefix(name)
        if not widget.value_omitted_from_data(form.data, form.files, place):
            setattr(form.instance, name, widget.value_from_datadict(form.data, form.files, place))
    return form


def _translation(written: Any, code: str, authoritative: str, source: Source) -> dict[str, Any]:
    state = state_of(written, code, authoritative, source)
    found = disparities_of(written, code, source)
    change = change_since(getattr(written, f"translated_from_{code}"), source) if state else None
    context = {
        "state": state,
        "change": change if state == "out_of_date" else None,
        "source": LANGUAGES[authoritative],
        "source_name": language_name(authoritative),
        "disparities": [disparity_words(disparity) for disparity in found],
    }
    return {
        "state": state or "",
        "words": str(state.label) if state else "",
        "differs": bool(found),
        "html": render_to_string("policies/admin/_section_translation.html", context).strip(),
    }
