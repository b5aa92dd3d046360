"""A version whose text readers are not shown: its bundle proves digest and place, and has no text (bundle format 4)."""

from __future__ import annotations

import json
from typing import Any

WITHHELD_FORMAT = 4
_LANGUAGES = ("fr", "en", "ar")


def withheld_now(events: list[dict[str, Any]], number: int) -> dict[str, dict[str, Any]]:
    """The withholdings of this version that the events of its policy do not end, by part; the whole version is ``""``."""
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        if event.get("number") == number:
            if event["entry"] == "withholding":
                found[event["part"]] = event
            elif event["entry"] == "reinstatement":
                found.pop(event["part"], None)
    return found


def withheld_facts(own: dict[str, Any], events: list[dict[str, Any]]) -> bytes:
    """``facts.json`` of such a bundle: what the log alone says."""
    organisation = own.get("organisation", {})
    names = [organisation.get(code) for code in _LANGUAGES]
    facts = {
        "format": WITHHELD_FORMAT,
        "issuer": next((name for name in names if name), organisation.get("slug", "")),
        "policy": own["policy"],
        "number": own["number"],
        "effective_from": own["effective_from"],
        "published_at": own["published_at"],
        "sha256": own["sha256"],
        "withheld": [
            {name: event[name] for name in ("part", "category", "reason", "at")}
            for _part, event in sorted(withheld_now(events, own["number"]).items())
        ],
    }
    return (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode()
