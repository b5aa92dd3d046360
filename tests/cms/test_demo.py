"""The demo's processes: refused with a sentence, ended to the last one."""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from cms.demo.processes import DemoError, Processes, mail_socket, site_socket

ROOT = Path(__file__).resolve().parent.parent.parent
# Starts a child that hears no SIGTERM, tells both process ids through a pipe, and waits.
STUBBORN = """
import os, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child:
    with open(sys.argv[1], "w") as pipe:
        pipe.write(f"{os.getpid()} {child}")
signal.pause()
"""


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    started = Processes(tmp_path, dict(os.environ))
    yield started
    started.end(patience=0)


def demo(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cms.demo", *arguments]
    given = {name: value for name, value in os.environ.items() if not name.startswith("SIJILL_")}
    return subprocess.run(
        command,
        cwd=ROOT,
        env=given | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_demo_that_is_given_a_database_says_that_it_takes_none(tmp_path: Path) -> None:
    ended = demo(f"--var={tmp_path}", SIJILL_DATABASE_URL="postgresql://me@127.0.0.1/mine")

    assert ended.returncode == 1
    assert "SIJILL_DATABASE_URL is set" in ended.stderr
    assert "manage.py setup" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_port_in_use_is_one_sentence_and_nothing_is_started(taken_port: int, tmp_path: Path) -> None:
    ended = demo(f"--port={taken_port}", f"--var={tmp_path}")

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Port {taken_port} is in use: choose another, for example PORT=")
    assert ended.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["", "0", "65536", "http", "-1", "8000.5", "٨٠٠٠"])
def test_port_that_is_no_port_is_one_sentence(port: str, tmp_path: Path) -> None:
    ended = demo(f"--port={port}", f"--var={tmp_path}")

    assert (ended.returncode, ended.stderr) == (
        1,
        f"PORT is {port!r}: it must be a number from 1 to 65535.\n",
    )


def test_site_socket_is_bound_before_anything_listens(taken_port: int) -> None:
    with pytest.raises(DemoError, match=f"Port {taken_port} is in use"):
        site_socket(taken_port)


def test_many_demos_that_start_together_have_a_mail_port_each() -> None:
    """With SO_REUSEADDR the system gave one free port to two sockets that did not listen yet."""
    with ExitStack() as stack:
        ports = [stack.enter_context(mail_socket()).getsockname()[1] for _demo in range(200)]

    assert len(set(ports)) == len(ports)


def test_two_mail_sockets_are_on_two_ports() -> None:
    with mail_socket() as first:
        first.listen()
        with mail_socket() as second:
            assert first.getsockname()[1] != second.getsockname()[1]


def test_end_leaves_nothing_behind_that_was_started(processes: Processes, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    processes.start("stubborn", ["-c", STUBBORN, str(pipe)])
    parent, child = map(int, pipe.read_text().split())

    processes.end(patience=0.1)

    assert processes.children[0].process.returncode == -signal.SIGKILL
    assert not alive(parent)
    assert ends(child)


def ends(process: int) -> bool:
    """Whether it stops running soon: on a busy machine the kernel takes a moment over a killed grandchild."""
    for _attempt in range(200):
        if not alive(process):
            return True
        time.sleep(0.05)
    return False


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended and was not waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_process_that_ends_by_itself_is_told_with_its_log(processes: Processes) -> None:
    processes.start("site", ["-c", "import sys; sys.exit('no such table')"])
    processes.children[0].process.wait()

    with pytest.raises(DemoError, match=r"its site process did \(exit code 1\).*no such table"):
        processes.look()


def test_sink_keeps_one_file_per_recipient(processes: Processes, tmp_path: Path) -> None:
    mails = tmp_path / "mail"
    with mail_socket() as listener:
        listener.listen()  # what arrives before the sink is ready waits
        port = listener.getsockname()[1]
        processes.start("mail", ["-m", "cms.demo.sink", f"--keep={mails}"], listener)
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.sendmail(
            "a@atlas.example", ["b@x.example", "../c@x.example"], "Subject: s\r\n\r\nHello\r\n"
        )

    kept = sorted(mails.iterdir())

    assert [path.name.split("-", 2)[2] for path in kept] == ["b@x.example.eml", ".._c@x.example.eml"]
    assert (
        kept[0]
        .read_bytes()
        .startswith(b"Return-Path: <a@atlas.example>\r\nDelivered-To: b@x.example\r\n")
    )
    assert kept[0].read_bytes().endswith(b"Subject: s\r\n\r\nHello\r\n")
