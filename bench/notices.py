"""Notices against named references in one run: sending, plain and by two workers, the rate cap, an audience.

    make bench-notices
    make bench-notices ARGS="--only pipelining,rate"

Needs PostgreSQL (TEST_POSTGRES_URL, else the one on this machine). The reference for sending is Debian's
smtp-source: `apt-get install postfix` brings it; without it that row is skipped. The machine should be idle:
the ratios are of processes that share its cores.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg

ROOT = Path(__file__).resolve().parent.parent
NAME = "sijill_bench_notices"
SINK = shutil.which("smtp-sink", path=f"/usr/sbin:{os.environ.get('PATH', '')}")
SOURCE = shutil.which("smtp-source", path=f"/usr/sbin:{os.environ.get('PATH', '')}")
RATE = 350
DELAY, MANY = 5, 8  # milliseconds of a distant server, connections to it
TIMES = 5
SMTP = "django.core.mail.backends.smtp.EmailBackend"
# The reader's own in a mail, beside the address.
# What smtp-source writes in front of the text whose length it is told.
SOURCE_HEADERS = 112
# smtp-sink refuses to run as root.
AS_NOBODY = ("-u", "nobody") if os.geteuid() == 0 else ()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@contextmanager
def listening(*options: str, delay: int = 0) -> Iterator[int]:
    """smtp-sink on a free port; our own where that is missing, or where answers take ``delay`` milliseconds."""
    port = free_port()
    command = (
        [SINK, *AS_NOBODY, *options, f"127.0.0.1:{port}", "100"]
        if SINK and not delay
        else [sys.executable, "-m", "bench.sink", str(port), str(delay)]
    )
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as sink:
        try:
            _await(port)
            yield port
        finally:
            sink.kill()


def _await(port: int) -> None:
    for _attempt in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"nothing listens on port {port}")


class Bench:
    """The processes of one run share a database; ``policy`` lives in it."""

    def __init__(self, url: str, options: Any) -> None:
        self.url = url
        self.mails: int = options.mails
        self.subscribers: int = options.subscribers
        self.size = 0  # of a mail, in bytes
        self.notice: Any = None  # whose mails those are
        from policies.publication.models import Policy

        self.policy = Policy.objects.get()

    def workers(
        self, does: str, ports: Iterable[int] = (0,), *arguments: str, **settings: str
    ) -> list[dict[str, float]]:
        """What processes measured, one for each port of a mail server, started at the same moment."""
        environment = {**os.environ, "SIJILL_DATABASE_URL": self.url, **settings}
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "bench.sender", does, *arguments],
                cwd=ROOT,
                env={**environment, "SIJILL_EMAIL_PORT": str(port)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for port in ports
        ]
        for process in started:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            process.stdout.readline()
        for process in started:
            assert process.stdin is not None  # noqa: S101 - a pipe was asked for
            process.stdin.write("go\n")
            process.stdin.flush()
        return [json.loads(process.communicate()[0].strip().splitlines()[-1]) for process in started]

    def sent_per_second(self, *ports: int, connections: int = 1, **settings: str) -> float:
        """Messages a second of a worker for each port on one notice, from the first start to the last end."""
        from bench.audience import announce

        announce(self.policy)
        found = self.workers("send", ports, str(connections), **settings)
        sent = sum(each["sent"] for each in found)
        if sent != self.mails:
            raise SystemExit(f"{sent} of {self.mails} were sent")
        return sent / max(each["seconds"] for each in found)


def source_per_second(port: int, mails: int, size: int) -> float:
    """Messages a second of Debian's smtp-source over one kept connection; ``size`` is that of a whole mail."""
    assert SOURCE is not None  # noqa: S101 - asked by the caller
    length = str(size - SOURCE_HEADERS)
    began = time.perf_counter()
    subprocess.run(
        [SOURCE, "-s", "1", "-d", "-l", length, "-m", str(mails), f"127.0.0.1:{port}"], check=True
    )
    return mails / (time.perf_counter() - began)


