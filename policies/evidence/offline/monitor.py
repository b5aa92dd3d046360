"""Follows the log of a register from another machine, checks all of it, and keeps a copy of every text.

    python3 sijill-monitor.py https://policies.example.org/ --key KEYS.txt --keep FOLDER [--mail you@example.org]

For a timer, on a machine that the register's operator does not run. It follows the tiles (C2SP tlog-tiles), checks that the
log only grew since the last time, that the newest checkpoint is signed by a key that you trust, that no event is earlier
than the one before it, that each census counts what the log holds, and that every published text is there with its digest,
but for those that the log says are withheld.
The folder holds the log and the texts: whatever happens to the register, they can be shown. Exit code 0: everything
holds. 1: an alarm, said on stderr and mailed through this machine's mail server where you asked for it. 2: the register
does not answer.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import smtplib
import sys
import urllib.error
import urllib.parse
import urllib.request
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Callable, Iterator  # noqa: UP035 - read by Python 3.9 too

from . import proofs
from .census import Census
from .whole_proof import MOMENTS

WIDTH = 256  # hashes of a tile, entries of a bundle
PATIENCE = 60  # seconds for an answer
LARGEST = 32 * 1024 * 1024  # bytes of an answer

Fetch = Callable[[str], bytes]


class Alarm(Exception):
    """The register does not keep its word; the message says how."""


class Silent(Exception):
    """The register does not answer; the message says what was asked."""


def tile_path(kind: str, index: int, width: int = WIDTH) -> str:
    """The address of a tile or of a bundle of entries, below the log's (C2SP tlog-tiles)."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{kind}/{'/'.join(groups)}" + (f".p/{width}" if width < WIDTH else "")


def entries_of(bundle: bytes) -> Iterator[bytes]:
    """The entries of a bundle: each after its length in two bytes."""
    at = 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at : at + 2], "big")
        entry = bundle[at + 2 : at + 2 + length]
        if len(entry) != length:
            raise Alarm("a bundle of entries ends in the middle of one")
        yield entry
        at += 2 + length


def root_of(leaves: list[bytes]) -> bytes:
    """The root of the RFC 6962 tree over these leaf hashes."""
    if not leaves:
        return hashlib.sha256().digest()
    peaks: list[tuple[int, bytes]] = []  # full subtrees from the left: their heights and hashes
    for leaf in leaves:
        height, found = 0, leaf
        while peaks and peaks[-1][0] == height:
            found = proofs.node(peaks.pop()[1], found)
            height += 1
        peaks.append((height, found))
    found = peaks.pop()[1]
    while peaks:
        found = proofs.node(peaks.pop()[1], found)
    return found


