"""Pages for subscribers: GET shows, only POST changes anything."""

from __future__ import annotations

import re
import uuid
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from policies.publication.models import Organisation, Policy

from .consent_log import Consent, consent_words
from .models import Frequency
from .request_limits import may_ask
from .signed_links import CONFIRM_WITHIN, Purpose, by_token, make_token, message
from .subscribing import awaiting, confirm, subscribe, subscriber_of, unsubscribe
from .subscription_forms import SearchTermsForm, SubscribeForm
from .subscription_offers import (
    Offer,
    clause_offer,
    clause_title,
    offers,
    organisation_name,
    policy_title,
    search_offer,
    wanted,
)

# ``organisation`` or ``organisation/policy``: slugs may hold any letters, as Wagtail's do.
NAMED = re.compile(r"[-\w]{1,80}(?:/[-\w]{1,80})?")


@never_cache
@sensitive_post_parameters("email")
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_page(request: HttpRequest, language: str) -> HttpResponse:
    """The form; ``?policy=organisation/slug``, with or without ``&clause=KEY``, or ``?hub=organisation`` narrows it
    and ticks what is meant. So do ``?q=words`` and ``?kind=kind``, with or without ``&hub=``: a search.
    """
    # Public addresses do not change: the parameter keeps the name it was published with.
    named = request.GET.get("policy") or request.GET.get("hub") or ""
    groups = offers(language)
    ticked = named
    if named:
        groups = [group for group in groups if group[1][0].value == named.partition("/")[0]]
        if clause := _clause(request, named, language):
            ticked = clause.value
            for _organisation, choices in groups:
                if any(offer.policy == clause.policy for offer in choices):
                    choices.insert(0, clause)
    values = {offer.value for _organisation, choices in groups for offer in choices}
    if not values or (ticked and ticked not in values):
        return _no_mail(request, language, named)
    is_search = "q" in request.GET or "kind" in request.GET
    terms = SearchTermsForm(
        request.GET if is_search else None, initial={"hub": named.partition("/")[0]}, language=language
    )
    # Whose changes the search can be about are responsible for the address.
    responsible = groups
    if is_search and terms.is_valid():
        found = search_offer(terms.search(), language)
        groups, ticked = [(_("Searches"), [found])], found.value
    initial = {
        "language": language,
        "frequency": Frequency.SUBSTANTIAL,
        "what": [ticked] if ticked else [],
    }
    form = SubscribeForm(request.POST or None, initial=initial, groups=groups)
    if form.is_valid():
        if not may_ask(request):
            return message(request, "too_many", HTTPStatus.TOO_MANY_REQUESTS)
        if not form.is_trapped:
            subscribe(email=form.cleaned_data["email"], **form.choices())
        return redirect("policies:subscribe_asked", language)
    context = {
        "form": form,
        "terms": terms,
        "groups": groups,
        "responsible": responsible,
        "narrowed": bool(named) or is_search,
    }
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "policies/notification/subscribe.html", context, status=status)


def _clause(request: HttpRequest, named: str, language: str) -> Offer | None:
    """The clause that is asked for; none, so that the whole policy is offered, where it never existed."""
    _organisation, policy = _found(named)
    try:
        key = uuid.UUID(request.GET.get("clause", ""))
    except ValueError:
        return None
    if policy is None or not clause_title(policy, key, language):
        return None
    return clause_offer(policy, key, language)


@never_cache
@require_safe
def asked_page(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001 - in the address
    """“Check your inbox”: the same page for every address."""
    return message(request, "asked", HTTPStatus.OK, days=CONFIRM_WITHIN.days)


@by_token
def confirm_page(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """What the link confirms, in the words that are kept as agreed to, with a button; POST confirms it."""
    posted = request.method == "POST"
    fresh = posted and awaiting(token).answered_at is None
    confirmation = confirm(token, shown_in=language) if posted else awaiting(token)
    # Only who has just confirmed: the mail with this link may be forwarded later.
    purpose = Purpose.MANAGE if fresh else Purpose.PREFERENCES
    preferences = make_token(purpose, confirmation.subscriber.uuid)
    context = {
        "words": consent_words(confirmation.subscriptions.named(), confirmation.frequency, language),
        "mail_language": confirmation.language,
        "done": confirmation.answered_at is not None,
        "preferences": reverse("policies:preferences", args=[language, preferences]),
    }
    return render(request, "policies/notification/confirm.html", context)


@by_token
def unsubscribe_page(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """What one click ends, with a button; POST ends it, and answers 200 without a redirect."""
    if request.method == "POST":
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        unsubscribe(token, Consent.Way.ONE_CLICK if one_click else Consent.Way.LINK)
    subscriber = subscriber_of(token)
    kept = subscriber.subscriptions.confirmed().named() if subscriber else []
    return render(request, "policies/notification/unsubscribe.html", {"wanted": wanted(kept, language)})


def _no_mail(request: HttpRequest, language: str, named: str) -> HttpResponse:
    """Why there is nothing to subscribe to under this name."""
    organisation, policy = _found(named)
    status = HTTPStatus.OK if organisation or not named else HTTPStatus.NOT_FOUND
    if organisation is None:
        reason = _("There is no such policy or organisation.") if named else ""
    elif policy is None:
        reason = _("%(organisation)s publishes its changes here and sends no mail about them.")
    elif policy.retired_at:
        reason = _("This policy is retired: it will not change any more.")
    else:
        reason = _(
            "%(organisation)s sends no mail about this policy: its changes are published here, "
            "in the history and in the feed."
        )
    if organisation:
        reason %= {"organisation": organisation_name(organisation, language)}
    title = policy_title(policy, language) if policy else ""
    context = {"reason": reason, "organisation": organisation, "policy": policy, "title": title}
    return message(request, "no_mail", status, **context)


def _found(named: str) -> tuple[Organisation | None, Policy | None]:
    """The public policy of this name with its organisation, or the organisation with public policies, or neither."""
    if not NAMED.fullmatch(named):  # PostgreSQL refuses some of what an address can hold, as NUL
        return None, None
    organisation_slug, slash, slug = named.partition("/")
    public = (
        Policy.objects.public()
        .select_related("organisation")
        .filter(organisation__slug=organisation_slug)
    )
    policy = public.filter(slug=slug).first() if slash else None
    any_of_organisation = policy if slash else public.first()
    return (any_of_organisation.organisation if any_of_organisation else None), policy
