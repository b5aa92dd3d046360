"""What ``proof.json`` says of the log: every event of the policy, in order, none left out, and where the version stands."""

from __future__ import annotations

import base64
import json
from typing import Any, NamedTuple

from . import proofs
from .archive import Fault

# More events than any policy has; with their paths they are checked at once.
MOST_ENTRIES = 2_000
# So many brackets and commas they have at most: what has more costs a second to read, and is none.
MOST_BRACKETS, MOST_COMMAS = 10 * MOST_ENTRIES, 80 * MOST_ENTRIES
LONGEST_ENTRY = 65_535  # bytes, as C2SP tlog-tiles has it
# The fact of each event that says when it happened.
MOMENTS = ("published_at", "withdrawn_at", "retired_at", "approved_at", "at")
# Formats from the first that proves that nothing is left out.
COUNTED_FORMAT = 3


class Entry(NamedTuple):
    """An event in the log: where it stands, its exact bytes, and its audit path."""

    position: int
    leaf: bytes
    event: dict[str, Any]
    path: list[str]


class Proof(NamedTuple):
    """``proof.json``. From format 3 on it has the census, the log's last entry, and the policy's path in it.

    Its entries are those of the policy, and the acts by which the log was resumed.
    """

    entries: list[Entry]
    first: list[str]
    consistency: list[str]
    census: Entry | None
    counted: list[str]


def canonical(value: Any) -> bytes:
    """How ``proof.json`` and every entry is written: sorted, without spaces, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_proof(content: bytes, form: int) -> Proof:
    """Raises what malformed JSON raises; each thing has one form, so that no byte of the file is free."""
    if content.count(b"[") + content.count(b"{") > MOST_BRACKETS or content.count(b",") > MOST_COMMAS:
        raise ValueError("more than any proof holds")
    given = json.loads(content)
    census = given.get("census")
    wanted = {"entries", "first", "consistency"} | (
        {"census", "counted"} if form >= COUNTED_FORMAT else set()
    )
    if (
        set(given) != wanted
        or type(given["entries"]) is not list
        or len(given["entries"]) > MOST_ENTRIES
    ):
        raise ValueError("not in its one form")
    paths = (given["first"], given["consistency"], given.get("counted", []))
    if any(type(path) is not list for path in paths):
        raise ValueError("not in its one form")
    read = [_read_entry(one) for one in given["entries"]]
    last = _read_entry(census) if form >= COUNTED_FORMAT else None
    if canonical(given) != content:
        raise ValueError("not in its one form")
    return Proof(read, given["first"], given["consistency"], last, given.get("counted", []))


def _read_entry(given: dict[str, Any]) -> Entry:
    # By type: ``false`` and ``"0"`` count as 0, and an object iterates like a list.
    if set(given) != {"index", "entry", "path"} or type(given["index"]) is not int:
        raise ValueError("not in its one form")
    leaf = given["entry"].encode()
    event = json.loads(leaf)
    if type(given["path"]) is not list or type(event) is not dict or len(leaf) > LONGEST_ENTRY:
        raise ValueError("not in its one form")
    return Entry(given["index"], leaf, event, given["path"])


def own_of(proof: Proof, sha256: str) -> Entry | None:
    """The entry of the version with this digest."""
    found = (e for e in proof.entries if e.event["entry"] == "version" and e.event["sha256"] == sha256)
    return next(found, None)


def tlog_proof(position: int, path: list[str], checkpoint: bytes) -> bytes:
    """The same as C2SP tlog-proof, for the tools of others: that the newest checkpoint covers the version's entry."""
    hashes = "".join(f"{base64.b64encode(bytes.fromhex(one)).decode()}\n" for one in path)
    return f"c2sp.org/tlog-proof@v1\nindex {position}\n{hashes}\n".encode() + checkpoint


