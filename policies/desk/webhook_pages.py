"""The screen of an organisation's webhooks: which addresses are called, and the log of the calls."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from policies.authoring.people.roles import Act
from policies.notification.webhook_calls import CannotCall, require_callable
from policies.notification.webhooks import MOST, Webhook, WebhookCall, new_secret, send_again
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.models import Organisation

from .organisation_screens import allowed, frame, tell_refused, unstored

LISTED: Final = 50


def page(request: HttpRequest, organisation_id: int) -> HttpResponse:
    return _render(request, allowed(request, organisation_id, Act.CHANGE_SETTINGS))


@require_POST
def add(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """A new address, with a secret that is shown this once."""
    organisation = allowed(request, organisation_id, Act.CHANGE_SETTINGS)
    url = request.POST.get("url", "").strip()
    hooks = Webhook.objects.filter(organisation=organisation)
    try:
        require_callable(url)
    except CannotCall as refused:
        tell_refused(request, refused)
        return _render(request, organisation, url=url[:500])
    if hooks.filter(url=url).exists() or hooks.count() >= MOST:
        said = _("This address is called already, or there are %(most)s webhooks.") % {"most": MOST}
        messages.error(request, said)
        return _render(request, organisation, url=url)
    with transaction.atomic():
        hook = Webhook.objects.create(organisation=organisation, url=url, secret=new_secret())
        _note(request, organisation, added=str(hook.uuid))
    return _render(request, organisation, shown=hook)


@require_POST
def renew(request: HttpRequest, organisation_id: int, webhook: uuid.UUID) -> HttpResponse:
    """Another secret; the one before signs beside it for a day. A stopped webhook is called again."""
    organisation, hook = _of(request, organisation_id, webhook)
    with transaction.atomic():
        hook.former_secret, hook.secret = hook.secret, new_secret()
        Webhook.objects.filter(pk=hook.pk).update(
            secret=hook.secret, former_secret=hook.former_secret, renewed_at=Now(), stopped_at=None
        )
        _note(request, organisation, renewed=str(hook.uuid))
    return _render(request, organisation, shown=hook)


@require_POST
def remove(request: HttpRequest, organisation_id: int, webhook: uuid.UUID) -> HttpResponse:
    organisation, hook = _of(request, organisation_id, webhook)
    with transaction.atomic():
        _note(request, organisation, removed=str(hook.uuid))
        hook.delete()
    messages.success(request, _("The address is not called any more."))
    return redirect("policies_people:webhooks", organisation.pk)


@require_POST
def again(request: HttpRequest, organisation_id: int, call: uuid.UUID) -> HttpResponse:
    organisation = allowed(request, organisation_id, Act.CHANGE_SETTINGS)
    found = get_object_or_404(WebhookCall, uuid=call, webhook__organisation=organisation)
    if send_again(found):
        messages.success(request, _("The event is sent again, under the same id."))
    else:
        messages.warning(request, _("The event is being sent just now."))
    return redirect("policies_people:webhooks", organisation.pk)


def _of(request: HttpRequest, organisation_id: int, webhook: uuid.UUID) -> tuple[Organisation, Webhook]:
    organisation = allowed(request, organisation_id, Act.CHANGE_SETTINGS)
    return organisation, get_object_or_404(Webhook, uuid=webhook, organisation=organisation)


def _note(request: HttpRequest, organisation: Organisation, **details: str) -> None:
    note(
        AuditEntry.Action.WEBHOOKS,
        organisation.slug,
        by=request.user,
        organisation=organisation.pk,
        details=details,
    )


def _render(request: HttpRequest, organisation: Organisation, **more: Any) -> HttpResponse:
    calls = WebhookCall.objects.filter(webhook__organisation=organisation).select_related("webhook")
    context = frame(organisation, _("Webhooks")) | {
        "organisation": organisation,
        "hooks": Webhook.objects.filter(organisation=organisation),
        "calls": calls[:LISTED],
        **more,
    }
    return unstored(render(request, "policies/desk/webhooks.html", context))


ADDRESSES = [
    path("<int:organisation_id>/webhooks/", page, name="webhooks"),
    path("<int:organisation_id>/webhooks/add/", add, name="add_webhook"),
    path("<int:organisation_id>/webhooks/<uuid:webhook>/renew/", renew, name="renew_webhook"),
    path(
        "<int:organisation_id>/webhooks/<uuid:webhook>/remove/",
        remove,
        name="remove_webhook",
    ),
    path("<int:organisation_id>/calls/<uuid:call>/again/", again, name="call_again"),
]
