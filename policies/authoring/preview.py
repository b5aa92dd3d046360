"""Preview: the draft's document through the same template as the public page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation

from policies.document.languages import CODES
from policies.document.presentation import present

from .draft import document_of, is_begun

if TYPE_CHECKING:
    from .models import PolicyPage


def preview(page: PolicyPage, request: HttpRequest, language: str) -> HttpResponse:
    """The draft in this language as readers would see it, with a banner that it is one.

    A draft not yet written in its authoritative language can be looked at all the same: the previewed
    language stands in for it.
    """
    if language not in CODES:
        language = page.default_preview_mode
    authoritative = page.organisation_page.authoritative
    begun = tuple(code for code in CODES if is_begun(page, code))
    languages = {*begun, language, authoritative}
    text = present(document_of(page, languages), language)
    request.LANGUAGE_CODE = language
    with translation.override(language):
        response = TemplateResponse(request, "policies/preview.html", {"text": text, "page": page})
        return response.render()
