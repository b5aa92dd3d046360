"""What is refused becomes a message in the admin, wherever it was tried, and what is not offered says why.

Wagtail can do more with pages than anybody may do with policies. It hides these buttons where ``permissions`` says
no, and answers an address typed by hand with "you do not have permission". A person who may publish the very page
deserves the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from policies.authoring.models import PolicyPage
from policies.authoring.readiness import in_a_list
from policies.authoring.stale_form import StaleDraft
from policies.publication.models import PolicyVersion
from policies.publication.refusal import Refused

from .draft_conflict import meet_stale_form, merge_again
from .find_draft import draft_at


class RefusalMiddleware:
    """The editor's form shows refusals beside their fields before anything is written. The last approval of a
    workflow, or an action on several pages, meets them only when the page is saved. Nothing was written then: say
    why and go back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _arguments: Any, _named: Any
    ) -> HttpResponse | None:
        """Before Wagtail answers that this person may not: say why nobody does."""
        found = reason_against(request)
        # The user last: a page for readers must not vary with a cookie.
        if found is None or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        reason, page = found
        messages.error(request, reason)
        parent = page.get_parent() or page
        return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[parent.pk]))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        if isinstance(error, StaleDraft):
            # Somebody saved while this form was being read: its text is kept, as if it had come a moment later.
            kept = merge_again(request, error.page.pk) or meet_stale_form(
                request, draft_at(error.page.pk, request.user)
            )
            if kept is not None:
                return kept
        for refusal in error.refusals:
            messages.error(request, in_a_list(refusal))
        match = request.resolver_match
        arguments = match.kwargs if match else {}
        page_id = arguments.get("page_id") or arguments.get("pk")
        if page_id is None:
            return HttpResponseRedirect(reverse("wagtailadmin_home"))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page_id]))


def reason_against(request: HttpRequest) -> tuple[str, Page] | None:
    """Why what this request asks for is not offered, and for which page; none if it may go on."""
    match = request.resolver_match
    if match is None:
        return None
    if match.view_name == "wagtail_bulk_action":
        reasons = MANY.get(match.kwargs["action"], {})
        pages = _chosen(request) if reasons else ()
    else:
        reasons = SINGLE.get(match.view_name, {})
        page_id = match.kwargs.get("page_id") or match.kwargs.get("page_to_move_id")
        pages = Page.objects.filter(pk=page_id) if reasons else ()
    for page in pages:
        for is_true, words in reasons.items():
            if is_true(page):
                return str(words) % {"title": page.get_admin_display_title()}, page
    return None


def _chosen(request: HttpRequest) -> Iterable[Page]:
    """The pages a bulk action names; ``all`` are those beneath the page it was started from."""
    ids = request.GET.getlist("id")
    if "all" not in ids:
        return Page.objects.filter(pk__in=[each for each in ids if each.isdigit()])
    parent = request.GET.get("childOf", "")
    pages = Page.objects.filter(depth__gt=1)
    return pages.child_of(Page.objects.get(pk=parent)) if parent.isdigit() else pages


def _policies(page: Page) -> QuerySet[Any]:
    return PolicyPage.objects.descendant_of(page, inclusive=True)


def _holds_policies(page: Page) -> bool:
    return _policies(page).exists()


def _is_policy(page: Page) -> bool:
    return _policies(page).filter(pk=page.pk).exists()


def _has_versions(page: Page) -> bool:
    """Whether the page, or one beneath it, has published versions."""
    uuids = _policies(page).values("policy_uuid")
    return bool(PolicyVersion.objects.filter(policy__uuid__in=uuids).exists())


# Why an action is not offered: the words of the first that is true of the page.
Reasons = dict[Callable[[Page], bool], Promise]
DELETING: Final[Reasons] = {
    _has_versions: _(
        "“%(title)s” has published versions: what was published never disappears. A policy that ends is retired."
    )
}
UNPUBLISHING: Final[Reasons] = DELETING | {
    _is_policy: _(
        "A policy is not unpublished: it is retired, and its versions stay readable and say so."
    )
}
MOVING: Final[Reasons] = {
    _has_versions: _(
        "“%(title)s” has published versions and stays where it is: its public addresses lead to it for ever."
    )
}
ALIASING: Final[Reasons] = {_is_policy: _("A policy has no alias: its text is published in one place.")}
HIDING: Final[Reasons] = {
    _holds_policies: _(
        "What was published is public: readers see versions, and the privacy of a draft changes nothing."
    )
}
PUBLISHING: Final[Reasons] = {
    _holds_policies: _("Policies are published one by one, from their release panel.")
}
# Addresses of one page, by their names in Wagtail.
SINGLE: Final = {
    "wagtailadmin_pages:delete": DELETING,
    "wagtailadmin_pages:unpublish": UNPUBLISHING,
    "wagtailadmin_pages:move": MOVING,
    "wagtailadmin_pages:move_confirm": MOVING,
    "wagtailadmin_pages:convert_alias": ALIASING,
    "wagtailadmin_pages:set_privacy": HIDING,
}
# Actions on several pages at once.
MANY: Final = {
    "delete": DELETING,
    "unpublish": UNPUBLISHING,
    "move": MOVING,
    "publish": PUBLISHING,
}
