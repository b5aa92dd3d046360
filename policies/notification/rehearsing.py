"""Before a release: how many would be told, and the very mail they would get. Writes and sends nothing."""

from __future__ import annotations

from django.core.mail import EmailMultiAlternatives
from django.db.models import Count

from policies.publication.models import Policy, PolicyVersion

from .audience import reachable
from .composing import notice_letter
from .ledger import Notice


def audience(policy: Policy) -> dict[str, int]:
    """How many subscribers a substantial change of this policy reaches now, by their language.

    Those who follow a single clause are counted whether or not it changes.
    """
    told = reachable().told_of(policy).order_by().values_list("language")
    return dict(told.annotate(count=Count("pk")))


def rehearse(version: PolicyVersion, language: str, address: str) -> EmailMultiAlternatives:
    """The mail about ``version`` (not saved) as a subscriber at ``address`` who reads ``language`` gets it.

    Its links to unsubscribe and to the preferences name nobody.
    """
    advance = version.effective_from > version.policy.hub.today()
    kind = Notice.Kind.ADVANCE if advance else Notice.Kind.EFFECTIVE
    return notice_letter(
        Notice(version=version, kind=kind),
        language,
        address=address,
        unsubscribe="rehearsal",
        preferences="rehearsal",
    )