class Mirror:
    """The folder: ``checkpoint``, ``entries`` one a line, and ``texts``. Nothing in it is ever changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "texts").mkdir(parents=True, exist_ok=True)
        self.entries = [line.encode() for line in self._read("entries").split("\n") if line]
        self.checkpoint = self._read("checkpoint")

    def _read(self, name: str) -> str:
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def keep(self, checkpoint: str, entries: list[bytes]) -> None:
        self._write("entries", "".join(f"{entry.decode()}\n" for entry in entries))
        self._write("checkpoint", checkpoint)

    def _write(self, name: str, content: str) -> None:
        beside = self.folder / f"{name}.new"
        beside.write_text(content, encoding="utf-8")
        beside.replace(self.folder / name)


def follow(mirror: Mirror, log: str, site: str, keys: list[proofs.Key], fetch: Fetch) -> int:
    """Bring the mirror to the newest checkpoint and check all of it; how many entries it has now."""
    checkpoint = fetch(f"{log}checkpoint").decode()
    note = _signed(checkpoint, keys)
    known = mirror.entries
    if mirror.checkpoint:
        before = _signed(mirror.checkpoint, keys)
        if note.size < before.size:
            raise Alarm(
                f"the log was rolled back: it had {before.size} entries, and now says {note.size}"
            )
        if note.size == before.size and note.root != before.root:
            raise Alarm(
                f"the log of {note.size} entries is another one than it was: two histories were signed"
            )
    whole = [*known, *_missing(log, len(known), note.size, fetch)]
    if root_of([proofs.leaf_hash(entry) for entry in whole]) != note.root:
        raise Alarm(
            "the entries that are served, after those of before, are not the log that was signed"
        )
    addresses = check_story(whole)
    said = [json.loads(entry) for entry in whole]
    withheld = _withheld(said)
    for entry in said:
        if entry["entry"] == "version" and (entry["policy"], entry["number"]) not in withheld:
            _keep_text(mirror, entry, addresses.get(entry["policy"]), site, fetch)
    mirror.keep(checkpoint, whole)
    return len(whole)


def _withheld(events: list[dict[str, Any]]) -> set[tuple[str, int]]:
    """The versions, by policy and number, of which a part is withheld now: their exact bytes are not served."""
    parts: dict[tuple[str, int], set[str]] = {}
    for event in events:
        if event["entry"] in ("withholding", "reinstatement"):
            held = parts.setdefault((event["policy"], event["number"]), set())
            (held.add if event["entry"] == "withholding" else held.discard)(event["part"])
    return {version for version, held in parts.items() if held}


def _signed(text: str, keys: list[proofs.Key]) -> proofs.Note:
    try:
        note = proofs.read_note(text.encode())
    except ValueError as error:
        raise Alarm(f"the checkpoint is none: {error}") from None
    if not any(key.signed(note) for key in keys if not key.witness):
        raise Alarm("no key that you trust signed the checkpoint")
    return note


def _missing(log: str, known: int, size: int, fetch: Fetch) -> list[bytes]:
    found: list[bytes] = []
    for index in range(known // WIDTH, -(-size // WIDTH)):
        width = min(WIDTH, size - index * WIDTH)
        bundle = list(entries_of(fetch(log + tile_path("entries", index, width))))
        if len(bundle) != width:
            raise Alarm(f"the bundle of entries {index} has {len(bundle)} of {width}")
        found += bundle[max(0, known - index * WIDTH) :]
    return found


def check_story(entries: list[bytes]) -> dict[str, str]:
    """That moments and censuses follow from the entries; returns the last address of each policy."""
    census, last, counted, resumptions = Census(), "", False, 0
    events: dict[str, int] = {}
    addresses: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for position, leaf in enumerate(entries):
        said: dict[str, Any] = json.loads(leaf)
        moment = next(said[name] for name in MOMENTS if name in said)
        if counted and moment < last and said["entry"] != "resumption":
            raise Alarm(f"entry {position} is dated {moment}, before the one that it follows ({last})")
        last = moment
        if said["entry"] == "census":
            counted = True
            if (said["size"], said["root"]) != (position, census.root().hex()):
                raise Alarm(f"the census at entry {position} counts otherwise than the log")
            if said.get("resumptions", resumptions) != resumptions:
                raise Alarm(f"the census at entry {position} counts other resumptions than the log")
        resumptions += said["entry"] == "resumption"
        if policy := said.get("policy"):
            events[policy] = events.get(policy, 0) + 1
            census.set(policy, events[policy], position)
        named = said.get("organisation", {})
        if "slug" in named:
            slugs[named["id"]] = named["slug"]
        if policy and "slug" in said:
            addresses[policy] = f"{slugs.get(named['id'], '')}/{said['slug']}"
    return addresses


def _keep_text(
    mirror: Mirror, entry: dict[str, Any], address: str | None, site: str, fetch: Fetch
) -> None:
    """The bytes of a version, unless they are there; of one whose address no entry says, nothing can be asked."""
    digest = entry["sha256"]
    if not re.fullmatch("[0-9a-f]{64}", digest):
        raise Alarm(f"an entry names the digest {digest[:80]!r}")
    path = mirror.folder / "texts" / f"{digest}.json"
    if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
        return
    if address is None:
        return
    content = fetch(f"{site}en/{urllib.parse.quote(address)}/v{int(entry['number'])}.json")
    if hashlib.sha256(content).hexdigest() != digest:
        raise Alarm(
            f"version {entry['number']} of {address} is served with other bytes than the log names"
        )
    path.write_bytes(content)


def fetched(address: str) -> bytes:
    """The answer of the register. Raises ``Alarm`` where it refuses what it must serve, ``Silent`` where it is not there."""
    request = urllib.request.Request(address, headers={"User-Agent": "sijill-monitor"})  # noqa: S310 - the address is an argument
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - as above
            content: bytes = answer.read(LARGEST)
            return content
    except urllib.error.HTTPError as error:
        if error.code < 500:
            raise Alarm(f"{address} is not served: {error.code}") from None
        raise Silent(f"{address}: {error.code}") from None
    except OSError as error:
        raise Silent(f"{address}: {error}") from None


def mail(receiver: str, said: str) -> None:
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = "Sijill monitor: alarm", receiver, receiver
    message.set_content(said)
    with smtplib.SMTP("localhost", timeout=PATIENCE) as server:
        server.send_message(message)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Follows, checks and mirrors the log of a register.")
    parser.add_argument("site", help="the register's address, such as https://policies.example.org/")
    parser.add_argument(
        "--key", type=Path, required=True, help="the log's public keys, got from elsewhere"
    )
    parser.add_argument("--keep", type=Path, required=True, help="the folder of the copy")
    parser.add_argument("--mail", help="who is told of an alarm")
    options = parser.parse_args(arguments)
    site = options.site.rstrip("/") + "/"
    try:
        keys = proofs.read_keys(options.key.read_bytes())
        size = follow(Mirror(options.keep), f"{site}log/", site, keys, fetched)
    except Silent as error:
        print(f"SILENT: {error}", file=sys.stderr)
        return 2
    except (Alarm, KeyError, TypeError, ValueError, StopIteration) as error:
        said = f"{error}" if isinstance(error, Alarm) else f"the log is not of its form: {error!r}"
        print(f"ALARM: {said}", file=sys.stderr)
        if options.mail:
            mail(options.mail, f"{site}\n\n{said}\n")
        return 1
    print(f"{size} entries hold")
    return 0
