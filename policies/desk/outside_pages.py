"""The pages of a reviewer from outside: the code, the draft, what changes, and comments on its clauses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import re_path, reverse
from django.utils.translation import gettext as _

from policies.authoring.outside import CODE_FOR, OutsideReview, threads_of
from policies.authoring.outside_text import without_withheld
from policies.authoring.remarks import LONGEST_BEFORE, Remark, say
from policies.comparison.compare import compare
from policies.document.languages import CODES, direction
from policies.document.presentation import present
from policies.document.shape import Document
from policies.document.text import body_text
from policies.notification.request_limits import may_ask, may_repeat, may_try
from policies.publication.models import PolicyVersion
from policies.publication.refusal import CannotChange, Refusal, Refused
from policies.reading.comparison_view import View, redlined

from .outside_access import (
    CODES_AN_HOUR,
    enter,
    has_entered,
    keep_secret,
    leave,
    new_code,
    of_review,
    said,
)
from .outside_invites import note_entry
from .outside_letters import send_code
from .outside_telling import tell_of_remark

# Of one reviewer, in all and within an hour.
MOST_REMARKS: Final = 300
REMARKS_AN_HOUR: Final = 60
# What a browser may copy along with words: isolates, marks of direction, soft hyphens.
_UNSEEN: Final = re.compile(r"[\u00ad\u061c\u200b-\u200f\u2060\u2066-\u2069\ufeff]")


@of_review
def review_page(request: HttpRequest, language: str, review: OutsideReview, token: str) -> HttpResponse:
    """The draft as it was, where the link was opened; else what is needed to open it."""
    if not has_entered(request, review, language):
        return _closed(request, review, token)
    return _read(request, language, review, token)


def _closed(request: HttpRequest, review: OutsideReview, token: str, **more: Any) -> HttpResponse:
    local, _at, domain = review.email.rpartition("@")
    context = {
        "token": token,
        "organisation": review.organisation,
        "hidden_address": f"{local[:1]}…\u2060@{domain}",
        "minutes": int(CODE_FOR.total_seconds() // 60),
        **more,
    }
    status = more.get("status", HTTPStatus.OK)
    return render(request, "policies/review/enter.html", context, status=status)


@of_review
def send_page(request: HttpRequest, language: str, review: OutsideReview, token: str) -> HttpResponse:
    """Mail a code to the mailbox; the answer is the same page each time."""
    if request.method != "POST":
        return redirect("policies:review", language, token)
    if not may_ask(request) or not may_repeat(f"code of {review.link.hex}", CODES_AN_HOUR):
        return said(request, "too_many", HTTPStatus.TOO_MANY_REQUESTS)
    if not send_code(review, new_code(review)):
        return _closed(request, review, token, failed=True, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return redirect("policies:review_code", language, token)


@of_review
def code_page(request: HttpRequest, language: str, review: OutsideReview, token: str) -> HttpResponse:
    """Type the code."""
    if request.method != "POST":
        return _closed(request, review, token, asked=True)
    if not may_try(request, "code of a review"):
        return said(request, "too_many", HTTPStatus.TOO_MANY_REQUESTS)
    secret = enter(review, request.POST.get("code", ""))
    if not secret:
        return _closed(request, review, token, asked=True, wrong=True, status=HTTPStatus.BAD_REQUEST)
    note_entry(review)
    response = redirect("policies:review", language, token)
    keep_secret(response, review, secret)
    return response


@of_review
def leave_page(request: HttpRequest, language: str, review: OutsideReview, token: str) -> HttpResponse:
    response = redirect("policies:review", language, token)
    if request.method == "POST" and has_entered(request, review, language):
        leave(response, review)
    return response


def _read(
    request: HttpRequest, language: str, review: OutsideReview, token: str, **typed: Any
) -> HttpResponse:
    document = without_withheld(review.document, review.page)
    shown = language if language in document.languages else document.authoritative
    threads = [_thread(each, review) for each in threads_of(review)]
    here: dict[str, list[dict[str, Any]]] = {}
    for thread in threads:
        if thread["language"] == shown:
            here.setdefault(thread["key"], []).append(thread)
    context = _frame(review, token) | {
        "text": present(document, shown),
        "threads": here,
        "said": threads,
        "other_language": shown != language,
        "after_clause": "policies/review/_clause.html",
        "typed": typed,
    }
    status = HTTPStatus.BAD_REQUEST if typed else HTTPStatus.OK
    return render(request, "policies/review/read.html", context, status=status)


def _frame(review: OutsideReview, token: str) -> dict[str, Any]:
    return {
        "token": token,
        "review": review,
        "organisation": review.organisation,
        "in_force": _in_force(review),
    }


def _in_force(review: OutsideReview) -> PolicyVersion | None:
    policy = review.page.policy
    return policy.in_force() if policy is not None else None


@of_review
def changes_page(request: HttpRequest, language: str, review: OutsideReview, token: str) -> HttpResponse:
    """The version in force compared with the draft, in the language of the page or one that both have."""
    if not has_entered(request, review, language):
        return redirect("policies:review", language, token)
    version = _in_force(review)
    context = _frame(review, token)
    if version is not None and not version.withheld.whole:
        document, old = without_withheld(review.document, review.page), version.document
        both = [code for code in document.languages if code in old.languages]
        shown = language if language in both else next(iter(both), None)
        if shown is not None:
            sides = (_("Version %(number)s") % {"number": version.number}, _("Draft"))
            view = View(only_changes=request.GET.get("only") != "all")
            comparison = compare(old, document, shown)
            context |= {
                "redline": redlined(comparison, view, sides=sides, source=("", "")),
                "shown": shown,
                "other_language": shown != language,
                "view": view,
            }
    return render(request, "policies/review/changes.html", context)


@of_review
def comment_page(request: HttpRequest, language: str, review: OutsideReview, token: str) -> HttpResponse:
    """Comment on a clause or on words of it, or answer in a thread of one's own."""
    if request.method != "POST" or not has_entered(request, review, language):
        return redirect("policies:review", language, token)
    if not may_repeat(f"remark of {review.uuid.hex}", REMARKS_AN_HOUR):
        return said(request, "too_many", HTTPStatus.TOO_MANY_REQUESTS)
    try:
        remark = _say(review, request.POST)
    except Refused as error:
        typed = {name: request.POST.get(name, "") for name in ("key", "answers", "text", "words")}
        return _read(request, language, review, token, **typed, problem=str(error))
    address = reverse("policies:review", args=[language, token])
    return HttpResponseRedirect(f"{address}#said-{(remark.answers or remark).pk}")


