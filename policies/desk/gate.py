"""The gate of the admin: one organisation knows nothing of another.

People of organisations enter an address only if it is named here, and only for what belongs to one of theirs: all else
is not there, for them. A new address, ours or Wagtail's, is shut until it is named. What is done behind
an address is asked once more where it is done (``people.rights``); lists show what belongs to the person's organisations.

Who administers the site passes. Groups are shut to everybody: they follow from the people of an organisation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from policies.authoring.glossary import GlossaryEntry
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.people.rights import administers_site, serves
from policies.notification.ledger import Notice
from policies.publication.models import PolicyVersion

from .import_record import TextImport

# Nothing of an organisation is behind these: the frame of the admin, the person's own account, forms of links.
OF_NOBODY: Final = frozenset(
    {
        *("to_sign_in", "to_sign_out", "wagtailadmin_login", "wagtailadmin_logout"),
        *("wagtailadmin_account", "wagtailadmin_dismissibles", "wagtailadmin_sprite"),
        *("wagtailadmin_javascript_catalog", "wagtailadmin_block_preview", "wagtailadmin_error_test"),
        *("wagtailadmin_choose_page_external_link", "wagtailadmin_choose_page_email_link"),
        *("wagtailadmin_choose_page_phone_link", "wagtailadmin_choose_page_anchor_link"),
        *("wagtailadmin_password_reset", "wagtailadmin_password_reset_done"),
        *("wagtailadmin_password_reset_confirm", "wagtailadmin_password_reset_complete"),
        # Whether one is signed in: the editor asks before it leaves the page.
        "policies_session",
        # Ends a session of editing, of the person who asks only.
        "wagtailadmin_editing_sessions:release",
    }
)
_REPORTS: Final = ("locked", "workflow", "workflow_tasks", "site_history")
# These show what belongs to the organisations of who asks, and nothing else.
LISTS: Final = frozenset(
    {
        *("wagtailadmin_home", "wagtailadmin_explore_root", "wagtailadmin_choose_page"),
        *("wagtailadmin_pages:search", "wagtailadmin_pages:search_results"),
        *("wagtailadmin_choose_page_search", "wagtailadmin_choose_page_chosen_multiple"),
        "wagtailadmin_api:pages:listing",
        *("wagtailadmin_reports:aging_pages", "wagtailadmin_reports:aging_pages_results"),
        *(f"policies_report_{name}{part}" for name in _REPORTS for part in ("", "_results")),
        *("policies_translations", "policies_translations_results", "policies_audit", "policies_audit_results"),
        *("policies_notices", "policy_versions:index", "policy_versions:index_results"),
        *("policy_subscribers:index", "policy_subscribers:index_results"),
        *("policy_consents:index", "policy_consents:index_results"),
        *("policy_glossary:index", "policy_glossary:index_results", "policy_glossary:add"),
        *("policies_people:index", "policies_reviews"),
        *("policies_list", "policies_new"),
    }
)  # fmt: skip
# One term of a glossary, by its number.
ENTRIES: Final = frozenset({"policy_glossary:edit", "policy_glossary:delete"})
# Shut to everybody.
GROUPS: Final = "wagtailusers_groups:"
GIVES_GROUPS: Final = "assign_role"
# Addresses whose form or question names pages, and the names of these fields.
ASKING: Final = frozenset(
    {
        *("wagtail_bulk_action", "wagtailadmin_choose_page", "wagtailadmin_choose_page_child"),
        *("wagtailadmin_choose_page_search", "wagtailadmin_choose_page_chosen_multiple"),
        *("wagtailadmin_pages:copy", "wagtailadmin_pages:move", "wagtailadmin_pages:move_confirm"),
    }
)
ASKED: Final = ("id", "childOf", "target_pages[]", "new_parent_page", "chooser", "parent_page_id")
_PAGES: Final = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")


class GateMiddleware:
    """Before a view of the admin is called: 404 for what is another organisation's, and for what nobody named."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _arguments: Any, _named: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not request.path_info.startswith("/admin/"):
            return None
        if match.view_name.startswith(GROUPS) or match.kwargs.get("action") == GIVES_GROUPS:
            raise Http404
        user = request.user
        if not user.has_perm("wagtailadmin.access_admin") or administers_site(user):
            return None  # Wagtail leads the first to the sign-in
        if not may_enter(request, match):
            raise Http404
        return _to_own_pages(request, match)


