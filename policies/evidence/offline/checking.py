"""Checks the files of an evidence bundle: that all of them follow from what the log proves."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, Callable, NamedTuple  # noqa: UP035 - read by Python 3.8 too

if __package__:
    from . import proofs, rendering
    from .archive import Broken, Fault, Files, sums
else:  # in a bundle, the files stand side by side
    import proofs  # type: ignore[no-redef]
    import rendering  # type: ignore[no-redef]
    from archive import Broken, Fault, Files, sums  # type: ignore[no-redef]

ALWAYS = [
    "SHA256SUMS",
    "archive.py",
    "checking.py",
    "checkpoint.txt",
    "explanation.ar.html",
    "explanation.en.html",
    "explanation.fr.html",
    "facts.json",
    "first-checkpoint.txt",
    "keys.txt",
    "proof.json",
    "proofs.py",
    "public-keys.pem",
    "rendering.py",
    "verify.py",
    "version.json",
]
SOMETIMES = ("timestamp.tsr", "timestamp-authority.pem")
# The explanations of each format, so that nobody can exchange them: SHA-256 of each file.
EXPLANATIONS = {
    1: {
        "ar": "df865e83ae565392f6f8d267c0e09023f6940ad48c342438639fc8931dcb5415",
        "en": "40c1e52b8af93e1872ccbcf3dc0b128458df6ae191949c2bf3055716da165e3a",
        "fr": "70e91973aa1ec92bd3260b0fb7f4e645ba2ded938f158a30e26784a346f2cc94",
    },
    2: {
        "ar": "82e3947bb71564cca6ef49651f6b5e7b6d8c777ed91aa19484f5ca56bd61e9a9",
        "en": "9b1e0d3ca36ebcc7aca7ccae386bee1d1f1663fd802e886a35d68f7b0d01053e",
        "fr": "44d7d6cabada3d1da098d02ea59901b4493f868aba277f35b11118dc8311d874",
    },
}


class Report(NamedTuple):
    """What was found. ``facts`` are proven when there is no fault; ``keys`` signed the checkpoints."""

    faults: list[Fault]
    facts: dict[str, Any]
    events: list[dict[str, Any]]  # the policy's entries of the log, oldest first
    keys: list[str]
    log: str
    size: int
    timestamp: str  # when an authority saw first-checkpoint.txt; empty without or unchecked
    remarks: list[str]


Timestamps = Callable[[bytes, bytes, str], str]


def check(files: Files, *, trusted: str | None = None, timestamps: Timestamps) -> Report:
    """Check unpacked files. ``trusted`` holds public keys, one a line; ``timestamps`` as in ``proofs``."""
    report = Report([], {}, [], [], "", 0, "", [])
    try:
        return _check(files, trusted, timestamps, report)
    except Broken as broken:
        report.faults.append(broken.fault)
    except proofs.NoCryptography as error:
        report.faults.append(Fault("no_cryptography", str(error)))
    return report


def _check(files: Files, trusted: str | None, timestamps: Timestamps, report: Report) -> Report:
    faults = report.faults
    faults += [Fault("missing", name) for name in ALWAYS if name not in files]
    if faults:
        return report
    record, languages, number = _of_form("version.json", _read_record, files["version.json"])
    texts = [f"text.{language}.{ending}" for language in languages for ending in ("html", "txt")]
    faults += [Fault("missing", name) for name in texts if name not in files]
    allowed = {*ALWAYS, *SOMETIMES, *texts}
    faults += [Fault("unexpected", name) for name in sorted(files) if name not in allowed]
    if faults:
        return report
    _check_sums(files, faults)
    proof = _of_form("proof.json", _read_proof, files["proof.json"], number)
    form = _of_form("facts.json", _read_format, files["facts.json"])
    keys = _of_form("keys.txt", proofs.read_keys, files["keys.txt"])
    notes = {
        name: _of_form(name, proofs.read_note, files[name])
        for name in ("checkpoint.txt", "first-checkpoint.txt")
    }
    _of_form("proof.json", _check_content, files["version.json"], record, proof, faults)
    faults += _of_form("version.json", _check_derived, files, record, proof.own.event, languages, form)
    if proofs.pem_of(keys) != files["public-keys.pem"]:
        faults.append(Fault("not_derived", "public-keys.pem"))
    used = _check_keys(keys, notes, faults)
    if trusted is not None:
        known = _of_form("--key", proofs.read_keys, trusted.encode())
        signed = (name for name, note in notes.items() if not any(k.signed(note) for k in known))
        faults += [Fault("untrusted", name) for name in signed]
    latest, first = notes.values()
    _of_form("proof.json", _check_log, proof, latest, first, faults)
    timestamp = _check_timestamp(files, timestamps, report)
    return report._replace(
        facts={} if faults else json.loads(files["facts.json"]),
        events=[entry.event for entry in proof.entries],
        keys=used,
        log=latest.origin,
        size=latest.size,
        timestamp=timestamp,
    )


def _of_form(name: str, read: Callable[..., Any], *arguments: Any) -> Any:
    """What ``read`` gives; whatever a malformed file makes it raise becomes a fault of that file."""
    try:
        return read(*arguments)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise Broken("malformed", name) from None


class Entry(NamedTuple):
    """An event of the policy in the log: where it stands, its exact bytes, and its audit path."""

    position: int
    leaf: bytes
    event: dict[str, Any]
    path: list[str]


class Proof(NamedTuple):
    """``proof.json``: the policy's entries, this version's own, and the paths of the older checkpoint."""

    entries: list[Entry]
    own: Entry
    first: list[str]
    consistency: list[str]


def canonical(value: Any) -> bytes:
    """How ``proof.json`` is written: sorted, without spaces, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _read_record(content: bytes) -> tuple[dict[str, Any], list[str], int]:
    """The record, its languages and its number."""
    record = json.loads(content)
    languages = record["document"]["languages"]
    if any(language not in rendering.LABELS for language in languages):
        raise ValueError("unknown language")
    return record, languages, int(record["number"])


