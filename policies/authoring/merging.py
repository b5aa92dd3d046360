"""A form says what was changed in it, by clause, language and field; all else is as the newest draft has it.

So two people write in one draft at once: what each changed is kept, and only where both changed the same field of the
same clause is there something to choose. The editor's script sends ``changes``: a JSON object with

- ``texts``: by a clause's key, the columns changed in it, each with what it was when the form last knew the draft;
- ``page``: the page's own fields that were changed, likewise;
- ``order``: the clauses as they were, key and level, where the form put them in another order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from policies.document.canonical import blocks_to_json
from policies.document.languages import CODES, column
from policies.document.malformed import MalformedDocument

from .draft import body_of, ordered_sections
from .draft_types import DraftPage

PARTS: Final = ("label", "heading", "body")
COLUMNS: Final = tuple(column(part, code) for part in PARTS for code in CODES)
MOST_CLAUSES: Final = 5_000
# Fields of the form that are no text or setting of the draft.
_OF_THE_FORM: Final = frozenset({"comment_notifications"})

Order = list[tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class Changes:
    texts: Mapping[str, Mapping[str, str]]
    page: Mapping[str, str]
    order: Order | None


def changes_of(sent: Mapping[str, Any]) -> Changes | None:
    """What the form says was changed in it. None if no script says so, or if it says something else."""
    try:
        told = json.loads(sent.get("changes", ""))
        texts = {
            str(key): {name: str(was) for name, was in columns.items() if name in COLUMNS}
            for key, columns in told["texts"].items()
        }
        page = {str(name): str(was) for name, was in told["page"].items()}
        order = told["order"]
        if order is not None:
            order = [(str(key), int(level)) for key, level in order]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if len(texts) > MOST_CLAUSES or len(order or ()) > MOST_CLAUSES:
        return None
    return Changes(texts=texts, page=page, order=order)


def merge_into(sent: Any, newest: DraftPage, form: Any, changes: Changes) -> list[str]:
    """Put the newest draft into the form that was ``sent`` wherever it changed nothing; return what both changed.

    ``sent`` is a mutable ``QueryDict``, ``form`` the newest draft's form, not bound. Where both changed one field, the
    form keeps what was typed in it.
    """
    clashes = _merge_page(sent, form, changes.page)
    rows = _rows(sent)
    sections = {str(section.key): section for section in ordered_sections(newest)}
    theirs = [(key, section.level) for key, section in sections.items()]
    mine = [
        (key, int(sent.get(f"{prefix}-level") or 1))
        for key, prefix in rows.items()
        if not _gone(sent, prefix)
    ]
    mine.sort(key=lambda each: float(sent.get(f"{rows[each[0]]}-ORDER") or "inf"))
    order, clash = _order(changes.order, mine, theirs)
    clashes += clash
    kept = dict(order)
    for key, texts in changes.texts.items():
        # A clause that one removed and the other wrote in is kept, and asked about.
        if (
            key in sections
            and key not in kept
            and any(not _same(name, getattr(sections[key], name), was) for name, was in texts.items())
        ):
            order.append((key, sections[key].level))
            clashes.append(key)
        elif key in rows and key not in kept and key not in sections and not _gone(sent, rows[key]):
            order.append((key, 1))
            clashes.append(key)
    for place, (key, level) in enumerate(order, 1):
        prefix = rows.get(key) or _add_row(sent, key)
        sent[f"{prefix}-level"], sent[f"{prefix}-ORDER"], sent[f"{prefix}-DELETE"] = (
            str(level),
            str(place),
            "",
        )
        if key in sections:
            clashes += _merge_section(sent, prefix, sections[key], changes.texts.get(key, {}))
    for key, prefix in rows.items():
        if key not in dict(order):
            sent[f"{prefix}-DELETE"] = "1"
    return clashes


def _rows(sent: Mapping[str, Any]) -> dict[str, str]:
    """The form's clauses: each one's key and the beginning of its fields' names."""
    count = min(int(sent.get("sections-TOTAL_FORMS") or 0), MOST_CLAUSES)
    prefixes = (f"sections-{number}" for number in range(count))
    return {sent.get(f"{prefix}-key", ""): prefix for prefix in prefixes if sent.get(f"{prefix}-key")}


