"""All that stands between a draft and its release, worked out once and shown everywhere the same.

The release panel, the page of checks, the editor's form and the release itself ask the same ``Readiness``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import TaskState

from policies.document.languages import CODES, LANGUAGES
from policies.document.malformed import MalformedDocument
from policies.document.shape import Document
from policies.publication import freeze
from policies.publication.freeze import languages_left_out, refusal_of_left_out
from policies.publication.localize import grouped, language_name
from policies.publication.models import Policy, PolicyVersion
from policies.publication.promise import Promise, promise_of
from policies.publication.reach import reach_of
from policies.publication.refusal import Refusal
from policies.publication.version_record import Record, Waived, Waiver

from .dismissals import Finding as Divergent
from .draft import document_of, notes_of
from .draft_types import DraftPage
from .open_findings import dismissed_in, divergence_refusals, findings_of
from .requirements import draft_refusals
from .second_person import (
    MinorConfirmation,
    confirmation_of,
    refusals_since_review,
    refusals_without_approval,
)
from .substantiality.detect import substantial_findings
from .substantiality.findings import Finding
from .telling import Telling
from .translation.page_texts import NAMES
from .writing_rights import name_of

# What the register keeps of a policy page under the same names.
POLICY_FACTS: Final = ("slug", "kind", "practice", "notice_days")


def facts_of(page: DraftPage) -> dict[str, Any]:
    return {field: getattr(page, field) for field in POLICY_FACTS}


def facts_differ(policy: Policy, page: DraftPage) -> bool:
    """Whether the draft changes what the register keeps of the policy beside its text."""
    return any(getattr(policy, field) != value for field, value in facts_of(page).items())


@dataclass(frozen=True, kw_only=True, eq=False)
class Readiness:
    """The answers for one draft as it is. Each is worked out when it is first asked for, and then stays.

    Reading ``document`` and what is made of it raises ``MalformedDocument`` where there is no such document.
    """

    page: DraftPage

    @cached_property
    def registered(self) -> Policy | None:
        """The policy in the register; none before its first publication."""
        found: Policy | None = self.page.policy
        return found

    @cached_property
    def policy(self) -> Policy:
        """The policy in the register, or the one it would be, not saved."""
        organisation = self.page.organisation_page.organisation
        return self.registered or Policy(
            uuid=self.page.policy_uuid, organisation=organisation, **facts_of(self.page)
        )

    @cached_property
    def latest(self) -> PolicyVersion | None:
        return self.registered.versions.newest() if self.registered else None

    @cached_property
    def document(self) -> Document:
        """The document that the draft would be published as."""
        return document_of(self.page)

    @property
    def country(self) -> str:
        """Whose months its dates have in Arabic."""
        country: str = self.page.organisation_page.country
        return country

    @cached_property
    def record(self) -> Record:
        """The record that the draft would be frozen with."""
        return Record(
            document=self.document,
            number=self.latest.number + 1 if self.latest else 1,
            previous=self.latest.sha256 if self.latest else "",
            significance=self.page.significance,
            effective_from=self.applies_from,
            origin="authored",
            time_zone=self.page.organisation_page.time_zone,
            note=notes_of(self.page, self.document.languages),
            left_out=self.left_out,
            waivers=self.language_waivers(""),
            dismissed=dismissed_in(self.divergences),
        )

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """The languages of the newest version that this draft is not published in."""
        return languages_left_out(self.latest, self.document)

    # Refusals.

    @cached_property
    def lacking(self) -> tuple[Refusal, ...]:
        """What only the draft can tell, beside what freezing checks."""
        return (
            *draft_refusals(self.page),
            *divergence_refusals(self.page, self.divergences),
            *self.telling.refusals(),
            *self._left_out_refusals(),
        )

    def _left_out_refusals(self) -> list[Refusal]:
        """A language that readers had goes only with a reason."""
        try:
            unexplained = self.left_out if not self.page.language_reason.strip() else ()
        except MalformedDocument:
            return []  # said by the other refusals
        return [refusal_of_left_out(unexplained)] if unexplained else []

    @cached_property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why publishing this draft now would be refused, to any person."""
        try:
            found = freeze.refusals_of_version(self.policy, self.record, self.latest)
        except MalformedDocument as error:
            return self.lacking or (Refusal(code="malformed", message=str(error)),)
        if self.registered and facts_differ(self.registered, self.page):
            found = [refusal for refusal in found if refusal.code != "nothing_changed"]
        return (*self.lacking, *found, *self.unconfirmed)

    @cached_property
    def unconfirmed(self) -> tuple[Refusal, ...]:
        """Why this draft may not be published as minor; empty when it is not called that, or was confirmed."""
        if self.page.significance != "minor" or not self.findings or self.confirmation:
            return ()
        message = ngettext(
            "The comparison found %(count)s change that readers may have to know. Call the change substantial, or "
            "have a second person confirm that it is minor.",
            "The comparison found %(count)s changes that readers may have to know. Call the change substantial, or "
            "have a second person confirm that it is minor.",
            len(self.findings),
        ) % {"count": grouped(len(self.findings))}
        return (Refusal(code="minor_unconfirmed", field="significance", message=message),)

    def refusals_to(self, person: Any, approval: TaskState | None) -> list[Refusal]:
        """Why this person may not publish it alone; none of a command, which is no person."""
        if person is None:
            return []
        if approval is not None:
            return refusals_since_review(self.document, approval)
        return refusals_without_approval(self.page)

    @property
    def requirements(self) -> list[dict[str, str]]:
        """The refusals, each with the ``anchor`` of the editor's element to go to, if any.

        Who approved it is not asked: the workflow sees to that. An anchor is the id that Django gives the field's
        widget, which Wagtail's labels and our links share.
        """
        return [
            {
                "message": in_a_list(refusal),
                "anchor": f"id_{refusal.field}" if refusal.field else "",
            }
            for refusal in self.refusals
        ]

    # What readers have to know, and what is set aside.

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What readers may have to know, against the newest version; empty for a first one."""
        if self.latest is None:
            return ()
        try:
            return tuple(substantial_findings(self.latest.published.document, self.document))
        except MalformedDocument:
            return ()

    @cached_property
    def divergences(self) -> tuple[Divergent, ...]:
        """Where the languages do not say the same: what stops the release, what a person dismissed, and hints."""
        try:
            document = self.document
        except MalformedDocument:
            return ()
        return findings_of(self.page, document, self.latest.published.document if self.latest else None)

    @cached_property
    def confirmation(self) -> MinorConfirmation | None:
        return confirmation_of(self.page, self.document)

    def waivers(self, person: Any, approval: TaskState | None) -> dict[Waived, Waiver]:
        """The rules that a release by this person sets aside, each with its reason and who answers for it."""
        page, by = self.page, name_of(person) if person else ""
        found = self.language_waivers(by)
        if self.notice_is_short:
            found[Waived.NOTICE_PERIOD] = Waiver(reason=page.short_notice_reason.strip(), by=by)
        if page.significance == "minor" and self.confirmation:
            confirmed = self.confirmation
            found[Waived.SUBSTANTIALITY] = Waiver(reason=confirmed.reason, by=confirmed.actor_name)
        if person is not None and approval is None:
            found[Waived.SECOND_PERSON] = Waiver(reason=page.emergency_reason.strip(), by=by)
        return found

    def language_waivers(self, by: str) -> dict[Waived, Waiver]:
        waiver = Waiver(reason=self.page.language_reason.strip(), by=by)
        marked = any(self.document.behind(code) for code in self.document.languages)
        rules = {Waived.LANGUAGE_BEHIND: marked, Waived.LANGUAGE_LEFT_OUT: bool(self.left_out)}
        return {rule: waiver for rule, holds in rules.items() if holds}

    # Days and the notice period.

    @cached_property
    def published_on(self) -> date:
        """The day at the organisation's place on which the draft goes live: today, or when it is scheduled."""
        now = timezone.now()
        live_at = self.page.go_live_at
        moment = live_at if live_at and live_at > now else now
        day: date = moment.astimezone(ZoneInfo(self.page.organisation_page.time_zone)).date()
        return day

    @property
    def applies_from(self) -> date:
        day: date = self.page.effective_date or self.published_on
        return day

    @property
    def in_advance(self) -> bool:
        return self.applies_from > self.published_on

    @cached_property
    def promise(self) -> Promise:
        """What readers are promised once the draft's own settings hold."""
        return promise_of(self.policy.organisation, self.page)

    @cached_property
    def earliest(self) -> date | None:
        """The first day that the notice period allows for a substantial change; none when no period binds."""
        if self.latest is None or not self.promise.notice_days:
            return None
        return self.promise.earliest(self.published_on)

    @property
    def notice_days(self) -> int:
        """The days of notice that readers are promised of a substantial change; 0 where none."""
        return (self.earliest - self.published_on).days if self.earliest else 0

    @property
    def notice_is_short(self) -> bool:
        """Whether a substantial change of a published policy breaks the promised notice period."""
        substantial = self.page.significance == "substantial"
        return substantial and self.earliest is not None and self.applies_from < self.earliest

    @cached_property
    def telling(self) -> Telling:
        """Whether readers are told in time, and what happens where they are not."""
        return Telling(
            page=self.page,
            policy=self.registered,
            promise=self.promise,
            notice_days=self.notice_days,
            earliest=self.earliest,
            applies_from=self.applies_from,
            is_short=self.notice_is_short,
            in_advance=self.in_advance,
        )

    # What follows: what the site shows, and who is told.

    @cached_property
    def current(self) -> PolicyVersion | None:
        """The version in force on the day of publication."""
        return self._versions.in_force(self.published_on).first()

    @cached_property
    def announced(self) -> PolicyVersion | None:
        """The version that is announced on that day to apply next."""
        return self._versions.upcoming(self.published_on).first()

    @property
    def _versions(self) -> Any:
        versions = self.registered.versions if self.registered else PolicyVersion.objects.none()
        return versions.defer("content")

    @property
    def is_first(self) -> bool:
        return self.current is None and self.announced is None

    @property
    def next_number(self) -> int:
        return max((v.number for v in (self.current, self.announced) if v), default=0) + 1

    @property
    def mails(self) -> bool:
        return self.registered is not None and self.registered.promise.mails

    @cached_property
    def audience(self) -> Mapping[str, int]:
        """How many are told by mail, by language."""
        return reach_of(self.registered) if self.registered else {}

    @property
    def told(self) -> int:
        return sum(self.audience.values())

    @property
    def told_by_language(self) -> list[tuple[str, int]]:
        """The languages' own names with how many are told in each, in the register's order."""
        return [(LANGUAGES[code].name, self.audience[code]) for code in CODES if self.audience.get(code)]


def in_a_list(refusal: Refusal) -> str:
    """What is wrong; in a list, a sentence about one language's field says which language."""
    message = str(refusal.message)
    field, _underscore, language = (refusal.field or "").rpartition("_")
    if field not in NAMES or language not in CODES:
        return message
    return _("%(language)s: %(message)s") % {"language": language_name(language), "message": message}
