"""Freezing: the one write that makes a version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from policies.document.shape import Document
from policies.evidence.digests import digest

from .localize import spoken_date
from .locking import locked
from .log import log_event
from .models import Policy, PolicyVersion
from .refusal import CannotPublish, Refusal
from .uploads import refusals_of_uploads
from .version_record import Origin, Record, Significance, Waived, Waiver

# Sent inside the freezing transaction with ``version``: a receiver that fails undoes the version.
version_frozen = Signal()


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
) -> PolicyVersion:
    """Freeze ``document`` as the policy's next version and return it.

    ``effective_from`` of none means today at the organisation's place. ``by`` is the actor's name as it
    is to stay on record, ``by_id`` the number of the account, if it was a person. ``waivers`` are the rules
    that were set aside, and why. A revision that was published before gives its version back, so publishing
    twice, or from two processes at once, makes one version. The first version is always ``initial``.

    Raises ``CannotPublish`` when a rule forbids it, and ``Busy`` (see ``locking``); then nothing was written.
    """
    if significance not in Significance.values:
        raise ValueError(f"significance {significance!r}: one of {', '.join(Significance.values)}")
    with transaction.atomic():
        # Lock the policy's row, not its versions: the application role lacks the right that SELECT … FOR UPDATE
        # on versions needs.
        policy = locked(policy.pk)
        if published := _published_before(policy, source_revision, document):
            return published
        previous = policy.versions.newest()
        record = Record(
            document=document,
            number=previous.number + 1 if previous else 1,
            previous=previous.sha256 if previous else "",
            significance=_significance(significance, previous),
            effective_from=effective_from or policy.organisation.today(),
            origin=origin,
            time_zone=policy.organisation.time_zone,
            note=note,
            waivers=waivers or {},
        )
        if refusals := refusals_of_version(policy, record, previous):
            raise CannotPublish(*refusals)
        return _written(policy, record, source_revision=source_revision, by=by, by_id=by_id)


def _published_before(
    policy: Policy, source_revision: int | None, document: Document
) -> PolicyVersion | None:
    """The version that this revision was published as. Refused when the revision's number now has another text."""
    if source_revision is None:
        return None
    published = policy.versions.filter(source_revision=source_revision).first()
    if published is not None and published.document != document:
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
    found += refusals_of_uploads(document)
    today = policy.organisation.today()
    if authored and record.effective_from < today:
        found.append(
            Refusal(
                code="effective_in_past",
                field="effective_date",
                message=_("%(date)s is in the past: a text applies at the earliest today, %(today)s.")
                % {"date": spoken_date(record.effective_from), "today": spoken_date(today)},
            )
        )
    if previous is not None:
        found += _refusals_against(previous, record)
    return found


def _refusals_against(previous: PolicyVersion, record: Record) -> list[Refusal]:
    """Refuse a successor that changes nothing, and one that calls a change of the text a translation."""
    authoritative = record.document.authoritative
    if previous.document == record.document and not _redated(previous, record):
        message = _("Nothing changed since version %(number)s.") % {"number": previous.number}
        return [Refusal(code="nothing_changed", message=message)]
    if (
        record.significance == Significance.TRANSLATION
        and previous.document.authoritative == authoritative
        and previous.document.only(authoritative) != record.document.only(authoritative)
    ):
        message = _("The authoritative text changed too: this is more than a translation.")
        return [Refusal(code="not_only_translation", field="significance", message=message)]
    return []


def _redated(previous: PolicyVersion, record: Record) -> bool:
    """Whether the same text may be announced again: its version was withdrawn, or gets another date."""
    moved = previous.is_announced and record.effective_from != previous.effective_from
    return previous.is_withdrawn or moved
