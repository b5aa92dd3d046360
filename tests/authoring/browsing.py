"""The policy editor in a browser, as its tests drive it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.test import Client
from wagtail.users.models import UserProfile

from policies.authoring.draft import ordered_sections
from policies.authoring.models import PolicyPage
from tests.factories import make_page_section, make_policy_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDE = {"width": 1500, "height": 1000}
POSTED = "() => new URLSearchParams(new FormData(document.querySelector('#page-edit-form'))).toString()"


def make_draft(headings: tuple[str, ...] = ("Un", "Deux", "Trois"), **values: Any) -> PolicyPage:
    """A stored draft with a section for each French heading."""
    sections = [
        make_page_section(heading_fr=name, heading_en=f"{name} en", sort_order=i)
        for i, name in enumerate(headings)
    ]
    draft = make_policy_page(sections=sections, **values)
    draft.save_revision()
    return draft


def sign_in(page: Page, site: str, user: User | None = None, language: str = "fr") -> User:
    """Let this person, or a superuser, into the admin in this language."""
    user = user or User.objects.create_superuser("admin", "admin@example.org", "a long password")
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
    page.context.add_cookies([cookie])
    page.set_viewport_size(WIDE)
    page.set_default_timeout(60_000)
    return user


def edit(page: Page, site: str, draft: PolicyPage) -> None:
    """Open the edit page; its scripts run."""
    page.goto(f"{site}/admin/pages/{draft.pk}/edit/")
    await_numbers(page)


def opened(page: Page, site: str, language: str = "fr") -> Page:
    """The tab on the edit page of a fresh three-section draft, in this language."""
    draft = make_draft()
    sign_in(page, site, language=language)
    edit(page, site, draft)
    return page


def await_numbers(page: Page) -> None:
    """Until the page's scripts have computed the sections' numbers."""
    page.wait_for_function("document.querySelector('.section__number')?.textContent")


def saved() -> list[tuple[str, int, str]]:
    """French heading, level and key of each section of the newest draft."""
    draft = PolicyPage.objects.get().get_latest_revision_as_object()
    return [(s.heading_fr, s.level, str(s.key)) for s in ordered_sections(draft)]


def lines(page: Page) -> list[str]:
    """Number and heading of each section, as the editor shows them."""
    shown = page.locator(
        "#id_sections-FORMS > .section:not(.deleted) .section__toggle"
    ).all_inner_texts()
    return [" ".join(line.split()) for line in shown]


def line(page: Page, heading: str) -> Any:
    """The section whose line shows this heading."""
    exactly = page.locator(".section__heading", has_text=heading)
    return page.locator("#id_sections-FORMS > .section:not(.deleted)").filter(has=exactly)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("footer button.action-save, footer button[type=submit]").first.click()


def open_section(page: Page, place: int) -> None:
    page.locator(f"#inline_child_sections-{place} .section__toggle").click()
    page.locator(f"#inline_child_sections-{place} [contenteditable=true]").nth(2).wait_for(
        state="attached"
    )


def write(page: Page, place: int, language: str, words: str) -> None:
    """Type at the end of a section's first text in this language."""
    text = page.locator(f"#inline_child_sections-{place} .lang-{language} [contenteditable=true]").first
    text.click()
    page.keyboard.press("End")
    page.keyboard.type(words)


def is_autosave(request: Any) -> bool:
    """Whether this is the editor's own save: the form is sent as a script sends it."""
    return (
        request.method == "POST" and request.url.endswith("/edit/") and request.resource_type == "fetch"
    )


def watched(page: Page) -> None:
    """Wagtail saves by itself what is changed from two seconds after loading on: wait until it has looked once."""
    page.wait_for_function(
        """() => window.wagtail.app.getControllerForElementAndIdentifier(
            document.querySelector('#page-edit-form'), 'w-unsaved')?.initialFormData"""
    )
    page.wait_for_timeout(1000)


def autosaved(page: Page, change: str, field: str) -> None:
    """Type into a field and wait until the editor has saved it by itself."""
    with page.expect_response(lambda response: is_autosave(response.request)) as answered:
        page.fill(field, change)
        page.keyboard.press("Tab")
    assert answered.value.json()["success"], answered.value.text()