def mass_mail_per_second(port: int, mails: int, size: int) -> float:
    """Messages a second of Django's own ``send_mass_mail``: plain French text, as long in transit."""
    from django.core import mail
    from django.test.utils import override_settings

    line = "Nous précisons la durée de conservation de vos données.\n"
    # Quoted-printable takes three bytes for each byte of an accented letter.
    text = line * (size // (len(line) + 5 * sum(not letter.isascii() for letter in line)))
    batch = [("Objet", text, "a@mail.example", [f"reader{n}@mail.example"]) for n in range(mails)]
    with override_settings(EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
        began = time.perf_counter()
        mail.send_mass_mail(batch)
        return mails / (time.perf_counter() - began)


def letters_per_second(port: int, notice: Any, mails: int) -> float:
    """Messages a second of Django with the notice itself: its words found once, the mail built for each reader.

    They go the way of ``send_mass_mail``, which takes plain text alone.
    """
    from django.core.mail import get_connection
    from django.utils import timezone

    from policies.document.languages import CODES
    from policies.notification.audience import POLICY
    from policies.notification.compose_mail import notice_letter
    from policies.notification.notice_reasons import why
    from policies.notification.notice_words import notice_words

    words = {}
    for code in CODES:
        found = notice_words(notice, code, moment=timezone.now())
        words[code] = found | {"why": why(POLICY, found, code, notice.version)}
    began = time.perf_counter()
    letters = [
        notice_letter(
            notice,
            code,
            words[code],
            address=f"reader{n}@mail.example",
            unsubscribe="t" * 64,
            preferences="t" * 64,
        )
        for n, code in zip(range(mails), itertools.cycle(CODES), strict=False)
    ]
    get_connection(SMTP, host="127.0.0.1", port=port).send_messages(letters)
    return mails / (time.perf_counter() - began)


def socket_per_second(port: int, mails: int, size: int) -> float:
    """Messages a second of a pipelined connection on which the same bytes are sent and nothing else is done.

    No sender on one connection to this server can be faster: neither ledger nor recipient costs anything here.
    """
    content = b"x" * 70 + b"\r\n"
    whole = content * (size // len(content)) + b".\r\n"
    envelope = b"MAIL FROM:<a@mail.example>\r\nRCPT TO:<reader@mail.example>\r\nDATA\r\n"
    with socket.create_connection(("127.0.0.1", port)) as server, server.makefile("rb") as answers:
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answers.readline()
        server.sendall(b"EHLO bench.example\r\n")
        while answers.readline()[3:4] == b"-":
            pass
        began = time.perf_counter()
        server.sendall(envelope)
        for left in range(mails, 0, -1):
            for _command in range(3):
                answers.readline()
            server.sendall(whole + envelope if left > 1 else whole)
            answers.readline()
        return mails / (time.perf_counter() - began)


def row(what: str, measured: str, bar: str, kept: bool | None) -> None:
    verdict = "" if kept is None else ("kept" if kept else "NOT KEPT")
    print(f"{what:<58}{measured:>22}  {bar:<22}{verdict}", flush=True)


def by_turns(*each: Callable[[], float]) -> list[float]:
    """The median of each over the same minutes: on few cores a process is lucky with its neighbours, or not."""
    found = [[measure() for measure in each] for _time in range(TIMES)]
    return [statistics.median(column) for column in zip(*found, strict=True)]


def pipelining(bench: Bench) -> None:
    """One worker beside smtp-source and send_mass_mail, by turns, to the same server."""
    with listening() as port:
        ours, theirs, mass, built, bare = by_turns(
            lambda: bench.sent_per_second(port),
            lambda: source_per_second(port, bench.mails, bench.size) if SOURCE else 0.0,
            lambda: mass_mail_per_second(port, 500, bench.size),
            lambda: letters_per_second(port, bench.notice, 500),
            lambda: socket_per_second(port, bench.mails, bench.size),
        )
    row("ledger + SMTP, one worker, pipelining", f"{ours:,.0f}/s", "", None)
    if SOURCE:
        compare("smtp-source -s 1 -d", ours, theirs, 1.0)
    else:
        row("smtp-source", "skipped", "apt-get install postfix", None)
    compare("Django's send_mass_mail of one plain text", ours, mass, 10)
    row(f"  ÷ Django, the notice built for each, {built:,.0f}/s", f"{ours / built:.1f}", "", None)
    row(f"  a bare socket, {bare:,.0f}/s, ÷ send_mass_mail", f"{bare / mass:.1f}", "", None)


def plain(bench: Bench) -> None:
    """One command, one answer, as smtplib does it."""
    if not (SINK and SOURCE):
        row("without pipelining", "skipped", "apt-get install postfix", None)
        return
    with listening("-p") as port:
        ours, theirs = by_turns(
            lambda: bench.sent_per_second(port),
            lambda: source_per_second(port, bench.mails, bench.size),
        )
    row("ledger + SMTP, one worker, no pipelining", f"{ours:,.0f}/s", "", None)
    compare("smtp-source -s 1 -d", ours, theirs, 0.4)


def compare(what: str, ours: float, theirs: float, bar: float) -> None:
    row(f"  ÷ {what}, {theirs:,.0f}/s", f"{ours / theirs:.2f}", f"≥ {bar}", ours >= bar * theirs)


def two(bench: Bench) -> None:
    """Two workers share a notice; each has a server of its own, so that none is what both wait for."""
    with listening() as port, listening() as other:
        one, both = by_turns(
            lambda: bench.sent_per_second(port),
            lambda: bench.sent_per_second(port, other),
        )
    row("ledger + SMTP, two workers", f"{both:,.0f}/s", "", None)
    compare("one worker", both, one, 1.6)


def connections(bench: Bench) -> None:
    """One process and a server that takes its time: a connection carries a mail for each answer."""
    with listening(delay=DELAY) as port:
        one = bench.sent_per_second(port)
        many = bench.sent_per_second(port, connections=MANY)
    row(f"one connection, the server answers after {DELAY} ms", f"{one:,.0f}/s", "", None)
    row(f"  {MANY} connections of one process ÷ one, {many:,.0f}/s", f"{many / one:.2f}", "", None)


def rate(bench: Bench) -> None:
    from policies.notification.ledger import Delivery

    with listening() as port:
        whole = bench.sent_per_second(port, port, SIJILL_MAIL_RATE=str(RATE))
    latest = Delivery.objects.order_by("-notice").values("notice")[:1]
    found = Delivery.objects.filter(notice=latest).values_list("sent_at", flat=True)
    sent = sorted(moment for moment in found if moment)
    # Between the first window and the last: what a worker does before its first mail is no sending.
    held = (len(sent) - sent.count(sent[0])) / (sent[-1] - sent[0]).total_seconds()
    off = abs(held - RATE) / RATE
    row(f"rate cap of {RATE}/s with 2 workers", f"{held:.1f}/s ({off:.1%})", "within 2 %", off <= 0.02)
    row("  most within any second", f"{most_within_a_second(sent)}", "", None)
    row("  with all that comes before and after", f"{whole:.1f}/s", "", None)


def most_within_a_second(moments: Sequence[datetime]) -> int:
    first, most = 0, 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= timedelta(seconds=1):
            first += 1
        most = max(most, last - first + 1)
    return most


def audience(bench: Bench) -> None:
    from bench.audience import publish, subscribe

    few = bench.workers("publish")[0]["seconds"]
    subscribe(bench.policy, bench.subscribers)
    many = bench.workers("publish")[0]["seconds"]
    row(
        f"publishing with {bench.subscribers:,} subscribers, minus with few",
        f"{(many - few) * 1000:+.1f} ms",
        "≤ 50 ms",
        many - few <= 0.05,
    )
    publish(bench.policy)
    found = bench.workers("fan-out")[0]
    row(
        f"fan-out of {found['rows']:,.0f}", f"{found['seconds']:.1f} s", "≤ 30 s", found["seconds"] <= 30
    )
    row("  longest transaction", f"{found['longest']:.2f} s", "≤ 1 s", found["longest"] <= 1)
    row("  memory of the worker", f"{found['memory']:.0f} MB", "≤ 150 MB", found["memory"] <= 150)


ROWS: Final[dict[str, Callable[[Bench], None]]] = {
    "pipelining": pipelining,
    "plain": plain,
    "two": two,
    "connections": connections,
    "rate": rate,
    "audience": audience,
}


def run(url: str, options: Any) -> None:
    import django

    django.setup()
    from bench.audience import announce, prepare, subscribe
    from policies.notification.compose_mail import Composer
    from policies.notification.delivery_windows import rows_of
    from policies.notification.ledger import Delivery

    subscribe(prepare(), options.mails)
    bench = Bench(url, options)
    bench.notice = notice = announce(bench.policy)
    # By turns in the three languages.
    first = rows_of(notice, Delivery.objects.filter(notice=notice))[:300]
    composer = Composer()
    bench.size = sum(len(composer.mail(notice, each).content) for each in first) // len(first)
    print(f"{options.mails:,} mails of {bench.size:,} bytes; window and rate as in the settings")
    with listening() as port:
        bench.workers("send", [port])
    for name in options.only:
        ROWS[name](bench)


def some_rows(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(ROWS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: none of {', '.join(ROWS)}")
    return names


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.notices", description="Sending notices.")
    parser.add_argument("--mails", type=int, default=6_000, help="mails of a sending row (6,000)")
    parser.add_argument("--subscribers", type=int, default=1_000_000, help="of the fan-out (1,000,000)")
    parser.add_argument(
        "--only",
        type=some_rows,
        default=list(ROWS),
        metavar="ROWS",
        help=f"some of {','.join(ROWS)} (all)",
    )
    server = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/")
    options = parser.parse_args()
    base = server.rsplit("/", 1)[0]
    try:
        connection = psycopg.connect(f"{base}/postgres", autocommit=True)
    except psycopg.Error:
        raise SystemExit(f"no PostgreSQL answers at {base}: name one in TEST_POSTGRES_URL") from None
    with connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")
        url = f"{base}/{NAME}"
        os.environ["SIJILL_DATABASE_URL"] = url
        os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings"
        try:
            run(url, options)
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


if __name__ == "__main__":
    main()
