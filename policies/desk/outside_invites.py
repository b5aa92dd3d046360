"""Inviting a reviewer from outside: one mailbox, one draft, until a day; sent again; revoked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.authoring.models import PolicyPage
from policies.authoring.outside import MOST_DAYS, Ended, OutsideReview, bytes_of
from policies.authoring.outside_text import document_for_outside
from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.authoring.writing_rights import name_of
from policies.document.languages import CODES
from policies.document.malformed import MalformedDocument
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.localize import grouped
from policies.publication.models import Organisation
from policies.publication.refusal import CannotChange, Refusal

from .invitations import refusals_of_address

LONGEST_NAME: Final = 100
# Of one organisation within a day, and to one mailbox: it writes to strangers through us.
MOST_A_DAY: Final = 30
MOST_TO_ONE: Final = 5


@transaction.atomic
def invite_outside(
    *, page: PolicyPage, email: str, name: str, language: str, until: date | None, by: Any
) -> OutsideReview:
    """Keep the draft as it is now for this mailbox; an earlier invitation to it is revoked. Raises ``CannotChange``.

    ``page`` is the newest draft. ``send_link`` of ``outside_letters`` sends the mail.
    """
    number: Any = page.organisation_page.organisation_id
    organisation = Organisation.objects.select_for_update().get(pk=number)
    address, name = email.strip(), " ".join(name.split())
    if refusals := (
        _refusals(organisation, address, name, language, until, by)
        or _refusals_of_many(page.organisation_page.path, address)
    ):
        raise CannotChange(*refusals)
    assert until is not None  # noqa: S101 - refused above
    try:
        content = bytes_of(document_for_outside(page))
    except MalformedDocument as error:
        message = _("The draft cannot be read as a whole: open it and save it once.")
        raise CannotChange(Refusal(code="no_document", message=message)) from error
    earlier = OutsideReview.objects.filter(page_id=page.pk, email__iexact=address, revoked_at=None)
    earlier.update(revoked_at=Now(), entry_digest="", code_digest="")
    ends = datetime.combine(until + timedelta(days=1), time(), ZoneInfo(organisation.time_zone))
    review = OutsideReview.objects.create(
        page_id=page.pk, content=content, revision=page.latest_revision_id or 0, email=address,
        name=name, language=language, until=ends, by=by, by_name=name_of(by),
    )  # fmt: skip
    _note(review, by, invited=str(review.uuid), until=until.isoformat())
    return review


def _refusals(
    organisation: Organisation, address: str, name: str, language: str, until: date | None, by: Any
) -> list[Refusal]:
    if not may(by, Act.INVITE_OUTSIDE, organisation):
        return [Refusal(code="no_right", message=_("You may not invite reviewers from outside."))]
    found = refusals_of_address(address)
    if not name or len(name) > LONGEST_NAME or "@" in name:
        message = _("Write the name that stands beside the comments, without an address.")
        found.append(Refusal(code="no_name", field="name", message=message))
    if language not in CODES:
        message = _("Choose the language of the message.")
        found.append(Refusal(code="no_language", field="language", message=message))
    today = organisation.today()
    if until is None or not today <= until <= today + timedelta(days=MOST_DAYS):
        sentence = ngettext(
            "Choose a day from today on, at most %(days)s day ahead.",
            "Choose a day from today on, at most %(days)s days ahead.",
            MOST_DAYS,
        )
        message = sentence % {"days": grouped(MOST_DAYS)}
        found.append(Refusal(code="no_day", field="until", message=message))
    return found


def _refusals_of_many(path: str, address: str) -> list[Refusal]:
    """``path`` is that of the organisation's page."""
    today = OutsideReview.objects.filter(
        page__path__startswith=path, created_at__gt=Now() - timedelta(days=1)
    )
    if today.count() >= MOST_A_DAY:
        message = _("Too many invitations within a day: the limit is %(most)s. Go on tomorrow.")
        return [Refusal(code="too_many", message=message % {"most": grouped(MOST_A_DAY)})]
    if today.filter(email__iexact=address).count() >= MOST_TO_ONE:
        message = _(
            "“%(address)s” was written to too often within a day: the limit is %(most)s. Go on tomorrow."
        )
        words = {"address": address, "most": grouped(MOST_TO_ONE)}
        return [Refusal(code="too_many_to_one", field="email", message=message % words)]
    return []


@transaction.atomic
def renew_link(*, review: OutsideReview, by: Any) -> None:
    """Give it another link, which is to be sent; the earlier one opens nothing any more. Raises ``CannotChange``."""
    _require_right(review, by)
    if review.ended not in (None, Ended.SHUT):
        message = _("This invitation has ended: invite the person again.")
        raise CannotChange(Refusal(code="ended", message=message))
    review.link, review.wrong_codes = uuid4(), 0
    review.code_digest = review.entry_digest = ""
    review.save(update_fields=["link", "wrong_codes", "code_digest", "entry_digest"])
    _note(review, by, sent_again=str(review.uuid))


@transaction.atomic
def revoke_outside(*, review: OutsideReview, by: Any) -> None:
    """Let it open nothing any more; what was said stays. Raises ``CannotChange``."""
    _require_right(review, by)
    ended = OutsideReview.objects.filter(pk=review.pk, revoked_at=None)
    if ended.update(revoked_at=Now(), entry_digest="", code_digest=""):
        _note(review, by, revoked=str(review.uuid))


def note_entry(review: OutsideReview) -> None:
    """The mailbox opened the link: into the audit trail, without the person's name."""
    _note(review, None, entered=str(review.uuid))


def _require_right(review: OutsideReview, by: Any) -> None:
    if not may(by, Act.INVITE_OUTSIDE, review.page.organisation_page.organisation_id):
        message = _("You may not invite reviewers from outside.")
        raise CannotChange(Refusal(code="no_right", message=message))


def _note(review: OutsideReview, by: Any, **details: Any) -> None:
    """Neither the mailbox nor the name is in a row that stays: the number names both while the draft is kept."""
    policy = review.page.policy
    note(
        AuditEntry.Action.OUTSIDE,
        str(policy or review.page.slug),
        by=by,
        organisation=review.page.organisation_page.organisation_id,
        details=details | {"revision": review.revision},
    )
