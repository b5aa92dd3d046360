"""Editors' accounts: who may have one, and the second factor of everyone who serves an organisation or the site."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

logger = logging.getLogger(__name__)


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody signs up: who is invited makes an account, or administrators do."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: str | None = None
    ) -> None:
        """Write to the address that administrators gave the account, in its language; nobody has to confirm it.

        What is told has happened: a mail server that fails does not undo it, and the audit trail has it.
        """
        try:
            with translation.override(language_of(user)):
                super().send_notification_mail(
                    template_prefix, user, context, email or user.email or None
                )
        except OSError:  # smtplib's errors too
            logger.exception("account %s was not told of %s", user.pk, template_prefix)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtailadmin_home")


def language_of(user: Any) -> str:
    """The one this person reads the admin in, else the one of the request."""
    profile = UserProfile.objects.filter(user=user).first()
    return str(profile.get_preferred_language() if profile else translation.get_language())


def needs_second_factor(user: Any) -> bool:
    """Who may enter the admin sees drafts: to a thief an author's account is worth as much as a publisher's."""
    return bool(user.has_perm("wagtailadmin.access_admin"))


class SecondFactorMiddleware:
    """The admin stays shut until a second factor is set up.

    ``SECOND_FACTOR_REQUIRED`` is off in the demo only, whose accounts are printed on the screen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.SECOND_FACTOR_REQUIRED
            and request.path_info.startswith("/admin/")
            and request.user.is_authenticated
            and needs_second_factor(request.user)
            and not is_mfa_enabled(request.user)
        ):
            words = _("The admin needs a second factor: set one up to enter it.")
            messages.warning(request, words)
            return redirect("mfa_index")
        return self.get_response(request)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Wagtail's own login leads to ours, and on to where the person was going on this site."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        wanted = resolve_url("wagtailadmin_home")
    address = HttpResponseRedirect(reverse("account_login", query={"next": wanted}))
    address.headers["Cache-Control"] = "no-store"
    return address


def to_sign_out(request: HttpRequest) -> HttpResponse:
    """Wagtail signs out by POST from its menu; so does allauth, with a page that asks on GET."""
    if request.method == "POST":
        logout(request)
        return redirect("account_login")
    return redirect("account_logout")
