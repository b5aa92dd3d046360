"""Searching the texts in force, clause by clause, in one language; and the page on which readers do."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from policies.document.languages import CODES
from policies.publication.facts import Kind
from policies.publication.models import Organisation, Policy

from .finding import LONGEST_QUESTION, MOST_COUNTED, search
from .lookup import organisation_at
from .responses import bad_value, public, quoted

PER_PAGE: Final = 20
# More organisations are no list to choose from: each one's own page leads to a search of its texts.
MOST_CHOICES: Final = 100
_PAGE: Final = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


@public
def search_page(request: HttpRequest, language: str) -> HttpResponse:
    """``?q=`` the question, ``&hub=`` one organisation only, ``&kind=`` one kind only, ``&announced=1`` what will apply too,
    ``&page=`` from 1.
    """
    question = request.GET.get("q", "").replace("\x00", "").strip()
    # Public addresses do not change: the parameter keeps the name it was published with.
    named = request.GET.get("hub", "").strip()
    organisation = organisation_at(language, named) if named else None
    number = request.GET.get("page", "1")
    if not _PAGE.fullmatch(number):
        message = _("“%(value)s” is not the number of a page: pages count from 1.")
        return bad_value(request, message % {"value": quoted(number)})
    kind = request.GET.get("kind", "")
    if kind and kind not in Kind.values:
        return _no_kind(request, kind)
    if len(question) > LONGEST_QUESTION:
        message = _("A question may have at most %(most)s characters: leave out what matters less.")
        return bad_value(request, message % {"most": LONGEST_QUESTION})
    page = int(number)
    offset = (page - 1) * PER_PAGE
    announced = request.GET.get("announced") == "1"
    hits = search(
        question,
        language,
        organisation=organisation,
        kind=kind,
        announced=announced,
        offset=offset,
        limit=PER_PAGE,
    )
    pages = max(-(-hits.count // PER_PAGE), 1)
    context = {
        "question": question,
        "organisation": organisation,
        "organisations": _choices(),
        "kind": kind,
        "kinds": Kind.choices,
        "told_by_mail": _is_told_by_mail(organisation),
        "hits": hits,
        "announced": announced,
        "more": hits.count >= MOST_COUNTED,
        "alternates": CODES,
        "page": page,
        "pages": pages,
        "first": offset + 1,
        "previous_page": min(page - 1, pages) or None,
        "next_page": page + 1 if page < pages else None,
    }
    return render(request, "policies/search.html", context)


def _no_kind(request: HttpRequest, kind: str) -> HttpResponse:
    message = _("“%(value)s” is no kind of policy: %(kinds)s are.")
    return bad_value(request, message % {"value": quoted(kind), "kinds": ", ".join(Kind.values)})


def _choices() -> list[Organisation]:
    found = Organisation.objects.public()
    return list(found) if found[: MOST_CHOICES + 1].count() <= MOST_CHOICES else []


def _is_told_by_mail(organisation: Organisation | None) -> bool:
    """Whether changes are mailed at all, of this organisation or of any."""
    mailing = Policy.objects.public().mailing().not_retired()
    return (mailing.filter(organisation=organisation) if organisation else mailing).exists()
