"""Who serves which organisation as what: memberships, and the invitations that become some."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from policies.publication.facts import LANGUAGE_CHOICES
from policies.publication.models import Organisation

from .roles import Role

INVITED_FOR: Final = timedelta(days=7)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, organisation: Organisation) -> MembershipQuerySet:
        return self.filter(organisation=organisation).select_related("person")

    def owners(self) -> MembershipQuerySet:
        return self.filter(role=Role.OWNER)


class Membership(models.Model):
    """One role of one person in one organisation. Given and taken, never changed.

    The database keeps the last owner (``last_owner``).
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    since = models.DateTimeField(db_default=Now())

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "role"],
                name="a_person_has_a_role_once_in_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="a_membership_is_of_a_known_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.organisation.slug}"


def organisations_owned_alone(person: Any) -> QuerySet[Organisation]:
    """The organisations whose last owner this is."""
    others = Membership.objects.owners().exclude(person=person)
    return Organisation.objects.filter(
        left_at=None, memberships__person=person, memberships__role=Role.OWNER
    ).exclude(pk__in=others.values("organisation"))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, revoked_at=None, created_at__gt=Now() - INVITED_FOR)


class Invitation(models.Model):
    """An address that was asked to serve an organisation. Deleted when the organisation leaves."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("email address"))
    roles = models.JSONField(_("roles"))
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    by = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at=None, revoked_at=None),
                name="an_address_is_invited_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        # Ends up in logs and error reports: never the address.
        return f"invitation {self.uuid}"

    @property
    def expires_at(self) -> object:
        return self.created_at + INVITED_FOR

    @property
    def role_names(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]