def may_enter(request: HttpRequest, match: ResolverMatch) -> bool:
    """Whether somebody who serves organisations may ask this address for what it names."""
    name, numbers = match.view_name, set(_numbers(request, match))
    if not all(serves(request.user, number) for number in numbers):
        return False
    if name == "wagtail_bulk_action" and not numbers:
        return False  # "all" of a page above the organisations, or of none: it would name what one may not touch
    return bool(name in OF_NOBODY or name in LISTS or _names_something(match))


def _names_something(match: ResolverMatch) -> bool:
    """Whether the address is about one thing of an organisation, which was looked at."""
    name = match.view_name
    if name == "wagtail_bulk_action":
        return bool(match.kwargs["app_label"] == "wagtailcore" and match.kwargs["model_name"] == "page")
    if name == "wagtailadmin_editing_sessions:ping":
        return bool(match.kwargs["app_label"] == "wagtailcore" and match.kwargs["model_name"] == "page")
    if name.startswith(
        ("wagtailadmin_pages:", "wagtailadmin_explore", "wagtailadmin_choose_page", "policies_")
    ):
        return bool(
            {*_PAGES, "pk", "version_id", "notice", "organisation_id", "text_import"} & set(match.kwargs)
        )
    return name == "wagtailadmin_api:pages:detail" or name in ENTRIES


def _numbers(request: HttpRequest, match: ResolverMatch) -> Iterable[int | None]:
    """The organisations of all that the request names; none of what is not there."""
    named, name = match.kwargs, match.view_name
    pages = [named[argument] for argument in _PAGES if argument in named]
    if name.startswith(("wagtailadmin_pages:", "wagtailadmin_api:pages:")) and "pk" in named:
        pages.append(named["pk"])
    if name == "wagtailadmin_editing_sessions:ping":
        pages.append(named["object_id"])
    if name in ASKING:
        for sent in (request.GET, request.POST):
            pages += [value for field in ASKED for value in sent.getlist(field)]
    yield from _of_pages([int(page) for page in pages if str(page).isdigit()])
    if "version_id" in named:
        found = PolicyVersion.objects.filter(pk=named["version_id"])
        yield from found.values_list("policy__organisation", flat=True)
    if "notice" in named:
        notices = Notice.objects.filter(uuid=named["notice"])
        yield from notices.values_list("version__policy__organisation", flat=True)
    if "text_import" in named:
        imports = TextImport.objects.filter(pk=named["text_import"])
        yield from imports.values_list("organisation", flat=True)
    if name in ENTRIES and str(named["pk"]).isdigit():
        entries = GlossaryEntry.objects.filter(pk=named["pk"])
        yield from entries.values_list("organisation__organisation", flat=True)
    if "organisation_id" in named:
        yield named["organisation_id"]


def _of_pages(numbers: list[int]) -> Iterable[int | None]:
    """The organisations that these pages stand beneath, or are the pages of."""
    paths = Page.objects.filter(pk__in=numbers).values_list("path", flat=True) if numbers else ()
    above = {
        path[:length] for path in paths for length in range(Page.steplen, len(path) + 1, Page.steplen)
    }
    if not above:
        return ()
    return OrganisationPage.objects.filter(path__in=above).values_list("organisation", flat=True)


def _to_own_pages(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """The chooser of pages begins where all pages of a kind meet: that may be in another organisation."""
    if match.view_name != "wagtailadmin_choose_page":
        return None
    root = PagePermissionPolicy().explorable_root_instance(request.user)
    if root is None:
        raise Http404
    address = reverse("wagtailadmin_choose_page_child", args=[root.pk])
    return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}")
