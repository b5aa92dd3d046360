"""Checking everything that was published: bytes, columns, chains, the log, checkpoints and the database's guards.

Reads each version once and keeps none: 10,000 versions of 30 kB take seconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from policies.document.malformed import MalformedDocument
from policies.document.shape import KINDS, NUMBERINGS
from policies.document.shape import SCHEMA as DOCUMENT_SCHEMA
from policies.evidence.digests import digest
from policies.evidence.entries import event_entry
from policies.evidence.merkle import Tree, leaf_hash
from policies.evidence.offline.proofs import Note, read_note
from policies.evidence.offline.whole_proof import canonical

from . import guards
from .acts import Approval, OrganisationName, PolicyMove, Reinstatement, Withholding
from .checkpoints import disagreement, known_keys
from .log import OTHER_EVENTS, OWN_ACTS, Checkpoint, Event, LogEntry, entry_of, stored_bytes
from .log_story import Story, without_commitment, without_standing
from .models import PolicyVersion, Retirement, Withdrawal
from .openings import every_commitment
from .version_record import SCHEMA, read_record

JSON: Final = ("languages", "issuer", "marked", "titles", "notes")
BATCH: Final = 200  # rows: a few megabytes at a time

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Findings:
    """What was checked, and every fault as ``(kind, sentence)``."""

    versions: int = 0
    entries: int = 0
    checkpoints: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)

    def found(self, kind: str, sentence: str) -> None:
        self.faults.append((kind, sentence))

    @contextmanager
    def as_far_as_possible(self) -> Iterator[None]:
        """After a fault, an error of the database is one more fault and ends this part: a table may lack a column.

        Without a fault the error is raised: the database does not answer, or was never migrated. A value that its
        column cannot hold is a fault of its own.
        """
        try:
            yield
        except DatabaseError as error:
            if not self.faults:
                raise
            self.found("database", f"the rest cannot be checked: {error}".strip())
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            self.found(
                "database", f"the rest cannot be checked: a value is none of its column: {error!r}"
            )

    def summary(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "versions": self.versions,
            "log_entries": self.entries,
            "checkpoints": self.checkpoints,
            "faults": [{"kind": kind, "fault": sentence} for kind, sentence in self.faults],
        }


class Row(NamedTuple):
    """A version as the database has it; ``name`` is how faults call it."""

    policy__uuid: str
    number: int
    content: bytes
    sha256: str
    previous_sha256: str
    significance: str
    effective_from: date
    published_at: datetime
    origin: str
    time_zone: str
    authoritative: str
    languages: list[str]
    issuer: dict[str, str] | str
    marked: list[str]
    titles: dict[str, str]
    notes: dict[str, str]
    emergency: bool

    @property
    def name(self) -> str:
        return f"policy {self.policy__uuid} version {self.number}"


def silent(done: int, total: int) -> None:
    """Show no progress."""


def verify(progress: Progress = silent, *, held: tuple[str, bytes] | None = None) -> Findings:
    """Check everything this room knows; ``progress`` gets the number of versions done and of all.

    ``held`` is a checkpoint that was kept elsewhere, with a name for it. It shows a log that was rolled back or
    rewritten as a whole.
    """
    findings = Findings()
    for fault in guards.faults(connection):
        findings.found("guard", f"{fault}. {guards.HINT}")
    with findings.as_far_as_possible():
        expected = dict(map(entry_of, _later_events()))
        expected |= dict(chain.from_iterable(source() for source in OTHER_EVENTS))
        expected |= _check_versions(findings, progress)
        log = _check_log(findings, expected)
        _check_checkpoints(findings, log, held)
    return findings


def _check_versions(findings: Findings, progress: Progress) -> dict[str, bytes]:
    """Bytes, columns and chain of every version; returns the entries the log must have for them."""
    expected = {}
    total, policy, number, previous = PolicyVersion.objects.count(), "", 0, ""
    for row in _rows():
        if row.policy__uuid != policy:
            policy, number, previous = row.policy__uuid, 0, ""
        number += 1
        findings.versions += 1
        for fault in _faults_of(row, number, previous):
            findings.found("version", f"{row.name}: {fault}")
        number, previous = row.number or 0, row.sha256 or ""
        if row.effective_from is None or row.published_at is None:
            continue
        expected[f"version {row.sha256}"] = event_entry(
            "version",
            policy=row.policy__uuid,
            number=row.number,
            sha256=row.sha256,
            effective_from=row.effective_from,
            published_at=row.published_at,
        )
        if findings.versions % BATCH == 0:
            progress(findings.versions, total)
    progress(findings.versions, total)
    return expected


def _faults_of(row: Row, number: int, previous: str) -> Iterator[str]:
    # A column of JSON may say ``null``: that is compared with the bytes.
    values = zip(row._fields, row, strict=True)
    if absent := [name for name, value in values if value is None and name not in JSON]:
        yield f"its column {', '.join(absent)} is empty"
        return
    if row.number != number:
        yield f"stands where version {number} must"
    if row.previous_sha256 != previous:
        yield f"does not follow on digest {previous or 'none'}"
    if digest(row.content) != row.sha256:
        yield f"its bytes do not have the digest {row.sha256}"
    if not _is_framed_by(row):
        yield from _disagreements(row)


def _is_framed_by(row: Row) -> bool:
    """Whether the bytes begin and end as RFC 8785 writes these columns: then they say the same, and nothing is parsed.

    Never so for a release that set a rule aside, whose reasons stand in its bytes alone.
    """
    end = {
        "document": {"title": row.titles},
        "effective_from": row.effective_from.isoformat(),
        "note": row.notes,
        "number": row.number,
        "origin": row.origin,
        "previous": row.previous_sha256 or None,
        "schema": SCHEMA,
        "significance": row.significance,
        **({"time_zone": row.time_zone} if row.time_zone else {}),
    }
    languages = tuple(map(str, row.languages)) if isinstance(row.languages, list) else ()
    return (
        not row.emergency
        and row.content.endswith(canonical(end).replace(b'{"document":{', b",", 1))
        and row.content.startswith(
            _beginnings(row.policy__uuid, row.authoritative, languages, json.dumps(row.issuer))
        )
    )


@lru_cache(maxsize=8)
def _beginnings(
    policy: str, authoritative: str, languages: tuple[str, ...], issuer: str
) -> tuple[bytes, ...]:
    """How the bytes of a version with these facts may begin, up to its sections; ``issuer`` is JSON."""
    facts = {
        "authoritative": authoritative,
        "issuer": (named := json.loads(issuer)),
        "languages": languages,
        "policy": policy,
        "schema": 1 if isinstance(named, str) else DOCUMENT_SCHEMA,
    }
    return tuple(
        b'{"document":'
        + canonical({**facts, "kind": kind, "numbering": numbering})[:-1]
        + b',"sections":['
        for kind in KINDS
        for numbering in NUMBERINGS
    )


def _disagreements(row: Row) -> Iterator[str]:
    """Every column that says something else than the bytes."""
    try:
        record = read_record(row.content)
    except MalformedDocument:
        yield "its bytes are not the record of a version"
        return
    for name, said in record.columns().items():
        if getattr(row, name) != said:
            yield f"its column {name} says {_written(getattr(row, name))}, its bytes say {_written(said)}"
    if str(record.document.policy) != row.policy__uuid:
        yield "its bytes are of another policy"


def _written(value: object) -> str:
    return repr(value.isoformat() if isinstance(value, date) else value)


def _check_log(findings: Findings, expected: dict[str, bytes]) -> Tree:
    """Check that positions have no gap, and that the log has every event, as it is, and no other."""
    leaves, story, openings = [], Story(), every_commitment()
    rows = LogEntry.objects.order_by("position").values_list("position", "subject", "content")
    for place, (position, subject, stored) in enumerate(rows.iterator(chunk_size=5_000)):
        content = stored_bytes(stored or b"")
        leaves.append(leaf_hash(content))
        if position != place:
            findings.found("log", f"entry {position} ({subject}) stands where entry {place} must")
        said = story.read(content)
        for fault in story.faults_of(said):
            findings.found("log", f"entry {position} ({subject}) {fault}")
        event = expected.pop(subject, None)
        if event is None and said.get("entry") in OWN_ACTS:
            if subject != f"{said['entry']} {position}":
                findings.found("log", f"entry {position} is called {subject}, and is a {said['entry']}")
        elif event is None:
            findings.found("log", f"entry {position} is of an event that is not there: {subject}")
        elif event != content and not _says(said, content, event):
            findings.found("log", f"entry {position} ({subject}) says something else than the event")
        if said.get("committed") != openings.pop(subject, None):
            findings.found(
                "log", f"entry {position} ({subject}) commits to other facts than are on record"
            )
    for subject in openings:
        findings.found("log", f"facts are on record of an entry that is not in the log: {subject}")
    for subject, leaf in expected.items():
        if not story.may_lack(subject, leaf):
            findings.found("log", f"not in the log: {subject}")
    for fault in story.faults_at_the_end():
        findings.found("address", fault)
    findings.entries = len(leaves)
    return Tree(leaves)


def _says(said: dict[str, Any], content: bytes, event: bytes) -> bool:
    """Whether the entry is in its one form and says the event, beside what its row cannot say again."""
    return canonical(said) == content and event in (without_standing(said), without_commitment(said))


def _check_checkpoints(findings: Findings, log: Tree, held: tuple[str, bytes] | None) -> None:
    keys = known_keys()
    for public in (public for public, key in keys.items() if key is None):
        findings.found("key", f"{public!r} is not a key that signs notes")
    notes = [
        (str(one), one.size, _note_of((one.note or "").encode())) for one in Checkpoint.objects.all()
    ]
    findings.checkpoints = len(notes)
    if held is not None:
        note = _note_of(_as_signed(held[1]))
        notes.append((held[0], note.size if note else 0, note))
    for name, size, note in notes:
        if note is None:
            findings.found("checkpoint", f"{name} is not a signed checkpoint")
        elif note.size != size:
            findings.found("checkpoint", f"{name}: its text says {note.size} entries")
        elif not any(key and not key.witness and key.signed(note) for key in keys.values()):
            findings.found("checkpoint", f"{name}: no key of this log signed it")
        elif fault := disagreement(note, log):
            findings.found("checkpoint", f"{name}: {fault}")


def _note_of(text: bytes) -> Note | None:
    try:
        return read_note(text)
    except ValueError:
        return None


def _as_signed(text: bytes) -> bytes:
    """A checkpoint's own lines, from a mail that holds it or from a file with the line ends of Windows.

    Its signatures are checked afterwards: what is cut away proves nothing.
    """
    lines = text.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").strip().split(b"\n")
    signed = [place for place, line in enumerate(lines) if line.startswith("— ".encode())]
    return b"\n".join(lines[: signed[-1] + 1 if signed else None]) + b"\n"


def _later_events() -> Iterator[Event]:
    yield from Withdrawal.objects.select_related("version__policy").defer("version__content")
    yield from Retirement.objects.select_related("policy")
    yield from Approval.objects.select_related("version__policy").defer("version__content")
    yield from Withholding.objects.select_related("version__policy").defer("version__content")
    yield from Reinstatement.objects.select_related("withholding__version__policy").defer(
        "withholding__version__content"
    )
    yield from PolicyMove.objects.select_related("policy")
    yield from OrganisationName.objects.select_related("organisation")


def _rows() -> Iterator[Row]:
    """Every version, by policy and number; a batch at a time."""
    versions = PolicyVersion.objects.order_by("policy_id", "number").values_list(*Row._fields)
    if connection.vendor == "postgresql":
        rows = _binary_rows(versions)
    else:
        rows = versions.iterator(chunk_size=BATCH)
    for policy, number, content, *others in rows:
        yield Row(str(policy), number, stored_bytes(content or b""), *others)


def _binary_rows(versions: QuerySet[PolicyVersion, Any]) -> Iterator[tuple[Any, ...]]:
    """The same by psycopg's binary protocol, which is quicker: as text, every byte of content is two."""
    sql, parameters = versions.query.sql_with_params()
    with transaction.atomic(), connection.cursor():  # the second connects
        raw: Any = connection.connection
        with raw.cursor(name="every_version", binary=True) as cursor:
            cursor.itersize = BATCH
            yield from cursor.execute(sql, parameters)
