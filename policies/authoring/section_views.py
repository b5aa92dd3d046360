"""A text as it stands in the editor's form, sent to be looked at: what there is to say of its translations."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST
from wagtail.models import Page

from policies.document.languages import CODES, column

from .body_field import BodyFormField
from .editor_findings import DraftFindings
from .models import PolicyPage, PolicySection
from .organisation_page import OrganisationPage
from .translation.page_texts import NAMES, PageText


@require_POST
def section(request: HttpRequest, page_id: int) -> JsonResponse:
    """One section of a form, by its ``prefix``; nothing is stored.

    ``page_id`` is the policy's page, or the organisation's for a policy that is not saved yet. Only what the form
    itself sent is shown, and the source texts it names: a person who may not edit the page is refused.
    """
    page = _editable(request, page_id)
    prefix = request.POST.get("prefix", "")
    if not prefix.startswith("sections-"):
        raise Http404("no such section")
    form = PolicyPage.get_edit_handler().get_form_class().formsets["sections"].form
    # As the newest draft has it: a form does not send the languages one may not write.
    draft = _draft(page)
    written = _section_of(draft, request.POST.get(f"{prefix}-key", ""))
    _write(written, ("heading", "body", "translated_from"), form, request, f"{prefix}-")
    found = DraftFindings(draft=draft, person=request.user, only=written.key)
    return JsonResponse({"languages": found.told_of(written)})


@require_POST
def text(request: HttpRequest, page_id: int, field: str) -> JsonResponse:
    """The same of one of the page's own texts."""
    if field not in NAMES:
        raise Http404("no such text")
    page = _editable(request, page_id)
    draft = _draft(page)
    form = PolicyPage.get_edit_handler().get_form_class()
    _write(draft, (field, f"{field}_translated_from"), form, request)
    written = PageText(draft, field)
    found = DraftFindings(draft=draft, person=request.user, only=written.key)
    return JsonResponse({"languages": found.told_of(written)})


def _editable(request: HttpRequest, page_id: int) -> PolicyPage | OrganisationPage:
    page = get_object_or_404(Page, pk=page_id).specific
    permissions = page.permissions_for_user(request.user)
    if isinstance(page, PolicyPage) and permissions.can_edit():
        return page
    if isinstance(page, OrganisationPage) and permissions.can_add_subpage():
        return page
    raise PermissionDenied


def _draft(page: PolicyPage | OrganisationPage) -> PolicyPage:
    """The newest draft, or one that is being made in the organisation."""
    if isinstance(page, PolicyPage):
        found: PolicyPage = page.get_latest_revision_as_object()
        return found
    made = PolicyPage()
    made.organisation_page = page
    return made


def _section_of(draft: PolicyPage, key: str) -> PolicySection:
    """The draft's section of this key; one that it does not have yet is added to it."""
    sections = list(draft.sections.all())
    found = next((section for section in sections if str(section.key) == key), None)
    if found is None:
        found = PolicySection(key=_key(key), sort_order=len(sections))
        draft.sections.add(found)
    return found


def _key(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        return uuid4()


def _write(
    written: Any, fields: tuple[str, ...], form: Any, request: HttpRequest, prefix: str = ""
) -> None:
    """What was posted for these fields of the form, in every language; a body that is none is left as it is stored."""
    for name in (column(field, code) for field in fields for code in CODES):
        shown = form.base_fields[name]
        widget, sent = shown.widget, (request.POST, request.FILES, prefix + name)
        if widget.value_omitted_from_data(*sent):
            continue
        value = widget.value_from_datadict(*sent)
        if isinstance(shown, BodyFormField):
            try:
                value = shown.clean(value)
            except ValidationError:
                continue
        setattr(written, name, value)
