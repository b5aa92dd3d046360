"""Check everything that was published: by a timer, after a restore, and on demand.

Exit code 0: everything holds. 1: something does not; every fault is named. ``--json`` prints one object for
a machine instead of sentences.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from policies.authoring.models import live_without_version
from policies.management.register_command import RegisterCommand
from policies.notification.announcing import without_notice
from policies.publication.last_runs import ran
from policies.publication.verification import Findings, silent, verify

WIDTH = 40
UNCOMPARED = (
    "Not compared with a checkpoint that was kept elsewhere (--checkpoint FILE): an older database that was "
    "restored has no fault of its own."
)


class Command(RegisterCommand):
    help = (
        "Checks every version's bytes and chain, the log, its checkpoints, the database's guards, that no page "
        "is live without a version, and that no version readers must be told of lacks its notice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print a JSON summary")
        parser.add_argument(
            "--checkpoint",
            type=Path,
            metavar="FILE",
            help="a checkpoint kept elsewhere: shows a database that was rolled back",
        )

    def handle(self, *, as_json: bool, checkpoint: Path | None, verbosity: int, **options: Any) -> None:
        began = time.monotonic()
        try:
            held = (str(checkpoint), checkpoint.read_bytes()) if checkpoint else None
        except OSError as error:
            raise CommandError(f"the checkpoint cannot be read: {error}") from error
        shown = verbosity > 0 and not as_json and sys.stderr.isatty()
        findings = verify(self._bar if shown else silent, held=held)
        with findings.as_far_as_possible():
            for page in live_without_version():
                findings.found("page", f"page {page} is live without a version")
            for version in without_notice():
                findings.found("notice", f"{version} has no notice, and readers must be told")
        self._report(findings, as_json, time.monotonic() - began)
        if held is None and not as_json:
            self.stdout.write(UNCOMPARED)
        faults = len(findings.faults)
        counted = f"{findings.versions} versions, {findings.entries} entries of the log, {faults} faults"
        ran("verify_versions", counted, failed=bool(faults))
        if faults:
            raise SystemExit(1)

    def _report(self, findings: Findings, as_json: bool, seconds: float) -> None:
        if as_json:
            self.stdout.write(json.dumps(findings.summary() | {"seconds": round(seconds, 3)}, indent=2))
            return
        for kind, fault in findings.faults:
            self.stderr.write(self.style.ERROR(f"{kind}: {fault}"))
        self.stdout.write(
            f"{findings.versions} versions, {findings.entries} entries of the log, "
            f"{findings.checkpoints} checkpoints, {len(findings.faults)} faults, {seconds:.1f} s"
        )

    def _bar(self, done: int, total: int) -> None:
        filled = WIDTH * done // total if total else WIDTH
        end = "\n" if done == total else ""
        self.stderr.write(f"\r{'#' * filled:.<{WIDTH}} {done}/{total}", ending=end)
