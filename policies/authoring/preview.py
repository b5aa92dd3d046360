"""Preview: the draft's document through the same template as the public page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation

from policies.document.languages import CODES
from policies.document.presentation import present

from .draft import document_of, is_begun
from .draft_types import DraftPage


def preview(page: DraftPage, request: HttpRequest, language: str) -> HttpResponse:
    """The draft in this language as readers would see it, with a banner that it is one.

    A draft that has no text in its authoritative language yet is shown too: the previewed language stands in.
    """
    authoritative = page.organisation_page.authoritative
    if language not in CODES:
        language = authoritative
    begun = (code for code in CODES if is_begun(page, code))
    text = present(document_of(page, {*begun, language, authoritative}), language)
    request.LANGUAGE_CODE = language
    with translation.override(language):
        response = TemplateResponse(request, "policies/preview.html", {"text": text, "page": page})
        return response.render()
