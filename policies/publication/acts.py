"""What happens to a policy or an organisation besides its versions: rows that are written once, each with its entry in
the log.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .models import Organisation, Policy, PolicyVersion
from .withheld_text import Category, Withheld


class Approval(models.Model):
    """A second person's approval of an emergency release, given afterwards. Append-only."""

    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, related_name="approval")
    comment = models.TextField(blank=True)
    approved_at = models.DateTimeField(db_default=Now())
    actor_name = models.CharField(max_length=200, blank=True)
    actor_account = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version} approved"


class PolicyMove(models.Model):
    """From now on a published policy has this address. Append-only; the database lets no policy go elsewhere."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="moves")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("new address of a policy")
        verbose_name_plural = _("new addresses of policies")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.organisation.slug}/{self.slug}"


class OrganisationName(models.Model):
    """From now on an organisation that has published is called this, and has this address. Append-only.

    ``names`` maps languages to what readers see.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80)
    names = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("new name of an organisation")
        verbose_name_plural = _("new names of organisations")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.slug


class WithholdingQuerySet(models.QuerySet["Withholding"]):
    def in_effect(self) -> WithholdingQuerySet:
        return self.filter(reinstatement__isnull=True)


class Withholding(models.Model):
    """From now on readers are not shown this part of a version. Append-only; the version itself stays as it is.

    ``part`` is as in ``withheld_text``: empty is all of it. ``reason`` maps languages to the words readers are shown.
    One person asked for it and another one did it; neither name is public.
    """

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="withholdings")
    part = models.CharField(max_length=36, blank=True)
    category = models.CharField(max_length=20, choices=Category.choices)
    reason = models.JSONField()
    at = models.DateTimeField(db_default=Now())
    asked_name = models.CharField(max_length=200, blank=True)
    asked_account = models.PositiveBigIntegerField()
    actor_name = models.CharField(max_length=200, blank=True)
    actor_account = models.PositiveBigIntegerField()

    objects = WithholdingQuerySet.as_manager()

    class Meta:
        verbose_name = _("withholding of a text")
        verbose_name_plural = _("withholdings of texts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_account=F("actor_account")), name="two_persons_withhold_a_text"
            ),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="a_text_is_withheld_for_a_known_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} withheld"

    def mark(self, version: PolicyVersion) -> Withheld:
        """What readers of this version, which is the own one, are told of it."""
        return Withheld(
            part=self.part,
            category=self.category,
            reason=self.reason,
            since=version.day_of(self.at),
            at=self.at,
            number=self.pk,
            country=version.policy.organisation.country,
        )


class Reinstatement(models.Model):
    """From now on readers are shown again what was withheld. Append-only, by two persons too."""

    withholding = models.OneToOneField(
        Withholding, on_delete=models.PROTECT, related_name="reinstatement"
    )
    reason = models.JSONField()
    at = models.DateTimeField(db_default=Now())
    asked_name = models.CharField(max_length=200, blank=True)
    asked_account = models.PositiveBigIntegerField()
    actor_name = models.CharField(max_length=200, blank=True)
    actor_account = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("end of a withholding")
        verbose_name_plural = _("ends of withholdings")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_account=F("actor_account")), name="two_persons_show_a_text_again"
            )
        ]

    def __str__(self) -> str:
        return f"{self.withholding.version} shown again"
