"""Why a draft cannot be published yet: what only the draft can tell, beside what freezing checks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from babel.lists import format_list
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.publication.localize import active_language, grouped, language_name, spoken_date
from policies.publication.models import FormerAddress, Policy
from policies.publication.promise import promise_of
from policies.publication.refusal import Refusal

from .draft import languages_of, ordered_sections
from .translation.translation_index import numbers_in
from .translation.translation_state import lacks

if TYPE_CHECKING:
    from .models import PolicyPage


# What is refused of a substantial change that applies before the notice period ends.
SHORT_NOTICE: Final = ("notice_too_short", "short_notice_unexplained")


def draft_refusals(page: PolicyPage) -> list[Refusal]:
    """Missing texts, half-finished languages, a notice period not kept, an address already taken."""
    organisation = page.organisation_page
    authoritative = organisation.authoritative
    found = []
    if organisation.organisation_id is None:
        found.append(
            Refusal(code="organisation_unsaved", message=_("Save the organisation page first."))
        )
    if authoritative not in languages_of(page):
        message = _("The text is missing in the authoritative language, %(language)s.") % {
            "language": language_name(authoritative)
        }
        found.append(
            Refusal(code="authoritative_missing", field=f"heading_{authoritative}", message=message)
        )
    else:
        for code in languages_of(page):
            found += _incomplete(page, code, authoritative)
    found += _notice_period(page)
    taken = FormerAddress.objects.filter(organisation_slug=organisation.slug, slug=page.slug).exclude(
        policy__uuid=page.policy_uuid
    )
    if taken.exists():
        message = _("“%(slug)s” is a former address of another policy and leads there for ever.")
        found.append(Refusal(code="address_taken", field="slug", message=message % {"slug": page.slug}))
    return found


def _incomplete(page: PolicyPage, language: str, authoritative: str) -> list[Refusal]:
    """A language is published whole or not at all."""
    found = []
    if not getattr(page, f"heading_{language}"):
        found.append(
            Refusal(
                code="title_missing", field=f"heading_{language}", message=_("The title is missing.")
            )
        )
    sections = ordered_sections(page)
    numbers = numbers_in(sections, page.numbering, authoritative)
    # Called as the editor's list calls them.
    gaps = [
        number.rstrip(".") or getattr(section, f"heading_{authoritative}") or _("Without heading")
        for section, number in zip(sections, numbers, strict=True)
        if _lacks(section, language, authoritative)
    ]
    if gaps:
        message = ngettext(
            "%(language)s: section %(gaps)s is incomplete. Complete it, or publish without this language.",
            "%(language)s: sections %(gaps)s are incomplete. Complete them, or publish without this language.",
            len(gaps),
        ) % {"language": language_name(language), "gaps": format_list(gaps, locale=active_language())}
        found.append(Refusal(code="language_incomplete", field=f"with_{language}", message=message))
    return found


def _lacks(section: object, language: str, authoritative: str) -> bool:
    if language == authoritative:
        return not getattr(section, f"heading_{language}") and not getattr(section, f"body_{language}")
    return lacks(section, language, authoritative)


def _notice_period(page: PolicyPage) -> list[Refusal]:
    """A substantial change keeps the notice period. Where the organisation allows less, a reason is on record;
    where it does not, no reason helps.
    """
    message = short_notice(page)
    if not message:
        return []
    if promise_of(page.organisation_page, page).refuses_short_notice:
        message += " " + _(
            "This organisation allows no shorter notice: choose that day or a later one, or ask an administrator "
            "to allow shorter notices in the organisation’s settings."
        )
        return [Refusal(code="notice_too_short", field="effective_date", message=message)]
    if page.short_notice_reason.strip():
        return []
    message += " " + _("For a shorter notice, say why: the reason is frozen with the version.")
    return [Refusal(code="short_notice_unexplained", field="short_notice_reason", message=message)]


def earliest_day(page: PolicyPage) -> date | None:
    """The first day that the promised notice period allows for a substantial change; none where it binds nothing."""
    promise = promise_of(page.organisation_page, page)
    if not promise.notice_days or not Policy.objects.public().filter(uuid=page.policy_uuid).exists():
        return None
    return promise.earliest(day_of_publication(page))


def day_of_publication(page: PolicyPage) -> date:
    """The day at the organisation's place on which the draft goes live: today, or when it is scheduled."""
    now = timezone.now()
    scheduled = page.go_live_at if page.go_live_at and page.go_live_at > now else now
    return scheduled.astimezone(ZoneInfo(page.organisation_page.time_zone)).date()


def short_notice(page: PolicyPage) -> str:
    """How a substantial change of a published policy breaks the promised notice period; empty where not."""
    if page.significance != "substantial":
        return ""
    earliest = earliest_day(page)
    if earliest is None or (page.effective_date or day_of_publication(page)) >= earliest:
        return ""
    days = (earliest - day_of_publication(page)).days
    return ngettext(
        "A substantial change is announced %(days)s day before it applies: %(earliest)s at the earliest.",
        "A substantial change is announced %(days)s days before it applies: %(earliest)s at the earliest.",
        days,
    ) % {"days": grouped(days), "earliest": spoken_date(earliest)}
