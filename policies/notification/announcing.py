"""From a version to its notice: which versions readers are mailed about, and that none is forgotten."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from policies.publication.models import Policy, PolicyVersion

from .ledger import Notice

logger = logging.getLogger(__name__)

# How far back a missing notice is made good. Not further: a policy whose practice changes from
# ``consult`` to ``mail`` must not send mails about what it published before.
RECONCILED: Final = timedelta(days=1)


def announce(version: PolicyVersion) -> Notice | None:
    """Write the notice of a version in the caller's transaction; none when readers are not mailed.

    One row whatever the audience. The version's readers get one mail: in advance when the text does
    not apply yet at the organisation's place, else as in force.
    """
    if not is_mailed(version):
        return None
    kind = Notice.Kind.EFFECTIVE
    if version.effective_from > version.policy.hub.today():
        kind = Notice.Kind.ADVANCE
    notice, _created = Notice.objects.get_or_create(version=version, kind=kind)
    return notice


def is_mailed(version: PolicyVersion) -> bool:
    """Substantial, no text of the past, and of a policy whose practice is to tell its readers by mail.

    Only an import can have applied before it was published: it is history, and history is no news.
    """
    return (
        version.significance == PolicyVersion.Significance.SUBSTANTIAL
        and version.policy.promise.mails
        and version.effective_from >= version.published_on
    )


def reconcile() -> int:
    """Announce recent versions that have no notice, which should never happen; returns how many."""
    newer = PolicyVersion.objects.filter(policy=OuterRef("policy"), number__gt=OuterRef("number"))
    forgotten = _substantial_without_notice().filter(~Exists(newer), published_at__gt=Now() - RECONCILED)
    made = 0
    for version in filter(is_mailed, forgotten):
        logger.error("version %s had no notice: it was published past the receivers", version)
        made += announce(version) is not None
    return made


def without_notice() -> list[PolicyVersion]:
    """Every version whose readers must be told and that has no notice, however old."""
    return [version for version in _substantial_without_notice() if is_mailed(version)]


def _substantial_without_notice() -> QuerySet[PolicyVersion]:
    return (
        PolicyVersion.objects.filter(
            significance=PolicyVersion.Significance.SUBSTANTIAL,
            policy__in=Policy.objects.mailing(),
            notices=None,
        )
        .select_related("policy__hub")
        .defer("content")
    )
