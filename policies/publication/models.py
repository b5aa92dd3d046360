"""The register: organisations, policies and their versions."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import in_force
from .calendar import zone_of
from .facts import OrganisationFacts, PolicyFacts
from .promise import Practice, Promise, promise_of
from .shown_version import ShownVersion
from .version_record import LONGEST_ZONE, Origin, Significance


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def public(self) -> OrganisationQuerySet:
        """Organisations with at least one public policy: the others do not exist for readers."""
        return self.filter(
            models.Exists(Policy.objects.public().filter(organisation=models.OuterRef("pk")))
        )


class Organisation(OrganisationFacts):
    """One organisation as its readers know it; kept in step with the organisation page in the admin."""

    slug = models.SlugField(max_length=80, unique=True)
    # The keys of the laws that its notices keep (``law_profiles``); set by ``manage.py law_profiles``. None is none: a
    # column without a default is added without building the table anew, which its triggers would not survive on SQLite.
    law_profiles = models.JSONField(null=True)
    # Whether notices of a substantial change carry the whole text as PDF. None is no, for the same reason.
    attaches_copies = models.BooleanField(null=True)
    # When it left the register's admin, and where it publishes since: its texts stay where they are.
    left_at = models.DateTimeField(null=True)
    left_for = models.URLField(blank=True, default="")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name or self.slug

    def today(self) -> date:
        """The date at this organisation's place: the one effective dates are compared with."""
        return timezone.now().astimezone(ZoneInfo(self.time_zone)).date()


class PolicyQuerySet(models.QuerySet["Policy"]):
    def public(self) -> PolicyQuerySet:
        """Policies with at least one version: the others do not exist for readers."""
        return self.filter(models.Exists(PolicyVersion.objects.filter(policy=models.OuterRef("pk"))))

    def not_retired(self) -> PolicyQuerySet:
        return self.filter(retirement__isnull=True)

    def mailing(self) -> PolicyQuerySet:
        """Policies whose readers are told by email."""
        return self.filter(
            Q(practice=Practice.MAIL)
            | Q(practice=Practice.ORGANISATION, organisation__practice=Practice.MAIL)
        )


class Policy(PolicyFacts):
    """The register entry of one legal text. Exists apart from any page; locked to publish."""

    Practice = Practice

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="policies")
    slug = models.SlugField(max_length=80)
    # When its owners mean to look at it again; readers are not told. None is no day.
    review_by = models.DateField(null=True)
    review_reminded = models.DateField(null=True)  # when they were last told of that day

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["organisation__slug", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "slug"], name="a_policy_has_its_own_slug_in_an_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation.slug}/{self.slug}"

    @property
    def retired_at(self) -> datetime | None:
        """When the policy was retired, or none. Load lists with ``select_related("retirement")``."""
        retirement = getattr(self, "retirement", None)
        return retirement.retired_at if retirement else None

    @property
    def promise(self) -> Promise:
        """How its readers are told about changes, and how long before."""
        return promise_of(self.organisation, self)

    def in_force(self, day: date | None = None) -> PolicyVersion | None:
        """The version that applies on ``day`` (today at the organisation's place), or none."""
        return self.versions.in_force(day or self.organisation.today()).first()


class FormerAddress(models.Model):
    """An address a policy once had: it redirects for ever."""

    organisation_slug = models.SlugField(max_length=80)
    slug = models.SlugField(max_length=80)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="former_addresses")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_slug", "slug"], name="an_address_leads_to_one_policy"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_slug}/{self.slug}"


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """``standing``, ``in_force`` and ``upcoming`` are the words of ``in_force``."""

    def standing(self) -> PolicyVersionQuerySet:
        return self.filter(in_force.STANDS)

    def in_force(self, day: date) -> PolicyVersionQuerySet:
        return self.filter(in_force.in_force_on(day, PolicyVersion.objects.all()))

    def upcoming(self, day: date) -> PolicyVersionQuerySet:
        """Soonest first."""
        found = self.filter(in_force.upcoming_on(day, PolicyVersion.objects.all()))
        return found.order_by("effective_from", "number")

    def newest(self) -> PolicyVersion | None:
        """The version of the highest number among these."""
        return self.order_by("-number").first()

    def unapproved(self) -> PolicyVersionQuerySet:
        """Emergency releases that no second person has approved yet."""
        return self.filter(emergency=True, approval__isnull=True)


