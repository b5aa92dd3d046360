"""Checks the files of an evidence bundle: that all of them follow from what the log proves, and that nothing is left out."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import Any, Callable, NamedTuple  # noqa: UP035 - read by Python 3.9 too

from . import proofs, rendering, whole_proof
from .archive import Broken, Fault, Files, shown, sums
from .earlier import EXPLANATIONS, PROGRAMS
from .withheld import WITHHELD_FORMAT, withheld_facts, withheld_now

ALWAYS = [
    "SHA256SUMS",
    "checkpoint.txt",
    "explanation.ar.html",
    "explanation.en.html",
    "explanation.fr.html",
    "facts.json",
    "first-checkpoint.txt",
    "keys.txt",
    "proof.json",
    "public-keys.pem",
    "version.json",
]
SINCE_3 = ("version.tlog-proof",)
SOMETIMES = ("timestamp.tsr", "timestamp-authority.pem")
# No bundle has larger ones. The texts are only hashed until the log has been found to hold what they are made from.
LARGEST = {
    "SHA256SUMS": 16_384,
    "checkpoint.txt": 16_384,
    "facts.json": 262_144,
    "first-checkpoint.txt": 16_384,
    "keys.txt": 16_384,
    "proof.json": 4_194_304,
    "public-keys.pem": 16_384,
    "timestamp-authority.pem": 65_536,
    "timestamp.tsr": 65_536,
    "version.tlog-proof": 32_768,
}


class Report(NamedTuple):
    """What was found. ``facts`` are proven when there is no fault; ``keys`` signed the checkpoints.

    ``strangers`` signed them too and are not among those that were given as trusted: anybody can add such a signature, and
    who takes such a key for the log's trusts its next forgery.
    """

    faults: list[Fault]
    facts: dict[str, Any]
    events: list[dict[str, Any]]  # the policy's entries of the log, oldest first
    positions: list[int]  # where they stand
    keys: list[str]
    strangers: list[str]
    witnesses: list[str]  # cosigned a checkpoint: anybody can
    log: str
    size: int
    complete: (
        str  # the moment up to which nothing of the policy is left out; empty where that is not proven
    )
    timestamp: str  # when an authority saw first-checkpoint.txt, in UTC; empty without or unchecked
    remarks: list[str]


Timestamps = Callable[[bytes, bytes, str], str]


def check(files: Files, *, trusted: str | None = None, timestamps: Timestamps) -> Report:
    """Check unpacked files. ``trusted`` holds public keys, one a line; ``timestamps`` as in ``proofs``."""
    report = Report([], {}, [], [], [], [], [], "", 0, "", "", [])
    try:
        return _check(files, trusted, timestamps, report)
    except Broken as broken:
        report.faults.append(broken.fault)
    except proofs.NoCryptography as error:
        report.faults.append(Fault("no_cryptography", str(error)))
    return report


def _check(files: Files, trusted: str | None, timestamps: Timestamps, report: Report) -> Report:
    """What is cheap first: a text is read and made again only when the signed log holds it."""
    faults = report.faults
    faults += [Fault("bounds", n) for n, most in LARGEST.items() if len(files.get(n, b"")) > most]
    form = _of_form("facts.json", _read_format, files.get("facts.json", b"")) if not faults else 0
    faults += _wrong_names(files, form)
    if faults:
        return report
    _check_sums(files, faults)
    proof = _of_form("proof.json", whole_proof.read_proof, files["proof.json"], form)
    keys = _of_form("keys.txt", proofs.read_keys, files["keys.txt"])
    notes = {
        name: _of_form(name, proofs.read_note, files[name])
        for name in ("checkpoint.txt", "first-checkpoint.txt")
    }
    if [key.text for key in keys] != sorted({key.text for key in keys}):
        raise Broken("malformed", "keys.txt")
    if proofs.pem_of(keys) != files["public-keys.pem"]:
        faults.append(Fault("not_derived", "public-keys.pem"))
    used, witnesses = _check_keys(keys, notes, faults)
    strangers = [] if trusted is None else _check_trust(trusted, notes, used, faults)
    latest, first = notes.values()
    withheld = form == WITHHELD_FORMAT
    digest = _of_form("facts.json", _said_digest if withheld else _digest_of, files)
    own = _of_form("proof.json", whole_proof.own_of, proof, digest)
    if own is None:
        faults.append(Fault("digest"))
    _of_form("proof.json", whole_proof.check_log, proof, own, latest, first, faults)
    complete = _of_form("proof.json", whole_proof.check_whole, proof, latest, form, faults)
    timestamp = _check_timestamp(files, timestamps, report, own)
    if own is not None and form >= whole_proof.COUNTED_FORMAT:
        faults += _of_form("proof.json", _check_tlog_proof, files, own)
    if not faults and own is not None and withheld:
        faults += _of_form("proof.json", _check_withheld, files, own, proof)
    elif not faults and own is not None:
        record, languages = _of_form("version.json", _read_record, files["version.json"])
        _of_form("version.json", whole_proof.check_content, record, proof, own, faults)
        faults += _of_form("version.json", _check_derived, files, record, own.event, languages, form)
    return report._replace(
        facts={} if faults else json.loads(files["facts.json"]),
        events=[entry.event for entry in proof.entries if "policy" in entry.event],
        positions=[entry.position for entry in proof.entries if "policy" in entry.event],
        keys=[key for key in used if key not in strangers],
        strangers=strangers,
        witnesses=witnesses,
        log=latest.origin,
        size=latest.size,
        complete=complete,
        timestamp=timestamp,
    )


def _digest_of(files: Files) -> str:
    return hashlib.sha256(files["version.json"]).hexdigest()


def _said_digest(files: Files) -> str:
    """The digest of a text that is not in the bundle: that the log has it, and ``facts.json`` follows, is checked."""
    said = json.loads(files["facts.json"])["sha256"]
    if type(said) is not str:
        raise ValueError("a digest is text")
    return said


def _check_withheld(files: Files, own: whole_proof.Entry, proof: whole_proof.Proof) -> list[Fault]:
    """That the log says that this text is withheld, and that what one can read follows from the log."""
    events = [entry.event for entry in proof.entries]
    found = [] if withheld_now(events, own.event["number"]) else [Fault("not_withheld")]
    if files["facts.json"] != withheld_facts(own.event, events):
        found.append(Fault("not_derived", "facts.json"))
    return found + [Fault("not_derived", name) for name in _changed_explanations(files, WITHHELD_FORMAT)]


def _changed_explanations(files: Files, form: int) -> list[str]:
    named = ((f"explanation.{language}.html", digest) for language, digest in EXPLANATIONS[form].items())
    return [name for name, digest in named if hashlib.sha256(files[name]).hexdigest() != digest]


def _of_form(name: str, read: Callable[..., Any], *arguments: Any) -> Any:
    """What ``read`` gives; whatever a malformed file makes it raise becomes a fault of that file."""
    try:
        return read(*arguments)
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        StopIteration,
        TypeError,
        ValueError,
    ):
        raise Broken("malformed", name) from None


def _read_format(content: bytes) -> int:
    """Which format the bundle says it has. That it has is shown by its files, which are made again and compared."""
    if not content:
        raise Broken("missing", "facts.json")
    form = json.loads(content)["format"]
    if type(form) is not int or form not in EXPLANATIONS:
        raise ValueError("unknown format")
    return form


def _wrong_names(files: Files, form: int) -> list[Fault]:
    """Files that a bundle of this format must have and has not, and those that it must not have."""
    programs = PROGRAMS.get(form, {})
    needed = [*ALWAYS, *programs, *(SINCE_3 if form >= whole_proof.COUNTED_FORMAT else ())]
    if form == WITHHELD_FORMAT:
        needed.remove("version.json")
    found = [Fault("missing", name) for name in needed if name not in files]
    texts = {f"text.{language}.{ending}" for language in rendering.LABELS for ending in ("html", "txt")}
    allowed = {*needed, *SOMETIMES, *(texts if form != WITHHELD_FORMAT else ())}
    found += [Fault("unexpected", shown(name)) for name in sorted(files) if name not in allowed]
    if not found:
        found = [
            Fault("program", name)
            for name, digest in programs.items()
            if hashlib.sha256(files[name]).hexdigest() != digest
        ]
    return found


def _read_record(content: bytes) -> tuple[dict[str, Any], list[str]]:
    """The record and its languages."""
    record = json.loads(content)
    languages = record["document"]["languages"]
    if any(language not in rendering.LABELS for language in languages):
        raise ValueError("unknown language")
    return record, languages


def _check_sums(files: Files, faults: list[Fault]) -> None:
    said, right = files["SHA256SUMS"].splitlines(True), sums(files).splitlines(True)
    if len(said) != len(right):
        faults.append(Fault("sums", str(min(len(said), len(right)) + 1)))
    for line, (ours, theirs) in enumerate(zip(right, said), start=1):  # noqa: B905 - not in Python 3.9
        if ours == theirs:
            continue
        name = ours[66:].decode().strip()
        whole = re.fullmatch(rb"[0-9a-f]{64}  " + re.escape(name.encode()) + rb"\n", theirs)
        faults.append(Fault("altered", name) if whole else Fault("sums", str(line)))


def _check_tlog_proof(files: Files, own: whole_proof.Entry) -> list[Fault]:
    made = whole_proof.tlog_proof(own.position, own.path, files["checkpoint.txt"])
    name = "version.tlog-proof"
    return [] if made == files[name] else [Fault("not_derived", name)]


def _check_derived(
    files: Files, record: dict[str, Any], own: dict[str, Any], languages: list[str], form: int
) -> list[Fault]:
    """That everything one can read in the bundle follows from the proven bytes."""
    made = {"facts.json": rendering.facts_json(record, own, form)}
    for language in languages:
        made[f"text.{language}.html"] = rendering.text_html(record, own, language, form)
        made[f"text.{language}.txt"] = rendering.text_txt(record, own, language, form)
    found = [Fault("missing", name) for name in sorted(made) if name not in files]
    found += [
        Fault("unexpected", name) for name in sorted(files) if name[:5] == "text." and name not in made
    ]
    if found:
        return found
    changed = [name for name in sorted(made) if files[name] != made[name]]
    changed += _changed_explanations(files, form)
    return [Fault("not_derived", name) for name in changed]


def _check_keys(
    keys: list[proofs.Key], notes: dict[str, proofs.Note], faults: list[Fault]
) -> tuple[list[str], list[str]]:
    """That each signature is by one of the keys, and each key signed; returns their text forms, and the witnesses."""
    used: set[str] = set()
    witnesses: set[str] = set()
    for name, note in notes.items():
        signed = False
        for signature in note.signatures:
            key = next((key for key in keys if key.matches(signature)), None)
            if key is None:
                faults.append(Fault("key", name))
            elif not key.verifies(signature, note.text):
                faults.append(Fault("signature", name))
            elif not key.witness and key.name != note.origin:
                faults.append(Fault("key", name))
            else:
                (witnesses if key.witness else used).add(key.text)
                signed = signed or not key.witness
        if not signed and Fault("signature", name) not in faults and Fault("key", name) not in faults:
            faults.append(Fault("key", name))
    faults += [Fault("unused_key", key.text) for key in keys if key.text not in used | witnesses]
    return sorted(used), sorted(witnesses)


def _check_trust(
    trusted: str, notes: dict[str, proofs.Note], used: list[str], faults: list[Fault]
) -> list[str]:
    """That each checkpoint was signed with a trusted key; returns those of the keys used that are not trusted."""
    known = [key for key in _of_form("--key", proofs.read_keys, trusted.encode()) if not key.witness]
    unsigned = (name for name, note in notes.items() if not any(key.signed(note) for key in known))
    faults += [Fault("untrusted", name) for name in unsigned]
    return [text for text in used if text not in {key.text for key in known}]


def _check_timestamp(
    files: Files, timestamps: Timestamps, report: Report, own: whole_proof.Entry | None
) -> str:
    absent = [name for name in SOMETIMES if name not in files]
    if len(absent) == 1:
        report.faults.append(Fault("missing", absent[0]))
    if absent:
        return ""
    authority = files["timestamp-authority.pem"].decode("ascii", "replace")
    try:
        moment = timestamps(files["timestamp.tsr"], files["first-checkpoint.txt"], authority)
    except proofs.NoCryptography as error:
        report.remarks.append(f"the timestamp was not checked: {error}")
    except ValueError as error:
        report.faults.append(Fault("timestamp", shown(str(error)[:100])))
    else:
        report.faults.extend(_of_form("proof.json", _early_stamp, moment, own.event) if own else [])
        return moment
    return ""


def _early_stamp(timestamp: str, own: dict[str, Any]) -> list[Fault]:
    """That no authority saw the log hold this version before it was published; clocks may differ by a minute."""
    stamped, published = (datetime.fromisoformat(said[:19]) for said in (timestamp, own["published_at"]))
    early = stamped < published - timedelta(minutes=1)
    return [Fault("stamped_before", timestamp)] if early else []


def successor(report: Report) -> dict[str, Any] | None:
    """The entry of the version that ended this one: the earliest date among the later, standing numbers."""
    withdrawn = {e["number"] for e in report.events if e["entry"] == "withdrawal"}
    later = [
        e
        for e in report.events
        if e["entry"] == "version"
        and e["number"] > report.facts["number"]
        and e["number"] not in withdrawn
    ]
    return min(later, key=lambda e: (e["effective_from"], e["number"])) if later else None
