"""The frozen record of a version: its document and the facts of its publication, as canonical bytes.

These bytes are what is stored, hashed, served as ``v{n}.json`` and handed over as evidence. The moment
of publication is not in them: the database's clock sets it when the row is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from policies.document.canonical import canonical_bytes, from_json, to_json
from policies.document.languages import CODES
from policies.document.malformed import MalformedDocument
from policies.document.shape import Document

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
    of is called minor, an emergency was published before a second person had approved, a translation is published
    that follows an earlier source, or one that there was is left out.
    """

    NOTICE_PERIOD = "notice_period"
    SUBSTANTIALITY = "substantiality"
    SECOND_PERSON = "second_person"
    LANGUAGE_BEHIND = "language_behind"
    LANGUAGE_LEFT_OUT = "language_left_out"

    @property
    def label(self) -> str:
        """What readers are told that its reason is."""
        return str(_REASONS[self])


_REASONS: Final = {
    Waived.NOTICE_PERIOD: _("Why the notice is shorter"),
    Waived.SUBSTANTIALITY: _("Why the change is called minor"),
    Waived.SECOND_PERSON: _("Why it could not wait"),
    Waived.LANGUAGE_BEHIND: _("Why a translation follows an earlier text"),
    Waived.LANGUAGE_LEFT_OUT: _("Why a language is missing"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Why a rule was set aside, and the name of who answers for it; both are public with the version."""

    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissed:
    """A difference between two languages that somebody held to be none: what was found where, why it is none, and the
    name of who answers for it; all of it is public with the version.

    ``clause`` is a section's key, ``title`` or ``summary``. ``there`` is what ``source`` says, ``here`` what
    ``language`` says, as written or counted; one of them is empty where it says nothing of the sort.
    """

    clause: str
    kind: str
    source: str
    language: str
    there: str
    here: str
    reason: str
    by: str

    def __post_init__(self) -> None:
        if not all(isinstance(value, str) for value in asdict(self).values()) or not self.reason:
            raise MalformedDocument(f"{self!r}: every part of it is a text, and the reason is not empty")
        if self.source not in CODES or self.language not in CODES:
            raise MalformedDocument(f"{self!r}: a language is unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """``number`` counts from 1; ``previous`` is the predecessor's digest, empty for the first.

    ``time_zone`` is the IANA name of the zone in which ``effective_from`` begins at midnight; empty for versions
    that were published before it was kept. ``left_out`` are languages of the organisation that the text has been
    begun or published in and is not published in now. ``dismissed`` are differences between its languages, in
    reading order. Raises ``MalformedDocument`` when it has not the form of a name.
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
    left_out: tuple[str, ...] = ()
    dismissed: tuple[Dismissed, ...] = ()

    def __post_init__(self) -> None:
        for held, rule in (
            (self.marked, Waived.LANGUAGE_BEHIND),
            (self.left_out, Waived.LANGUAGE_LEFT_OUT),
        ):
            if bool(held) != (rule in self.waivers):
                raise MalformedDocument(
                    f"languages {list(held)!r} with the waivers {list(map(str, self.waivers))!r}: {rule.value} is set"
                    " aside where there are such languages, and only there"
                )
        for code in self.left_out:
            if code not in CODES or code in self.document.languages:
                raise MalformedDocument(f"language {code!r} is left out and published, or unknown")
        if self.time_zone != "":
            _require_zone(self.time_zone)
        kept = {code: text.strip() for code, text in self.note.items() if text.strip()}
        object.__setattr__(self, "note", MappingProxyType(kept))
        object.__setattr__(self, "waivers", MappingProxyType(dict(self.waivers)))

    @property
    def marked(self) -> tuple[str, ...]:
        """The languages of which a part follows an earlier source."""
        return tuple(code for code in self.document.languages if self.document.behind(code))

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
        if self.left_out:
            value["left_out"] = list(self.left_out)
        if self.dismissed:
            value["dismissed"] = [asdict(each) for each in self.dismissed]
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
            "issuer": to_json(self.document)["issuer"],
            "marked": list(self.marked),
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
            left_out=tuple(value.get("left_out", ())),
            dismissed=tuple(Dismissed(**each) for each in value.get("dismissed", ())),
        )
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise MalformedDocument(f"not the record of a version: {error!r}") from error


def _require_zone(name: object) -> str:
    """The name, if it has the form of one; whether a machine knows it is asked where days are counted."""
    if not isinstance(name, str) or len(name) > LONGEST_ZONE or not _ZONE.fullmatch(name):
        raise MalformedDocument(f"{name!r} is not the name of a time zone, such as Africa/Casablanca")
    return name