def _read_format(content: bytes) -> int:
    """Which format the bundle says it has. That it has is shown by its files, which are made again and compared."""
    form = json.loads(content)["format"]
    if type(form) is not int or form not in EXPLANATIONS:
        raise ValueError("unknown format")
    return form


def _read_proof(content: bytes, number: int) -> Proof:
    proof = json.loads(content)
    if canonical(proof) != content or set(proof) != {"entries", "first", "consistency"}:
        raise ValueError("not in its one form")
    if any(set(given) != {"index", "entry", "path"} for given in proof["entries"]):
        raise ValueError("not in its one form")
    paths = [proof["first"], proof["consistency"], *(given["path"] for given in proof["entries"])]
    # By type: ``false`` and ``"0"`` count as 0, and an object iterates like a list.
    if any(type(given["index"]) is not int for given in proof["entries"]) or any(
        type(path) is not list for path in paths
    ):
        raise ValueError("not in its one form")
    entries = [
        Entry(given["index"], given["entry"].encode(), json.loads(given["entry"]), given["path"])
        for given in proof["entries"]
    ]
    (own,) = (
        entry
        for entry in entries
        if entry.event["entry"] == "version" and entry.event["number"] == number
    )
    return Proof(entries, own, proof["first"], proof["consistency"])


def _check_sums(files: Files, faults: list[Fault]) -> None:
    said, right = files["SHA256SUMS"].splitlines(True), sums(files).splitlines(True)
    if len(said) != len(right):
        faults.append(Fault("sums", str(min(len(said), len(right)) + 1)))
    for line, (ours, theirs) in enumerate(zip(right, said), start=1):  # noqa: B905 - not in Python 3.8
        if ours == theirs:
            continue
        name = ours[66:].decode().strip()
        whole = re.fullmatch(rb"[0-9a-f]{64}  " + re.escape(name.encode()) + rb"\n", theirs)
        faults.append(Fault("altered", name) if whole else Fault("sums", str(line)))


