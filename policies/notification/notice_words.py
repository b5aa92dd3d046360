"""What a notice says, in one language: everything its mails have in common, and why somebody gets one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from policies.document.dates import long_date
from policies.document.languages import direction
from policies.publication.models import PolicyVersion
from policies.publication.public_addresses import (
    absolute,
    comparison_path,
    history_path,
    policy_path,
    version_path,
)

from .audience import CLAUSE, REASONS
from .change_excerpts import changes_shown
from .changed_clauses import announced_on, baseline, overtaken, shared_languages
from .ledger import Notice
from .subscription_offers import organisation_name, title_of_clause

KIND = Notice.Kind


def notice_words(notice: Notice, language: str) -> dict[str, Any]:
    """The template context of a notice's mails in this language.

    Where the version lacks the language, title, note and links are those of its authoritative
    language (``text_language``), and only the words around them are the subscriber's.
    """
    with translation.override(language):
        if notice.kind == KIND.DIGEST:
            return _digest_words(notice, language)
        return _words_of_one(notice, language)


def _words_of_one(notice: Notice, language: str) -> dict[str, Any]:
    version, kind = notice.version, notice.kind
    policy = version.policy
    former = next(iter(overtaken(version)), None)
    reference = former if kind == KIND.CORRECTION and former else baseline(version)
    words = _version_words(version, reference, language)
    text_language = words["text_language"]
    announced = kind == KIND.EFFECTIVE and version.effective_from > announced_on(version)
    return words | {
        "kind": kind,
        "in_advance": kind in (KIND.ADVANCE, KIND.REMINDER, KIND.CORRECTION),
        "minor": version.significance != PolicyVersion.Significance.SUBSTANTIAL and former is None,
        "announced_on": long_date(announced_on(version), language) if announced else "",
        "same_text": former is not None and former.document == version.document,
        # The announced version whose place this one takes.
        "former": former
        and {"number": former.number, "date": long_date(former.effective_from, language)},
        "short_notice": _short_notice(version) if kind == KIND.ADVANCE else None,
        "reason": _reason(version, text_language) if kind == KIND.WITHDRAWN else [],
        "contact": policy.organisation.contact_email,
        "history_url": absolute(history_path(policy, text_language)),
        "policy_url": absolute(policy_path(policy, text_language)),
    }


def _version_words(
    version: PolicyVersion, reference: PolicyVersion | None, language: str
) -> dict[str, Any]:
    """What is said of one version: who, what, from when, what changed, and where it is read."""
    document = version.document
    text_language = language if language in document.languages else document.authoritative
    return {
        "organisation": organisation_name(version.policy.organisation, language),
        "title": document.title[text_language],
        "number": version.number,
        "date": long_date(version.effective_from, language),
        "note": _paragraphs(version.note(text_language)),
        "language": language,
        "text_language": text_language,
        "text_direction": direction(text_language),
        "authoritative": document.authoritative,
        "comparison": _comparison(version, reference, text_language),
        "changes": changes_shown(version, reference, text_language),
        "version_url": absolute(version_path(version, text_language)),
    }


def _digest_words(notice: Notice, language: str) -> dict[str, Any]:
    part = notice.part
    versions = (
        part.standing()
        .select_related("policy__organisation")
        .order_by("policy__organisation__slug", "policy__slug", "number")
    )
    entries = [_version_words(version, baseline(version), language) for version in versions]
    organisations = {entry["organisation"] for entry in entries}
    return {
        "kind": notice.kind,
        "language": language,
        "entries": entries,
        "count": len(entries),
        "since": long_date(part.digest.since.date(), language),
        "organisation": organisations.pop() if len(organisations) == 1 else "",
    }


def _short_notice(version: PolicyVersion) -> dict[str, int] | None:
    """The days readers are given and the days that were promised, where those are more."""
    promise = version.policy.promise
    substantial = version.significance == PolicyVersion.Significance.SUBSTANTIAL
    announced = announced_on(version)
    if not substantial or not promise.is_short(announced, version.effective_from):
        return None
    days = (version.effective_from - announced).days
    return {"days": days, "promised": promise.notice_days}


def _reason(version: PolicyVersion, language: str) -> list[str]:
    reasons = version.withdrawal.reason
    return _paragraphs(reasons.get(language) or reasons.get(version.document.authoritative, ""))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n") if part.strip()]


def _comparison(
    version: PolicyVersion, reference: PolicyVersion | None, language: str
) -> dict[str, Any] | None:
    """The address of the comparison with what applied before, in a language that both have."""
    both = shared_languages(reference, version, language) if reference else []
    if reference is None or not both:
        return None
    return {
        "url": absolute(comparison_path(version.policy, both[0], reference.number, version.number)),
        "number": reference.number,
        "language": both[0],
        "label": _("Compare with version %(number)s") % {"number": reference.number},
    }


def why(reason: str, words: Mapping[str, Any], language: str, version: PolicyVersion) -> dict[str, str]:
    """The sentence that says why, as ``text`` and as ``html``; ``words`` are those of ``notice_words``.

    A clause is named as the version has it, or else the one before it.
    """
    clause = ""
    if reason not in REASONS:
        versions = filter(None, [version, baseline(version)])
        clause = title_of_clause(versions, UUID(reason), words["text_language"])
        reason = CLAUSE
    with translation.override(language):
        context = {**words, "reason": reason, "clause": clause}
        return {
            "text": render_to_string("policies/mail/why.txt", context).strip(),
            "html": render_to_string("policies/mail/why.html", context).strip(),
        }