def check_log(
    proof: Proof, own: Entry | None, latest: proofs.Note, first: proofs.Note, faults: list[Fault]
) -> None:
    """That the log holds every entry, held this version at the older checkpoint, and only grew since."""
    if latest.origin != first.origin:
        faults.append(Fault("other_log"))
    for entry in [*proof.entries, *([proof.census] if proof.census else [])]:
        if not proofs.included(latest, entry.position, entry.leaf, entry.path):
            faults.append(Fault("inclusion", str(entry.position)))
            if len(faults) > 20:  # enough is known
                return
    if own is not None and not proofs.included(first, own.position, own.leaf, proof.first):
        faults.append(Fault("first_inclusion"))
    if not proofs.grown(first, latest, proof.consistency):
        faults.append(Fault("consistency"))


def check_whole(proof: Proof, latest: proofs.Note, form: int, faults: list[Fault]) -> str:
    """That the entries are all there are of one policy, in order. Returns the moment up to which that is proven.

    Bundles of before the log counted events prove no more than what they hold: then the moment is empty.
    """
    positions = [entry.position for entry in proof.entries]
    if positions != sorted(set(positions)):
        faults.append(Fault("entries", "index"))
    events = [entry for entry in proof.entries if "policy" in entry.event]
    acts = [entry for entry in proof.entries if "policy" not in entry.event]
    policy = events[0].event["policy"]
    foreign = [entry for entry in acts if entry.event["entry"] != "resumption"]
    if foreign or any(entry.event["policy"] != policy for entry in events):
        faults.append(Fault("entries", "policy"))
    numbers = [entry.event["number"] for entry in events if entry.event["entry"] == "version"]
    wrong = [place for place, number in enumerate(numbers, start=1) if number != place]
    faults += [Fault("entries", f"version {place}") for place in wrong[:1]]
    _check_order(proof, faults)
    if form < COUNTED_FORMAT:
        if latest.counted:
            faults.append(Fault("earlier", str(form)))
        return ""
    return _check_census(proof, policy, events, latest, faults)


def _check_order(proof: Proof, faults: list[Fault]) -> None:
    """That no event is earlier than the one before it, but for the act by which the log went on by another clock."""
    before = ""
    for entry in [*proof.entries, *([proof.census] if proof.census else [])]:
        moment = next(entry.event[name] for name in MOMENTS if name in entry.event)
        if (
            len(moment) != 27 or moment[-1] != "Z"
        ):  # one form in UTC: as text they stand in the order of time
            raise ValueError("a moment has one form")
        if moment < before and entry.event["entry"] != "resumption":
            faults.append(Fault("time", str(entry.position)))
        before = moment


def _check_census(
    proof: Proof, policy: str, events: list[Entry], latest: proofs.Note, faults: list[Fault]
) -> str:
    """That the log's last entry is a census, and that it counts just these events of the policy."""
    census = proof.census
    if census is None or not latest.counted or census.event["entry"] != "census":
        faults.append(Fault("census", "there is none"))
        return ""
    if census.position != latest.size - 1 or census.event["size"] != census.position:
        faults.append(Fault("census", f"it stands at {census.position} of {latest.size}"))
        return ""
    root = bytes.fromhex(census.event["root"])
    acts = len(proof.entries) - len(events)
    if census.event.get("resumptions", acts) != acts:  # censuses of before do not say it
        faults.append(
            Fault("omitted", f"proof.json has {acts} resumptions of the log, the log counts others")
        )
        return ""
    if not proofs.counted(root, policy, len(events), events[-1].position, proof.counted):
        faults.append(
            Fault("omitted", f"proof.json has {len(events)} events of the policy, the log counts others")
        )
        return ""
    return str(census.event["at"])


def check_content(record: dict[str, Any], proof: Proof, own: Entry, faults: list[Fault]) -> None:
    """That the proven bytes are of the version that the log names, and follow on its predecessor."""
    if own.event["policy"] != record["document"]["policy"]:
        faults.append(Fault("other_version", "policy"))
    for name in ("effective_from", "number"):
        if own.event[name] != record[name]:
            faults.append(Fault("other_version", name))
    versions = [entry.event for entry in proof.entries if entry.event["entry"] == "version"]
    before = versions[own.event["number"] - 2]["sha256"] if own.event["number"] > 1 else None
    if record["previous"] != before:
        faults.append(Fault("chain", str(own.event["number"] - 1)))
