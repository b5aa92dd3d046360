"""A reader of an organisation who asks it to be forgotten, without the mailbox that the signed links go to."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from policies.authoring.people.roles import Act
from policies.notification.consent_log import Consent, record
from policies.notification.contract_parties import contracts_of
from policies.notification.email_address import normalised
from policies.notification.models import Subscriber, Subscription
from policies.notification.personal_data import erase
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.models import Organisation

from .organisation_screens import allowed, frame, unstored


@transaction.atomic
def forget_reader(reader: Subscriber, organisation: Organisation, *, asked: bool = False) -> bool:
    """End all that the address subscribed to here; erase it if nothing else of it is left. Returns whether it was erased.

    ``asked``: its owner asked for it, so no list may enter it again.
    """
    theirs = reader.subscriptions.to([organisation])
    ended = list(theirs.named())
    if reader.confirmed_at and ended:
        record(reader, Consent.Act.ENDED, Consent.Way.OPERATOR, ended)
    theirs.delete()
    if reader.subscriptions.exists() or contracts_of(reader):
        return False
    return erase(reader, forgotten=not asked, way=Consent.Way.OPERATOR)


def page(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Type an address to have it forgotten."""
    organisation = allowed(request, organisation_id, Act.LIST_READERS)
    typed = request.POST.get("email", "").strip()
    if request.method == "POST":
        reader = _reader_at(typed, organisation)
        if reader is None:
            messages.error(request, _("No reader of this organisation has this address."))
        else:
            name, erased = f"subscriber {reader.uuid}", forget_reader(reader, organisation, asked=True)
            note(AuditEntry.Action.ERASED, name, by=request.user, organisation=organisation.pk)
            said = (
                _("The address is erased.")
                if erased
                else _(
                    "Its subscriptions to this organisation are ended. It has others, or a contract: it is not erased."
                )
            )
            messages.success(request, said)
            return redirect("policies_people:forget_reader", organisation.pk)
    context = frame(organisation, _("Forget a reader")) | {
        "organisation": organisation,
        "email": typed[:254],
    }
    return unstored(render(request, "policies/desk/forget_reader.html", context))


def _reader_at(typed: str, organisation: Organisation) -> Subscriber | None:
    try:
        found = Subscriber.objects.at(normalised(typed))
    except ValidationError:
        return None
    return found.filter(pk__in=Subscription.objects.to([organisation]).values("subscriber")).first()


ADDRESSES = [path("<int:organisation_id>/readers/forget/", page, name="forget_reader")]
