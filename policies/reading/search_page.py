"""The page on which readers search the texts in force."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from policies.document.languages import CODES

from .lookup import organisation_at, public_organisations
from .not_found import bad_value_page, quoted
from .responses import public
from .search import LONGEST_QUESTION, Hits, QuestionTooLong, search

PER_PAGE: Final = 20
_PAGE: Final = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


@public
def search_page(request: HttpRequest, language: str) -> HttpResponse:
    """``?q=`` the question, ``&hub=`` one organisation only, ``&page=`` counts from 1."""
    question = request.GET.get("q", "").replace("\x00", "").strip()
    # Public addresses do not change: the parameter keeps the name it was published with.
    named = request.GET.get("hub", "").strip()
    organisation = organisation_at(language, named) if named else None
    page = request.GET.get("page", "1")
    if not _PAGE.fullmatch(page):
        message = _("“%(value)s” is not the number of a page: pages count from 1.")
        return bad_value_page(request, message % {"value": quoted(page)})
    offset = (int(page) - 1) * PER_PAGE
    try:
        hits = search(question, language, organisation=organisation, offset=offset, limit=PER_PAGE)
    except QuestionTooLong:
        message = _("A question may have at most %(most)s characters: leave out what matters less.")
        return bad_value_page(request, message % {"most": LONGEST_QUESTION})
    context = {
        "question": question,
        "organisation": organisation,
        "organisations": public_organisations(),
        "hits": hits,
        "alternates": CODES,
    } | _neighbours(int(page), hits)
    return render(request, "policies/search.html", context)


def _neighbours(page: int, hits: Hits) -> dict[str, int | None]:
    pages = max((hits.count + PER_PAGE - 1) // PER_PAGE, 1)
    return {
        "page": page,
        "pages": pages,
        "first": (page - 1) * PER_PAGE + 1,
        "previous_page": min(page - 1, pages) or None,
        "next_page": page + 1 if page < pages else None,
    }
