"""Runs the tests on SQLite against Wagtail's newest pre-release, in an environment of its own: var/next-wagtail.

    python -m tests.next_wagtail [arguments of pytest]

The packages are those of the lock file, but for Wagtail and what the new one needs otherwise. Nothing of ``.venv``
changes. If there is no newer Wagtail than the locked one, it says so and tests nothing.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import venv
from pathlib import Path

from packaging.version import Version

from tests import run

ROOT = run.ROOT
LOCK = ROOT / "requirements-dev.txt"
VENV = ROOT / "var" / "next-wagtail"
PYTHON = VENV / "bin" / "python"


def locked() -> str:
    """The version of Wagtail in the lock file."""
    found = re.search(r"^wagtail==(\S+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, "the lock file names no Wagtail"
    return found[1]


def newest() -> str:
    """The newest version that the package index has, pre-releases included. Exits if it cannot be asked."""
    asked = [
        *_pip(sys.executable),
        "--dry-run",
        "--no-deps",
        "--ignore-installed",
        "--pre",
        "--report",
        "-",
    ]
    answer = subprocess.run([*asked, "wagtail"], check=False, capture_output=True, text=True)
    if answer.returncode:
        sys.exit(f"The package index could not be asked for Wagtail:\n{answer.stderr.strip()}")
    return str(json.loads(answer.stdout)["install"][0]["metadata"]["version"])


def install(version: str) -> None:
    """The locked packages, then this Wagtail over them."""
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    subprocess.run([*_pip(PYTHON), "--require-hashes", "-r", str(LOCK)], check=True)
    subprocess.run([*_pip(PYTHON), f"wagtail=={version}"], check=True)


def _pip(python: str | Path) -> list[str]:
    return [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def main(arguments: list[str]) -> int:
    version = newest()
    if Version(version) <= Version(locked()):
        print(f"There is no Wagtail newer than {locked()}, which the lock file has: nothing to test.")
        return 0
    print(
        f"Installing Wagtail {version} beside the locked packages into {VENV.relative_to(ROOT)} …",
        flush=True,
    )
    install(version)
    url = f"sqlite:///{ROOT / 'var' / 'tests' / 'next-wagtail' / 'site.sqlite3'}"
    outcome = run.run("next-wagtail", url, arguments, python=str(PYTHON))
    print(f"Wagtail {version} on {outcome}")
    return outcome.code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