@transaction.atomic
def _say(review: OutsideReview, sent: Mapping[str, str]) -> Remark:
    """Write it, and tell those who ask for it. Raises ``Refused``."""
    if review.remarks.count() >= MOST_REMARKS:
        raise CannotChange(_refusal(_("This is the most that can be said here: %(most)s comments.")))
    text = sent.get("text", "").replace("\r\n", "\n")
    number = sent.get("answers", "")
    known = threads_of(review).filter(pk=int(number)) if re.fullmatch(r"[0-9]{1,18}", number) else None
    thread = known.first() if known is not None else None
    if number and thread is None:
        raise CannotChange(_refusal(_("The comment that you answer is not there any more.")))
    document = without_withheld(review.document, review.page)
    about = {} if thread else _about(document, sent)
    remark = say(page=review.page, by=None, outside=review, text=text, answers=thread, **about)
    tell_of_remark(review, remark)
    return remark


def _about(document: Document, sent: Mapping[str, str]) -> dict[str, str]:
    """The clause of this document, the language and the words that are meant. Raises ``Refused``."""
    key, language = sent.get("key", ""), sent.get("language", "")
    section = next((each for each in document.sections if str(each.key) == key), None)
    if section is None or language not in document.languages:
        raise CannotChange(_refusal(_("A comment is about a clause in one language.")))
    words = _UNSEEN.sub("", sent.get("words", "")).split()
    if not words:
        return {"key": key, "language": language}
    heading, body = section.heading.get(language, ""), section.body.get(language, ())
    text = "\n".join(filter(None, (heading.strip(), body_text(body))))
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    if found is None:
        message = _("These words are not in the clause. Copy them from it, or leave the field empty.")
        raise CannotChange(_refusal(message))
    before = text[max(0, found.start() - LONGEST_BEFORE) : found.start()]
    return {"key": key, "language": language, "quote": found[0], "before": before}


def _refusal(message: str) -> Refusal:
    return Refusal(code="no_remark", field="text", message=message)


def _thread(thread: Remark, review: OutsideReview) -> dict[str, Any]:
    """A thread as its reviewer sees it: no account, no address, nobody whose attention was asked for."""
    return {
        "id": thread.pk,
        "key": str(thread.key),
        "language": thread.language,
        "direction": direction(thread.language),
        "quote": thread.quote,
        "settled": thread.resolved_at is not None,
        "each": [_one(each, review) for each in (thread, *thread.replies.all())],
    }


def _one(remark: Remark, review: OutsideReview) -> dict[str, Any]:
    mine = remark.outside_id == review.pk
    # The name of an account may be an address of mail.
    name = remark.author_name if "@" not in remark.author_name else ""
    return {
        "mine": mine,
        "name": name,
        "text": remark.text,
        "at": remark.said_at,
        "day": review.day_of(remark.said_at),
    }


_NAMED: Final = {
    "": ("review", review_page),
    "send/": ("review_send", send_page),
    "code/": ("review_code", code_page),
    "changes/": ("review_changes", changes_page),
    "comment/": ("review_comment", comment_page),
    "leave/": ("review_leave", leave_page),
}
ADDRESSES = [
    re_path(rf"^(?P<language>{'|'.join(CODES)})/review/(?P<token>[^/]+)/{rest}$", view, name=name)
    for rest, (name, view) in _NAMED.items()
]
