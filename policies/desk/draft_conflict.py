"""Two drafts of one policy at once: both are kept, compared, and the editor chooses."""

from __future__ import annotations

import json
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page, PageSubscription, Revision

from policies.authoring.admin_redline import redline
from policies.authoring.draft import document_of
from policies.authoring.models import PolicyPage
from policies.authoring.stale_form import SAVED_FROM, expect, go_on, is_stale, set_aside
from policies.authoring.writing_rights import keep_what_others_write, writes_everything
from policies.document.languages import CODES

from .find_draft import draft_at, locked_for, screen


def go_on_from_own_draft(request: HttpRequest, page: PolicyPage) -> None:
    """Let a form that was never told of a draft it saved itself say that it goes on from it.

    ``page`` is the newest draft. The editor reads what the form says, an autosave's as well as a save's.
    """
    known = go_on(page, request.POST) if request.method == "POST" else {}
    if known:
        sent = request.POST.copy()
        for name, value in known.items():
            sent[name] = value
        request.POST = cast(Any, sent)


def save_what_was_created(request: HttpRequest, parent: Page) -> HttpResponse | None:
    """Where the form of a new policy created it already, and was never told: save it as an edit; else none."""
    created = _created_by(request.POST, parent) if request.method == "POST" else None
    if created is None:
        return None
    response: Any = EditView.as_view()(request, created.pk)
    if isinstance(response, JsonResponse):
        # What the browser is told when it creates a page: where its form is to be sent from now on.
        address = reverse("wagtailadmin_pages:edit", args=[created.pk])
        told = json.loads(response.content) | {
            "url": address,
            "hydrate_url": f"{address}?_w_hydrate_create_view=1",
        }
        return JsonResponse(told, status=response.status_code)
    return cast(HttpResponse, response)


def _created_by(sent: QueryDict, parent: Page) -> PolicyPage | None:
    """The policy beneath ``parent`` that the form which is sent has created already."""
    named = SAVED_FROM.fullmatch(sent.get("saved_from", ""))
    if named is None:
        return None
    return PolicyPage.objects.child_of(parent).filter(saved_from__startswith=f"{named['form']} ").first()


def meet_stale_form(request: HttpRequest, page: PolicyPage) -> HttpResponse | None:
    """Before the editor reads a form: where it is stale, keep its text aside and show both; else none.

    ``page`` is the newest draft. What is not valid in the form cannot be kept, and is named.
    """
    if request.method != "POST" or not request.accepts("text/html") or not is_stale(page, request.POST):
        return None
    subscription, _created = PageSubscription.objects.get_or_create(
        page=page, user=request.user, defaults={"comment_notifications": False}
    )
    mine = PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    form = PolicyPage.get_edit_handler().get_form_class()(
        request.POST,
        request.FILES,
        instance=mine,
        subscription=subscription,
        parent_page=page.get_parent(),
        for_user=request.user,
    )
    form.defer_required_fields()
    dropped = form.forget_what_is_invalid()
    aside = set_aside(form.save(commit=False), request.user)
    for label in dropped:
        messages.warning(request, _("“%(field)s” was not valid and was not kept.") % {"field": label})
    return HttpResponseRedirect(reverse("policies_release:conflict", args=[page.pk, aside.pk]))


def conflict(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
    """The newest draft beside the text that was set aside."""
    theirs = draft_at(page_id, request.user)
    aside = _aside(theirs, revision_id)
    mine = aside.as_object()
    newest = theirs.get_latest_revision()
    edit = reverse("wagtailadmin_pages:edit", args=[page_id])
    # All that is written, ticked for publication or not.
    documents = document_of(theirs, CODES), document_of(mine, CODES)
    return screen(
        request,
        "policies/admin/conflict.html",
        theirs,
        title=_("Two texts of one draft"),
        icon="warning",
        back=edit,
        newest=newest,
        aside=aside,
        published=theirs.live and theirs.live_revision_id == newest.pk,
        redlines=[(code, html) for code in CODES if (html := redline(*documents, code))],
        edit_url=edit,
    )


@require_POST
def take(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
    """Make the text that was set aside the draft, unless the draft changed again meanwhile."""
    theirs = draft_at(page_id, request.user)
    if not theirs.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    aside = _aside(theirs, revision_id)
    newest = theirs.get_latest_revision()
    if request.POST.get("newest") != f"{newest.pk} {newest.created_at.isoformat()}":
        messages.warning(request, _("The draft changed once more: compare again."))
        return HttpResponseRedirect(reverse("policies_release:conflict", args=[page_id, revision_id]))
    if message := locked_for(theirs, request.user):
        messages.error(request, message)
        return HttpResponseRedirect(reverse("policies_release:conflict", args=[page_id, revision_id]))
    mine = aside.as_object()
    if not writes_everything(request.user):
        keep_what_others_write(mine, theirs, request.user)
    expect(mine, {"loaded_revision_id": str(newest.pk)})
    mine.save_revision(user=request.user, log_action=True, previous_revision=aside, clean=False)
    messages.success(
        request, _("Your text is the draft now. The other one stays in the page’s history.")
    )
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page_id]))


def _aside(page: PolicyPage, revision_id: int) -> Revision:
    found: Any = get_object_or_404(page.revisions, pk=revision_id)
    return found