def _check_content(content: bytes, record: dict[str, Any], proof: Proof, faults: list[Fault]) -> None:
    """That the bytes are those the log names, and that the log's entries of the policy are a whole chain."""
    own = proof.own.event
    if hashlib.sha256(content).hexdigest() != own["sha256"]:
        faults.append(Fault("digest"))
    if own["policy"] != record["document"]["policy"]:
        faults.append(Fault("other_version", "policy"))
    if own["effective_from"] != record["effective_from"]:
        faults.append(Fault("other_version", "effective_from"))
    indexes = [entry.position for entry in proof.entries]
    if indexes != sorted(set(indexes)):
        faults.append(Fault("entries", "index"))
    versions = [entry.event for entry in proof.entries if entry.event["entry"] == "version"]
    for position, event in enumerate(versions, start=1):
        if event["number"] != position:
            faults.append(Fault("entries", f"version {position}"))
    if any(entry.event["policy"] != own["policy"] for entry in proof.entries):
        faults.append(Fault("entries", "policy"))
    before = versions[own["number"] - 2]["sha256"] if own["number"] > 1 else None
    if record["previous"] != before:
        faults.append(Fault("chain", str(own["number"] - 1)))


def _check_derived(
    files: Files, record: dict[str, Any], own: dict[str, Any], languages: list[str], form: int
) -> list[Fault]:
    """That everything one can read in the bundle follows from the proven bytes."""
    made = {"facts.json": rendering.facts_json(record, own, form)}
    for language in languages:
        made[f"text.{language}.html"] = rendering.text_html(record, own, language)
        made[f"text.{language}.txt"] = rendering.text_txt(record, own, language)
    changed = [name for name in sorted(made) if files[name] != made[name]]
    for language, digest in EXPLANATIONS[form].items():
        name = f"explanation.{language}.html"
        if hashlib.sha256(files[name]).hexdigest() != digest:
            changed.append(name)
    return [Fault("not_derived", name) for name in changed]


def _check_keys(keys: list[proofs.Key], notes: dict[str, proofs.Note], faults: list[Fault]) -> list[str]:
    """That each signature is by one of the keys, and each key signed; returns their text forms."""
    used = set()
    for name, note in notes.items():
        for signature in note.signatures:
            key = next((key for key in keys if key.matches(signature)), None)
            if key is None:
                faults.append(Fault("key", name))
            elif key.verifies(signature, note.text):
                used.add(key.text)
            else:
                faults.append(Fault("signature", name))
    faults += [Fault("unused_key", key.text) for key in keys if key.text not in used]
    return sorted(used)


def _check_log(proof: Proof, latest: proofs.Note, first: proofs.Note, faults: list[Fault]) -> None:
    """That the log holds every entry, held this version at the older checkpoint, and only grew since."""
    if latest.origin != first.origin:
        faults.append(Fault("other_log"))
    for entry in proof.entries:
        if not proofs.included(latest, entry.position, entry.leaf, entry.path):
            faults.append(Fault("inclusion", str(entry.position)))
    if not proofs.included(first, proof.own.position, proof.own.leaf, proof.first):
        faults.append(Fault("first_inclusion"))
    if not proofs.grown(first, latest, proof.consistency):
        faults.append(Fault("consistency"))


def _check_timestamp(files: Files, timestamps: Timestamps, report: Report) -> str:
    absent = [name for name in SOMETIMES if name not in files]
    if len(absent) == 1:
        report.faults.append(Fault("missing", absent[0]))
    if absent:
        return ""
    authority = files["timestamp-authority.pem"].decode("ascii", "replace")
    try:
        return timestamps(files["timestamp.tsr"], files["first-checkpoint.txt"], authority)
    except proofs.NoCryptography as error:
        report.remarks.append(f"the timestamp was not checked: {error}")
    except ValueError as error:
        report.faults.append(Fault("timestamp", str(error)[:100]))
    return ""


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
