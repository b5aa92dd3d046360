"""Links of the reading room, in the page's language where the version has it."""

from __future__ import annotations

from dataclasses import replace

from django import template

from policies.reading import lookup as place
from policies.reading.comparison_view import View
from policies.reading.timeline import Entry, Timeline

from .policies import active_language

register = template.Library()


@register.simple_tag
def version_path(timeline: Timeline, entry: Entry) -> str:
    """The version's page, in its authoritative language where it lacks the page's."""
    language = active_language()
    if language not in entry.version.languages:
        language = entry.version.authoritative
    return place.version_address(timeline.policy, entry.number, language)


@register.simple_tag
def changes_path(timeline: Timeline, old: Entry | None, new: Entry) -> str:
    """Where the two are compared; empty where they have no language in common, or nothing precedes."""
    if old is None:
        return ""
    return place.comparison_address(timeline, old, new, active_language())


@register.filter
def title_of(timeline: Timeline) -> str:
    """The policy's title, in the page's language if there is one."""
    return timeline.title_in(active_language())[0]


@register.filter
def title_language(timeline: Timeline) -> str:
    return timeline.title_in(active_language())[1]


@register.filter
def note_text(entry: Entry) -> str:
    """The change note, in the page's language if there is one."""
    return entry.version.note_in(active_language())[0]


@register.filter
def note_language(entry: Entry) -> str:
    return entry.version.note_in(active_language())[1]


@register.filter
def withdrawal_text(entry: Entry) -> str:
    """Why the version was withdrawn, in the page's language if it was said in it."""
    return _withdrawal(entry)[0]


@register.filter
def withdrawal_language(entry: Entry) -> str:
    return _withdrawal(entry)[1]


@register.filter
def retirement_text(timeline: Timeline) -> str:
    """Why the policy was retired, in the page's language if it was said in it."""
    return _retirement(timeline)[0]


@register.filter
def retirement_language(timeline: Timeline) -> str:
    return _retirement(timeline)[1]


def _withdrawal(entry: Entry) -> tuple[str, str]:
    reason = entry.version.withdrawal.reason if entry.is_withdrawn else {}
    language = active_language()
    if language not in reason:
        language = entry.version.authoritative
    return reason.get(language, ""), language


def _retirement(timeline: Timeline) -> tuple[str, str]:
    retirement = getattr(timeline.policy, "retirement", None)
    reason = retirement.reason if retirement else {}
    language = active_language()
    if language not in reason:
        language = timeline.latest.version.authoritative
    return reason.get(language, ""), language


@register.simple_tag
def clause_query(view: View, clause: str) -> str:
    """The same comparison of one clause."""
    return replace(view, clause=clause).query
