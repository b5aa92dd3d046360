"""Freezing: the one write that makes a version."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.lists import format_list
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.document.completeness import Completeness, completeness_of
from policies.document.numbering import numbers
from policies.document.shape import Document, Section
from policies.evidence.digests import digest

from .acts import Withholding
from .law_profiles import chosen, refusals_of_days, refusals_of_languages
from .localize import active_language, language_name, spoken_date
from .locking import locked
from .log import begin_event, log_event
from .loose_ends import refusals_of_loose_ends
from .models import Policy, PolicyVersion
from .reach import told_by
from .refusal import CannotPublish, Refusal
from .uploads import refusals_of_uploads
from .version_record import Dismissed, Origin, Record, Significance, Waived, Waiver
from .withheld_text import PARTS

# Sent inside the freezing transaction with ``version``: a receiver that fails undoes the version.
version_frozen = Signal()
# Sent after the commit with ``seconds``: how long freezing took, with all that its receivers wrote.
version_published = Signal()


def freeze(
    *,
    policy: Policy,
    document: Document,
    significance: str,
    note: Mapping[str, str],
    effective_from: date | None,
    source_revision: int | None,
    by: str,
    by_id: int | None = None,
    origin: str = Origin.AUTHORED,
    waivers: Mapping[Waived, Waiver] | None = None,
    dismissed: tuple[Dismissed, ...] = (),
) -> PolicyVersion:
    """Freeze ``document`` as the policy's next version and return it.

    ``effective_from`` of none means today at the organisation's place. ``by`` is the actor's name as it is to stay on
    record, ``by_id`` the number of the account, if it was a person. ``waivers`` and ``dismissed`` are what was set aside
    (``Record``). A revision that was published before gives its version back, so publishing twice, or from two processes
    at once, makes one version. The first version is always ``initial``.

    Raises ``CannotPublish`` when a rule forbids it, and ``Busy`` (see ``locking``); then nothing was written.
    """
    if significance not in Significance.values:
        raise ValueError(f"significance {significance!r}: one of {', '.join(Significance.values)}")
    with transaction.atomic(), _timed():
        # Not its versions: the application role lacks the right that SELECT … FOR UPDATE on them needs.
        policy = locked(policy.pk)
        previous = policy.versions.newest()
        if previous and (published := _published_before(policy, source_revision, document)):
            return published
        waived, left_out = waivers or {}, languages_left_out(previous, document)
        if left_out and Waived.LANGUAGE_LEFT_OUT not in waived:
            raise CannotPublish(refusal_of_left_out(left_out))
        record = Record(
            document=document,
            number=previous.number + 1 if previous else 1,
            previous=previous.sha256 if previous else "",
            significance=_significance(significance, previous),
            effective_from=effective_from or policy.organisation.today(),
            origin=origin,
            time_zone=policy.organisation.time_zone,
            note=note,
            waivers=waived,
            left_out=left_out,
            dismissed=dismissed,
        )
        if refusals := refusals_of_version(policy, record, previous):
            raise CannotPublish(*refusals)
        return _written(policy, record, source_revision=source_revision, by=by, by_id=by_id)


@contextmanager
def _timed() -> Iterator[None]:
    began = time.perf_counter()

    def say() -> None:
        version_published.send(sender=PolicyVersion, seconds=time.perf_counter() - began)

    yield
    transaction.on_commit(say, robust=True)


def languages_left_out(previous: PolicyVersion | None, document: Document) -> tuple[str, ...]:
    """The languages of the version before that this document is not in."""
    before = previous.languages if previous else ()
    return tuple(code for code in before if code not in document.languages)


def refusal_of_left_out(languages: Iterable[str]) -> Refusal:
    names = format_list([language_name(code) for code in languages], locale=active_language())
    message = _(
        "The version before is in %(languages)s too. Say why readers do not get this one in that language: the reason "
        "is public."
    )
    return Refusal(
        code="language_left_out", field="language_reason", message=message % {"languages": names}
    )


def _published_before(
    policy: Policy, source_revision: int | None, document: Document
) -> PolicyVersion | None:
    """The version that this revision was published as. Refused when the revision's number now has another text."""
    if source_revision is None:
        return None
    published = policy.versions.filter(source_revision=source_revision).first()
    if published is not None and published.published.document != document:
        message = _(
            "This revision was already published as version %(number)s with another text. "
            "Save the draft again, then publish."
        ) % {"number": published.number}
        raise CannotPublish(Refusal(code="revision_reused", message=message))
    return published


def _significance(asked: str, previous: PolicyVersion | None) -> str:
    """A first version is ``initial``, and no other is."""
    if previous is None:
        return Significance.INITIAL
    return Significance.SUBSTANTIAL if asked == Significance.INITIAL else asked


def _written(
    policy: Policy, record: Record, *, source_revision: int | None, by: str, by_id: int | None
) -> PolicyVersion:
    """Write the row of this record and its entry in the log, then tell the receivers."""
    content = record.content()
    version = PolicyVersion(
        policy=policy,
        content=content,
        sha256=digest(content),
        source_revision=source_revision,
        actor_name=by,
        actor_account=by_id,
        **record.columns(),
    )
    begin_event()
    version.save(force_insert=True)
    log_event(version)
    version_frozen.send(sender=PolicyVersion, version=version)
    return version


