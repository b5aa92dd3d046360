"""Two drafts of one policy at once: both are kept, compared, and the editor chooses."""

from __future__ import annotations

import json
from functools import cache
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
from policies.authoring.merging import changes_of, merge_into
from policies.authoring.models import PolicyPage
from policies.authoring.stale_form import (
    SAVED_FROM,
    StaleDraft,
    expect,
    go_on,
    is_stale,
    saved_it,
    set_aside,
)
from policies.authoring.writing_rights import keep_what_others_write, writes_everything
from policies.document.languages import CODES

from .find_draft import draft_at, locked_for, screen

# Saves of others that may come between, one after the other, before a form is shown beside the newest draft.
MOST_ATTEMPTS = 5


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


def merge_form(request: HttpRequest, page: PolicyPage) -> None:
    """Let a form that says what was changed in it go on from the newest draft, which is ``page``.

    ``meet_stale_form`` shows what both changed, and nothing else.
    """
    changes = changes_of(request.POST) if request.method == "POST" else None
    if changes is None or page.latest_revision_id is None:
        return
    cast(Any, request).sent_at_first = request.POST
    sent = request.POST.copy()
    form = _form_of(page, request, form_class=_without_sections(), instance=page)
    clashes = merge_into(sent, page, form, changes)
    if saved_it(page.saved_from, sent.get("saved_from", "")):
        clashes = []  # the form saved it itself, and was never told
    newest = str(page.latest_revision_id)
    if clashes:
        sent["loaded_revision_id"], sent["overwrite_revision_id"] = "0", ""
        sent["saved_from"] = ""
    elif sent.get("overwrite_revision_id") != newest:
        sent["loaded_revision_id"], sent["overwrite_revision_id"] = newest, ""
        sent["loaded_revision_created_at"] = page.latest_revision_created_at.isoformat()
    request.POST = cast(Any, sent)


def merge_again(request: HttpRequest, page_id: int) -> HttpResponse | None:
    """Merge once more and save, because somebody saved meanwhile. None if the form does not say what was changed."""
    at_first = getattr(request, "sent_at_first", None)
    for _attempt in range(MOST_ATTEMPTS if at_first is not None else 0):
        request.POST = cast(Any, at_first)
        try:
            response: Any = EditView.as_view()(request, page_id)
            return cast(HttpResponse, response)
        except StaleDraft:
            continue
    return None


@cache
def _without_sections() -> Any:
    """The form of the page's own fields: to build forms for forty sections takes as long as half a save of Wagtail's."""
    return type("OwnFieldsForm", (PolicyPage.get_edit_handler().get_form_class(),), {"formsets": {}})


def _form_of(
    page: PolicyPage, request: HttpRequest, *sent: Any, instance: PolicyPage, form_class: Any = None
) -> Any:
    subscription, _created = PageSubscription.objects.get_or_create(
        page=page, user=request.user, defaults={"comment_notifications": False}
    )
    form_class = form_class or PolicyPage.get_edit_handler().get_form_class()
    return form_class(
        *sent,
        instance=instance,
        subscription=subscription,
        parent_page=page.get_parent(),
        for_user=request.user,
    )


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
    mine = PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    form = _form_of(page, request, request.POST, request.FILES, instance=mine)
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
    if not writes_everything(request.user, theirs):
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
