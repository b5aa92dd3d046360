"""The whole loop, as people walk it: an editor publishes, visitors read, a subscriber is told and leaves."""

from __future__ import annotations

import re
import urllib.request
from email.message import EmailMessage
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from policies.publication.models import PolicyVersion
from tests.authoring.browsing import await_numbers, show
from tests.conftest import Mailbox
from tests.factories import make_page_section, make_policy_page, publish, stream

if TYPE_CHECKING:
    from playwright.sync_api import Page
from tests.people import join

pytestmark = pytest.mark.django_db(transaction=True)

SUBSCRIBER = "lectrice@example.org"
OLD = {"fr": "douze mois", "en": "twelve months", "ar": "اثني عشر شهرا"}
NEW = {"fr": "six mois", "en": "six months", "ar": "ستة أشهر"}
SENTENCE = {
    "fr": "Nous conservons vos données pendant {}.",
    "en": "We keep your data for {}.",
    "ar": "نحتفظ بمعطياتكم لمدة {}.",
}
NOTES = {
    "fr": "La durée de conservation est réduite.",
    "en": "The retention period is shorter.",
    "ar": "تم تقليص مدة الاحتفاظ.",
}


@pytest.fixture
def site(live_server: LiveServer, settings: Any) -> str:
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    settings.WAGTAIL_AUTOSAVE_INTERVAL = (
        0  # it may save while the form is on its way, which makes that one stale
    )
    return live_server.url


def send_notices() -> None:
    call_command("send_notices", "--once", stdout=StringIO())


def link(mail: EmailMessage, pattern: str) -> str:
    """The first address in the mail's text that has this in it."""
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(rf"https?://\S*{pattern}\S*", body.get_content())
    assert found, body.get_content()
    return found.group()


def write(page: Page, language: str, text: str) -> None:
    """Replace the text of the first clause in this language, as with the keyboard."""
    show(page, language)
    page.locator(".writing-paper section > p:not([data-heading])").first.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type(text)


def test_publish_read_compare_notify_unsubscribe(site: str, page: Page, smtp_sink: Mailbox) -> None:
    section = make_page_section(
        **{f"body_{code}": stream(SENTENCE[code].format(OLD[code])) for code in OLD}
    )
    policy_page = make_policy_page(sections=[section])
    publish(policy_page)
    publisher = User.objects.create_user("publisher", "publisher@example.org", "a long password")
    join(publisher, "Publishers")

    # A visitor asks for news in Arabic; nothing happens before the button of the confirmation page.
    page.goto(f"{site}/ar/atlas/privacy/")
    page.locator("a[href*='/ar/subscribe/']").first.click()
    page.fill("input[type=email]", SUBSCRIBER)
    with page.expect_navigation():
        page.locator("main form button").first.click()
    send_notices()
    [confirmation] = smtp_sink.to(SUBSCRIBER)
    page.goto(link(confirmation, "confirm"))
    with page.expect_navigation():
        page.locator("main form button").first.click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")

    # The publisher changes the text in three languages and publishes.
    page.goto(f"{site}/admin/login/")
    page.fill("[name=login]", "publisher")
    page.fill("[name=password]", "a long password")
    with page.expect_navigation():
        page.click("button[type=submit]")
    page.goto(f"{site}/admin/pages/{policy_page.pk}/edit/")
    key = page.locator("[name=sections-0-key]").input_value()
    page.set_viewport_size({"width": 1600, "height": 1000})
    await_numbers(page)
    for code in OLD:
        write(page, code, SENTENCE[code].format(NEW[code]))
    page.get_by_role("tab", name="Release").click()
    for code, note in NOTES.items():
        page.fill(f"[name=change_note_{code}]", note)
    # Nobody approved it before: an emergency, and it says so.
    page.check("[name=emergency]")
    page.fill("[name=emergency_reason]", "The old text was wrong.")
    page.locator(
        "footer button[aria-label='More actions'], footer [data-w-dropdown-target=toggle]"
    ).first.click()
    page.locator("button[name=action-publish]").click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))

    version = PolicyVersion.objects.latest("number")
    assert (version.number, version.significance, version.actor_name) == (2, "substantial", "publisher")
    assert str(version.document.sections[0].key) == key

    # Visitors read the new text in their language, and what changed.
    for code in OLD:
        page.goto(f"{site}/{code}/atlas/privacy/")
        assert NEW[code] in page.inner_text("main")
        assert OLD[code] not in page.inner_text("main")
        page.goto(f"{site}/{code}/atlas/privacy/compare/1/2/")
        shown = page.locator("[data-comparison]")
        inserted = " ".join(shown.locator("ins").all_inner_texts())
        deleted = " ".join(shown.locator("del").all_inner_texts())
        assert NEW[code].split()[0] in inserted
        assert OLD[code].split()[0] in deleted

    # The subscriber gets exactly one mail, in Arabic, with the note and the comparison.
    send_notices()
    send_notices()
    _, notice = smtp_sink.to(SUBSCRIBER)
    assert NOTES["ar"] in notice.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    page.goto(link(notice, "/compare/1/2/"))
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("[data-comparison]")).to_contain_text(NEW["ar"].split()[0])

    # One click of the mail program unsubscribes (RFC 8058): no cookie, no page, no redirect.
    assert notice["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.search(r"<(https?://[^>]+)>", notice["List-Unsubscribe"])
    assert address
    request = urllib.request.Request(address[1], data=b"List-Unsubscribe=One-Click")  # noqa: S310 - our own server
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        assert answer.status == 200
    publish(
        policy_page,
        **{f"summary_{code}": "Résumé" for code in OLD},
        **{f"change_note_{code}": "x" for code in OLD},
    )
    send_notices()
    assert len(smtp_sink.to(SUBSCRIBER)) == 2
