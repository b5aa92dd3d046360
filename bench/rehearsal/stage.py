"""Everything a register stands on, started from the files of ``deploy/`` in one folder, and ended to the last process."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
DEPLOY: Final = ROOT / "deploy"
ADDRESS: Final = "policies.example.org"
PATIENCE: Final = 90.0


class CannotRehearse(Exception):
    """What this machine lacks."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def until(holds: Callable[[], Any], seconds: float = PATIENCE) -> float:
    """Wait until it holds; how many seconds that took. Raises ``TimeoutError``."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise TimeoutError
        time.sleep(0.1)
    return time.monotonic() - began


def program(name: str, *folders: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([os.environ["PATH"], "/usr/sbin", *folders]))
    if found is None:
        raise CannotRehearse(f"there is no {name} here")
    return found


class Unit:
    """A service of ``deploy/systemd``: its own ExecStart, started again when it ends, as its Restart says."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.stage, self.name = stage, name
        text = (DEPLOY / "systemd" / f"{name}.service").read_text(encoding="utf-8")
        self.said = dict(line.split("=", 1) for line in text.splitlines() if re.match(r"^\w+=", line))
        self.restart_after = float(self.said.get("RestartSec", "1"))
        self.process: subprocess.Popen[bytes] | None = None
        self.wanted = False
        self.began = 0.0

    def command(self) -> list[str]:
        return self.said["ExecStart"].replace("/srv/sijill/app", str(ROOT)).split()

    def start(self) -> None:
        self.wanted = True
        self.began = time.monotonic()
        listener = self.stage.listener if self.name == "sijill-web" else None
        command = self.command()
        if listener is not None:  # as systemd gives a socket: descriptor 3, of this process
            command = ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", *command]
        self.process = self.stage.popen(
            command,
            f"{self.name}.log",
            {"LISTEN_FDS": "1"} if listener is not None else {},
            listener,
        )

    def kill(self) -> None:
        assert self.process is not None  # noqa: S101
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def look(self) -> None:
        """What systemd would do."""
        if not self.wanted or self.process is None or self.process.poll() is None:
            return
        if time.monotonic() - self.began >= self.restart_after:
            self.start()


