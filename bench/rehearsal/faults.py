"""What may go wrong, made to go wrong: each fault under a light load, what readers and subscribers saw, and what came back."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Final

from bench.rehearsal.mail_server import MailServer
from bench.rehearsal.stage import Stage, until
from bench.rehearsal.walking import Readers, ask

POLICY: Final = "/fr/atlas/privacy/"
AUDIENCE: Final = {f"reader{number}@example.org" for number in range(60)}
WINDOW: Final = 10  # as the stage sets it


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    fault: str
    readers: str
    subscribers: str
    back: str
    held: bool

    def __str__(self) -> str:
        return f"| {self.fault} | {self.readers} | {self.subscribers} | {self.back} |"


class Faults:
    """The stage with its mail server, and the text that is published next."""

    def __init__(self, stage: Stage, mail: MailServer) -> None:
        self.stage, self.mail, self.number = stage, mail, 1
        self._only = ""

    def publish(self) -> None:
        """A substantial change, of which 60 subscribers are told."""
        self.number += 1
        text = self.stage.folder / "text.md"
        months = f"Nous conservons vos données pendant {self.number} mois.\n"
        text.write_text(f"# Confidentialité\n\n## Durée\n\n{months}", encoding="utf-8")
        text.chmod(0o644)
        self.stage.manage(
            *("import_policy", "--organisation", "atlas", "--policy", "privacy", "--publish"),
            *("--significance", "initial" if self.number == 2 else "substantial"),
            *(
                "--effective",
                f"{datetime.now(UTC):%Y-%m-%d}",
                "--note",
                "Une autre durée.",
                f"fr={text}",
            ),
        )

    def during(
        self,
        fault: str,
        act: Callable[[], None] = lambda: None,
        *,
        before: Callable[[], None] = lambda: None,
        mend: Callable[[], None] = lambda: None,
        seconds: float = 5.0,
        sends: bool = True,
        may_repeat: int = 0,
    ) -> Row | None:
        """Publish, let it go wrong while mails leave, mend it, and wait until all are reached and a page is there.

        ``before`` is done before the mails begin to leave.
        """
        if self._only not in fault:
            return None
        former = self.mail.taken.copy()
        readers = Readers(self.stage, [POLICY, "/fr/", f"{POLICY}history/"])
        with self._looked_after():
            before()
            if sends:
                self.publish()
            act()
            time.sleep(seconds)
            mend()
            began, trouble = time.monotonic(), ""
            try:
                until(lambda: ask(self.stage, "/readyz")[0] == 200)
                if sends:
                    until(lambda: self.mail.reached(AUDIENCE, former)[0] == len(AUDIENCE))
            except TimeoutError:
                trouble = "not back after 90 s"
            took = time.monotonic() - began
        reached, repeated = self.mail.reached(AUDIENCE, former)
        subscribers = f"{reached} of {len(AUDIENCE)} reached, {repeated} twice" if sends else "–"
        row = Row(
            fault=fault,
            readers=readers.end(),
            subscribers=subscribers,
            back=trouble or f"{took:.0f} s, by itself",
            held=not trouble and repeated <= may_repeat,
        )
        print(row, flush=True)
        return row

    @contextmanager
    def _looked_after(self) -> Iterator[None]:
        """What systemd does meanwhile: what ended is started again."""
        ended = False

        def look() -> None:
            while not ended:
                self.stage.look()
                time.sleep(0.2)

        watcher = Thread(target=look, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended = True
            watcher.join()

    def all(self, only: str) -> Iterator[Row]:
        """Each of those whose name has the word."""
        self._only = only
        yield from filter(None, self._all())

    def _all(self) -> Iterator[Row | None]:
        stage, units = self.stage, self.stage.units
        yield self.during("nothing")
        yield self.during("a worker of the site killed", self._kill_a_web_worker)
        yield self.during("the site killed", units["sijill-web"].kill)
        yield self.during("the notifier killed while it sends", self._kill_sending, may_repeat=WINDOW)
        yield self.during(
            "PostgreSQL stopped for 10 s",
            stage.stop_database,
            mend=stage.start_database,
            seconds=10,
            may_repeat=WINDOW,
        )
        yield self.during(
            "PostgreSQL read-only for 10 s",
            self._read_only,
            mend=self._writable,
            seconds=10,
            may_repeat=WINDOW,
        )
        yield self.during("Redis lost for 5 s", stage.redis.kill, mend=stage.start_redis)
        yield self.during("a new release in the middle of sending", self._deploy)
        yield self.during("two schedulers", self._two_schedulers, sends=False)
        for mode, words in (
            ("silent", "the mail server is silent for 10 s"),
            ("slow", "the mail server takes a second for each mail"),
            ("421", "the mail server says 421 for 5 s"),
            ("drop", "the mail server drops the connection in DATA for 5 s"),
        ):
            yield self.during(
                words,
                before=lambda mode=mode: setattr(self.mail, "mode", mode),  # type: ignore[misc]
                mend=lambda: setattr(self.mail, "mode", "well"),
                seconds=10 if mode == "silent" else 5,
                may_repeat=WINDOW,
            )
        if os.getuid() == 0 and self._is_small_disk():
            yield self.during("SIJILL_VAR full for 5 s", self._fill_disk, mend=self._empty_disk)

    def _kill_a_web_worker(self) -> None:
        process = self.stage.units["sijill-web"].process
        assert process is not None  # noqa: S101
        path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        os.kill(int(path.read_text().split()[0]), signal.SIGKILL)

    def _kill_sending(self) -> None:
        self.stage.units["sijill-notices"].kill()

    def _read_only(self) -> None:
        self.stage.sql("ALTER SYSTEM SET default_transaction_read_only = on", check=True)
        self.stage.sql("SELECT pg_reload_conf()", check=True)

    def _writable(self) -> None:
        self.stage.sql("ALTER SYSTEM RESET default_transaction_read_only", check=True)
        self.stage.sql("SELECT pg_reload_conf()", check=True)

    def _deploy(self) -> None:
        web, notices = self.stage.units["sijill-web"].process, self.stage.units["sijill-notices"]
        assert web is not None  # noqa: S101
        assert notices.process is not None  # noqa: S101
        web.send_signal(signal.SIGHUP)
        notices.process.send_signal(signal.SIGTERM)

    def _two_schedulers(self) -> None:
        self.stage.sql(
            "UPDATE policies_lastrun SET taken_at = NULL WHERE work = 'publish_scheduled'", "sijill"
        )
        both = [self.stage.popen(self._scheduler(), f"scheduler{number}.log", {}) for number in (1, 2)]
        for each in both:
            each.wait(120)
        said = sum(
            (self.stage.folder / "log" / f"scheduler{number}.log")
            .read_text()
            .count("starting publish_scheduled")
            for number in (1, 2)
        )
        if said != 1:
            raise RuntimeError(f"publish_scheduled was started {said} times")

    def _scheduler(self) -> list[str]:
        python = self.stage.units["sijill-notices"].command()[0]
        return [python, "manage.py", "scheduler", "--once"]

    def _is_small_disk(self) -> bool:
        done = subprocess.run(  # noqa: S603
            ["/bin/findmnt", "-no", "FSTYPE", str(self.stage.var)],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip() == "tmpfs"

    def _fill_disk(self) -> None:
        with (self.stage.var / "filler").open("wb") as file:
            try:
                while True:
                    file.write(b"-" * 1024 * 1024)
                    file.flush()
            except OSError:
                pass

    def _empty_disk(self) -> None:
        (self.stage.var / "filler").unlink()
