"""Checks an evidence bundle of a published policy without the site that made it.

    python3 sijill-verify.py evidence.zip [--key KEYS.txt | --policy POLICY.txt] [--authority CERTIFICATES.pem]

Needs Python 3.9 or newer, and the cryptography package or openssl 3. ``--key`` names the public keys of the log as you
got them from elsewhere: from the publisher's site, from a checkpoint sent to you by mail, from a court's file. Without it you
are told which key signed, to compare by eye. ``--policy`` names a file of C2SP tlog-policy, which says whom you trust
and how many witnesses must have cosigned: a log of which only its publisher saw this state may have another one for
others. ``--authority`` names the certificates of the timestamp authority that you trust: the bundle brings some of its own, and
a forger brings fitting ones. Exit code 0: everything holds.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from . import proofs
from .archive import Broken, shown, unpack
from .checking import Report, check, successor
from .trust import Policy, read_policy
from .withheld import WITHHELD_FORMAT


def timeline(report: Report) -> list[str]:
    """In words: when this version was to apply, and what the log says happened to it."""
    number, found = report.facts["number"], []
    for event in report.events:
        if event["entry"] == "withdrawal" and event["number"] == number:
            found.append(f"withdrawn at {event['withdrawn_at']}: it never applied")
        elif event["entry"] == "retirement":
            found.append(f"the policy was retired at {event['retired_at']}")
        elif event["entry"] == "withholding" and event["number"] == number:
            part = f": {event['part']}" if event["part"] else ""
            found.append(f"withheld from readers at {event['at']}{part}")
        elif event["entry"] == "reinstatement" and event["number"] == number:
            found.append(f"shown to readers again at {event['at']}")
    if later := successor(report):
        found.append(f"version {later['number']} applies from {later['effective_from']} in its place")
    return found


def completeness(report: Report) -> str:
    """Up to when the bundle shows all there is of the policy."""
    if report.complete:
        return f"complete: nothing of this policy is left out up to {report.complete}"
    return (
        "NOT PROVEN COMPLETE: a bundle of this age does not show that no withdrawal and no later version "
        "is left out; ask the publisher for a new one"
    )


def said(report: Report, trusted: str | None, policy: Policy | None, authority: str) -> Iterator[str]:
    """The lines of what is proven: by whom, up to when, and on whose word."""
    facts = report.facts
    issuer = f"{facts['issuer']}, " if facts["issuer"] else ""
    yield f"PROVEN: {issuer}policy {facts['policy']}, version {facts['number']}"
    zone = f" ({facts['time_zone']})" if "time_zone" in facts else ""
    yield f"  applies from {facts['effective_from']}{zone}, published at {facts['published_at']}"
    yield "  (the publisher's clock says so; the log's order and a timestamp bound it)"
    yield f"  sha256 {facts['sha256']}"
    if facts["format"] == WITHHELD_FORMAT:
        yield "  the text is withheld and not in the bundle: who holds it compares this digest with its own"
    for line in [*timeline(report), completeness(report)]:
        yield f"  {line}"
    yield f"  log {report.log} of {report.size} entries, signed by"
    yield from (f"    {key}" for key in report.keys)
    yield from (f"    and by a key that you do not trust: {key}" for key in report.strangers)
    named = {witness.key.text for witness in policy.witnesses} if policy else set()
    yield from (f"    cosigned by {key}" for key in report.witnesses if key in named)
    for key in report.witnesses:
        if key not in named:
            yield f"    cosigned by a key that you did not name (anybody can add one; --policy): {key}"
    if report.timestamp and authority:
        yield f"  at the latest by {report.timestamp}: then the authority that you trust saw first-checkpoint.txt"
    elif report.timestamp:
        yield f"  timestamp-authority.pem says {report.timestamp}: that counts if you trust it (use --authority)"
    if trusted is None:
        yield "  Compare this key with the one the publisher gives elsewhere (or use --key)."
    yield from (f"  {remark}" for remark in report.remarks)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Checks an evidence bundle of a published policy.")
    parser.add_argument("bundle", type=Path, help="evidence.zip, or the folder it was unpacked into")
    parser.add_argument("--key", type=Path, help="a file of the public keys that you trust")
    parser.add_argument("--policy", type=Path, help="a file that says whom you trust (C2SP tlog-policy)")
    parser.add_argument(
        "--authority",
        type=Path,
        help="a file of the certificates (PEM) of the timestamp authority that you trust",
    )
    options = parser.parse_args(arguments)
    trusted = options.key.read_text(encoding="utf-8") if options.key else None
    policy = read_policy(options.policy.read_text(encoding="utf-8")) if options.policy else None
    if policy is not None and trusted is None:
        trusted = "".join(f"{key.text}\n" for key in policy.logs)
    try:
        if options.bundle.is_dir():
            files = {f.name: f.read_bytes() for f in options.bundle.iterdir() if f.is_file()}
        else:
            files = unpack(options.bundle.read_bytes())
    except Broken as broken:
        print(f"NOT PROVEN: {broken.fault}")
        return 1
    authority = options.authority.read_text(encoding="utf-8") if options.authority else ""
    stamps = partial(proofs.openssl_timestamp, trusted=authority)
    report = check(files, trusted=trusted, timestamps=stamps)
    for fault in report.faults:
        print(f"NOT PROVEN: {fault}")
    if report.faults:
        return 1
    if policy is not None and not policy.accepts(proofs.read_note(files["checkpoint.txt"])):
        print("NOT PROVEN: fewer witnesses cosigned checkpoint.txt than your policy asks for")
        return 1
    for line in said(report, trusted, policy, authority):
        print(shown(line))
    return 0
