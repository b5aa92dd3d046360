"""What a notice says, in one language: everything its mails have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.document.dates import long_date
from policies.document.languages import direction
from policies.document.presentation import Html
from policies.publication.law_profiles import chosen, paragraphs_of
from policies.publication.localize import grouped, language_name
from policies.publication.models import PolicyVersion
from policies.publication.public_addresses import (
    absolute,
    comparison_path,
    history_path,
    policy_path,
    version_path,
)

from . import mail_lead
from .change_excerpts import CLAUSES, changes_shown
from .changed_clauses import announced_on, baseline, overtaken, revived, shared_languages
from .durable_copy import copies_of, is_attached
from .ledger import Notice
from .mail_isolation import Said, isolated_html, isolated_text, named_html, say
from .mail_look import SEAL, brand_of, faces, tile
from .subscription_offers import organisation_name

KIND = Notice.Kind

# More changes of one week are counted, not told.
ENTRIES = 20


def notice_words(
    notice: Notice, language: str, *, moment: datetime, known: int | None = None
) -> dict[str, Any]:
    """The template context of a notice's mails in this language that are handed over at ``moment``.

    ``known`` is the number of the version that was announced to these readers before (``audience.known_of``). Where the
    version lacks the language, title, note and links are those of its authoritative language (``text_language``), and
    only the words around them are the subscriber's.
    """
    with translation.override(language):
        if notice.kind == KIND.DIGEST:
            return _digest_words(notice, language, moment)
        return _words_of_one(notice, language, moment, known)


def _words_of_one(notice: Notice, language: str, moment: datetime, known: int | None) -> dict[str, Any]:
    version, kind = notice.version, notice.kind
    policy = version.policy
    country = policy.organisation.country
    former = next((each for each in overtaken(version) if each.number == known), None)
    reference = former if kind == KIND.CORRECTION and former else baseline(version)
    words = _version_words(version, reference, language, moment)
    text_language = words["text_language"]
    announced = kind == KIND.EFFECTIVE and known == version.number
    if kind == KIND.REMINDER and known != version.number:
        kind = KIND.ADVANCE  # nobody is reminded of what nobody told
    words |= {
        "kind": kind,
        "minor": version.significance != PolicyVersion.Significance.SUBSTANTIAL and former is None,
        "announced_on": long_date(announced_on(version), language, country) if announced else "",
        "same_text": former is not None and former.published.document == version.published.document,
        # The version whose place this one takes, if these readers were told of it.
        "former": former
        and {"number": former.number, "date": long_date(former.effective_from, language, country)},
        "late": None if known == version.number else lateness(version, moment),
        "days_left": (version.effective_from - version.day_of(moment)).days,
        "current": _current(version, moment) if words["in_advance"] else None,
        "revived": _revived(version, language) if kind == KIND.WITHDRAWN else None,
        "reason": _reason(version, text_language) if kind == KIND.WITHDRAWN else [],
        "contact": policy.organisation.contact_email,
        "history_url": absolute(history_path(policy, text_language)),
        "policy_url": absolute(policy_path(policy, text_language)),
    }
    words |= {
        "reason": [isolated_text(part, text_language) for part in words["reason"]],
        "reason_html": [isolated_html(part, text_language) for part in words["reason"]],
        "contact_html": _contact(words["contact"], language),
        "behind": _behind(version, words, language),
        "copies": copies_of(version, reference, text_language) if is_attached(notice) else (),
        "by_law": _by_law(version, language, moment) if kind != KIND.WITHDRAWN else [],
        "tile": tile(version.effective_from, language, country) if kind != KIND.WITHDRAWN else None,
        "brand": brand_of(policy.organisation),
    }
    words["attached"] = _attached(version, words, language)
    words |= {
        "heading": mail_lead.heading(words),
        "subject": mail_lead.subject(words),
        "lead": mail_lead.sentences(words, version),
    }
    return words


def _behind(version: PolicyVersion, words: Mapping[str, Any], language: str) -> Said | None:
    """What is said to a reader whose language did not change with the others; templates write it above the note."""
    document, text_language, changes = version.masked.document, words["text_language"], words["changes"]
    marked = len(document.behind(text_language))
    prevails = language_name(document.authoritative)
    if marked:
        said = ngettext(
            "%(count)s part of the text in %(language)s follows an earlier version. The text in %(prevails)s, which prevails, has changed since.",
            "%(count)s parts of the text in %(language)s follow an earlier version. The text in %(prevails)s, which prevails, has changed since.",
            marked,
        )
    elif changes and changes["language"] != text_language and text_language in document.languages:
        said = _(
            "Nothing changed in the text in %(language)s. What changed in %(prevails)s, the language that prevails, is shown below."
        )
    else:
        return None
    values = {"count": grouped(marked), "language": language_name(text_language), "prevails": prevails}
    return say(said, language, **values)


def _attached(version: PolicyVersion, words: Mapping[str, Any], language: str) -> Said | None:
    """What is attached, and what it is compared with to be proven."""
    if not words["copies"]:
        return None
    return say(
        _(
            "Attached: the whole text (%(files)s). The digest of version %(number)s (SHA-256) is %(digest)s."
        ),
        language,
        files=(", ".join(copy.name for copy in words["copies"]), "en"),
        number=version.number,
        digest=(version.sha256, "en"),
    )


def _by_law(version: PolicyVersion, language: str, moment: datetime) -> list[Said]:
    """What the laws that the organisation keeps have a notice say; days run from the handover of this mail."""
    if version.significance != PolicyVersion.Significance.SUBSTANTIAL:
        return []
    profiles = chosen(version.policy.organisation.law_profiles or (), version.effective_from)
    found = paragraphs_of(profiles, version.day_of(moment), version.effective_from, language)
    return [
        say(words, language, last_day=long_date(day, language, version.policy.organisation.country))
        for words, day in found
    ]


def _contact(address: str, language: str) -> Html:
    """A link to write to the organisation."""
    link = f'<a class="link" href="mailto:{escape(address)}" style="color:{SEAL};">'
    return Html(f"{link}{named_html(address, 'en', language)}</a>") if address else Html("")


def _current(version: PolicyVersion, moment: datetime) -> int | None:
    """The number of the version that applies until this one does, or none if another change comes before it."""
    applies = version.policy.in_force(version.day_of(moment))
    before = baseline(version)
    return applies.number if applies and before and applies.pk == before.pk else None


def _revived(version: PolicyVersion, language: str) -> dict[str, Any] | None:
    """The announced version that applies after all, since the one that took its place is withdrawn."""
    stands = next(iter(revived(version)), None)
    if stands is None:
        return None
    return {
        "number": stands.number,
        "date": long_date(stands.effective_from, language, version.policy.organisation.country),
    }


def _version_words(
    version: PolicyVersion,
    reference: PolicyVersion | None,
    language: str,
    moment: datetime,
    *,
    clauses: int = CLAUSES,
) -> dict[str, Any]:
    """What is said of one version: who, what, from when, what changed, and where it is read."""
    document = version.masked.document
    text_language = language if language in document.languages else document.authoritative
    title = document.title[text_language]
    organisation = organisation_name(version.policy.organisation, language)
    note = _paragraphs(version.note(text_language))
    changes = changes_shown(version, reference, text_language, clauses=clauses)
    return {
        "organisation": organisation,
        "title": title,
        "names": {
            "organisation": say("%(name)s", language, name=organisation),
            "title": say("%(name)s", language, name=(title, text_language)),
        },
        "number": version.number,
        # Whether it applies already, on the day that these readers are told.
        "in_advance": version.effective_from > version.day_of(moment),
        "date": long_date(version.effective_from, language, version.policy.organisation.country),
        "note": [isolated_text(part, text_language) for part in note],
        "note_html": [isolated_html(part, text_language) for part in note],
        "language": language,
        "text_language": text_language,
        "text_direction": direction(text_language),
        "text_faces": faces(text_language),
        "authoritative": document.authoritative,
        "comparison": _comparison(
            version, reference, changes["language"] if changes else text_language, language, moment
        ),
        "changes": changes,
        "version_url": absolute(version_path(version, text_language)),
    }


def _digest_words(notice: Notice, language: str, moment: datetime) -> dict[str, Any]:
    """A mail of many changes says less of each, so that its end is not cut off."""
    versions = notice.part.standing()
    clauses = max(1, CLAUSES // max(1, len(versions)))
    entries: list[dict[str, Any]] = []
    for version in versions[:ENTRIES]:
        found = _version_words(version, baseline(version), language, moment, clauses=clauses)
        own = {"brand": brand_of(version.policy.organisation), "zone": mail_lead.zone(version, language)}
        entries.append(found | own)
    organisations = {entry["organisation"] for entry in entries}
    # One message tells of several organisations: their common country, if they have one.
    countries = {version.policy.organisation.country for version in versions}
    left = len(versions) - len(entries)
    more = ngettext("and %(count)s more change", "and %(count)s more changes", left)
    words: dict[str, Any] = {
        "kind": notice.kind,
        "language": language,
        "entries": entries,
        "count": len(versions),
        "more": more % {"count": grouped(left)} if left else "",
        "since": long_date(
            notice.part.digest.since.date(), language, countries.pop() if len(countries) == 1 else ""
        ),
        "organisation": organisations.pop() if len(organisations) == 1 else "",
        "brand": brand_of(None),
    }
    return words | {
        "heading": mail_lead.digest_heading(words),
        "subject": mail_lead.digest_subject(words),
    }


def lateness(version: PolicyVersion, moment: datetime) -> dict[str, Any] | None:
    """How many days readers are given who are told at ``moment``, and how many were promised, where those are more.

    Counted from the handover of their mail, whenever the text was published. ``late``: it was published in time, and the
    mail was not.
    """
    promise = version.policy.promise
    day, announced = version.day_of(moment), announced_on(version)
    substantial = version.significance == PolicyVersion.Significance.SUBSTANTIAL
    if not substantial or not promise.is_short(day, version.effective_from):
        return None
    return {
        "days": max(0, (version.effective_from - day).days),
        "promised": promise.notice_days,
        "late": day > announced,
        "published": announced,
        "sent": day,
    }


def _reason(version: PolicyVersion, language: str) -> list[str]:
    reasons = version.withdrawal.reason
    return _paragraphs(reasons.get(language) or reasons.get(version.authoritative, ""))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n") if part.strip()]


def _comparison(
    version: PolicyVersion,
    reference: PolicyVersion | None,
    text_language: str,
    language: str,
    moment: datetime,
) -> dict[str, Any] | None:
    """The address of the comparison with what applied before, in a language that both have."""
    both = shared_languages(reference, version, text_language) if reference else []
    if reference is None or not both:
        return None
    ahead = version.effective_from > version.day_of(moment)
    label = _("See what changes, clause by clause") if ahead else _("See what changed, clause by clause")
    if both[0] != language:
        label = f"{label} ({language_name(both[0])})"
    return {
        "url": absolute(comparison_path(version.policy, both[0], reference.number, version.number)),
        "number": reference.number,
        "language": both[0],
        "label": label,
    }
