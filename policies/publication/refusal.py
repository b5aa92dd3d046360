"""Why a text cannot be published; every message quotes the bad value and states the rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One reason: a stable ``code``, the form ``field`` it belongs beside, a translated message."""

    code: str
    message: Text
    field: str | None = None


class Refused(Exception):
    """A rule of the register forbids it; nothing was written."""

    def __init__(self, *refusals: Refusal) -> None:
        self.refusals = refusals
        super().__init__("; ".join(str(refusal.message) for refusal in refusals))


class CannotPublish(Refused):
    """The draft cannot become a version."""


class CannotWithdraw(Refused):
    """The version cannot be withdrawn."""


class CannotRetire(Refused):
    """The policy cannot be retired."""


class Busy(Refused):
    """Another transaction is at the same policy; trying again is all it takes."""


class CannotApprove(Refused):
    """The emergency release cannot be approved, or not by this person."""


class CannotWithhold(Refused):
    """The text cannot be withheld or shown again, or not by this person."""


class CannotChangePeople(Refused):
    """Somebody's roles in an organisation cannot be changed so, or not by this person."""


class CannotChange(Refused):
    """What was asked for beside a draft cannot be done so: a comment, a task, a link."""


class CannotLeave(Refused):
    """The organisation cannot leave the register now, or not by this person."""


def reasons_given(reason: Mapping[str, str]) -> dict[str, str]:
    """The reason that readers are shown for the end of a version or a policy: its words, by language."""
    return {code: text.strip() for code, text in reason.items() if text.strip()}


def refusals_of_reasons(languages: Iterable[str], reason: Mapping[str, str]) -> list[Refusal]:
    """One refusal for each of the languages in which no reason is given."""
    return [
        Refusal(
            code="reason_missing",
            field=f"reason_{language}",
            message=_("Say why: readers of this language are shown this reason."),
        )
        for language in languages
        if not reason.get(language)
    ]
