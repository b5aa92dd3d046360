"""Pages for subscribers: GET shows, only POST changes anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from policies.publication.models import Hub, Policy

from .clients import may_ask
from .forms import SubscribeForm
from .models import Subscription
from .offers import hub_name, offers, policy_title, wanted
from .subscribing import awaiting, confirm, subscriber_of, unsubscribe
from .tokens import CONFIRM_WITHIN, BadToken, ExpiredToken

View = Callable[..., HttpResponse]

# ``hub`` or ``hub/policy``: slugs may hold any letters, as Wagtail's do.
NAMED: Final = re.compile(r"[-\w]{1,80}(?:/[-\w]{1,80})?")


@never_cache
@sensitive_post_parameters("email")
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_page(request: HttpRequest, language: str) -> HttpResponse:
    """The form; ``?policy=hub/slug`` or ``?hub=hub`` narrows it and ticks what is meant."""
    on_offer = offers(language)
    named = request.GET.get("policy") or request.GET.get("hub") or ""
    if named:
        hub_slug = named.partition("/")[0]
        on_offer = [(hub, choices) for hub, choices in on_offer if hub.slug == hub_slug]
    values = [offer.value for _hub, choices in on_offer for offer in choices]
    if named not in ("", *values) or not values:
        return _no_mail(request, language, named)
    form = SubscribeForm(
        request.POST or None,
        initial={"language": language, "what": [named] if named else []},
        offers=[offer for _hub, choices in on_offer for offer in choices],
    )
    if form.is_bound and form.is_valid():
        if not may_ask(request):
            return _message(request, "too_many", HTTPStatus.TOO_MANY_REQUESTS)
        form.ask()
        return redirect("policies:subscribe_asked", language)
    groups = [(hub_name(hub, language), choices) for hub, choices in on_offer]
    context = {"form": form, "groups": groups, "narrowed": bool(named)}
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "policies/notification/subscribe.html", context, status=status)


@never_cache
@require_safe
def asked_page(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001 - in the address
    """“Check your inbox”: the same page for every address."""
    return _message(request, "asked", HTTPStatus.OK, days=CONFIRM_WITHIN.days)


def _by_token(view: View) -> View:
    """The token in the address is the authority: no cookie, no session, no CSRF token is needed.

    A mail program's one-click unsubscription (RFC 8058) has none of them.
    """

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except BadToken:
            response = _message(request, "bad_link", HTTPStatus.NOT_FOUND)
        except ExpiredToken:
            response = _message(request, "expired_link", HTTPStatus.GONE, days=CONFIRM_WITHIN.days)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


@_by_token
def confirm_page(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """What the link confirms, with a button; POST confirms it."""
    confirmation = confirm(token) if request.method == "POST" else awaiting(token)
    subscriptions = list(confirmation.subscriptions.select_related("policy__hub", "hub"))
    context = {
        "wanted": wanted(subscriptions, language),
        "mail_language": confirmation.language,
        "done": confirmation.answered_at is not None,
    }
    return render(request, "policies/notification/confirm.html", context)


@_by_token
def unsubscribe_page(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """What one click ends, with a button; POST ends it, and answers 200 without a redirect."""
    if request.method == "POST":
        unsubscribe(token)
    subscriber = subscriber_of(token)
    ending = Subscription.objects.confirmed().filter(subscriber=subscriber) if subscriber else None
    subscriptions = list(ending.select_related("policy__hub", "hub")) if ending is not None else []
    context = {"wanted": wanted(subscriptions, language)}
    return render(request, "policies/notification/unsubscribe.html", context)


def _no_mail(request: HttpRequest, language: str, named: str) -> HttpResponse:
    """Why there is nothing to subscribe to under this name."""
    hub, policy = _found(named)
    if hub is None:
        reason = _("There is no such policy or organisation.") if named else ""
        status = HTTPStatus.NOT_FOUND if named else HTTPStatus.OK
        return _message(request, "no_mail", status, reason=reason)
    if policy is None:
        reason = _("%(organisation)s publishes its changes here and sends no mail about them.") % {
            "organisation": hub_name(hub, language)
        }
    elif policy.retired_at:
        reason = _("This policy is retired: it will not change any more.")
    else:
        reason = _(
            "%(organisation)s sends no mail about this policy: its changes are published here, "
            "in the history and in the feed."
        ) % {"organisation": hub_name(hub, language)}
    return _message(
        request,
        "no_mail",
        HTTPStatus.OK,
        reason=reason,
        hub=hub,
        policy=policy,
        title=policy_title(policy, language) if policy else "",
    )


def _found(named: str) -> tuple[Hub | None, Policy | None]:
    """The public policy of this name with its hub, or the hub with public policies, or neither."""
    if not NAMED.fullmatch(named):  # PostgreSQL refuses some of what an address can hold, as NUL
        return None, None
    hub_slug, slash, slug = named.partition("/")
    public = Policy.objects.public().select_related("hub").filter(hub__slug=hub_slug)
    policy = public.filter(slug=slug).first() if slash else None
    any_of_hub = policy if slash else public.first()
    return (any_of_hub.hub if any_of_hub else None), policy


def _message(request: HttpRequest, name: str, status: HTTPStatus, **context: Any) -> HttpResponse:
    return render(request, f"policies/notification/{name}.html", context, status=status)
