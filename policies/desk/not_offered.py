"""What Wagtail can do with pages and nobody does with policies: each with the sentence that says why.

Wagtail hides these buttons where ``permissions`` says no, and answers an address typed by hand with "you do
not have permission". A person who may publish the very page deserves the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page

from policies.authoring.models import PolicyPage
from policies.publication.models import PolicyVersion


def reason_against(request: HttpRequest) -> tuple[str, Page] | None:
    """Why what this request asks for is not offered, and for which page; none where it may go on."""
    match = request.resolver_match
    if match is None:
        return None
    if match.view_name == "wagtail_bulk_action":
        return _reason_against_many(request, match.kwargs["action"])
    ask = SINGLE.get(match.view_name)
    page_id = match.kwargs.get("page_id") or match.kwargs.get("page_to_move_id")
    if ask is None or page_id is None:
        return None
    return _first(ask, Page.objects.filter(pk=page_id))


def _reason_against_many(request: HttpRequest, action: str) -> tuple[str, Page] | None:
    ask = MANY.get(action)
    return _first(ask, _chosen(request)) if ask else None


def _chosen(request: HttpRequest) -> Iterable[Page]:
    """The pages a bulk action names; ``all`` are those beneath the page it was started from."""
    ids = request.GET.getlist("id")
    if "all" not in ids:
        return Page.objects.filter(pk__in=[each for each in ids if each.isdigit()])
    parent = request.GET.get("childOf", "")
    pages = Page.objects.filter(depth__gt=1)
    return pages.child_of(Page.objects.get(pk=parent)) if parent.isdigit() else pages


def _first(ask: Callable[[Page], str], pages: Iterable[Page]) -> tuple[str, Page] | None:
    return next(((reason, page) for page in pages if (reason := ask(page))), None)


def _policies(page: Page) -> QuerySet[Any]:
    return PolicyPage.objects.descendant_of(page, inclusive=True)


def _is_policy(page: Page) -> bool:
    return _policies(page).filter(pk=page.pk).exists()


def _has_versions(page: Page) -> bool:
    """Whether the page, or one beneath it, has published versions."""
    uuids = _policies(page).values("policy_uuid")
    return bool(PolicyVersion.objects.filter(policy__uuid__in=uuids).exists())


def _deleting(page: Page) -> str:
    if not _has_versions(page):
        return ""
    return _(
        "“%(title)s” has published versions: what was published never disappears. A policy that ends is retired."
    ) % {"title": page.get_admin_display_title()}


def _unpublishing(page: Page) -> str:
    if _has_versions(page):
        return _deleting(page)
    if not _is_policy(page):
        return ""
    return _("A policy is not unpublished: it is retired, and its versions stay readable and say so.")


def _moving(page: Page) -> str:
    if not _has_versions(page):
        return ""
    return _(
        "“%(title)s” has published versions and stays where it is: its public addresses lead to it for ever."
    ) % {"title": page.get_admin_display_title()}


def _aliasing(page: Page) -> str:
    return _("A policy has no alias: its text is published in one place.") if _is_policy(page) else ""


def _hiding(page: Page) -> str:
    if not _policies(page).exists():
        return ""
    return _(
        "What was published is public: readers see versions, and the privacy of a draft changes nothing."
    )


def _publishing_many(page: Page) -> str:
    if not _policies(page).exists():
        return ""
    return _("Policies are published one by one, from their release panel.")


# Addresses of one page, by their names in Wagtail.
SINGLE: Final[dict[str, Callable[[Page], str]]] = {
    "wagtailadmin_pages:delete": _deleting,
    "wagtailadmin_pages:unpublish": _unpublishing,
    "wagtailadmin_pages:move": _moving,
    "wagtailadmin_pages:move_confirm": _moving,
    "wagtailadmin_pages:convert_alias": _aliasing,
    "wagtailadmin_pages:set_privacy": _hiding,
}
# Actions on several pages at once.
MANY: Final[dict[str, Callable[[Page], str]]] = {
    "delete": _deleting,
    "unpublish": _unpublishing,
    "move": _moving,
    "publish": _publishing_many,
}
