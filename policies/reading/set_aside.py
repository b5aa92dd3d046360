"""What was set aside for a version: rules, and differences between its languages that somebody held to be none."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from policies.document.presentation import Clause, Text
from policies.publication.version_record import Dismissed, Record


class HeldTheSame(NamedTuple):
    """``place`` names the clause, ``anchor`` leads to it; empty for what stands outside the clauses, or is not shown."""

    dismissed: Dismissed
    place: str
    anchor: str


def rules_set_aside(record: Record) -> list[tuple[str, str]]:
    """Each rule's label with the reason. Names stay in the bytes."""
    return [(rule.label, waiver.reason) for rule, waiver in record.waivers.items()]


def held_the_same(record: Record, text: Text) -> list[HeldTheSame]:
    clauses = {clause.anchor: clause for clause in text.clauses}
    return [_held(each, clauses.get(each.clause)) for each in record.dismissed]


def _held(dismissed: Dismissed, clause: Clause | None) -> HeldTheSame:
    if clause is not None:
        name = f"{clause.number} {clause.plain_heading}".strip()
        return HeldTheSame(dismissed, name or _("Introduction"), clause.anchor)
    own = {"title": _("Title"), "summary": _("Summary")}
    return HeldTheSame(dismissed, own.get(dismissed.clause, ""), "")