def _gone(sent: Mapping[str, Any], prefix: str) -> bool:
    return sent.get(f"{prefix}-DELETE", "") not in ("", "False", "false", "0")


def _add_row(sent: Any, key: str) -> str:
    number = int(sent.get("sections-TOTAL_FORMS") or 0)
    sent["sections-TOTAL_FORMS"] = str(number + 1)
    prefix = f"sections-{number}"
    sent[f"{prefix}-key"], sent[f"{prefix}-id"] = key, ""
    return prefix


def _merge_section(sent: Any, prefix: str, section: Any, changed: Mapping[str, str]) -> list[str]:
    clashes = []
    for name in COLUMNS:
        now, field = getattr(section, name), f"{prefix}-{name}"
        if name not in changed:
            sent[field] = _as_sent(name, now)
        elif not _same(name, now, changed[name]) and not _same(name, now, sent.get(field, "")):
            clashes.append(f"{section.key} {name}")
    for code in CODES:
        pin = column("translated_from", code)
        if f"{prefix}-{pin}-current" not in sent:
            sent[f"{prefix}-{pin}"] = getattr(section, pin) or ""
    return clashes


def _merge_page(sent: Any, form: Any, changed: Mapping[str, str]) -> list[str]:
    clashes = []
    for shown in form:
        name = shown.html_name
        if shown.name in _OF_THE_FORM or name.endswith("-current"):
            continue
        now = _field_as_sent(shown)
        if name not in changed:
            if f"{name}-current" not in sent:
                _put(sent, name, now)
        elif now not in (changed[name], sent.get(name, "")):
            clashes.append(name)
    return clashes


def _put(sent: Any, name: str, value: str) -> None:
    """An empty value of a box is a field that is not sent."""
    if value or name in sent:
        sent[name] = value


def _field_as_sent(shown: Any) -> str:
    value = shown.field.widget.format_value(shown.value())
    if isinstance(shown.value(), bool):
        return "on" if shown.value() else ""
    if isinstance(value, list):
        value = value[0] if value else ""
    return "" if value is None else str(value)


def _as_sent(name: str, value: Any) -> str:
    if not name.startswith("body_"):
        return value or ""
    return json.dumps(value or [], ensure_ascii=False)


def _same(name: str, one: Any, other: str) -> bool:
    """Whether a stored value says what was sent."""
    if not name.startswith("body_"):
        return bool((one or "") == other)
    try:
        return blocks_to_json(body_of(one)) == blocks_to_json(body_of(json.loads(other or "[]")))
    except (ValueError, MalformedDocument, RecursionError):
        return False


def _order(before: Order | None, mine: Order, theirs: Order) -> tuple[Order, list[str]]:
    """The clauses in the order that follows from both; and ``order`` where both moved clauses."""
    if before is None or mine == before:
        return theirs, []
    if theirs in (before, mine):
        return mine, []
    was, ours, others = dict(before), dict(mine), dict(theirs)
    common = [key for key in was if key in ours and key in others]
    levels = {
        key: ours[key]
        if key in ours and ours[key] != was.get(key)
        else others.get(key, ours.get(key, 1))
        for key in {**ours, **others}
    }
    kept = {key for key in levels if key not in was or (key in ours and key in others)}
    lead, follow, clashes = theirs, mine, []
    if [key for key, _level in mine if key in common] != common:
        lead, follow = mine, theirs
        if [key for key, _level in theirs if key in common] != common:
            clashes.append("order")
    keys = _inserted([key for key, _level in lead], [key for key, _level in follow])
    return [(key, levels[key]) for key in keys if key in kept], clashes


def _inserted(lead: Sequence[str], follow: Sequence[str]) -> list[str]:
    """``lead`` with what only ``follow`` has, each after what precedes it there."""
    keys = list(lead)
    for place, key in enumerate(follow):
        if key not in keys:
            earlier = next((each for each in reversed(follow[:place]) if each in keys), None)
            keys.insert(keys.index(earlier) + 1 if earlier else 0, key)
    return keys
