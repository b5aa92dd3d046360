"""The reason that readers are shown for what ends a version or a policy, by language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from .refusal import Refusal


def said(reason: Mapping[str, str]) -> dict[str, str]:
    """What is said at all, without the white space around it."""
    return {code: text.strip() for code, text in reason.items() if text.strip()}


def missing(languages: Iterable[str], reason: Mapping[str, str]) -> list[Refusal]:
    """One refusal for each of the languages in which nothing is said."""
    return [
        Refusal(
            code="reason_missing",
            field=f"reason_{language}",
            message=_("Say why: readers of this language are shown this reason."),
        )
        for language in languages
        if not reason.get(language)
    ]
