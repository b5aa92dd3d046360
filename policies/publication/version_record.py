"""The frozen record of a version: its document and the facts of its publication, as canonical bytes.

These bytes are what is stored, hashed, served as ``v{n}.json`` and handed over as evidence. The moment
of publication is not in them: the database's clock sets it when the row is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from policies.document.canonical import canonical_bytes, from_json, to_json
from policies.document.shape import Document, MalformedDocument

SCHEMA: Final = 1
LONGEST_ZONE: Final = 64  # characters; the longest name there is has 32
# The form of names in the IANA time zone database. A name that this machine's zone data lacks is read as any other.
_ZONE_PART: Final = "[A-Za-z0-9][A-Za-z0-9._+-]*"
_ZONE: Final = re.compile(f"{_ZONE_PART}(?:/{_ZONE_PART})*", re.ASCII)


class Significance(TextChoices):
    INITIAL = "initial", _("first publication")
    SUBSTANTIAL = "substantial", _("substantial change")
    MINOR = "minor", _("minor change")
    TRANSLATION = "translation", _("translation only")


class Origin(TextChoices):
    AUTHORED = "authored", _("written here")
    IMPORTED = "imported", _("imported")


class Waived(StrEnum):
    """A rule that was set aside for one release: readers get less notice than promised, a change that they must know
    of is called minor, or an emergency was published before a second person had approved.
    """

    NOTICE_PERIOD = "notice_period"
    SUBSTANTIALITY = "substantiality"
    SECOND_PERSON = "second_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Why a rule was set aside, and the name of who answers for it; both are public with the version."""

    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """``number`` counts from 1; ``previous`` is the predecessor's digest, empty for the first.

    ``time_zone`` is the IANA name of the zone in which ``effective_from`` begins at midnight; empty for versions
    that were published before it was kept. Raises ``MalformedDocument`` when it has not the form of a name.
    """

    document: Document
    number: int
    previous: str
    significance: str
    effective_from: date
    origin: str
    time_zone: str = ""
    note: Mapping[str, str] = field(default_factory=dict)
    waivers: Mapping[Waived, Waiver] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.time_zone != "":
            _require_zone(self.time_zone)
        kept = {code: text.strip() for code, text in self.note.items() if text.strip()}
        object.__setattr__(self, "note", MappingProxyType(kept))
        object.__setattr__(self, "waivers", MappingProxyType(dict(self.waivers)))

    def content(self) -> bytes:
        """The canonical bytes (RFC 8785)."""
        value: dict[str, Any] = {
            "schema": SCHEMA,
            "number": self.number,
            "previous": self.previous or None,
            "significance": self.significance,
            "effective_from": self.effective_from.isoformat(),
            "origin": self.origin,
            "note": dict(self.note),
            "document": to_json(self.document),
        }
        # Left out when empty, so that the bytes of earlier versions stay as they are.
        if self.time_zone:
            value["time_zone"] = self.time_zone
        if self.waivers:
            value["waivers"] = {
                str(rule): {"reason": waiver.reason, "by": waiver.by}
                for rule, waiver in self.waivers.items()
            }
        return canonical_bytes(value)

    def columns(self) -> dict[str, Any]:
        """What the row of the version repeats of these bytes, by the name of the column."""
        return {
            "number": self.number,
            "previous_sha256": self.previous,
            "significance": self.significance,
            "effective_from": self.effective_from,
            "origin": self.origin,
            "time_zone": self.time_zone,
            "authoritative": self.document.authoritative,
            "languages": list(self.document.languages),
            "issuer": self.document.issuer,
            "titles": dict(self.document.title),
            "notes": dict(self.note),
            "emergency": Waived.SECOND_PERSON in self.waivers,
        }


def read_record(content: bytes) -> Record:
    """The record of these bytes; raises ``MalformedDocument`` when they are not one."""
    try:
        value = json.loads(content)
        if value["schema"] != SCHEMA:
            raise MalformedDocument(f"record schema {value['schema']!r}: this code reads {SCHEMA}")
        return Record(
            document=from_json(value["document"]),
            number=value["number"],
            previous=value["previous"] or "",
            significance=value["significance"],
            effective_from=date.fromisoformat(value["effective_from"]),
            origin=value["origin"],
            time_zone=_require_zone(value["time_zone"]) if "time_zone" in value else "",
            note=value["note"],
            waivers={
                Waived(rule): Waiver(reason=waiver["reason"], by=waiver["by"])
                for rule, waiver in value.get("waivers", {}).items()
            },
        )
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise MalformedDocument(f"not the record of a version: {error!r}") from error


def _require_zone(name: object) -> str:
    """The name, if it has the form of one; whether a machine knows it is asked where days are counted."""
    if not isinstance(name, str) or len(name) > LONGEST_ZONE or not _ZONE.fullmatch(name):
        raise MalformedDocument(f"{name!r} is not the name of a time zone, such as Africa/Casablanca")
    return name
