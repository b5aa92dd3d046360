"""What mail servers report afterwards: delivered, bounced, complained about.

A report may come twice, late, or about a mail of long ago; each is written once. What the ledger says of a
delivery does not change: the server did take it, and its record may be sealed.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .ledger import Delivery


class Feedback(models.Model):
    """One report about one delivery. ``event`` is a digest: what the provider calls it may hold an address."""

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("delivered")
        SOFT_BOUNCE = "soft_bounce", _("could not be delivered yet")
        HARD_BOUNCE = "hard_bounce", _("the address does not exist")
        COMPLAINT = "complaint", _("reported as unwanted")

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="feedback")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    event = models.CharField(max_length=64)
    reported_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("report on a delivery")
        verbose_name_plural = _("reports on deliveries")
        constraints = [
            models.UniqueConstraint(fields=["event"], name="a_report_is_written_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["delivered", "soft_bounce", "hard_bounce", "complaint"]),
                name="a_report_is_of_a_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.delivery_id}"
