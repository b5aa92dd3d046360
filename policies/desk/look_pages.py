"""The screen of an organisation's look and address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from policies.authoring.people.roles import Act
from policies.document.languages import LANGUAGES
from policies.publication.brand import MOST_LINKS, Brand
from policies.publication.logo_files import LARGEST
from policies.publication.models import Organisation
from policies.publication.own_domain import OwnDomain, ask_for_domain, give_up_domain, prove_domain
from policies.publication.refusal import Refused

from .look import change_look
from .organisation_screens import allowed, frame, tell_refused


def page(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """What is set, and the forms to change it."""
    organisation = allowed(request, organisation_id, Act.CHANGE_SETTINGS)
    if request.method != "POST":
        return _render(request, organisation)
    files = {
        name: sent.read(LARGEST + 1)
        for name in ("logo", "mail_logo")
        if (sent := request.FILES.get(name)) is not None
    }
    said = {name: str(value) for name, value in request.POST.items()}
    try:
        change_look(organisation=organisation, said=said, files=files, by=request.user)
    except Refused as refused:
        tell_refused(request, refused)
        return _render(request, organisation, said)
    messages.success(request, _("Saved. Pages show it within two seconds, new messages at once."))
    return redirect("policies_people:look", organisation.pk)


@require_POST
def ask_domain(request: HttpRequest, organisation_id: int) -> HttpResponse:
    organisation = allowed(request, organisation_id, Act.CHANGE_SETTINGS)
    return _done(
        request,
        organisation,
        lambda: ask_for_domain(
            organisation=organisation, host=request.POST.get("host", ""), by=request.user
        ),
        _("Now publish the record below, then have it checked."),
    )


@require_POST
def check_domain(request: HttpRequest, organisation_id: int) -> HttpResponse:
    organisation = allowed(request, organisation_id, Act.CHANGE_SETTINGS)
    return _done(
        request,
        organisation,
        lambda: prove_domain(organisation=organisation, by=request.user),
        _("The domain is proven: its pages are served there from now on."),
    )


@require_POST
def leave_domain(request: HttpRequest, organisation_id: int) -> HttpResponse:
    organisation = allowed(request, organisation_id, Act.CHANGE_SETTINGS)
    return _done(
        request,
        organisation,
        lambda: give_up_domain(organisation=organisation, by=request.user),
        _("The register serves nothing under that domain any more."),
    )


def _done(request: HttpRequest, organisation: Organisation, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        tell_refused(request, refused)
    else:
        messages.success(request, said)
    return redirect(f"{reverse('policies_people:look', args=[organisation.pk])}#domain")


def _render(
    request: HttpRequest, organisation: Organisation, said: dict[str, str] | None = None
) -> HttpResponse:
    brand = Brand.objects.filter(organisation=organisation).first() or Brand(organisation=organisation)
    typed = said or {
        "colour": brand.colour,
        "dark_colour": brand.dark_colour,
        **{
            f"link_{number}_{name}": words
            for number, link in enumerate(brand.links)
            for name, words in link.items()
        },
    }
    links = [
        {
            "number": number,
            "url": typed.get(f"link_{number}_url", ""),
            "words": [
                (language, typed.get(f"link_{number}_{language.code}", ""))
                for language in LANGUAGES.values()
            ],
        }
        for number in range(MOST_LINKS)
    ]
    context = frame(organisation, _("Look and address")) | {
        "organisation": organisation,
        "brand": brand,
        "colour": typed.get("colour", ""),
        "dark_colour": typed.get("dark_colour", ""),
        "links": links,
        "attaches_copies": "attaches_copies" in said if said else organisation.attaches_copies,
        "domain": OwnDomain.objects.filter(organisation=organisation).first(),
    }
    return render(request, "policies/desk/look.html", context)


ADDRESSES = [
    path("<int:organisation_id>/look/", page, name="look"),
    path("<int:organisation_id>/domain/", ask_domain, name="ask_domain"),
    path("<int:organisation_id>/domain/check/", check_domain, name="check_domain"),
    path("<int:organisation_id>/domain/leave/", leave_domain, name="leave_domain"),
]