class Stage:
    """PostgreSQL, Redis, the site's processes and nginx, each its own, on free ports."""

    def __init__(self, folder: Path, mail_port: int) -> None:
        self.folder, self.var = folder, folder / "var"
        self.children: list[subprocess.Popen[bytes]] = []
        self.account = pwd.getpwnam("nobody") if os.getuid() == 0 and _readable_by_all() else None
        self.database_account = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        self.ports = {name: free_port() for name in ("database", "redis", "site", "https", "http")}
        self.owner, self.app = secrets.token_hex(16), secrets.token_hex(16)
        self.mail_port = mail_port
        folder.chmod(0o755)
        (folder / "log").mkdir()
        self.var.mkdir()
        self._own(self.var, self.account)
        self.listener = socket.create_server(("127.0.0.1", self.ports["site"]), backlog=2048)
        self.units = {name: Unit(self, name) for name in ("sijill-web", "sijill-notices")}

    def _own(self, path: Path, account: pwd.struct_passwd | None) -> None:
        if account is not None:
            os.chown(path, account.pw_uid, account.pw_gid)

    # The parts.

    def start_database(self) -> None:
        tools = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        folders = [str(tools[-1])] if tools else []
        self.database = self.folder / "database"
        if not self.database.exists():
            self.database.mkdir(mode=0o700)
            self._own(self.database, self.database_account)
            icu = ["--encoding=UTF8", "--locale-provider=icu", "--icu-locale=und", "--auth=trust"]
            self.run(
                [program("initdb", *folders), *icu, "-U", "postgres", "-D", str(self.database)],
                account=self.database_account,
            )
        self.postgres = self.popen(
            [
                *(program("postgres", *folders), "-D", str(self.database)),
                *("-p", str(self.ports["database"]), "-k", "", "-h", "127.0.0.1"),
            ],
            "database.log",
            {},
            account=self.database_account,
        )
        until(lambda: self.sql("SELECT 1") == "1")

    def stop_database(self) -> None:
        self.postgres.send_signal(signal.SIGINT)  # a fast shutdown
        self.postgres.wait()

    def make_roles(self) -> None:
        self.sql("CREATE DATABASE sijill", check=True)
        command = [program("psql"), *self._to("sijill"), "-q", "-v", "ON_ERROR_STOP=1"]
        named = ["-v", "database=sijill", "-v", "owner=sijill_owner", "-v", "app=sijill_app"]
        self.run([*command, *named, "-f", str(DEPLOY / "postgresql-roles.sql")])
        self.sql(f"ALTER ROLE sijill_owner PASSWORD '{self.owner}'", check=True)
        self.sql(f"ALTER ROLE sijill_app PASSWORD '{self.app}'", check=True)

    def sql(self, statement: str, database: str = "postgres", *, check: bool = False) -> str:
        """As the superuser; the first column of the answer, empty where the server does not answer."""
        command = [program("psql"), *self._to(database), "-Atqc", statement]
        done = subprocess.run(command, capture_output=True, text=True, check=check)  # noqa: S603
        return done.stdout.strip()

    def _to(self, database: str) -> list[str]:
        return ["-h", "127.0.0.1", "-p", str(self.ports["database"]), "-U", "postgres", "-d", database]

    def start_redis(self) -> None:
        options = ["--port", str(self.ports["redis"]), "--save", "", "--dir", str(self.folder)]
        self.redis = self.popen([program("redis-server"), *options], "redis.log", {})

    def start_proxy(self) -> None:
        subject = ["-subj", f"/CN={ADDRESS}", "-keyout", f"{self.folder}/privkey.pem"]
        command = [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
        self.run([*command, *subject, "-out", f"{self.folder}/fullchain.pem"])
        site = (DEPLOY / "nginx" / "sijill.conf").read_text(encoding="utf-8")
        for told, here in (
            (f"/etc/letsencrypt/live/{ADDRESS}", str(self.folder)),
            ("/var/cache/nginx/sijill", str(self.folder / "cache")),
            ("/var/log/nginx", str(self.folder / "log")),
            ("/var/lib/sijill", str(self.var)),
            ("127.0.0.1:8000", f"127.0.0.1:{self.ports['site']}"),
            ("listen 443", f"listen 127.0.0.1:{self.ports['https']}"),
            ("listen 80", f"listen 127.0.0.1:{self.ports['http']}"),
        ):
            site = site.replace(told, here)
        site = re.sub(r"^ *listen \[::\].*$", "", site, flags=re.MULTILINE)
        # All load comes from one address here: the limits are tried apart.
        site = site.replace("rate=20r/s", "rate=2000r/s").replace("rate=2r/s", "rate=200r/s")
        pages = self.folder / "nginx.conf"
        user = "user nobody nogroup;\n" if os.getuid() == 0 else ""
        pages.write_text(
            f"{user}daemon off;\npid {self.folder}/nginx.pid;\nerror_log {self.folder}/log/proxy.log;\n"
            f"events {{}}\nhttp {{\n{site}\n}}\n",
            encoding="utf-8",
        )
        self.popen([program("nginx"), "-e", "stderr", "-c", str(pages)], "nginx.log", {}, account=None)

    # Commands and processes.

    def environment(self, *, owner: bool = False) -> dict[str, str]:
        """What the example of the settings says, with the places of this stage."""
        text = (DEPLOY / "sijill.env.example").read_text(encoding="utf-8")
        said = dict(line.split("=", 1) for line in text.splitlines() if re.match(r"^SIJILL_\w+=", line))
        secret = self.folder / "secret.key"
        if not secret.exists():
            secret.write_text(secrets.token_urlsafe(64))
            secret.chmod(0o600)
            self._own(secret, self.account)
        role, password = ("sijill_owner", self.owner) if owner else ("sijill_app", self.app)
        said |= {
            "SIJILL_DATABASE_URL": f"postgresql://{role}:{password}@127.0.0.1:{self.ports['database']}/sijill",
            "SIJILL_CACHE_URL": f"redis://127.0.0.1:{self.ports['redis']}/1",
            "SIJILL_SECRET_KEY_FILE": str(secret),
            "SIJILL_VAR": str(self.var),
            "SIJILL_LOG_KEY_FILE": str(self.var / "keys" / "log.key"),
            "SIJILL_EMAIL_PORT": str(self.mail_port),
            "SIJILL_MAIL_LEASE": "5",
            "SIJILL_MAIL_WINDOW": "10",
            "SIJILL_METRICS_TOKEN": "a-token-of-the-rehearsal",
        }
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        return kept | said | {"PYTHONUNBUFFERED": "1", "WEB_WORKERS": "2"}

    def manage(self, *arguments: str, owner: bool = False, check: bool = True) -> str:
        done = subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment(owner=owner),
            user=self.account.pw_uid if self.account else None,
            group=self.account.pw_gid if self.account else None,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stderr[-2000:]}{done.stdout[-500:]}")
        return done.stdout

    def run(self, command: list[str], *, account: pwd.struct_passwd | None = None) -> None:
        who = account.pw_uid if account else None
        subprocess.run(command, check=True, capture_output=True, user=who, cwd="/")  # noqa: S603

    def popen(
        self,
        command: list[str],
        log: str,
        extra: dict[str, str],
        listener: socket.socket | None = None,
        *,
        account: Any = "site",
    ) -> subprocess.Popen[bytes]:
        who = self.account if account == "site" else account

        def prepare() -> None:
            if listener is not None:
                os.dup2(listener.fileno(), 3)

        with (self.folder / "log" / log).open("ab") as output:
            process = subprocess.Popen(  # noqa: S603 - the programs of the machine, and ours
                command,
                cwd=ROOT if command[0] != "nginx" else "/",
                env=self.environment() | extra,
                user=who.pw_uid if who else None,
                group=who.pw_gid if who else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=[3] if listener is not None else [],
                preexec_fn=prepare,
            )
        self.children.append(process)
        return process

    def look(self) -> None:
        for unit in self.units.values():
            unit.look()

    def end(self) -> None:
        for unit in self.units.values():
            unit.wanted = False
        for number in (signal.SIGTERM, signal.SIGKILL):
            for child in self.children:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.pid, number)
            if number == signal.SIGTERM:
                time.sleep(2)


def _readable_by_all() -> bool:
    """Whether another account can run this Python: one in a home folder it cannot."""
    place = Path(sys.executable).resolve()
    return all(folder.stat().st_mode & 0o001 for folder in (place, *place.parents, *ROOT.parents))
