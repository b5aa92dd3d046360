"""Editors sign in through our pages; who may publish needs a second factor; deeds are kept."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from wagtail.users.models import UserProfile

from policies.authoring.groups import ensure_groups
from policies.notification.personal_data import erase
from policies.notification.subscribing import subscribe_confirmed
from policies.publication.audit_trail import AuditEntry
from policies.publication.withdraw import withdraw
from tests.factories import NOTES, home
from tests.people import ADMINISTRATORS, AUTHORS, OWNERS, REVIEWERS, TRANSLATORS, join
from tests.reading.register import make_history

pytestmark = pytest.mark.django_db

PASSWORD = "long-enough-for-a-test"


@pytest.fixture(autouse=True)
def _no_attempts_counted_yet() -> None:
    cache.clear()


@pytest.fixture
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def make_user(group: str, name: str = "salma") -> Any:
    home()
    ensure_groups()
    user = get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD)
    join(user, group)
    return user


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(counters()))))


def sign_in(client: Client, name: str = "salma", password: str = PASSWORD) -> Any:
    return client.post("/account/login/", {"login": name, "password": password})


def test_wagtails_login_leads_to_ours_and_keeps_the_way(client: Client) -> None:
    inside = client.get("/admin/login/", {"next": "/admin/pages/"})
    outside = client.get("/admin/login/", {"next": "https://evil.example/"})

    assert inside.headers["Location"] == "/account/login/?next=%2Fadmin%2Fpages%2F"
    assert outside.headers["Location"] == "/account/login/?next=%2Fadmin%2F"


@pytest.mark.parametrize("path", ["/account/signup/", "/admin/password_reset/"])
def test_nobody_signs_up_and_wagtails_reset_is_shut(client: Client, path: str) -> None:
    html = client.get(path, follow=True).content.decode()

    assert 'name="password1"' not in html
    assert 'name="email"' not in html


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_sign_in_page_is_strict_in_every_language(client: Client, language: str) -> None:
    response = client.get("/account/login/", headers={"accept-language": language})

    html = response.content.decode()
    assert f'<html lang="{language}"' in html
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


def test_publisher_with_a_password_only_is_led_to_a_second_factor(
    client: Client, required: None
) -> None:
    make_user("Publishers")
    sign_in(client)

    response = client.get("/admin/")

    assert response.headers["Location"] == "/account/2fa/"


@pytest.mark.parametrize("role", [AUTHORS, TRANSLATORS["fr"], REVIEWERS, OWNERS, ADMINISTRATORS])
def test_nobody_enters_the_admin_with_a_password_only(client: Client, required: None, role: str) -> None:
    make_user(role)
    sign_in(client)

    assert client.get("/admin/").headers["Location"] == "/account/2fa/"


def test_publisher_enters_with_the_second_factor_only(client: Client, required: None) -> None:
    user = make_user("Publishers")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)

    first = sign_in(client)
    before = client.get("/admin/")
    second = client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    after = client.get("/admin/")

    assert first.headers["Location"] == "/account/2fa/authenticate/"
    assert before.status_code == 302
    assert second.status_code == 302
    assert after.status_code == 200


def test_wrong_code_does_not_open(client: Client, required: None) -> None:
    user = make_user("Publishers")
    TOTP.activate(user, generate_totp_secret())
    sign_in(client)

    client.post("/account/2fa/authenticate/", {"code": "000000"})

    assert client.get("/admin/").status_code == 302


def test_recovery_code_opens_once(client: Client, required: None) -> None:
    user = make_user("Publishers")
    TOTP.activate(user, generate_totp_secret())
    code = RecoveryCodes.activate(user).get_unused_codes()[0]

    sign_in(client)
    client.post("/account/2fa/authenticate/", {"code": code})
    opened = client.get("/admin/").status_code
    client.logout()
    sign_in(client)
    client.post("/account/2fa/authenticate/", {"code": code})

    assert (opened, client.get("/admin/").status_code) == (200, 302)


TOLD = {
    "fr": ("Application d'authentification activée", "codes de récupération", "Mot de passe modifié"),
    "en": ("Authenticator App Activated", "Recovery Codes", "Password Changed"),
    "ar": ("تم تفعيل تطبيق المصادقة", "رموز استرداد", "تم تغيير كلمة المرور"),
}


def confirm_password(client: Client) -> None:
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def told(client: Client, address: str, **values: str) -> str:
    """The one mail that posting to the address sends, as ``subject: text``; from a browser in English."""
    mail.outbox.clear()
    client.post(f"/account/{address}/", values, headers={"accept-language": "en"})
    [message] = mail.outbox
    assert message.to == ["salma@example.org"]
    return f"{message.subject}: {message.body}"


@pytest.mark.django_db(transaction=True)  # they are sent after the commit
@pytest.mark.parametrize("language", TOLD)
def test_change_of_what_opens_the_account_is_told_by_mail_in_its_language(
    client: Client, language: str
) -> None:
    user = make_user("Publishers")
    UserProfile.objects.create(user=user, preferred_language=language)
    sign_in(client)
    confirm_password(client)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    changed = {"oldpassword": PASSWORD, "password1": "another-long-enough-one"}

    activated = told(client, "2fa/totp/activate", code=code_of(secret))
    generated = told(client, "2fa/recovery-codes/generate")
    removed = told(client, "2fa/totp/deactivate")
    password = told(client, "password/change", **changed, password2=changed["password1"])

    for expected, mailed in zip(TOLD[language], (activated, generated, password), strict=True):
        assert expected in mailed
    assert len({activated, generated, removed, password}) == 4
    assert not Authenticator.objects.filter(user=user, type="totp").exists()
    assert AuditEntry.objects.filter(action="second_factor", subject="salma").count() >= 2


@pytest.mark.django_db(transaction=True)
def test_second_factor_stands_though_the_mail_server_takes_nothing(
    client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    user = make_user("Publishers")
    sign_in(client)
    confirm_password(client)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    response = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})

    assert response.status_code == 302
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert "was not told of mfa/email/totp_activated" in caplog.text
    assert "salma@example.org" not in caplog.text


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("elevenchars", "too short"),
        ("cookiemonster", "too common"),
        ("CookieMonster", "published list"),
        ("jesuschrist1", "published list"),
        ("alexander123456", "published list"),
        ("salmasalma@example.org", "too similar"),
        ("sijill-policies-2026", "belong to this site"),
        ("Atlas Privacy 2026!", "belong to this site"),
        ("سياسة الخصوصية 123", "belong to this site"),
    ],
)
def test_weak_password_is_refused(password: str, words: str) -> None:
    make_history()  # of the organisation Atlas

    with pytest.raises(ValidationError, match=words):
        validate_password(password, make_user("Publishers"))


@pytest.mark.parametrize(
    "password", ["دفتر أزرق ومطر قديم", "olive grise sous la pluie", "x7 " * 21 + "y"]
)
def test_long_password_of_any_letters_is_taken_as_it_is(client: Client, password: str) -> None:
    user = make_user("Translators (Français)")
    sign_in(client)
    confirm_password(client)
    fields = client.get("/account/password/change/").context["form"].fields

    changed = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    client.post("/account/password/change/", changed)
    user.refresh_from_db()

    assert user.check_password(password)
    assert not user.check_password(password[:-1])
    assert not user.check_password(password.swapcase()) or password == password.swapcase()
    assert {field.widget.input_type for field in fields.values()} == {"password"}


def test_password_is_changed_with_the_present_one_only(client: Client) -> None:
    user = make_user("Translators (Français)")
    sign_in(client)

    changed = {"oldpassword": "not-the-present-one", "password1": "a-new-one-of-mine"}
    client.post("/account/password/change/", changed | {"password2": changed["password1"]})
    user.refresh_from_db()

    assert user.check_password(PASSWORD)


def test_session_lasts_a_working_day_and_ends_with_the_browser(client: Client, settings: Any) -> None:
    make_user("Publishers")

    cookie = sign_in(client).cookies["sessionid"]

    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert settings.SESSION_COOKIE_AGE == 12 * 60 * 60


def test_session_before_the_sign_in_is_another_one_after_it(client: Client) -> None:
    make_user("Publishers")
    client.get("/admin/")
    client.session["seen"] = True
    client.session.save()
    before = client.session.session_key

    sign_in(client)

    assert client.session.session_key != before


def test_changed_password_ends_the_other_sessions(client: Client) -> None:
    user = make_user("Translators (Français)")
    sign_in(client)
    inside = client.get("/admin/").status_code

    user.set_password("another-long-enough-one")
    user.save()

    assert (inside, client.get("/admin/").status_code) == (200, 302)


def test_second_factor_is_changed_with_the_password_only(client: Client) -> None:
    """Whoever finds a browser that was left open cannot add a factor of their own."""
    make_user("Publishers")
    sign_in(client)
    session = client.session
    for way in session["account_authentication_methods"]:
        way["at"] -= 60 * 60
    session.save()

    asked = client.get("/account/2fa/totp/activate/")
    confirm_password(client)
    opened = client.get("/account/2fa/totp/activate/")

    assert asked.status_code == 302
    assert asked["Location"].startswith("/account/reauthenticate/")
    assert opened.status_code == 200


def test_guessing_a_password_is_limited(client: Client) -> None:
    make_user("Publishers")
    for _attempt in range(6):
        sign_in(client, password="wrong")

    response = sign_in(client)

    assert "_auth_user_id" not in client.session
    assert response.status_code in (200, 429)


def test_deeds_of_accounts_are_kept_and_name_no_reader(client: Client) -> None:
    user = make_user(ADMINISTRATORS)
    sign_in(client, password="wrong")
    sign_in(client)
    user.is_active = False
    user.save()
    user.groups.clear()

    found = list(AuditEntry.objects.order_by("pk").values_list("action", "subject", "details"))

    assert ("roles", "salma", {"added": [ADMINISTRATORS]}) in found
    assert ("refused", "salma", {}) in found
    assert ("signed_in", "salma", {}) in found
    assert ("roles", "salma", {"cleared": [ADMINISTRATORS]}) in found
    assert any(details.get("change") == ["is_active"] for _action, _subject, details in found)
    assert not any("example.org" in str(row) for row in found)


def test_releases_and_withdrawals_are_kept() -> None:
    policy = make_history()
    withdraw(version=policy.versions.get(number=4), reason=NOTES, by="Salma")

    deeds = AuditEntry.objects.order_by("pk").values_list("action", "subject")

    assert list(deeds)[-2:] == [("published", "atlas/privacy v4"), ("withdrew", "atlas/privacy v4")]


def test_trail_cannot_be_changed() -> None:
    make_history()

    for door in (
        lambda: AuditEntry.objects.update(actor_name="x"),
        lambda: AuditEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            door()


def test_trail_is_for_administrators_and_its_export_is_a_deed(client: Client) -> None:
    make_history()
    client.force_login(make_user("Publishers"))
    refused = client.get("/admin/reports/audit/")
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.org", PASSWORD))

    page = client.get("/admin/reports/audit/")
    export = client.get("/admin/reports/audit/", {"export": "csv"})

    assert refused.status_code in (302, 403)
    assert "atlas/privacy v4" in page.content.decode()
    assert b"atlas/privacy v4" in b"".join(export.streaming_content)
    assert AuditEntry.objects.filter(action="exported", actor_name="root").count() == 1


def test_erasure_is_kept_without_the_address() -> None:
    subscriber = subscribe_confirmed(email="reader@example.org", language="fr", policy=make_history())
    number = subscriber.uuid

    erase(subscriber)

    deed = AuditEntry.objects.get(action="erased")
    assert (deed.subject, deed.actor_name) == (f"subscriber {number}", "subscriber")
    assert "reader@example.org" not in str(vars(deed))
