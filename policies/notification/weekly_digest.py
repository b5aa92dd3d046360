"""The weekly message: minor changes of one week, for those who want them in one message.

Each subscriber gets one message a week about exactly what they follow. Subscribers who follow the same
changes share a notice, so that its text is built once: there is one notice for each set of versions
that somebody follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import compress

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from policies.publication.models import Policy, PolicyVersion

from .changed_clauses import changed_languages, clauses_of, is_weighty, never_applied
from .followed_searches import searches_of
from .ledger import Notice
from .models import Frequency, Subscriber, SubscriberQuerySet, told_of

SIGNIFICANCE = PolicyVersion.Significance


class Digest(models.Model):
    """One week: minor changes published from ``since`` on and before ``until``."""

    since = models.DateTimeField()
    until = models.DateTimeField(unique=True)
    written_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"digest until {self.until:%Y-%m-%d}"


class DigestPart(models.Model):
    """What one notice of a digest tells of: the versions that all of its readers follow, and no others."""

    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, related_name="parts")
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="part")
    versions = models.ManyToManyField(PolicyVersion, related_name="+")

    def __str__(self) -> str:
        return f"{self.notice} of {self.digest}"

    def standing(self) -> list[PolicyVersion]:
        """Those that mails say still, by organisation and policy.

        What was withdrawn since, or replaced before its day, is left out, without waiting for all to be sent.
        """
        found = list(
            self.versions.all()
            .standing()
            .select_related("policy__organisation")
            .order_by("policy__organisation__slug", "policy__slug", "number")
        )
        gone = never_applied(found)
        return [version for version in found if version.pk not in gone]


def write_digest() -> int:
    """Write the notices of the week that ended last, if they are not; returns how many.

    A week that no worker saw is made up for: the next digest reaches back to the last one.
    """
    until = _last_monday()
    last = Digest.objects.order_by("-until").first()
    if last is not None and last.until >= until:
        return 0
    since = last.until if last else until - timedelta(days=7)
    versions = minor_versions(since, until)
    # What was replaced before its day stays in its set: it is told of after all if what replaced it is withdrawn.
    gone = never_applied(versions)
    sets = [chosen for chosen in _sets(versions) if any(each.pk not in gone for each in chosen)]
    with transaction.atomic():
        digest, created = Digest.objects.get_or_create(until=until, defaults={"since": since})
        if not created:  # another worker was quicker
            return 0
        for chosen in sets:
            newest = max(chosen, key=lambda version: (version.published_at, version.pk))
            notice = Notice.objects.create(version=newest, kind=Notice.Kind.DIGEST)
            part = DigestPart.objects.create(digest=digest, notice=notice)
            part.versions.set(chosen)
    return len(sets)


def minor_versions(since: datetime, until: datetime) -> list[PolicyVersion]:
    """What a digest of this time may tell of, by policy and number."""
    found = (
        PolicyVersion.objects.standing()
        .filter(
            published_at__gte=since,
            published_at__lt=until,
            significance__in=[SIGNIFICANCE.MINOR, SIGNIFICANCE.TRANSLATION],
            policy__in=Policy.objects.mailing().not_retired(),
        )
        .select_related("policy__organisation")
        .order_by("policy__organisation__slug", "policy__slug", "number")
    )
    return [
        version
        for version in found
        if version.effective_from >= version.published_on and not is_weighty(version)
    ]


def stop_digests(versions: Iterable[PolicyVersion]) -> None:
    """Send no further what tells of nothing but versions that were withdrawn or overtaken, these among them."""
    parts = DigestPart.objects.filter(versions__in=list(versions), notice__finished_at=None)
    for part in parts.distinct():
        if not part.standing():
            part.notice.cancel()


def digest_audience(notice: Notice) -> SubscriberQuerySet:
    """The weekly subscribers who follow every version of this notice, and no other of its week."""
    told = set(notice.part.versions.values_list("pk", flat=True))
    of_the_week = PolicyVersion.objects.filter(
        pk__in=DigestPart.objects.filter(digest=notice.part.digest).values("versions")
    )
    audience = weekly_readers()
    for version in of_the_week.select_related("policy__organisation"):
        audience = audience.filter(follows(version) if version.pk in told else ~follows(version))
    return audience


def weekly_readers() -> SubscriberQuerySet:
    """The subscribers who asked for one message a week about minor changes."""
    return Subscriber.objects.reachable().filter(frequency=Frequency.WEEKLY)


def follows(version: PolicyVersion) -> Q:
    """Subscribed to what the version changes before it was published, in a language it changes."""
    before = version.published_at
    wanted = told_of(version.policy, clauses_of(version), searches_of(version), confirmed_at__lt=before)
    if version.significance == SIGNIFICANCE.TRANSLATION:
        wanted &= Q(language__in=changed_languages(version))
    return wanted


def _sets(versions: Sequence[PolicyVersion]) -> list[list[PolicyVersion]]:
    """The different sets of these versions that weekly subscribers follow, none of them empty."""
    if not versions:
        return []
    flags = {f"follows_{version.pk}": follows(version) for version in versions}
    rows = weekly_readers().annotate(**flags).order_by().values_list(*flags).distinct()
    return [list(compress(versions, row)) for row in rows if any(row)]


def _last_monday() -> datetime:
    """The beginning of this week, by UTC: the end of the last one."""
    today = timezone.now().astimezone(UTC).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(), tzinfo=UTC)
