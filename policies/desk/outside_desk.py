"""A policy's reviewers from outside in the admin: who was invited until when, and what is done about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from policies.authoring.models import PolicyPage
from policies.authoring.outside import MOST_DAYS, Ended, OutsideReview
from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.authoring.writing_rights import organisation_of
from policies.document.languages import LANGUAGES
from policies.publication.localize import active_language
from policies.publication.refusal import Refused

from .find_draft import draft_at, screen
from .invitations import LONGEST
from .outside_invites import (
    LONGEST_NAME,
    invite_outside,
    renew_link,
    revoke_outside,
)
from .outside_letters import send_link

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def outside(request: HttpRequest, page_id: int) -> HttpResponse:
    """Everybody who was invited to this draft, and the form to invite one more."""
    page = _page(request, page_id)
    if request.method != "POST":
        return _render(request, page)
    typed = {name: request.POST.get(name, "") for name in ("email", "name", "language", "until")}
    day = forms.DateField(required=False)
    try:
        until = day.clean(typed["until"])
    except forms.ValidationError:
        until = None
    try:
        review = invite_outside(page=page, by=request.user, **(typed | {"until": until}))
    except Refused as error:
        by_field = {each.field or "": str(each.message) for each in error.refusals}
        messages.error(request, _("Nothing was sent."))
        return _render(request, page, typed=typed, problems=by_field)
    _tell_of_sending(request, review)
    return redirect("policies_outside", page_id)


@require_POST
def send_again(request: HttpRequest, page_id: int, review: UUID) -> HttpResponse:
    """A new link; the earlier one opens nothing any more."""
    found = _review(request, page_id, review)
    try:
        renew_link(review=found, by=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        _tell_of_sending(request, found)
    return redirect("policies_outside", page_id)


@require_POST
def revoke(request: HttpRequest, page_id: int, review: UUID) -> HttpResponse:
    try:
        revoke_outside(review=_review(request, page_id, review), by=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The link works no more. What was said stays."))
    return redirect("policies_outside", page_id)


def _tell_of_sending(request: HttpRequest, review: OutsideReview) -> None:
    if send_link(review):
        messages.success(
            request, _("The link is on its way to %(address)s.") % {"address": review.email}
        )
    else:
        messages.error(
            request, _("The mail server does not answer: nothing was sent. Send the link again, later.")
        )


def _page(request: HttpRequest, page_id: int) -> PolicyPage:
    page = draft_at(page_id, request.user)
    if not may(request.user, Act.INVITE_OUTSIDE, organisation_of(page)):
        raise PermissionDenied
    return page


def _review(request: HttpRequest, page_id: int, review: UUID) -> OutsideReview:
    page = _page(request, page_id)
    found: OutsideReview = get_object_or_404(
        OutsideReview.objects.select_related("page"), uuid=review, page=page.pk
    )
    return found


def _render(request: HttpRequest, page: PolicyPage, **context: Any) -> HttpResponse:
    found = OutsideReview.objects.filter(page=page.pk).select_related("page")
    found = found.annotate(said=Count("remarks")).order_by("-pk")[:SHOWN]
    reasons = {
        Ended.REVOKED: _("revoked"),
        Ended.EXPIRED: _("expired"),
        Ended.PUBLISHED: _("ended: a version was published"),
        Ended.RETIRED: _("ended: the policy is retired"),
        Ended.SHUT: _("shut: too many wrong codes. Send the link again to open it."),
    }
    invited = [
        {
            "review": each,
            "state": reasons.get(ended, "") if (ended := each.ended) else "",
            "standing": ended in (None, Ended.SHUT),
        }
        for each in found
    ]
    organisation: Any = page.organisation_page.organisation
    today = organisation.today()
    return screen(
        request,
        "policies/desk/outside.html",
        page,
        title=_("Reviewers from outside"),
        icon="group",
        back=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        invited=invited,
        languages=LANGUAGES.values(),
        today=today,
        latest=today + timedelta(days=MOST_DAYS),
        longest={"name": LONGEST_NAME, "address": LONGEST, "days": MOST_DAYS},
        **{"typed": {"language": active_language()}, "problems": {}, **context},
    )


ADDRESSES = [
    path("policies/<int:page_id>/outside/", outside, name="policies_outside"),
    path(
        "policies/<int:page_id>/outside/<uuid:review>/again/", send_again, name="policies_outside_again"
    ),
    path("policies/<int:page_id>/outside/<uuid:review>/revoke/", revoke, name="policies_outside_revoke"),
]


@hooks.register("register_page_header_buttons")
def outside_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    del view_name, next_url
    specific = page.specific
    if isinstance(specific, PolicyPage) and may(user, Act.INVITE_OUTSIDE, organisation_of(specific)):
        address = reverse("policies_outside", args=[specific.pk])
        yield Button(_("Reviewers from outside"), address, icon_name="group", priority=18)
