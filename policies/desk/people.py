"""An organisation's page in the admin: its people, who is invited, and what its owners do about them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from policies.authoring.people.changing import hand_over, set_roles
from policies.authoring.people.membership import Invitation, Membership
from policies.authoring.people.rights import administers_site, forget_roles, may, organisations_where
from policies.authoring.people.roles import Act, Role
from policies.document.languages import LANGUAGES
from policies.publication.localize import active_language
from policies.publication.models import Organisation
from policies.publication.refusal import Refused

from .invitations import invite, revoke, send
from .organisation_screens import tell_refused

ON_A_PAGE: Final = 50


def index(request: HttpRequest) -> HttpResponse:
    """The organisations whose people this person manages; where it is one, that one."""
    mine = organisations_where(request.user, Act.MANAGE_PEOPLE)
    administers = administers_site(request.user)
    if not administers:
        only = list(mine[:2])
        if not only:
            raise PermissionDenied
        if len(only) == 1:
            return redirect("policies_people:page", only[0].pk)
    asked = request.GET.get("q", "").strip()[:100]
    named = Q(slug__icontains=asked)
    for code in LANGUAGES:
        named |= Q(**{f"name_{code}__icontains": asked})
    found = mine.filter(named).annotate(
        people=Count("memberships__person", distinct=True),
        owners=Count("memberships", filter=Q(memberships__role=Role.OWNER)),
    )
    page = Paginator(found.order_by("slug"), ON_A_PAGE).get_page(request.GET.get("p"))
    context = _frame(_("Organisations")) | {"page_obj": page, "asked": asked, "administers": administers}
    return render(request, "policies/desk/organisations.html", context)


def page(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The people of one organisation, and the forms of all that can be done about them."""
    organisation = _managed(request, organisation_id)
    return _render(request, organisation)


def _render(request: HttpRequest, organisation: Organisation, **typed: Any) -> HttpResponse:
    by_person: dict[int, dict[str, Any]] = {}
    for membership in Membership.objects.of(organisation).order_by("person__username", "pk"):
        entry = by_person.setdefault(membership.person_id, {"person": membership.person, "roles": []})
        entry["roles"].append(membership.role)
    invited = Invitation.objects.open().filter(organisation=organisation).order_by("-pk")
    context = _frame(str(organisation), back=reverse("policies_people:index")) | {
        "organisation": organisation,
        "people": [
            entry | {"choices": [(role, role in entry["roles"]) for role in Role]}
            for entry in by_person.values()
        ],
        "invited": invited,
        "roles": list(Role),
        "languages": LANGUAGES.values(),
        "language": active_language(),
        "settings_page": getattr(organisation, "page", None),
        "may_leave": may(request.user, Act.LEAVE, organisation) and organisation.left_at is None,
        "may_hand_over": any(
            entry["person"].pk == request.user.pk and Role.OWNER in entry["roles"]
            for entry in by_person.values()
        ),
        **typed,
    }
    return render(request, "policies/desk/people.html", context)


@require_POST
def invite_somebody(request: HttpRequest, organisation_id: int) -> HttpResponse:
    organisation = _managed(request, organisation_id)
    typed: dict[str, Any] = {
        "email": request.POST.get("email", ""),
        "chosen": request.POST.getlist("roles"),
        "language": request.POST.get("language", ""),
    }
    try:
        made = invite(
            organisation=organisation, email=typed["email"], roles=typed["chosen"],
            language=typed["language"], by=request.user,
        )  # fmt: skip
    except Refused as error:
        tell_refused(request, error)
        return _render(request, organisation, **typed)
    tell_of_sending(request, made)
    return _back(organisation)


def tell_of_sending(request: HttpRequest, made: Invitation) -> None:
    if send(made):
        messages.success(
            request, _("The invitation is on its way to %(address)s.") % {"address": made.email}
        )
    else:
        messages.error(
            request, _("The mail server does not answer: nothing was sent. Invite once more, later.")
        )


@require_POST
def take_back(request: HttpRequest, organisation_id: int, invitation: uuid.UUID) -> HttpResponse:
    organisation = _managed(request, organisation_id)
    found = get_object_or_404(Invitation, uuid=invitation, organisation=organisation)
    return _done(
        request,
        organisation,
        lambda: revoke(invitation=found, by=request.user),
        _("The link works no more."),
    )


@require_POST
def change_roles(request: HttpRequest, organisation_id: int, person_id: int) -> HttpResponse:
    """Exactly the ticked roles; the button that removes sends none."""
    organisation = _managed(request, organisation_id)
    person = _person_of(organisation, person_id)
    roles = () if "remove" in request.POST else request.POST.getlist("roles")
    if not roles and "remove" not in request.POST:
        messages.error(request, _("Choose at least one role, or remove the person."))
        return _back(organisation)
    said = _("Saved.") if roles else _("“%(name)s” does not serve this organisation any more.")
    return _done(
        request,
        organisation,
        lambda: set_roles(organisation=organisation, person=person, roles=roles, by=request.user),
        said if roles else said % {"name": person},
    )


@require_POST
def hand_to(request: HttpRequest, organisation_id: int, person_id: int) -> HttpResponse:
    organisation = _managed(request, organisation_id)
    person = _person_of(organisation, person_id)
    return _done(
        request,
        organisation,
        lambda: hand_over(organisation=organisation, person=person, by=request.user),
        _("“%(name)s” owns this organisation now; you do not any more.") % {"name": person},
    )


def _done(
    request: HttpRequest, organisation: Organisation, act: Callable[[], None], said: str
) -> HttpResponse:
    try:
        act()
    except Refused as error:
        tell_refused(request, error)
    else:
        messages.success(request, said)
    forget_roles(request.user)
    if not may(request.user, Act.MANAGE_PEOPLE, organisation):
        return redirect("wagtailadmin_home")
    return _back(organisation)


def _back(organisation: Organisation) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("policies_people:page", args=[organisation.pk]))


def _managed(request: HttpRequest, organisation_id: int) -> Organisation:
    organisation: Organisation = get_object_or_404(
        Organisation.objects.select_related("page"), pk=organisation_id
    )
    if not may(request.user, Act.MANAGE_PEOPLE, organisation):
        raise PermissionDenied
    return organisation


def _person_of(organisation: Organisation, person_id: int) -> Any:
    """Somebody who serves this organisation: of others nothing is known."""
    if not Membership.objects.filter(organisation=organisation, person=person_id).exists():
        raise Http404
    return get_object_or_404(get_user_model(), pk=person_id)


def _frame(title: str, back: str = "") -> dict[str, Any]:
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    if back:
        crumbs.append({"url": back, "label": _("Organisations")})
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "group",
        "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
    }
