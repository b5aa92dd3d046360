"""How readers of a policy are told about its changes: what its organisation promises, or the policy itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _


class Practice(models.TextChoices):
    """What a substantial change brings about. ``organisation`` is a policy's answer only: as the organisation does."""

    ORGANISATION = "organisation", _("as the organisation does")
    MAIL = "mail", _("by email to subscribers, and by a banner")
    BANNER = "banner", _("by a banner on the text, no email")
    CONSULT = "consult", _("no email: readers consult the history and the feed")


class ShortNotice(models.TextChoices):
    """What happens to a substantial change that leaves readers less time than was promised."""

    REFUSE = "refuse", _("it cannot be published")
    FLAG = "flag", _("it is published, and its notice says so")


ORGANISATION_PRACTICES = [choice for choice in Practice.choices if choice[0] != Practice.ORGANISATION]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What holds for one policy now. ``notice_days`` of 0 promises no notice period."""

    mails: bool
    shows_banner: bool
    notice_days: int
    refuses_short_notice: bool
    reminder_days: int

    def earliest(self, today: date) -> date:
        """The first day from which a substantial change announced today may apply."""
        return today + timedelta(days=self.notice_days)

    def is_short(self, announced: date, effective: date) -> bool:
        """Whether a substantial change leaves readers less time than was promised."""
        return effective < self.earliest(announced)


class OrganisationAnswers(Protocol):
    """Answered by the organisation: by its row in the register, or by its page, which may not be saved yet."""

    practice: str
    notice_days: int
    short_notice: str
    reminder_days: int


class PolicyAnswers(Protocol):
    """Answered by the policy: by its row in the register, or by its page. Days of none are the organisation's."""

    practice: str
    notice_days: int | None


def promise_of(organisation: OrganisationAnswers, policy: PolicyAnswers) -> Promise:
    """The policy's own answers, else those of its organisation."""
    practice = organisation.practice if policy.practice == Practice.ORGANISATION else policy.practice
    return Promise(
        mails=practice == Practice.MAIL,
        shows_banner=practice in (Practice.MAIL, Practice.BANNER),
        notice_days=organisation.notice_days if policy.notice_days is None else policy.notice_days,
        refuses_short_notice=organisation.short_notice != ShortNotice.FLAG,
        reminder_days=organisation.reminder_days,
    )
