#!/usr/bin/env python3
"""Checks an evidence bundle of a published policy without the site that made it.

    python3 verify.py evidence.zip [--key KEYS.txt]      or, in the unpacked folder: python3 verify.py .

Needs Python 3.8 or newer, and the cryptography package or openssl 3. ``--key`` names the log's public keys
as you got them from elsewhere: from the publisher's site, from a checkpoint sent to you by mail, from a
court's file. Without it you are told which key signed, to compare by eye. Exit code 0: everything holds.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

if __package__:
    from . import proofs
    from .archive import Broken, unpack
    from .checking import Report, check, successor
else:  # in a bundle, the files stand side by side
    import proofs  # type: ignore[no-redef]
    from archive import Broken, unpack  # type: ignore[no-redef]
    from checking import Report, check, successor  # type: ignore[no-redef]


def timeline(report: Report) -> list[str]:
    """In words: when this version was to apply, and what the log says happened to it."""
    number, found = report.facts["number"], []
    for event in report.events:
        if event["entry"] == "withdrawal" and event["number"] == number:
            found.append(f"withdrawn at {event['withdrawn_at']}: it never applied")
        elif event["entry"] == "retirement":
            found.append(f"the policy was retired at {event['retired_at']}")
    if later := successor(report):
        found.append(f"version {later['number']} applies from {later['effective_from']} in its place")
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Checks an evidence bundle of a published policy.")
    parser.add_argument("bundle", type=Path, help="evidence.zip, or the folder it was unpacked into")
    parser.add_argument("--key", type=Path, help="a file of the log's public keys that you trust")
    options = parser.parse_args(arguments)
    trusted = options.key.read_text(encoding="utf-8") if options.key else None
    try:
        if options.bundle.is_dir():
            files = {f.name: f.read_bytes() for f in options.bundle.iterdir() if f.is_file()}
        else:
            files = unpack(options.bundle.read_bytes())
    except Broken as broken:
        print(f"NOT PROVEN: {broken.fault}")
        return 1
    report = check(files, trusted=trusted, timestamps=proofs.openssl_timestamp)
    for fault in report.faults:
        print(f"NOT PROVEN: {fault}")
    if report.faults:
        return 1
    facts = report.facts
    print(f"PROVEN: {facts['issuer']}, policy {facts['policy']}, version {facts['number']}")
    zone = f" ({facts['time_zone']})" if "time_zone" in facts else ""
    print(f"  applies from {facts['effective_from']}{zone}, published at {facts['published_at']}")
    print(f"  sha256 {facts['sha256']}")
    for line in timeline(report):
        print(f"  {line}")
    print(f"  log {report.log} of {report.size} entries, signed by")
    for key in report.keys:
        print(f"    {key}")
    if report.timestamp:
        print(f"  first-checkpoint.txt was seen by the timestamp authority at {report.timestamp}")
    if trusted is None:
        print("  Compare this key with the one the publisher gives elsewhere (or use --key).")
    for remark in report.remarks:
        print(f"  {remark}")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
