"""A passkey in a real browser, with the authenticator that Chromium has for tests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from wagtail.users.models import UserProfile

from policies.publication.audit_trail import AuditEntry
from tests.cms.test_accounts import PASSWORD, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(live_server: Any, page: Page) -> str:
    """Passkeys belong to a name: an IP address has none."""
    cache.clear()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return str(live_server.url).replace("127.0.0.1", "localhost")


def confirm_password(page: Page, then: str) -> None:
    """These pages may ask for the password again; then they say ``then``."""
    from playwright.sync_api import expect

    confirm = page.get_by_role("button", name="Confirm", exact=True)
    expect(confirm.or_(page.get_by_text(then).first)).to_be_visible()
    if confirm.is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        confirm.click()
    expect(page.get_by_text(then).first).to_be_visible()


def test_passkey_opens_the_admin_and_its_coming_and_going_is_told_by_mail(
    page: Page, site: str, settings: Any
) -> None:
    from playwright.sync_api import expect

    settings.SECOND_FACTOR_REQUIRED = True
    user = make_user("Publishers")
    UserProfile.objects.create(user=user, preferred_language="fr")
    page.goto(f"{site}/account/login/")
    page.get_by_label(re.compile("^(Login|Username)")).fill("salma")
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{site}/account/2fa/")  # the admin is shut

    page.goto(f"{site}/account/2fa/webauthn/add/")
    confirm_password(page, "Passwordless")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page).not_to_have_url(re.compile("webauthn/add"))
    added = [message.subject for message in mail.outbox]

    page.context.clear_cookies()
    page.goto(f"{site}/account/login/")
    page.locator("#passkey_login").click()
    expect(page).to_have_url(f"{site}/admin/")

    mail.outbox.clear()
    page.goto(f"{site}/account/2fa/webauthn/")
    page.locator("a[href*='remove']").first.click()
    confirm_password(page, "Are you sure")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("main")).to_contain_text("No security keys")
    removed = [message.subject for message in mail.outbox]

    assert any("Clé de sécurité ajoutée" in subject for subject in added)
    assert [subject.endswith("Clé de sécurité retirée") for subject in removed] == [True]
    assert not Authenticator.objects.filter(user=user, type="webauthn").exists()
    deeds = AuditEntry.objects.filter(action="second_factor").order_by("pk")
    assert deeds.values_list("details", flat=True)[0] == {"added": "webauthn"}
