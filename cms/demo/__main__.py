"""The demo's command: ``python -m cms.demo --port 8000``.

Everything it writes is in ``var/``: the database, the mails, the logs. ``SIJILL_…`` variables of the caller
are not used: the demo is the same everywhere. Where one names a database or an address, it says so and does not start.
"""

from __future__ import annotations

import argparse
import fcntl
import http.client
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from cms.catalogues import compile_all
from cms.demo.processes import (
    HOST,
    ROOT,
    DemoError,
    Processes,
    mail_socket,
    parent_watch,
    site_socket,
)

PASSWORD = "sijill-demo"  # noqa: S105 - printed on purpose: the site listens on this machine only
ACCOUNTS = ("editor", "translator", "reviewer", "publisher", "owner", "admin")
PAUSE = 0.2  # seconds between two looks at the processes


def run(port: int, var: Path, wanted: Callable[[], bool]) -> None:
    """Prepare and serve for as long as ``wanted()`` is true. Raises ``DemoError``."""
    with site_socket(port) as site, mail_socket() as mail, only_demo(var, port):
        processes = Processes(var / "log", environment(port, mail.getsockname()[1], var))

        def watch_until(reached: Callable[[], bool]) -> bool:
            while wanted():
                processes.look()
                if reached():
                    return True
                time.sleep(PAUSE)
            return False

        first = "" if (var / "sijill.sqlite3").exists() else " (the first time, about a minute)"
        print(f"Preparing the database and the demo content{first} …", flush=True)
        compile_all()
        try:
            processes.start("mail", ["-m", "cms.demo.sink", f"--keep={var / 'mail'}"], mail)
            processes.start("site", ["-m", "cms.demo.site"], site)
            if watch_until(lambda: answers(port)):
                processes.start("notices", ["manage.py", "send_notices"])
                print(where_to_look(port, var), flush=True)
                watch_until(lambda: False)
        finally:
            processes.end()


def only_demo(var: Path, port: int) -> IO[str]:
    """The lock of ``var``: with two demos on one database, a mail's links could lead to the wrong one."""
    for folder in ("log", "mail"):
        (var / folder).mkdir(parents=True, exist_ok=True)
    lock = (var / "demo.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with lock:
            lock.seek(0)
            where = lock.read().strip()
        raise DemoError(
            f"A demo already runs from this folder, at {where}: end that one first."
        ) from None
    lock.truncate(0)
    lock.write(f"http://{HOST}:{port}/\n")
    lock.flush()
    return lock


def environment(port: int, mail_port: int, var: Path) -> dict[str, str]:
    """What every process of the demo is told."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("SIJILL_")}
    return others | {
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "PYTHONUNBUFFERED": "1",
        "SIJILL_DEMO": "true",
        "SIJILL_VAR": str(var),
        "SIJILL_DATABASE_URL": f"sqlite:///{var / 'sijill.sqlite3'}",
        "SIJILL_BASE_URL": f"http://{HOST}:{port}",
        "SIJILL_LOG_KEY_FILE": str(var / "log.key"),
        "SIJILL_EMAIL_HOST": HOST,
        "SIJILL_EMAIL_PORT": str(mail_port),
    }


def refused_settings() -> str:
    """Why the demo does not start with these settings of the caller; empty where nothing is lost by leaving them out."""
    named = [name for name in ("SIJILL_DATABASE_URL", "SIJILL_BASE_URL") if os.environ.get(name)]
    if not named:
        return ""
    return (
        f"{' and '.join(named)} {'is' if len(named) == 1 else 'are'} set, and the demo is the same everywhere: it serves on "
        "this machine, from SQLite in var/. Unset it, or set a site up with `manage.py setup` (docs/operating.md)."
    )


def answers(port: int) -> bool:
    """Whether the site serves its home page. Raises ``DemoError`` where it serves an error."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", "/en/")
        status = connection.getresponse().status
    except OSError:
        return False
    finally:
        connection.close()
    if status >= 500:
        raise DemoError(f"The site answers its home page with error {status}: see the logs in var/log/.")
    return True


def where_to_look(port: int, var: Path) -> str:
    site = f"http://{HOST}:{port}"
    return f"""
Sijill is running. Ctrl-C ends it; the next start is quick and keeps everything.

  Register   {site}/fr/   {site}/en/   {site}/ar/
  Admin      {site}/admin/
  Accounts   {", ".join(ACCOUNTS)}; the password of each is {PASSWORD}
  Mails      {os.path.relpath(var / "mail")}/ (no mail leaves this machine)
  Logs       {os.path.relpath(var / "log")}/
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m cms.demo", description="Run the demo.")
    parser.add_argument("--port", default="8000", help="where the site listens (8000)")
    parser.add_argument("--var", type=Path, default=ROOT / "var", help="where its files are (var/)")
    parser.add_argument("--with-parent", action="store_true", help="end when the starting process does")
    options = parser.parse_args()
    if not (options.port.isascii() and options.port.isdecimal() and 1 <= int(options.port) <= 65_535):
        print(f"PORT is {options.port!r}: it must be a number from 1 to 65535.", file=sys.stderr)
        return 1
    asked_to_end: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda asked, _frame: asked_to_end.append(asked))
    if refused := refused_settings():
        print(refused, file=sys.stderr)
        return 1
    parent_wants = parent_watch() if options.with_parent else lambda: True
    try:
        run(int(options.port), options.var.resolve(), lambda: not asked_to_end and parent_wants())
    except DemoError as error:
        print(error, file=sys.stderr)
        return 1
    print("Sijill has ended.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
