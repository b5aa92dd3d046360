"""The pages behind a signed link: what is subscribed to, what is kept, and how to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from .contract_parties import bound_by_law, contracts_of
from .models import Subscriber, Subscription
from .moving import ask_to_move, move, move_asked
from .personal_data import erase, everything
from .request_limits import may_ask
from .signed_links import Purpose, by_token, make_token, message
from .subscribing import change, send_link, shown_to, subscriber_with
from .subscription_forms import AddressForm, ChoiceForm
from .subscription_offers import Offer, offers, organisation_name, wanted


@never_cache
@sensitive_post_parameters("email")
@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request: HttpRequest, language: str) -> HttpResponse:
    """Ask for the link to the preferences: the answer is the same for every address."""
    form = AddressForm(request.POST or None)
    if form.is_valid():
        if not may_ask(request):
            return message(request, "too_many", HTTPStatus.TOO_MANY_REQUESTS)
        if not form.is_trapped:
            send_link(email=form.cleaned_data["email"])
        return redirect("policies:preferences_asked", language)
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "policies/notification/preferences_link.html", {"form": form}, status=status)


@never_cache
@require_safe
def link_asked_page(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001 - in the address
    return message(request, "link_asked", HTTPStatus.OK)


@by_token
def preferences_page(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """Language, scope and frequency as they are; POST changes them and shows them as they are then."""
    subscriber, may_change = shown_to(token)
    subscriptions = list(subscriber.subscriptions.confirmed().named())
    if not may_change:
        return _shown(request, language, subscriber, subscriptions)
    groups = offers(language, subscriptions)
    initial = {
        "language": subscriber.language,
        "frequency": subscriber.frequency,
        "what": [
            Offer(
                organisation=kept.of_organisation,
                policy=kept.policy,
                clause=kept.clause,
                search=kept.search,
            ).value
            for kept in subscriptions
        ],
    }
    form = ChoiceForm(request.POST or None, initial=initial, groups=groups)
    saved = form.is_valid()
    if saved:
        change(subscriber, **form.choices())
    context = {
        "form": form,
        "groups": groups,
        "saved": saved,
        "token": token,
        "hidden_address": _veiled(subscriber),
        "contracts": contracts_of(subscriber),
    }
    status = HTTPStatus.BAD_REQUEST if form.is_bound and not saved else HTTPStatus.OK
    return render(request, "policies/notification/preferences.html", context, status=status)


def _shown(
    request: HttpRequest, language: str, subscriber: Subscriber, subscriptions: Sequence[Subscription]
) -> HttpResponse:
    """What a link of a notice shows to everybody who has it; POST sends its owner a link that changes, exports and erases."""
    if request.method == "POST":
        if not may_ask(request):
            return message(request, "too_many", HTTPStatus.TOO_MANY_REQUESTS)
        send_link(email=subscriber.email)
        return redirect("policies:preferences_asked", language)
    context = {
        "hidden_address": _veiled(subscriber),
        "wanted": wanted(subscriptions, language),
        "contracts": contracts_of(subscriber),
        "frequency": subscriber.get_frequency_display(),
        "mail_language": subscriber.language,
        "unsubscribe": make_token(Purpose.UNSUBSCRIBE, subscriber.uuid),
    }
    return render(request, "policies/notification/preferences_shown.html", context)


@by_token
def data(request: HttpRequest, language: str, token: str) -> HttpResponse:  # noqa: ARG001 - in the address
    """Everything that is kept, as a file."""
    kept = everything(subscriber_with(token))
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return JsonResponse(kept, json_dumps_params={"ensure_ascii": False, "indent": 2}, headers=headers)


@by_token
def address_page(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """Ask for another address; POST sends that one a link, and answers the same for every address."""
    subscriber = subscriber_with(token)
    form = AddressForm(request.POST or None)
    if form.is_valid():
        if not may_ask(request):
            return message(request, "too_many", HTTPStatus.TOO_MANY_REQUESTS)
        if not form.is_trapped:
            ask_to_move(subscriber, form.cleaned_data["email"])
        return redirect("policies:preferences_asked", language)
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    context = {"form": form, "token": token, "hidden_address": _veiled(subscriber)}
    return render(request, "policies/notification/address.html", context, status=status)


@by_token
def move_page(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """What is moved where, with a button; POST moves it."""
    moved = move(token) if request.method == "POST" else None
    subscriber = moved or move_asked(token).subscriber
    context = {
        "done": moved is not None,
        "hidden_address": _veiled(subscriber),
        "wanted": wanted(subscriber.subscriptions.confirmed().named(), language),
    }
    return render(request, "policies/notification/move.html", context)


@by_token
def erase_page(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """What is erased and what stays, with a button; POST erases."""
    subscriber = subscriber_with(token)
    if request.method == "POST":
        bound = bound_by_law(subscriber)
        if not erase(subscriber):
            names = [organisation_name(each, language) for each in bound]
            return message(request, "kept_by_law", HTTPStatus.OK, organisations=names)
        return message(request, "erased", HTTPStatus.OK)
    return message(request, "erase", HTTPStatus.OK, token=token, hidden_address=_veiled(subscriber))


def _veiled(subscriber: Subscriber) -> str:
    """Enough of the address for its owner to know it, too little for a passer-by to use."""
    local, _at, domain = subscriber.email.rpartition("@")
    return f"{local[:1]}…\u2060@{domain}"  # never broken between the two
