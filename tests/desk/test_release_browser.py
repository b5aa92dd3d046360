"""A release in a real browser, with the admin in French and in Arabic: the panel, the refusal, the emergency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from wagtail.users.models import UserProfile

from policies.authoring.models import PolicyPage
from policies.notification.audience import write_reach
from policies.notification.subscribing import subscribe_confirmed
from policies.publication.models import PolicyVersion
from tests.factories import make_organisation, make_policy_page, publish, stream

if TYPE_CHECKING:
    from playwright.sync_api import Page
from tests.people import PUBLISHERS, join

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

WORDS = {
    "fr": ("Publication", "Aucune seconde personne", "2 abonnés sont informés", "ltr"),
    "ar": ("النشر", "لم يوافق شخص ثانٍ", "يُعلَم مشتركان", "rtl"),
}


@pytest.fixture
def policy_page(settings: Any) -> PolicyPage:
    """Version 1 in force, two subscribers, and a draft of another text."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    page = make_policy_page(make_organisation(notice_days=14, short_notice="flag"))
    publish(page)
    for address, code in (("a@x.example", "fr"), ("b@x.example", "ar")):
        subscribe_confirmed(email=address, language=code, policy=page.policy)
    write_reach()
    draft = page.get_latest_revision_as_object()
    (section,) = draft.sections.all()
    for code in ("fr", "en", "ar"):
        setattr(section, f"body_{code}", stream(f"10 ({code})"))
    draft.sections = [section]
    draft.save_revision()
    return page


def sign_in(page: Page, site: str, language: str) -> None:
    user = User.objects.create_user("publisher", "publisher@example.org", "a long password")
    join(user, PUBLISHERS)
    UserProfile.objects.create(user=user, preferred_language=language)
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page.set_viewport_size({"width": 1400, "height": 1000})
    page.set_default_timeout(60_000)


def publish_in(page: Page) -> None:
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with page.expect_navigation():
        page.locator("button[name=action-publish]").click()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_publisher_is_refused_alone_then_declares_an_emergency(
    policy_page: PolicyPage, live_server: LiveServer, page: Page, language: str
) -> None:
    tab, refusal, told, direction = WORDS[language]
    sign_in(page, live_server.url, language)
    page.goto(f"{live_server.url}/admin/pages/{policy_page.pk}/edit/")
    page.get_by_role("tab", name=tab).click()
    assert page.locator("html").get_attribute("dir") == direction
    assert told in page.locator("[data-release-answers]").inner_text()
    for code in ("fr", "en", "ar"):
        page.fill(f"[name=change_note_{code}]", f"Note {code}")
    page.fill("[name=short_notice_reason]", "Ordre du régulateur")

    publish_in(page)
    page.get_by_role("tab", name=tab).click()
    refused = page.inner_text("body")
    page.check("[name=emergency]")
    page.fill("[name=emergency_reason]", "Erreur dans le texte")
    publish_in(page)

    version = PolicyVersion.objects.latest("number")
    assert refusal in refused
    assert (version.number, version.emergency, version.awaits_approval) == (2, True, True)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_stale_form_in_the_browser_shows_both_texts(
    settings: Any, policy_page: PolicyPage, live_server: LiveServer, page: Page, language: str
) -> None:
    sign_in(page, live_server.url, language)
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 500
    page.goto(f"{live_server.url}/admin/pages/{policy_page.pk}/edit/")
    theirs = PolicyPage.objects.get(pk=policy_page.pk).get_latest_revision_as_object()
    theirs.heading_en = "Written meanwhile"
    theirs.save_revision(user=User.objects.create_user("somebody else"))
    # Until the editor has heard of it: what is saved then is not overwritten, whatever Wagtail would say.
    page.locator(".w-editing-sessions__session--saved").wait_for()
    page.locator(".writing-languages [data-language=en]").click()
    page.fill("[name=heading_en]", "Written here")

    with page.expect_navigation():
        page.locator("footer button.action-save, footer button[type=submit]").first.click()
    shown = page.inner_text("main")
    with page.expect_navigation():
        page.locator(".release-choice button").click()

    draft = PolicyPage.objects.get(pk=policy_page.pk).get_latest_revision_as_object()
    assert "meanwhile" in shown
    assert "here" in shown
    assert draft.heading_en == "Written here"
