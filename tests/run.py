"""Runs every test on SQLite, and again on PostgreSQL where one answers; says at the end which it was.

    python -m tests.run [arguments of pytest]

PostgreSQL is the one ``TEST_POSTGRES_URL`` names, which must then answer; else one on this machine that
lets us in without a password. Each xdist worker has a database of its own there, named after this checkout.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
# Decides no test: only one that hangs gets there, and it must not take the run with it. Long tests have no such bound.
HANGS_AFTER = "--timeout=1200"
# Tried in turn: TCP as the usual superuser, then the socket as whoever runs this.
LOCAL = ("postgresql://postgres@127.0.0.1:5432/", "postgresql:///")
SUMMARY = re.compile(r"^=* ?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s", re.MULTILINE)
ADVICE = """\
postgresql: not run, because none answered. To have it tested too, either
  apt install postgresql && sudo -u postgres createuser --superuser "$USER"
or name one whose role may create databases:
  make test TEST_POSTGRES_URL=postgresql://user:password@host:5432"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One pytest run: its exit code and its last line, for example ``512 passed, 3 skipped``."""

    database: str
    code: int
    counts: str
    seconds: float

    def __str__(self) -> str:
        return f"{self.database}: {self.counts} in {self.seconds:.0f} s"


def answers(url: str) -> bool:
    """Whether a server is there and lets this role create databases."""
    try:
        with psycopg.connect(with_database(url, "postgres"), connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def with_database(url: str, name: str) -> str:
    """The same server, another database; user, password and options are kept."""
    scheme, rest = url.split("://", 1)
    server, _, options = rest.partition("?")
    return f"{scheme}://{server.split('/')[0]}/{name}{'?' if options else ''}{options}"


def find_postgresql() -> str | None:
    """The server's address. Exits where the one that was named cannot be used."""
    named = os.environ.get("TEST_POSTGRES_URL", "")
    if not named:
        return next(filter(answers, LOCAL), None)
    if not named.startswith(("postgresql://", "postgres://")) or not answers(named):
        sys.exit(
            "TEST_POSTGRES_URL must be postgresql://user:password@host:port of a server that answers,"
            " whose role may create databases."
        )
    return named


def run(database: str, url: str, arguments: list[str], *, python: str = sys.executable) -> Outcome:
    """Run pytest on one database, showing what it says as it says it."""
    var = ROOT / "var" / "tests" / database
    var.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SIJILL_")}
    environment |= {"SIJILL_DATABASE_URL": url, "SIJILL_VAR": str(var), "PYTHONUNBUFFERED": "1"}
    print(f"== {database}", flush=True)
    began = time.monotonic()
    bound = [] if "--long" in arguments else [HANGS_AFTER]
    command = [python, "-m", "pytest", "-n", "2", "--dist", "worksteal", *bound, *arguments]
    said = []
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            said.append(line)
    found = SUMMARY.findall("".join(said))
    counts = found[-1] if found else f"pytest ended with exit code {process.returncode}"
    return Outcome(
        database=database, code=process.returncode, counts=counts, seconds=time.monotonic() - began
    )


def main(arguments: list[str]) -> int:
    server = find_postgresql()
    outcomes = [
        run("sqlite", f"sqlite:///{ROOT / 'var' / 'tests' / 'sqlite' / 'site.sqlite3'}", arguments)
    ]
    if server:
        checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
        outcomes.append(
            run(
                "postgresql",
                with_database(server, f"sijill_{checkout}"),
                ["--second-database", *arguments],
            )
        )
    print("== databases")
    print(*outcomes, sep="\n")
    if not server:
        print(ADVICE)
    return max(outcome.code for outcome in outcomes)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
