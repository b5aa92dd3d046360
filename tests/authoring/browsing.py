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
        make_page_section(
            sort_order=i,
            **{"heading_fr": name, "heading_en": f"{name} en"}
            # A number is a number in every language.
            | ({"heading_en": "Trois en (three)", "heading_ar": "ثلاثة"} if name == "Trois" else {}),
        )
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
    """Until the editor stands, with the numbers of its clauses."""
    page.wait_for_function(
        "() => 'writingReady' in document.documentElement.dataset && document.querySelector('.outline__go')"
    )


def show(page: Page, language: str, mode: str = "write") -> None:
    """Have the editor show this language."""
    page.locator(f".writing-languages [data-language={language}]").click()
    page.locator(f".writing-modes [data-mode={mode}]").click()


def saved() -> list[tuple[str, int, str]]:
    """French heading, level and key of each section of the newest draft."""
    draft = PolicyPage.objects.get().get_latest_revision_as_object()
    return [(s.heading_fr, s.level, str(s.key)) for s in ordered_sections(draft)]


def lines(page: Page) -> list[str]:
    """Number and heading of each clause, as the list shows them once it has followed the text."""
    page.wait_for_timeout(300)
    shown = page.locator(".outline__go").evaluate_all(
        "all => all.map(each => ['number', 'heading'].map(part => each.querySelector(`.outline__${part}`).textContent))"
    )
    return [" ".join(part for part in line if part) for line in shown]


def line(page: Page, heading: str) -> Any:
    """The line of the clause with this heading."""
    return page.locator(".outline li").filter(has=page.locator(".outline__heading", has_text=heading))


def tool(page: Page, heading: str, name: str) -> None:
    """Go to a clause and press one of the buttons beneath its line, by its icon."""
    line(page, heading).locator(".outline__go").click()
    line(page, heading).locator(f".outline__tools button:has(.icon-{name})").click()


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("footer button.action-save, footer button[type=submit]").first.click()


def write(page: Page, place: int, words: str) -> None:
    """Type at the end of a clause's first text, in the language that is shown."""
    page.locator(".writing-paper section").nth(place).locator("> p:not([data-heading])").first.click()
    page.keyboard.press("End")
    page.keyboard.type(words)


def add_clause(page: Page, heading: str) -> None:
    """Add a clause after the one that the cursor is in."""
    page.locator(".outline__add").click()
    page.keyboard.type(heading)


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
