"""A text as it stands in the editor's form, sent to be looked at: its bodies ready to edit, and its translations."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST
from wagtail.models import Page

from policies.document.languages import CODES, column, in_language

from .models import PolicyPage, PolicySection
from .organisation_page import OrganisationPage
from .translation.page_texts import NAMES, PageText
from .translation.translation_state import translations_of


@require_POST
def section(request: HttpRequest, page_id: int) -> JsonResponse:
    """One section of a form, by its ``prefix``; nothing is stored.

    ``page_id`` is the policy's page, or the organisation's for a policy that is not saved yet. With ``editors`` the
    answer holds what Wagtail's block script needs to show each body. Only what the form itself sent is shown, and
    the source texts it names: a person who may not edit the page is refused.
    """
    page = _editable(request, page_id)
    prefix = request.POST.get("prefix", "")
    if not prefix.startswith("sections-"):
        raise Http404("no such section")
    form = PolicyPage.get_edit_handler().get_form_class().formsets["sections"].form
    # As the newest draft has it: a form does not send the languages one may not write.
    stored = page.get_latest_revision_as_object().sections.all() if isinstance(page, PolicyPage) else ()
    key = request.POST.get(f"{prefix}-key")
    written = next((section for section in stored if str(section.key) == key), PolicySection())
    _write(written, ("heading", "body", "translated_from"), form, request, f"{prefix}-")
    editors = {}
    if request.POST.get("editors"):
        for code in CODES:
            name = column("body", code)
            block = form.base_fields[name].block
            editors[f"{prefix}-{name}"] = block.get_form_state(in_language(written, "body", code))
    return JsonResponse({"editors": editors, "languages": _translations(written, page)})


@require_POST
def text(request: HttpRequest, page_id: int, field: str) -> JsonResponse:
    """The same of one of the page's own texts."""
    if field not in NAMES:
        raise Http404("no such text")
    page = _editable(request, page_id)
    written = page.get_latest_revision_as_object() if isinstance(page, PolicyPage) else PolicyPage()
    form = PolicyPage.get_edit_handler().get_form_class()
    _write(written, (field, f"{field}_translated_from"), form, request)
    return JsonResponse({"languages": _translations(PageText(written, field), page)})


def _editable(request: HttpRequest, page_id: int) -> PolicyPage | OrganisationPage:
    page = get_object_or_404(Page, pk=page_id).specific
    permissions = page.permissions_for_user(request.user)
    if isinstance(page, PolicyPage) and permissions.can_edit():
        return page
    if isinstance(page, OrganisationPage) and permissions.can_add_subpage():
        return page
    raise PermissionDenied


def _write(
    written: Any, fields: tuple[str, ...], form: Any, request: HttpRequest, prefix: str = ""
) -> None:
    """What was posted for these fields of the form, in every language, valid or not."""
    for name in (column(field, code) for field in fields for code in CODES):
        widget, sent = form.base_fields[name].widget, (request.POST, request.FILES, prefix + name)
        if not widget.value_omitted_from_data(*sent):
            setattr(written, name, widget.value_from_datadict(*sent))


def _translations(written: Any, page: PolicyPage | OrganisationPage) -> dict[str, dict[str, Any]]:
    """``page`` is the policy's, or the organisation's."""
    organisation_page = page.organisation_page if isinstance(page, PolicyPage) else page
    translations = translations_of(written, organisation_page.authoritative)
    return {code: translation.as_json for code, translation in translations.items()}
