"""A section as it stands in an editor's form: its bodies ready to edit, and what there is to say of each translation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST
from wagtail.models import Page

from policies.document.languages import CODES

from .editors import TranslatedFromInput
from .models import PolicyPage, PolicySection
from .organisation_page import OrganisationPage
from .page_texts import NAMES, PageText
from .sources import source_of
from .translations import translation_of

_PARTS = tuple(f"{part}_{code}" for part in ("heading", "body", "translated_from") for code in CODES)


@require_POST
def section(request: HttpRequest, page_id: int) -> JsonResponse:
    """One section of a form, by its ``prefix``; nothing is stored.

    ``page_id`` is the policy's page, or the organisation's for a policy that is not saved yet. With ``editors`` the answer
    holds what Wagtail's block script needs to show each body. Only what the form itself sent is shown, and the
    source texts it names: who may not edit the page is refused.
    """
    page = _editable(request, page_id)
    authoritative = (
        page.organisation_page.authoritative if isinstance(page, PolicyPage) else page.authoritative
    )
    form = _posted(request, _stored(request, page))
    written = form.instance
    editors = {}
    if request.POST.get("editors"):
        for code in CODES:
            if f"body_{code}" in form.fields:
                block = form.fields[f"body_{code}"].block
                value = getattr(written, f"body_{code}")
                editors[form.add_prefix(f"body_{code}")] = block.get_form_state(value)
    return JsonResponse({"editors": editors, "languages": _translations(written, authoritative)})


def _editable(request: HttpRequest, page_id: int) -> PolicyPage | OrganisationPage:
    page = get_object_or_404(Page, pk=page_id).specific
    permissions = page.permissions_for_user(request.user)
    if isinstance(page, PolicyPage) and permissions.can_edit():
        return page
    if isinstance(page, OrganisationPage) and permissions.can_add_subpage():
        return page
    raise PermissionDenied


def _stored(request: HttpRequest, page: PolicyPage | OrganisationPage) -> PolicySection:
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


@require_POST
def text(request: HttpRequest, page_id: int, field: str) -> JsonResponse:
    """One of the page's own texts as it stands in the form: what there is to say of each translation."""
    if field not in NAMES:
        raise Http404("no such text")
    page = _editable(request, page_id)
    if isinstance(page, PolicyPage):
        authoritative, written = (
            page.organisation_page.authoritative,
            page.get_latest_revision_as_object(),
        )
    else:
        authoritative, written = page.authoritative, PolicyPage()
    pin = TranslatedFromInput()
    for code in CODES:
        if (sent := request.POST.get(f"{field}_{code}")) is not None:
            setattr(written, f"{field}_{code}", sent)
        name = f"{field}_translated_from_{code}"
        if not pin.value_omitted_from_data(request.POST, request.FILES, name):
            setattr(written, name, pin.value_from_datadict(request.POST, request.FILES, name))
    return JsonResponse({"languages": _translations(PageText(written, field), authoritative)})


def _translations(written: Any, authoritative: str) -> dict[str, dict[str, Any]]:
    source = source_of(written, authoritative)
    return {
        code: translation_of(written, code, authoritative, source).as_json
        for code in CODES
        if code != authoritative
    }