def refusals_of_version(policy: Policy, record: Record, previous: PolicyVersion | None) -> list[Refusal]:
    """Why this record may not become the policy's next version; an empty list means it may."""
    document = record.document
    found = []
    if document.policy != policy.uuid:
        raise ValueError(f"a document of policy {document.policy} cannot be a version of {policy.uuid}")
    if policy.retired_at is not None:
        found.append(
            Refusal(code="retired", message=_("This policy is retired: it gets no new version."))
        )
    authored = record.origin == Origin.AUTHORED
    found += [
        Refusal(
            code="note_missing",
            field=f"change_note_{language}",
            message=_("Say what changes and why: readers of this language are shown this note."),
        )
        for language in document.languages
        if authored and not record.note.get(language)
    ]
    if not document.title.get(document.authoritative) or not any(
        section.body.get(document.authoritative) or section.heading.get(document.authoritative)
        for section in document.sections
    ):
        found.append(
            Refusal(
                code="authoritative_missing",
                field=f"heading_{document.authoritative}",
                message=_("The text is missing in the authoritative language."),
            )
        )
    else:
        found += _refusals_of_gaps(document)
    found += [*refusals_of_uploads(document), *refusals_of_loose_ends(document)]
    today = policy.organisation.today()
    if authored and record.effective_from < today:
        found.append(
            Refusal(
                code="effective_in_past",
                field="effective_date",
                message=_("%(date)s is in the past: a text applies at the earliest today, %(today)s.")
                % {
                    "date": spoken_date(record.effective_from, policy.organisation.country),
                    "today": spoken_date(today, policy.organisation.country),
                },
            )
        )
    if previous is not None:
        found += [*_refusals_against(previous, record), *_refusals_of_withheld(policy, document)]
    return [*found, *_refusals_of_laws(policy, record, previous)]


def _refusals_of_withheld(policy: Policy, document: Document) -> list[Refusal]:
    """What is withheld of an earlier version is not published again by the next one."""
    if policy.pk is None:  # asked of a draft that was never published
        return []
    clauses = Withholding.objects.in_effect().filter(version__policy=policy).exclude(part__in=PARTS)
    for each in clauses.select_related("version"):
        section = document.section(UUID(each.part))
        held = each.version.published.document.section(UUID(each.part))
        if section is not None and held is not None and section.body == held.body:
            message = _(
                "The clause “%(heading)s” is withheld in version %(number)s, and the text has the same words: change "
                "them, or have it shown again first."
            )
            heading = section.heading.get(document.authoritative, "") or str(section.key)
            facts = {"heading": heading, "number": each.version.number}
            return [Refusal(code="withheld", message=message % facts)]
    return []


def _refusals_of_laws(policy: Policy, record: Record, previous: PolicyVersion | None) -> list[Refusal]:
    """The laws that the organisation chose: the languages of every text that is to apply, and the notice of a change that
    readers must know. Days run from the last reader told.
    """
    if record.origin != Origin.AUTHORED and record.effective_from < policy.organisation.today():
        return []  # an imported text of the past was published as it was
    profiles = chosen(policy.organisation.law_profiles or (), record.effective_from)
    found = refusals_of_languages(profiles, record.document.languages)
    told_of = previous is not None and record.significance == Significance.SUBSTANTIAL
    if profiles and told_of and record.origin == Origin.AUTHORED:
        zone = ZoneInfo(policy.organisation.time_zone)
        told = told_by(policy, timezone.now()).astimezone(zone).date()
        found += refusals_of_days(profiles, told=told, effective=record.effective_from)
    return found


def _refusals_of_gaps(document: Document) -> list[Refusal]:
    """A translation holds all that its source holds, or says that it does not."""
    found = []
    for language in document.languages:
        gaps = [
            number.rstrip(".") or section.heading.get(language) or str(section.key)
            for section, number in zip(
                document.sections, numbers(document, document.authoritative), strict=True
            )
            if _lacks(section, language, document.authoritative)
        ]
        if gaps:
            message = _("%(language)s: the text is incomplete in %(parts)s.") % {
                "language": language_name(language),
                "parts": format_list(gaps, locale=active_language()),
            }
            found.append(Refusal(code="language_incomplete", field=f"with_{language}", message=message))
    return found


def _lacks(section: Section, language: str, authoritative: str) -> bool:
    held = completeness_of(section, language, authoritative)
    return held == Completeness.MISSING or (
        held == Completeness.INCOMPLETE and language not in section.behind
    )


def _refusals_against(previous: PolicyVersion, record: Record) -> list[Refusal]:
    """Refuse a successor that changes nothing, and one that calls a change of the text a translation."""
    authoritative = record.document.authoritative
    if previous.published.document == record.document and not _redated(previous, record):
        message = _("Nothing changed since version %(number)s.") % {"number": previous.number}
        return [Refusal(code="nothing_changed", message=message)]
    if (
        record.significance == Significance.TRANSLATION
        and previous.published.document.authoritative == authoritative
        and previous.published.document.only(authoritative) != record.document.only(authoritative)
    ):
        message = _("The authoritative text changed too: this is more than a translation.")
        return [Refusal(code="not_only_translation", field="significance", message=message)]
    return []


def _redated(previous: PolicyVersion, record: Record) -> bool:
    """Whether the same text may be announced again: its version was withdrawn, or gets another date."""
    moved = previous.is_announced and record.effective_from != previous.effective_from
    return previous.is_withdrawn or moved
