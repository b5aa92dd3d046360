"""Links and texts of the reading room, in the page's language where the version has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import template

from policies.publication import public_addresses
from policies.publication.localize import active_language
from policies.publication.models import PolicyVersion, Retirement, Withdrawal
from policies.reading.comparison_view import View
from policies.reading.lookup import comparison_address, readable_language
from policies.reading.timeline import Entry, Timeline

register = template.Library()


@register.simple_tag
def version_path(entry: Entry) -> str:
    """The version's page, in its authoritative language where it lacks the page's."""
    language = readable_language(entry.version, active_language())
    return public_addresses.version_path(entry.version, language)


@register.simple_tag
def policy_path(history: Timeline) -> str:
    """The policy's own address, in a language in which it has a text: the page's where it can be."""
    readable = history.languages()
    language = active_language()
    if language not in readable and readable:
        language = next(
            (code for code in readable if code == history.current.version.authoritative), readable[0]
        )
    return public_addresses.policy_path(history.policy, language)


@register.simple_tag
def changes_path(old: Entry | None, new: Entry) -> str:
    """Where the two are compared; empty where they have no language in common, or nothing precedes."""
    return comparison_address(old, new, active_language())


class Said(str):
    """A text of the register, and the ``language`` it is in: the page's if there is one, else the authoritative one."""

    language: str


def _said(text: str, language: str) -> Said:
    said = Said(text)
    said.language = language
    return said


@register.filter
def title_of(titled: Timeline | Entry) -> Said:
    """The policy's title, or that of one version."""
    return _said(*titled.title_in(active_language()))


@register.filter
def note_of(entry: Entry) -> Said:
    """The change note."""
    return _said(*entry.version.note_in(active_language()))


@register.filter
def reason_of(act: Withdrawal | Retirement, version: PolicyVersion) -> Said:
    """Why the version was withdrawn, or its policy retired."""
    language = active_language()
    if language not in act.reason:
        language = version.authoritative
    return _said(act.reason.get(language, ""), language)


@register.simple_tag
def view_query(view: View, **changes: Any) -> str:
    """The same comparison, looked at otherwise: ``side``, ``only_changes`` or ``clause``."""
    return replace(view, **changes).query
