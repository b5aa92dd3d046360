"""A second person's word that a change is minor although the comparison found more in it.

The row names the exact text by its digest: a confirmation of one text says nothing about the next. It
becomes part of the record when that text is published (``publication.record.Waiver``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.document.canonical import canonical_bytes
from policies.document.shape import Document
from policies.evidence.digests import HEX_LENGTH, digest
from policies.publication.refusal import CannotPublish, Refusal

from . import writing_rights

if TYPE_CHECKING:
    from .models import PolicyPage


class MinorConfirmation(models.Model):
    page = models.ForeignKey(
        "policies.PolicyPage", on_delete=models.CASCADE, related_name="minor_confirmations"
    )
    text_sha256 = models.CharField(max_length=HEX_LENGTH)
    reason = models.TextField(gettext_lazy("reason"))
    confirmed_at = models.DateTimeField(db_default=Now())
    actor_name = models.CharField(max_length=200)
    actor_account = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = gettext_lazy("confirmation of a minor change")
        verbose_name_plural = gettext_lazy("confirmations of minor changes")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "text_sha256"], name="a_text_is_confirmed_as_minor_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.text_sha256[:8]} is minor: {self.actor_name}"


def text_digest(document: Document) -> str:
    return digest(canonical_bytes(document))


def confirmation_of(page: PolicyPage, document: Document) -> MinorConfirmation | None:
    """The confirmation of exactly this text, or none."""
    return MinorConfirmation.objects.filter(page_id=page.pk, text_sha256=text_digest(document)).first()


@transaction.atomic
def confirm_minor(*, page: PolicyPage, document: Document, reason: str, by: Any) -> MinorConfirmation:
    """Record that ``by``, who is not the draft's last editor, holds this text's change to be minor.

    Raises ``CannotPublish`` when a rule forbids it. The first confirmation of a text stays.
    """
    if refusals := refusals_of(page, reason, by):
        raise CannotPublish(*refusals)
    confirmation, _created = MinorConfirmation.objects.get_or_create(
        page_id=page.pk,
        text_sha256=text_digest(document),
        defaults={
            "reason": reason.strip(),
            "actor_name": writing_rights.name_of(by),
            "actor_account": by.pk,
        },
    )
    return confirmation


def refusals_of(page: PolicyPage, reason: str, by: Any) -> list[Refusal]:
    found = []
    if not by.has_perm(writing_rights.CONFIRM_MINOR):
        message = _("You do not have the right to confirm that a change is minor.")
        found.append(Refusal(code="no_right", message=message))
    if page.latest_revision and page.latest_revision.user_id == by.pk:
        message = _(
            "You edited this draft last: another person has to confirm that the change is minor."
        )
        found.append(Refusal(code="own_work", message=message))
    if not reason.strip():
        message = _("Say why readers do not have to know: the reason is frozen with the version.")
        found.append(Refusal(code="reason_missing", field="reason", message=message))
    return found
