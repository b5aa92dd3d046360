"""What is refused becomes a message in the admin, wherever it was tried, and what is not offered says why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from policies.authoring.stale import StaleDraft
from policies.publication.refusal import Refused

from .draft_conflict import meet_stale_form
from .find_draft import draft_at
from .not_offered import reason_against


class RefusalMiddleware:
    """The editor's form shows refusals beside their fields before anything is written; a workflow's
    last approval or a bulk action learns of them only when the page is saved. Nothing was written
    then: say why and go back.
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
            kept = meet_stale_form(request, draft_at(error.page.pk, request.user))
            if kept is not None:
                return kept
        for refusal in error.refusals:
            messages.error(request, str(refusal.message))
        match = request.resolver_match
        arguments = match.kwargs if match else {}
        page_id = arguments.get("page_id") or arguments.get("pk")
        if page_id is None:
            return HttpResponseRedirect(reverse("wagtailadmin_home"))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page_id]))