class PolicyVersion(ShownVersion, models.Model):
    """An immutable, numbered text with its publication facts. Never updated, never deleted.

    ``content`` holds the canonical bytes of ``version_record.Record``. Other columns repeat what queries and lists
    need (``Record.columns``), so that they read no text: load them with ``defer("content")``. ``verify_versions``
    compares them with the bytes. The database refuses UPDATE, DELETE and TRUNCATE (``guards``).
    """

    Significance = Significance
    Origin = Origin

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    significance = models.CharField(max_length=20, choices=Significance.choices)
    effective_from = models.DateField()
    published_at = models.DateTimeField(db_default=Now())
    origin = models.CharField(max_length=20, choices=Origin.choices)
    # Whose midnight begins its days; empty for versions that were published before it was kept.
    time_zone = models.CharField(max_length=LONGEST_ZONE, blank=True, default="")
    authoritative = models.CharField(max_length=2)
    languages = models.JSONField()
    # As the bytes have it: a name per language, one name in documents of schema 1.
    issuer = models.JSONField()
    # The languages of which a part follows an earlier source.
    marked = models.JSONField(default=list)
    # The words of each language.
    titles = models.JSONField()
    notes = models.JSONField()
    source_revision = models.PositiveBigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    # The account's number, not a reference: the account may be erased, and numbers are not used twice.
    actor_account = models.PositiveBigIntegerField(null=True)
    emergency = models.BooleanField(_("emergency"), default=False)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["policy", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "number"], name="a_version_number_is_used_once_per_policy"
            ),
            models.UniqueConstraint(
                fields=["policy", "previous_sha256"], name="a_version_has_one_successor"
            ),
            models.UniqueConstraint(
                fields=["policy", "source_revision"], name="a_revision_is_published_once"
            ),
            models.UniqueConstraint(fields=["sha256"], name="a_digest_names_one_version"),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_count_from_one"),
            models.CheckConstraint(
                condition=Q(number=1, previous_sha256="", significance="initial")
                | (Q(number__gt=1) & ~Q(previous_sha256="") & ~Q(significance="initial")),
                name="only_the_first_version_is_initial_and_has_no_predecessor",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values),
                name="a_version_was_authored_or_imported",
            ),
            models.CheckConstraint(
                condition=Q(significance__in=Significance.values),
                name="a_version_has_a_known_significance",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.time_zone, self.policy.organisation.time_zone)

    def day_of(self, moment: datetime) -> date:
        """The date of the moment in the version's own calendar."""
        return moment.astimezone(self.zone).date()

    @property
    def published_on(self) -> date:
        return self.day_of(self.published_at)

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")

    @property
    def is_announced(self) -> bool:
        """Whether its date has not come yet at its organisation's place."""
        return self.effective_from > self.policy.organisation.today()

    @property
    def awaits_approval(self) -> bool:
        """An emergency release that no second person has approved yet."""
        return self.emergency and not hasattr(self, "approval")


class Withdrawal(models.Model):
    """An announced version that will never apply. Append-only: the version itself stays readable.

    ``reason`` maps languages to the words readers are shown. Two accounts withdraw it; both are empty if the version's own plan
    did (``lateness``), and where it was withdrawn before accounts were kept.
    """

    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.JSONField()
    withdrawn_at = models.DateTimeField(db_default=Now())
    actor_name = models.CharField(max_length=200, blank=True)
    asked_account = models.PositiveBigIntegerField(null=True)
    actor_account = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_account=None, actor_account=None)
                | (
                    Q(asked_account__isnull=False, actor_account__isnull=False)
                    & ~Q(asked_account=F("actor_account"))
                ),
                name="two_persons_withdraw_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} withdrawn"


class Retirement(models.Model):
    """The end of a policy: its versions stay readable, it gets no new one. Append-only.

    ``reason`` maps languages to the words readers are shown.
    """

    policy = models.OneToOneField(Policy, on_delete=models.PROTECT, related_name="retirement")
    reason = models.JSONField()
    retired_at = models.DateTimeField(db_default=Now())
    actor_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("retirement")
        verbose_name_plural = _("retirements")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.policy} retired"
