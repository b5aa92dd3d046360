"""What a notice says, in one language: everything its mails have in common."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from policies.document.dates import long_date
from policies.document.languages import direction
from policies.publication import addresses
from policies.publication.models import PolicyVersion

from .ledger import Notice
from .offers import hub_name


def notice_words(notice: Notice, language: str) -> dict[str, Any]:
    """The template context of a notice's mails in this language, which is the active one.

    Where the version lacks the language, title, note and links are those of its authoritative
    language (``text_language``), and only the words around them are the subscriber's.
    """
    version = notice.version
    policy = version.policy
    document = version.document
    text_language = language if language in version.languages else document.authoritative
    note = version.note(text_language)
    return {
        "in_advance": notice.kind == Notice.Kind.ADVANCE,
        "organisation": hub_name(policy.hub, language),
        "contact": policy.hub.contact_email,
        "title": document.title[text_language],
        "number": version.number,
        "date": long_date(version.effective_from, language),
        "note": [" ".join(part.split()) for part in note.split("\n") if part.strip()],
        "language": language,
        "text_language": text_language,
        "text_direction": direction(text_language),
        "authoritative": document.authoritative,
        "comparison": _comparison(version, text_language),
        "version_url": addresses.absolute(addresses.version_path(version, text_language)),
        "history_url": addresses.absolute(addresses.history_path(policy, text_language)),
        "policy_url": addresses.absolute(addresses.policy_path(policy, text_language)),
    }


def _comparison(version: PolicyVersion, language: str) -> dict[str, Any] | None:
    """The address of the comparison with the version before, in a language that both have."""
    policy = version.policy
    previous = version.predecessor()
    if previous is None:
        return None
    both = [
        code
        for code in (language, version.document.authoritative, *version.languages)
        if code in version.languages and code in previous.languages
    ]
    if not both:
        return None
    path = addresses.comparison_path(policy, both[0], previous.number, version.number)
    return {
        "url": addresses.absolute(path),
        "number": previous.number,
        "language": both[0],
        "label": _("Compare with version %(number)s") % {"number": previous.number},
    }
