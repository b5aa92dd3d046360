"""Say in words what an operator should know of this site, and end with 1 where something is wrong."""

from __future__ import annotations

import json
import textwrap
from argparse import ArgumentParser
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from cms.doctor.examination import Level, Result, examine
from cms.version import VERSION
from policies.management.register_command import RegisterCommand

WIDTH = 100
FAILING = {"error": (Level.ERROR,), "warning": (Level.ERROR, Level.WARNING)}


class Command(RegisterCommand):
    help = (
        "Asks every check of this site: settings, database, clock, mail, cache, disk, static files, timers, backup. "
        "Ends with 1 where one finds an error (--fail-level warning: or a warning), else with 0."
    )
    requires_system_checks: list[str] = []  # it asks them itself, and says more

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="one object, for a machine"
        )
        parser.add_argument("--fail-level", choices=sorted(FAILING), default="error")
        parser.add_argument("--quiet", action="store_true", help="say only what is wrong")

    def handle(self, *, as_json: bool, fail_level: str, quiet: bool, **options: Any) -> None:
        # The worst last: it is what stays on the screen.
        results = sorted(examine(), key=lambda result: list(Level).index(result.level))
        if not as_json and not quiet:
            self.stdout.write(f"Sijill {VERSION} at {settings.BASE_URL}\n")
        for result in results:
            if not as_json and (result.level.is_bad or not quiet):
                self._say(result)
        counts = Counter(result.level for result in results)
        if as_json:
            self.stdout.write(json.dumps(_document(results, counts), indent=2, ensure_ascii=False))
        elif not quiet or counts[Level.ERROR] or counts[Level.WARNING]:
            self.stdout.write(
                f"{counts[Level.ERROR]} errors, {counts[Level.WARNING]} warnings, {counts[Level.OK]} fine, "
                f"{counts[Level.UNCHECKED]} not checked"
            )
        if any(counts[level] for level in FAILING[fail_level]):
            raise SystemExit(1)

    def _say(self, result: Result) -> None:
        style = {Level.ERROR: self.style.ERROR, Level.WARNING: self.style.WARNING}
        words = f"{result.level:<9} {result.room:<12} "
        indent = " " * len(words)
        sentence = result.sentence if result.sentence.endswith(".") else f"{result.sentence}."
        lines = _filled(sentence, words, indent)
        if result.hint:
            lines += _filled(f"→ {result.hint}", indent, f"{indent}  ")
        self.stdout.write("\n".join(lines), style.get(result.level, str))


def _filled(text: str, first: str, others: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False
    )


def _document(results: list[Result], counts: Counter[Level]) -> dict[str, Any]:
    return {
        "version": VERSION,
        "site": settings.BASE_URL,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "counts": {level.value: counts[level] for level in Level},
        "results": [result.as_json() for result in results],
    }
