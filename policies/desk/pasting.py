"""Text pasted into the editor, read as files are: whole texts of Word and of web pages as clauses.

Nothing is stored. What a text leaves open, tracked changes and comments, is asked before anything of it is shown.
"""

from __future__ import annotations

import json
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.document.canonical import blocks_to_json
from policies.interchange.readers.parsed_text import Answers, ParsedText, UnreadableText
from policies.interchange.readers.presentation_forms import with_plain_letters
from policies.interchange.readers.read_file import MAX_BYTES
from policies.interchange.readers.read_html import read_html
from policies.interchange.readers.worded import refusal_of
from policies.interchange.said_words import in_words

_CHANGES: Final = {"ask", "accept", "reject"}
_COMMENTS: Final = {"ask", "drop"}


@require_POST
def pasted(request: HttpRequest, page_id: int) -> JsonResponse:
    """The clauses of the HTML that is sent, or what there is to answer first.

    ``page_id`` is the policy's page, or the organisation's for a policy that is not saved yet.
    """
    _refuse_who_writes_nothing(request.user, page_id)
    html = request.POST.get("html", "")
    changes, comments = request.POST.get("changes", "ask"), request.POST.get("comments", "ask")
    if len(html.encode("utf-8", "replace")) > MAX_BYTES:
        words = {"most": MAX_BYTES // 1024 // 1024}
        return _refused(_("More than %(most)s MB were pasted: import the file instead.") % words)
    if changes not in _CHANGES or comments not in _COMMENTS:
        return _refused(_("Choose one."))
    try:
        text = with_plain_letters(read_html(html, Answers(changes, comments)))  # type: ignore[arg-type]
    except UnreadableText as error:
        return _refused(in_words(refusal_of(error)))
    asked = [question for question in text.questions if question.required]
    if asked:
        return JsonResponse({"questions": [_asked(each.subject, each.text) for each in asked]})
    said = [*text.warnings, *(question.text for question in text.questions)]
    return JsonResponse(
        {
            "title": text.title,
            "clauses": _clauses(text),
            "warnings": [in_words(each) for each in said],
        }
    )


def _refuse_who_writes_nothing(user: Any, page_id: int) -> None:
    page = get_object_or_404(Page, pk=page_id).specific
    permissions = page.permissions_for_user(user)
    if isinstance(page, PolicyPage) and permissions.can_edit():
        return
    if isinstance(page, OrganisationPage) and permissions.can_add_subpage():
        return
    raise PermissionDenied


def _refused(words: str) -> JsonResponse:
    return JsonResponse({"refused": words}, status=400)


def _asked(subject: str, text: str) -> dict[str, Any]:
    choices = {
        "changes": [["accept", _("Accept them")], ["reject", _("Reject them")]],
        "comments": [["drop", _("Leave the comments out")]],
    }[subject]
    return {"subject": subject, "words": in_words(text), "choices": choices}


def _clauses(text: ParsedText) -> list[dict[str, Any]]:
    """What precedes the first heading, then a clause for each heading; levels are counted from 0."""
    sections = list(text.sections)
    leading = sections.pop(0).blocks if sections and not sections[0].heading else ()
    clauses = [(each.heading, each.level, each.label, each.blocks) for each in sections]
    highest = min((level for _heading, level, _label, _blocks in clauses), default=1)
    return [
        {
            "level": level - highest,
            "title": heading,
            "label": label.shown if label else "",
            "body": json.dumps(blocks_to_json(body)),
        }
        for heading, level, label, body in (("", highest, None, leading), *clauses)
    ]
