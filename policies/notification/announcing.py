"""From a version to its notices: which versions readers are told about, when, and that none is forgotten."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Now
from django.utils import timezone

from policies.publication.lateness import is_postponed
from policies.publication.models import Policy, PolicyVersion, PolicyVersionQuerySet, Withdrawal

from .changed_clauses import is_weighty, overtaken, revived
from .ledger import Batch, Notice
from .weekly_digest import stop_digests, write_digest

logger = logging.getLogger(__name__)

# How far back a missing notice is made good. Not further: a policy whose practice changes from
# ``consult`` to ``mail`` must not send mails about what it published before.
RECONCILED = timedelta(days=1)

# How late readers are still told that an announced text applies since its day.
LATE = timedelta(days=7)

KIND = Notice.Kind
# What tells readers of a text that does not apply yet.
ANNOUNCING = (KIND.ADVANCE, KIND.CORRECTION)


def announce(version: PolicyVersion) -> Notice | None:
    """Write the notice of a version in the caller's transaction; none when readers are not mailed.

    It is one row for any audience: in advance when the text does not apply yet at the organisation's
    place, else as in force. Stop sending what was announced before and is overtaken; if readers know
    it already, a second row corrects it for them.
    """
    former = overtaken(version)
    known = _stop(former)
    stop_digests(former)
    if not is_mailed(version):
        return None
    if known and corrects(version, former):
        Notice.objects.get_or_create(version=version, kind=KIND.CORRECTION)
    kind = KIND.ADVANCE if version.is_announced else KIND.EFFECTIVE
    notice, _created = Notice.objects.get_or_create(version=version, kind=kind)
    return notice


def withdrawn(withdrawal: Withdrawal) -> Notice | None:
    """Stop what tells of a withdrawn version, and tell those who know of it; none if no notice told of it."""
    version = withdrawal.version
    stop_digests([version])
    told = _stop([version])
    if is_postponed(version):
        return None  # the version that has its text and the later day tells them
    for other in revived(version):
        _take_up(other)
    if not told:
        return None
    notice, _created = Notice.objects.get_or_create(version=version, kind=KIND.WITHDRAWN)
    return notice


def _take_up(version: PolicyVersion) -> None:
    """Go on telling of a version that applies after all: what took its place is withdrawn.

    The fan-out begins anew and passes over those who were told; who was not yet, is.
    """
    notice = Notice.objects.filter(version=version, kind__in=ANNOUNCING, cancelled_at__isnull=False)
    for each in notice:
        each.take_up()


def _stop(versions: Iterable[PolicyVersion]) -> bool:
    """Stop sending what tells of these versions. Returns whether there was a notice of them."""
    notices = list(Notice.objects.filter(version__in=list(versions)).exclude(kind=KIND.DIGEST))
    for notice in notices:
        notice.cancel()
    return bool(notices)


def corrects(version: PolicyVersion, former: Iterable[PolicyVersion]) -> bool:
    """Whether the version only mends an announcement: another day, a slip in the text, a translation.

    A substantial change of what was announced is news of its own to everyone, and says what it replaces.
    """
    if version.significance != PolicyVersion.Significance.SUBSTANTIAL:
        return True
    return any(known.published.document == version.published.document for known in former)


def is_mailed(version: PolicyVersion) -> bool:
    """A change, no text of the past, and of a policy whose practice is to tell its readers by mail.

    Only an import can have applied before it was published: it is history, and history is no news. A minor
    change is told to those who asked for it (``audience``).
    """
    return (
        version.significance != PolicyVersion.Significance.INITIAL
        and version.policy.promise.mails
        and version.effective_from >= version.published_on
    )


def reconcile() -> int:
    """Write the notices whose time has come, and those that are missing; returns how many."""
    return _forgotten() + _due() + write_digest()


def _forgotten() -> int:
    """Announce recent versions that have no notice, which should never happen."""
    newer = PolicyVersion.objects.filter(policy=OuterRef("policy"), number__gt=OuterRef("number"))
    forgotten = _mailing().filter(~Exists(newer), published_at__gt=Now() - RECONCILED, notices=None)
    made = 0
    for version in filter(is_mailed, forgotten):
        logger.error("version %s had no notice: it was published past the receivers", version)
        made += announce(version) is not None
    return made


def without_notice() -> list[PolicyVersion]:
    """Every version whose readers must all be told and that has no notice, however old."""
    substantial = PolicyVersion.Significance.SUBSTANTIAL
    return list(filter(is_mailed, _mailing().filter(significance=substantial, notices=None)))


def _mailing() -> PolicyVersionQuerySet:
    """Standing versions of the policies that tell their readers by mail."""
    versions = PolicyVersion.objects.standing().filter(policy__in=Policy.objects.mailing())
    return versions.select_related("policy__organisation").defer("content")


def _due() -> int:
    """Tell on the day that an announced text applies, and remind of it before if that was chosen."""
    today = timezone.now().date()
    notices = Notice.objects.filter(version=OuterRef("pk"))
    announced = _mailing().filter(
        Exists(notices.filter(kind__in=ANNOUNCING)),
        ~Exists(notices.filter(kind=KIND.EFFECTIVE)),
        effective_from__gt=today - LATE,
    )
    made = 0
    for version in announced:
        if kind := _kind_due(version, version.policy.organisation.today()):
            _notice, created = Notice.objects.get_or_create(version=version, kind=kind)
            made += created
            if created and kind == KIND.EFFECTIVE:
                _overtake(version)
    return made


def _overtake(version: PolicyVersion) -> None:
    """Who was not told before the day is told by the notice of the day alone, and that it is late."""
    for notice in Notice.objects.filter(version=version, kind__in=[*ANNOUNCING, KIND.REMINDER]):
        notice.cancel()


def _kind_due(version: PolicyVersion, today: date) -> str | None:
    if version.effective_from <= today:
        applies = version.policy.in_force(today)
        return KIND.EFFECTIVE if applies and applies.pk == version.pk and is_weighty(version) else None
    days = version.policy.promise.reminder_days
    reminded_on = version.effective_from - timedelta(days=days)
    if not days or not version.published_on < reminded_on <= today or not is_weighty(version):
        return None
    told = Notice.objects.filter(version=version, kind__in=ANNOUNCING)
    if told.filter(finished_at=None).exists():
        return None
    last = Batch.objects.filter(notice__in=told).aggregate(at=Max("dated_at"))["at"]
    if last and version.day_of(last) >= reminded_on:
        return None  # they were told no longer ago than a reminder would be
    later = version.policy.versions.standing().filter(number__gt=version.number)
    return None if any(version in overtaken(each) for each in later) else KIND.REMINDER
