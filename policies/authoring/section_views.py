"""A text as it stands in the editor's form, sent to be looked at: its bodies ready to edit, and its translations."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST
from wagtail.models import Page

from policies.document.languages import CODES, column, put_in_language

from .models import OrganisationPage, PolicyPage, PolicySection
from .translation.page_texts import NAMES, PageText
from .translation.pins import TranslatedFromInput
from .translation.translation_state import translations_of


@require_POST
def section(request: HttpRequest, page_id: int) -> JsonResponse:
    """One section of a form, by its ``prefix``; nothing is stored.

    ``page_id`` is the policy's page, or the organisation's for a policy that is not saved yet. With ``editors`` the
    answer holds what Wagtail's block script needs to show each body. Only what the form itself sent is shown, and
    the source texts it names: a person who may not edit the page is refused.
    """
    page = _editable(request, page_id)
    form = _posted(request, _stored_section(request, page))
    editors = {}
    if request.POST.get("editors"):
        for code in CODES:
            name = column("body", code)
            if name in form.fields:
                block = form.fields[name].block
                editors[form.add_prefix(name)] = block.get_form_state(getattr(form.instance, name))
    return JsonResponse({"editors": editors, "languages": _translations(form.instance, page)})


@require_POST
def text(request: HttpRequest, page_id: int, field: str) -> JsonResponse:
    """The same of one of the page's own texts."""
    if field not in NAMES:
        raise Http404("no such text")
    page = _editable(request, page_id)
    written = page.get_latest_revision_as_object() if isinstance(page, PolicyPage) else PolicyPage()
    widget = TranslatedFromInput()
    for code in CODES:
        if (sent := request.POST.get(column(field, code))) is not None:
            put_in_language(written, field, code, sent)
        pin = column(f"{field}_translated_from", code)
        if not widget.value_omitted_from_data(request.POST, request.FILES, pin):
            setattr(written, pin, widget.value_from_datadict(request.POST, request.FILES, pin))
    return JsonResponse({"languages": _translations(PageText(written, field), page)})


def _editable(request: HttpRequest, page_id: int) -> PolicyPage | OrganisationPage:
    page = get_object_or_404(Page, pk=page_id).specific
    permissions = page.permissions_for_user(request.user)
    if isinstance(page, PolicyPage) and permissions.can_edit():
        return page
    if isinstance(page, OrganisationPage) and permissions.can_add_subpage():
        return page
    raise PermissionDenied


def _stored_section(request: HttpRequest, page: PolicyPage | OrganisationPage) -> PolicySection:
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
    for part in ("heading", "body", "translated_from"):
        for name in (column(part, code) for code in CODES):
            if name not in form.fields:
                continue
            widget, place = form.fields[name].widget, form.add_prefix(name)
            if not widget.value_omitted_from_data(form.data, form.files, place):
                setattr(form.instance, name, widget.value_from_datadict(form.data, form.files, place))
    return form


def _translations(written: Any, page: PolicyPage | OrganisationPage) -> dict[str, dict[str, Any]]:
    """``page`` is the policy's, or the organisation's."""
    organisation_page = page.organisation_page if isinstance(page, PolicyPage) else page
    translations = translations_of(written, organisation_page.authoritative)
    return {code: translation.as_json for code, translation in translations.items()}
