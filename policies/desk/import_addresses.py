"""The addresses of the import, and what leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.authoring.writing_rights import organisation_of

from . import import_drafting, import_histories, import_pages, import_pairing, import_structure, pasting

_ONE = "imports/<uuid:text_import>/"
ADDRESSES = [
    path("organisations/<int:organisation_id>/import/", import_pages.begin_new, name="new"),
    path("policies/<int:page_id>/import/", import_pages.begin_onto, name="onto"),
    path("organisations/<int:organisation_id>/history/", import_histories.begin_new, name="history_new"),
    path("policies/<int:page_id>/history/", import_histories.begin_onto, name="history_onto"),
    path(f"{_ONE}days/", import_histories.days, name="days"),
    path(f"{_ONE}versions/", import_histories.versions, name="versions"),
    path(_ONE, import_pages.step, name="step"),
    path(f"{_ONE}read/", import_pages.read, name="read"),
    path(f"{_ONE}questions/", import_pages.questions, name="questions"),
    path(f"{_ONE}text/<str:language>/", import_structure.text, name="text"),
    path(f"{_ONE}languages/", import_pairing.languages, name="languages"),
    path(f"{_ONE}draft/", import_drafting.draft, name="draft"),
    path(f"{_ONE}cancel/", import_pages.cancel, name="cancel"),
]


@hooks.register("register_admin_urls")
def import_addresses() -> list[URLPattern | URLResolver]:
    return [
        path("", include((ADDRESSES, "policies_import"))),
        path("policies/<int:page_id>/pasted/", pasting.pasted, name="policies_pasted"),
    ]


def _button(page: Page, user: Any) -> Iterator[Button]:
    specific = page.specific
    if not may(user, Act.WRITE, organisation_of(specific)):
        return
    if isinstance(specific, OrganisationPage) and specific.organisation_id:
        address = reverse("policies_import:new", args=[specific.organisation_id])
        yield Button(_("New policy from a file"), address, icon_name="upload", priority=15)
        if may(user, Act.PUBLISH, specific.organisation_id):
            address = reverse("policies_import:history_new", args=[specific.organisation_id])
            label = _("New policy from its past versions")
            yield Button(label, address, icon_name="history", priority=16)
    if isinstance(specific, PolicyPage):
        address = reverse("policies_import:onto", args=[specific.pk])
        yield Button(_("Import a text"), address, icon_name="upload", priority=15)
        if may(user, Act.PUBLISH, organisation_of(specific)):
            address = reverse("policies_import:history_onto", args=[specific.pk])
            yield Button(_("Import past versions"), address, icon_name="history", priority=16)


@hooks.register("register_page_header_buttons")
def header_buttons(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    del view_name, next_url
    yield from _button(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    del next_url
    yield from _button(page, user)
