"""Notices against named references in one run: fan-out, sending, the rate cap, publishing.

    make bench-notices

Needs PostgreSQL (TEST_POSTGRES_URL, else the one on this machine). The reference for sending is Debian's
smtp-source: `apt-get install postfix` brings it; without it that row is skipped. The machine should be idle:
the ratios are of processes that share its cores.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
NAME = "sijill_bench_notices"
SINK = shutil.which("smtp-sink", path=f"/usr/sbin:{os.environ.get('PATH', '')}")
SOURCE = shutil.which("smtp-source", path=f"/usr/sbin:{os.environ.get('PATH', '')}")
RATE = 350
# smtp-sink refuses to run as root.
AS_NOBODY = ("-u", "nobody") if os.geteuid() == 0 else ()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@contextmanager
def listening(*options: str) -> Iterator[int]:
    """smtp-sink (or our own) on a free port."""
    port = free_port()
    command = (
        [SINK, *AS_NOBODY, *options, f"127.0.0.1:{port}", "100"]
        if SINK
        else [sys.executable, "-m", "bench.sink", str(port)]
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

    def __init__(self, url: str, mails: int) -> None:
        self.url = url
        self.mails = mails
        from policies.publication.models import Policy

        self.policy = Policy.objects.get()

    def workers(self, does: str, count: int = 1, **settings: str) -> list[dict[str, float]]:
        """What ``count`` processes measured, started at the same moment."""
        environment = {**os.environ, "SIJILL_DATABASE_URL": self.url, **settings}
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "bench.sender", does],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _number in range(count)
        ]
        for process in started:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            process.stdout.readline()
        for process in started:
            assert process.stdin is not None  # noqa: S101 - a pipe was asked for
            process.stdin.write("go\n")
            process.stdin.flush()
        return [json.loads(process.communicate()[0].strip().splitlines()[-1]) for process in started]

    def sent_per_second(self, count: int, port: int, **settings: str) -> float:
        """Messages a second of ``count`` workers on one notice, from the first start to the last end."""
        from bench.audience import announce

        announce(self.policy)
        found = self.workers("send", count, SIJILL_EMAIL_PORT=str(port), **settings)
        sent = sum(each["sent"] for each in found)
        if sent != self.mails:
            raise SystemExit(f"{sent} of {self.mails} were sent")
        return sent / max(each["seconds"] for each in found)


def source_per_second(port: int, mails: int, size: int) -> float:
    """Messages a second of Debian's smtp-source over one kept connection."""
    assert SOURCE is not None  # noqa: S101 - asked by the caller
    began = time.perf_counter()
    subprocess.run(
        [SOURCE, "-s", "1", "-d", "-l", str(size), "-m", str(mails), f"127.0.0.1:{port}"], check=True
    )
    return mails / (time.perf_counter() - began)


def mass_mail_per_second(port: int, mails: int) -> float:
    """Messages a second of Django's own ``send_mass_mail``: plain text of the same length."""
    from django.core import mail
    from django.test.utils import override_settings

    text = "Nous précisons la durée de conservation. " * 100
    batch = [("Objet", text, "a@mail.example", [f"reader{n}@mail.example"]) for n in range(mails)]
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
        began = time.perf_counter()
        mail.send_mass_mail(batch)
        return mails / (time.perf_counter() - began)


def row(what: str, measured: str, bar: str, kept: bool | None) -> None:
    verdict = "" if kept is None else ("kept" if kept else "NOT KEPT")
    print(f"{what:<58}{measured:>22}  {bar:<22}{verdict}", flush=True)


def sending(bench: Bench, size: int) -> None:
    with listening() as port:
        one = max(bench.sent_per_second(1, port) for _time in range(2))
        row("ledger + SMTP, one worker, pipelining", f"{one:,.0f}/s", "", None)
        if SOURCE:
            reference = max(source_per_second(port, bench.mails, size) for _time in range(2))
            row("smtp-source -s 1 -d, mails as long", f"{reference:,.0f}/s", "", None)
            row("  ledger ÷ smtp-source", f"{one / reference:.2f}", "≥ 1.0", one >= reference)
        else:
            row("smtp-source", "skipped", "apt-get install postfix", None)
        mass = mass_mail_per_second(port, 500)
        row("  ÷ Django's send_mass_mail", f"{one / mass:.1f}", "≥ 10", one >= 10 * mass)
        two = bench.sent_per_second(2, port)
        row("  two workers ÷ one", f"{two / one:.2f}", "≥ 1.6", two >= 1.6 * one)
    if SINK and SOURCE:
        with listening("-p") as port:
            plain = bench.sent_per_second(1, port)
            reference = source_per_second(port, bench.mails, size)
            row(
                "  without pipelining ÷ smtp-source",
                f"{plain / reference:.2f}",
                "≥ 0.4",
                plain >= 0.4 * reference,
            )


def rate(bench: Bench) -> None:
    with listening() as port:
        held = bench.sent_per_second(2, port, SIJILL_MAIL_RATE=str(RATE))
    off = abs(held - RATE) / RATE
    row(f"rate cap of {RATE}/s with 2 workers", f"{held:.1f}/s ({off:.1%})", "within 2 %", off <= 0.02)


def audience(bench: Bench, subscribers: int) -> None:
    from bench.audience import publish, subscribe

    few = bench.workers("publish")[0]["seconds"]
    subscribe(bench.policy, subscribers)
    many = bench.workers("publish")[0]["seconds"]
    row(
        f"publishing with {subscribers:,} subscribers, minus with few",
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


def run(url: str, options: Any) -> None:
    import django

    django.setup()
    from bench.audience import announce, prepare, subscribe
    from policies.notification.composing import Composer
    from policies.notification.ledger import Delivery
    from policies.notification.windows import rows_of

    subscribe(prepare(), options.mails)
    bench = Bench(url, options.mails)
    notice = announce(bench.policy)
    [first] = rows_of(Delivery.objects.filter(pk=notice.deliveries.earliest("pk").pk))
    size = len(Composer().mail(notice, first).content)
    print(f"{options.mails:,} mails of {size:,} bytes; window and rate as in the settings")
    with listening() as port:
        bench.workers("send", 1, SIJILL_EMAIL_PORT=str(port))
    wanted = options.only.split(",") if options.only else ["sending", "rate", "audience"]
    if "sending" in wanted:
        sending(bench, size)
    if "rate" in wanted:
        rate(bench)
    if "audience" in wanted:
        audience(bench, options.subscribers)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.notices", description="Sending notices.")
    parser.add_argument("--mails", type=int, default=6_000, help="mails of a sending row (6,000)")
    parser.add_argument("--subscribers", type=int, default=1_000_000, help="of the fan-out (1,000,000)")
    parser.add_argument("--only", default="", help="sending, rate, audience")
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
