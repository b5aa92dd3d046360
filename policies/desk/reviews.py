"""When a policy is to be looked at again: the day is set here, and those who publish are reminded of it, twice."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from smtplib import SMTPException
from typing import Final

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from policies.authoring.people.membership import Membership
from policies.authoring.people.rights import may, may_anywhere, organisations_where
from policies.authoring.people.roles import Act, Role
from policies.notification.letters import Letter, letter_to
from policies.notification.mail_isolation import say
from policies.notification.subscription_offers import organisation_name, policy_title
from policies.publication.localize import spoken_date
from policies.publication.models import Policy
from policies.publication.public_addresses import absolute

logger = logging.getLogger(__name__)

AHEAD: Final = 30  # days before the day on which people are told first; then on the day itself
_REMINDED: Final = (Role.PUBLISHER, Role.OWNER)


class ReviewForm(forms.Form):
    """The day, or none."""

    policy = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    review_by = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))


def due(policies: QuerySet[Policy], today: date | None = None) -> QuerySet[Policy]:
    """Those whose day is near or past, the oldest first. A retired policy is never reviewed."""
    day = (today or timezone.now().date()) + timedelta(days=AHEAD)
    found = policies.filter(review_by__lte=day, retirement__isnull=True)
    return found.select_related("organisation").order_by("review_by", "pk")


def reviews(request: HttpRequest) -> HttpResponse:
    """Every policy of the person's organisations with its day; who may publish sets it."""
    if not may_anywhere(request.user, Act.LIST_VERSIONS):
        raise PermissionDenied
    if request.method == "POST":
        return _set(request)
    seen = Policy.objects.public().not_retired().select_related("organisation")
    seen = seen.filter(organisation__in=organisations_where(request.user, Act.LIST_VERSIONS))
    language = (translation.get_language() or "en")[:2]
    rows = [
        {
            "policy": policy,
            "title": policy_title(policy, language),
            "may": may(request.user, Act.PUBLISH, policy.organisation_id),
            "due": policy.review_by is not None and policy.review_by <= policy.organisation.today(),
        }
        for policy in seen.order_by(F("review_by").asc(nulls_last=True), "organisation__slug", "slug")
    ]
    return render(request, "policies/desk/reviews.html", {"rows": rows, "page_title": _("Reviews")})


def _set(request: HttpRequest) -> HttpResponse:
    form = ReviewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was saved: write the day as 2027-01-31."))
        return redirect("policies_reviews")
    seen = organisations_where(request.user, Act.LIST_VERSIONS)
    found = Policy.objects.filter(organisation__in=seen)
    policy = get_object_or_404(found, pk=form.cleaned_data["policy"])
    if not may(request.user, Act.PUBLISH, policy.organisation_id):
        raise PermissionDenied
    Policy.objects.filter(pk=policy.pk).update(
        review_by=form.cleaned_data["review_by"], review_reminded=None
    )
    messages.success(request, _("The day is saved."))
    return redirect("policies_reviews")


def remind(today: date | None = None) -> int:
    """Mail those who publish of each policy that is due and of which they were not told yet; how many mails went.

    Told once when the day is near and once when it has come: what is noted before the mail is sent, so that a mail
    server which fails halfway is asked once, not every minute.
    """
    day, sent = today or timezone.now().date(), 0
    untold = Q(review_reminded__isnull=True) | Q(review_by__lte=day, review_reminded__lt=F("review_by"))
    for policy in due(Policy.objects.public(), day).filter(untold):
        # Of two processes at once, one changes the row.
        if not Policy.objects.filter(untold, pk=policy.pk).update(review_reminded=day):
            continue
        sent += sum(1 for mail in _letters(policy, day) if _sent(mail))
    return sent


def _letters(policy: Policy, day: date) -> Iterator[Letter]:
    members = Membership.objects.filter(organisation=policy.organisation, role__in=_REMINDED)
    people = get_user_model().objects.filter(pk__in=members.values("person"), is_active=True)
    for person in people.exclude(email=""):
        profile = UserProfile.objects.filter(user=person).first()
        language = (profile.get_preferred_language() if profile else "en")[:2]
        with translation.override(language):
            names = {
                "organisation": organisation_name(policy.organisation, language),
                "title": policy_title(policy, language),
                "day": spoken_date(policy.review_by or day, policy.organisation.country),
            }
            asked = _(
                "The policy “%(title)s” of %(organisation)s is to be reviewed by %(day)s: does it still say "
                "what is done, and what the law asks for?"
            )
            words = {
                "heading": say(_("%(title)s: to be reviewed by %(day)s"), language, **names),
                "names": {"organisation": say("%(organisation)s", language, **names)},
                "opening": say(asked, language, **names),
                "link": absolute(reverse("policies_reviews")),
            }
        yield letter_to(person.email, "review", language, words, organisation=policy.organisation)


def _sent(mail: Letter) -> bool:
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        logger.warning("a reminder of a review was not sent: %s", type(error).__name__)
        return False
    return True
