"""Mails to a reviewer from outside: the link, a code, word of an answer. None holds a word of the draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from policies.authoring.outside import CODE_FOR, TOLD_EVERY, OutsideReview
from policies.notification.letters import is_taken, letter_to
from policies.notification.mail_isolation import say
from policies.notification.mail_lead import fitted
from policies.notification.signed_links import Purpose, make_token
from policies.notification.subscription_offers import organisation_name
from policies.publication import public_addresses
from policies.publication.localize import spoken_date


def link_of(review: OutsideReview) -> str:
    token = make_token(Purpose.REVIEW, review.link)
    return public_addresses.absolute(reverse("policies:review", args=[review.language, token]))


def send_link(review: OutsideReview) -> bool:
    """Send the invitation; whether the server took it."""
    with translation.override(review.language):
        said = {
            "subject": _("A draft of %(title)s to review"),
            "heading": _("%(organisation)s asks you to review a draft"),
            "opening": _("%(by)s sends you a link: read the draft, compare it and comment on it."),
            "after": _("The page sends a code to this mailbox, and opens with it. You need no account."),
            "verb": _("Open the draft"),
            "until": True,
        }
        return _sent(review, said)


def send_code(review: OutsideReview, code: str) -> bool:
    """Send the code that opens the link; whether the server took it."""
    with translation.override(review.language):
        said = {
            "subject": _("Your code for the draft of %(title)s"),
            "heading": _("Your code for the draft of %(organisation)s"),
            "opening": _("Type this code on the page that you opened:"),
            # Read in two halves; isolated by the template from left to right.
            "code": f"{code[:4]} {code[4:]}",
            "minutes": int(CODE_FOR / timedelta(minutes=1)),
        }
        return _sent(review, said)


def tell_of_answer(review: OutsideReview) -> bool:
    """Say that somebody answered, at most once an hour, and only while the link works."""
    due = OutsideReview.objects.standing().filter(
        Q(told_at=None) | Q(told_at__lt=Now() - TOLD_EVERY), pk=review.pk
    )
    if not due.update(told_at=Now()):
        return False
    with translation.override(review.language):
        said = {
            "subject": _("An answer to your comment on the draft of %(title)s"),
            "heading": _("%(organisation)s answered your comment"),
            "opening": _("You find the answer beside your comment, in the draft."),
            "verb": _("Open the draft"),
            "until": True,
        }
        return _sent(review, said)


def _sent(review: OutsideReview, said: dict[str, Any]) -> bool:
    language = review.language
    organisation = review.organisation
    names = {"organisation": organisation_name(organisation, language), "by": review.by_name}
    titled = {"language": language, "text_language": language, "title": names["organisation"]}
    words = said | {
        "subject": fitted(said["subject"], titled),
        "names": {"organisation": say("%(organisation)s", language, **names)},
        "heading": say(said["heading"], language, **names),
        "opening": say(said["opening"], language, **names),
        "link": link_of(review) if said.get("verb") else "",
        "day": spoken_date(review.last_day, organisation.country) if said.get("until") else "",
    }
    return is_taken(letter_to(review.email, "outside", language, words, organisation=organisation))
