"""What opens the link of a reviewer from outside: a code from the mailbox, then a secret that the browser keeps.

The link alone shows whose draft it is about and a part of the mailbox. A code has eight digits and lives for a quarter
of an hour, for a few tries, and once. Who opened it last has it open: an earlier browser is asked for a new code.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from policies.authoring.outside import CODE_FOR, ENTERED_FOR, MOST_WRONG, TRIES, Ended, OutsideReview
from policies.document.languages import CODES
from policies.notification.signed_links import BadToken, ExpiredToken, Purpose, read_token

CODES_AN_HOUR: Final = 5  # of one link
_SALT: Final = "policies.desk.outside_access"

View = Callable[..., HttpResponse]


def new_code(review: OutsideReview) -> str:
    """Another code, which ends the one before; it is to be sent to the mailbox."""
    code = f"{secrets.randbelow(10**8):08d}"
    OutsideReview.objects.filter(pk=review.pk).update(
        code_digest=_digest(review, "code", code), code_at=Now(), code_tries=0
    )
    return code


def enter(review: OutsideReview, typed: str) -> str:
    """The secret for the browser where the code is right, which it is once; else nothing.

    The same work is done whether a code is out or not, and each try counts before it is looked at.
    """
    code = "".join(letter for letter in typed if letter.isdecimal())[:20]
    code = "".join(str(int(letter)) for letter in code)  # the digits of every script
    given = _digest(review, "code", code)
    alive = OutsideReview.objects.filter(
        pk=review.pk, code_tries__lt=TRIES, wrong_codes__lt=MOST_WRONG, code_at__gt=Now() - CODE_FOR
    )
    counted = alive.update(code_tries=F("code_tries") + 1, wrong_codes=F("wrong_codes") + 1)
    stored = OutsideReview.objects.values_list("code_digest", flat=True).get(pk=review.pk)
    right = constant_time_compare(given, stored) and bool(stored)
    if not (counted and right):
        return ""
    secret = secrets.token_urlsafe(32)
    opened = OutsideReview.objects.filter(pk=review.pk, code_digest=given).update(
        code_digest="",
        wrong_codes=0,
        entry_digest=_digest(review, "entry", secret),
        entered_at=Now(),
    )
    return secret if opened else ""


def has_entered(request: HttpRequest, review: OutsideReview, language: str) -> bool:
    """Whether this browser opened this very link by a code, not long ago."""
    given = request.COOKIES.get(_cookie(review, language), "")
    right = constant_time_compare(_digest(review, "entry", given), review.entry_digest)
    entered = review.entered_at
    return bool(right and given and entered and entered > timezone.now() - ENTERED_FOR)


def keep_secret(response: HttpResponse, review: OutsideReview, secret: str) -> None:
    """Let the browser keep it for the addresses of the review, in each language; a link in a mail leads there too."""
    for code in CODES:
        response.set_cookie(
            _cookie(review, code),
            secret,
            max_age=ENTERED_FOR,
            path=f"/{code}/review/",
            secure=bool(settings.SESSION_COOKIE_SECURE),
            httponly=True,
            samesite="Lax",
        )


def leave(response: HttpResponse, review: OutsideReview) -> None:
    """Shut it again, in this browser and in the register."""
    OutsideReview.objects.filter(pk=review.pk).update(entry_digest="")
    for code in CODES:
        response.delete_cookie(_cookie(review, code), path=f"/{code}/review/", samesite="Lax")


def of_review(view: View) -> View:
    """The review of the token, or a page that says why there is none; for no cache, no index and no Referer.

    Without a referrer, browsers send no origin either, so that Django's check of forms would refuse every one. The
    cookie is sent with no form of another site (SameSite), and the address is a secret.
    """

    @csrf_exempt
    @never_cache
    @sensitive_post_parameters("code", "text", "words")
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, language: str, token: str) -> HttpResponse:
        response = _answer(view, request, language, token)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return answer


def _answer(view: View, request: HttpRequest, language: str, token: str) -> HttpResponse:
    try:
        named = read_token(Purpose.REVIEW, token)
    except (BadToken, ExpiredToken):
        return said(request, "bad", HTTPStatus.NOT_FOUND)
    review = OutsideReview.objects.select_related("page").filter(link=named).first()
    if review is None:
        return said(request, Ended.DELETED, HTTPStatus.GONE)
    if reason := review.ended:
        shown = {"organisation": review.organisation, "published": review.published}
        return said(request, reason, HTTPStatus.GONE, **shown)
    return view(request, language, review, token)


def said(request: HttpRequest, what: str, status: HTTPStatus, **context: Any) -> HttpResponse:
    """A page that says one thing."""
    return render(request, "policies/review/said.html", {"what": what, **context}, status=status)


def _digest(review: OutsideReview, what: str, value: str) -> str:
    """Keyed by the site's secret, and good for this link only."""
    named = f"{review.link.hex} {what} {value}"
    return salted_hmac(_SALT, named, algorithm="sha256").hexdigest()


def _cookie(review: OutsideReview, language: str) -> str:
    return f"review-{language}-{review.link.hex[:12]}"
