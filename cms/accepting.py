"""The page behind an invitation: who has no account makes one, who has one accepts with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import BaseUserCreationForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from wagtail.users.models import UserProfile

from policies.authoring.people.membership import Invitation
from policies.desk.invitations import NotInvited, accept, invitation_at
from policies.notification.signed_links import BadToken, ExpiredToken
from policies.notification.subscription_offers import organisation_name
from policies.publication.refusal import CannotChangePeople

User = get_user_model()


class AccountForm(BaseUserCreationForm):
    """A name to sign in with, a name to be known by, and a password. The address is the invited one."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name")
        field_classes = {"username": forms.CharField}

    def clean_username(self) -> str:
        """However its letters are cased: two names that look the same are one."""
        name = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("Somebody else has this name: choose another."))
        return name


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation. Its answer tells nobody but the invited who is invited."""
    try:
        found = invitation_at(token)
    except BadToken:
        return _closed(request, 404)
    except (ExpiredToken, NotInvited):
        return _closed(request, 410)
    try:
        response = _accept(request, found)
    except NotInvited:
        return _closed(request, 410)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.user.is_authenticated:
        return _accept_signed_in(request, found)
    if User.objects.filter(email__iexact=found.email).exists():
        return _page(request, found, known=True)
    form = AccountForm(request.POST or None, instance=User(email=found.email))
    if request.method == "POST" and form.is_valid():
        try:
            _make(form, found)
        except CannotChangePeople as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Your account is made. Sign in, then set up your second factor.")
            )
            return redirect(reverse("account_login", query={"next": reverse("mfa_index")}))
    return _page(request, found, form=form)


@transaction.atomic
def _make(form: AccountForm, found: Invitation) -> None:
    """The account and its roles: both, or neither."""
    person = form.save()
    UserProfile.objects.create(user=person, preferred_language=found.language)
    accept(invitation=found, person=person)


def _accept_signed_in(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found)
    try:
        accept(invitation=found, person=request.user)
    except CannotChangePeople as error:
        messages.error(request, str(error))
        return _page(request, found)
    return redirect("wagtailadmin_home")


def _page(request: HttpRequest, found: Invitation, **context: Any) -> HttpResponse:
    language = translation.get_language() or found.language
    context |= {
        "organisation": organisation_name(found.organisation, language[:2]),
        "invitation": found,
        "path": request.get_full_path(),
    }
    return render(request, "account/invitation.html", context)


def _closed(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "account/invitation_closed.html", {"gone": status == 410}, status=status)
