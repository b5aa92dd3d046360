"""The roles that an organisation gives its people, and the acts that each role may do.

This is the only place that says so: Wagtail's groups, its rights on pages and the steps of the workflow follow from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, auto
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(StrEnum):
    """What is done in an organisation. Whatever asks whether somebody may do something names one of these."""

    READ_DRAFTS = auto()  # look at drafts, their comparisons, their mails and their check pages
    WRITE = auto()  # write policies in every language, add and restore them
    TRANSLATE_FR = auto()  # write the texts of one language, and say that they are ready
    TRANSLATE_EN = auto()
    TRANSLATE_AR = auto()
    REVIEW = auto()  # the step of the workflow before the publication
    INVITE_OUTSIDE = auto()  # let somebody without an account read and comment on a draft
    CONFIRM_MINOR = auto()
    APPROVE_EMERGENCY = auto()
    WITHHOLD = (
        auto()
    )  # ask that a published text be withheld or shown again, and decide what another person asked
    PUBLISH = auto()  # the last step of the workflow; emergencies, withdrawals, retirements
    LIST_VERSIONS = auto()
    LIST_NOTICES = auto()
    STEER_NOTICES = auto()  # pause, resume, try again
    LIST_READERS = auto()  # subscribers with their addresses, and the log of their consent
    READ_DEEDS = auto()  # the audit trail
    CHANGE_SETTINGS = auto()  # the organisation's page
    MANAGE_PEOPLE = auto()
    LEAVE = auto()  # take the organisation out of the register's admin


class Role(models.TextChoices):
    """What somebody is in an organisation; one person may be several."""

    AUTHOR = "author", _("author")
    TRANSLATOR_FR = "translator_fr", _("translator into French")
    TRANSLATOR_EN = "translator_en", _("translator into English")
    TRANSLATOR_AR = "translator_ar", _("translator into Arabic")
    REVIEWER = "reviewer", _("legal reviewer")
    PUBLISHER = "publisher", _("publisher")
    OWNER = "owner", _("owner")


TRANSLATING: Final = {"fr": Act.TRANSLATE_FR, "en": Act.TRANSLATE_EN, "ar": Act.TRANSLATE_AR}
_LISTS: Final = {Act.LIST_VERSIONS, Act.LIST_NOTICES}
_REVIEWS: Final = {
    Act.READ_DRAFTS,
    Act.INVITE_OUTSIDE,
    Act.CONFIRM_MINOR,
    Act.APPROVE_EMERGENCY,
    Act.WITHHOLD,
    *_LISTS,
}
_PUBLISHES: Final = {*_REVIEWS, Act.WRITE, Act.PUBLISH, Act.STEER_NOTICES}

ACTS: Final[Mapping[Role, frozenset[Act]]] = {
    role: frozenset(acts)
    for role, acts in {
        Role.AUTHOR: {Act.READ_DRAFTS, Act.WRITE, *_LISTS},
        Role.TRANSLATOR_FR: {Act.READ_DRAFTS, Act.TRANSLATE_FR},
        Role.TRANSLATOR_EN: {Act.READ_DRAFTS, Act.TRANSLATE_EN},
        Role.TRANSLATOR_AR: {Act.READ_DRAFTS, Act.TRANSLATE_AR},
        Role.REVIEWER: {*_REVIEWS, Act.REVIEW},
        Role.PUBLISHER: _PUBLISHES,
        # Not the legal review: who owns an organisation is not its lawyer, unless it says so.
        Role.OWNER: {
            *_PUBLISHES,
            Act.LIST_READERS,
            Act.READ_DEEDS,
            Act.CHANGE_SETTINGS,
            Act.MANAGE_PEOPLE,
            Act.LEAVE,
        },
    }.items()
}
# What Wagtail lets a role do with the pages of its organisation. Reviewers act through the workflow.
ON_PAGES: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.AUTHOR: ("add", "change"),
    Role.TRANSLATOR_FR: ("change",),
    Role.TRANSLATOR_EN: ("change",),
    Role.TRANSLATOR_AR: ("change",),
    Role.REVIEWER: (),
    Role.PUBLISHER: ("add", "change", "publish", "lock", "unlock"),
    Role.OWNER: ("add", "change", "publish", "bulk_delete", "lock", "unlock"),
}
assert set(ACTS) == set(ON_PAGES) == set(Role)  # noqa: S101 - a role without an answer does not start


def roles_that(act: Act) -> list[Role]:
    """The roles that may do this."""
    return [role for role, acts in ACTS.items() if act in acts]
