"""Killed in the middle of publishing, by kill -9 or with the whole database server: nothing is half done, nothing lost."""

from __future__ import annotations

import os
import pwd
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from wagtail.models import Revision

from policies.authoring.models import PolicyPage, live_without_version
from policies.notification.announcing import without_notice
from policies.publication.models import PolicyVersion
from policies.publication.verification import verify
from tests.factories import make_policy_page, publish
from tests.publication.test_concurrency import PUBLISH_MANY, ROOT, chain, finish, start

pytestmark = pytest.mark.django_db(transaction=True)

# Publishes the draft again and again; says the number of every version once it is committed. For each line of
# its input it does so in a child, forked after the imports, and says which: only the child is killed.
PUBLISH_FOR_EVER = """
import os, sys, django
django.setup()
from policies.authoring.models import PolicyPage
from policies.publication.models import PolicyVersion
for line in sys.stdin:
    child = os.fork()
    if child:
        print("child", child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)
        continue
    page = PolicyPage.objects.get(pk=int(sys.argv[1]))
    for number in range(100_000):
        for code in ("fr", "en", "ar"):
            setattr(page, f"heading_{code}", f"{line.strip()} {number}")
        page.save_revision(clean=False).publish()
        latest = PolicyVersion.objects.filter(policy__uuid=page.policy_uuid).latest("number")
        print("version", latest.number, flush=True)
"""


class Publisher:
    """The process of ``PUBLISH_FOR_EVER``; ``acknowledged`` is the highest number it said."""

    def __init__(self, page: object, database: str = "") -> None:
        self.acknowledged = 0
        self.process = start(PUBLISH_FOR_EVER, page, stdout=subprocess.PIPE, database=database)

    def publish_until(self, name: str, strike: Callable[[int], None], wait: float) -> None:
        """Publish; ``strike`` with the child's process id some time after the first version."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        child, struck = 0, False
        assert self.process.stdout is not None
        for line in iter(self.process.stdout.readline, ""):
            word, _space, number = line.strip().partition(" ")
            if word == "child":
                child = int(number)
            elif word == "ended":
                break
            else:
                self.acknowledged = max(self.acknowledged, int(number))
            if child and word == "version" and not struck:
                struck = True
                time.sleep(wait)
                strike(child)
        if not struck:
            self.process.kill()  # The child failed by itself; its parent still holds stderr open.
            pytest.fail(self.process.communicate()[1])

    def end(self) -> None:
        self.process.communicate(timeout=60)


def faults() -> list[tuple[str, str]]:
    """All that verify_versions would say."""
    found = verify().faults
    found += [("page", str(page)) for page in live_without_version()]
    found += [("notice", str(version)) for version in without_notice()]
    return found


def kill_while_publishing(page: PolicyPage, times: int) -> int:
    """Kill ``times`` publishing processes at random moments; returns the highest number one acknowledged."""
    chance = random.Random(6962)  # noqa: S311 - when to kill
    publisher = Publisher(page.pk)
    for kill in range(times):
        publisher.publish_until(
            f"kill {kill}", lambda child: os.kill(child, signal.SIGKILL), chance.uniform(0, 0.25)
        )
    publisher.end()
    return publisher.acknowledged


def check_after_kills(times: int) -> None:
    page = make_policy_page()
    publish(page)

    acknowledged = kill_while_publishing(page, times)

    assert faults() == []
    assert chain() == []
    assert PolicyVersion.objects.count() >= acknowledged > times
    # Whatever was being published when it was killed can be published now; once more changes nothing.
    last = Revision.objects.latest("pk")
    last.publish()
    count = PolicyVersion.objects.count()
    last.publish()
    assert PolicyVersion.objects.count() == count
    assert PolicyVersion.objects.filter(source_revision=last.pk).count() == 1
    assert faults() == []


def test_kill_9_in_the_middle_of_publishing_leaves_nothing_half_done() -> None:
    check_after_kills(8)


@pytest.mark.long
def test_200_times_kill_9_leave_nothing_half_done() -> None:
    check_after_kills(200)


@pytest.mark.long
def test_eight_processes_publish_fifty_times_each_without_gap_or_fork() -> None:
    page = make_policy_page()
    publish(page)

    errors = finish(*(start(PUBLISH_MANY, page.pk, 50, name) for name in "abcdefgh"), timeout=1500)

    assert errors == [""] * 8
    numbers = list(PolicyVersion.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 402))
    assert chain() == []
    assert faults() == []


# A server of our own, stopped at once: no checkpoint, no farewell, as when the power goes.

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)


@pytest.fixture
def server() -> Iterator[Server]:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    if not BINARIES or (os.getuid() == 0 and not _account()):
        pytest.skip("no PostgreSQL binaries, or no account to run them")
    with tempfile.TemporaryDirectory(prefix="sijill-crash-") as folder:
        made = Server(Path(folder))
        yield made
        made.stop("immediate")


class Server:
    """A PostgreSQL cluster in a folder of its own, with its defaults: fsync on, commits synchronous."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        folder.chmod(0o755)
        self.data.mkdir(mode=0o700)
        if os.getuid() == 0:
            shutil.chown(self.data, "postgres", "postgres")
        self._run("initdb", "--auth=trust", "--username=postgres", "--no-sync")
        self.start()

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.data}"
        self._run("pg_ctl", "-w", "-l", str(self.data / "log"), "-o", options, "start")

    def stop(self, mode: str) -> None:
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(BINARIES[-1] / program), "-D", str(self.data), *arguments]
        if os.getuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=120, cwd="/")


def _account() -> bool:
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return False
    return shutil.which("setpriv") is not None


def manage(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SIJILL_DATABASE_URL": url, "SIJILL_VAR": str(settings.VAR)}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        text=True,
        capture_output=True,
        timeout=300,
        check=False,
    )


MAKE_DRAFT = """
from tests.factories import make_policy_page, publish
page = make_policy_page()
publish(page)
print("page", page.pk)
"""


@pytest.mark.long
def test_server_that_stops_at_once_loses_no_acknowledged_version(server: Server) -> None:
    url = server.url("postgres")
    assert manage(url, "migrate", "--verbosity=0").returncode == 0
    made = manage(url, "shell", "--verbosity=0", "--command", MAKE_DRAFT)
    found = re.search(r"page (\d+)", made.stdout)
    assert found, made.stderr
    chance = random.Random(9162)  # noqa: S311 - when to stop
    for crash in range(10):
        publisher = Publisher(found[1], url)
        publisher.publish_until(
            f"crash {crash}", lambda _child: server.stop("immediate"), chance.uniform(0.1, 1.0)
        )
        publisher.end()
        server.start()
        checked = manage(url, "verify_versions", "--json")
        assert checked.returncode == 0, checked.stdout
        versions = re.search(r'"versions": (\d+)', checked.stdout)
        assert versions is not None
        assert int(versions[1]) >= publisher.acknowledged > crash
