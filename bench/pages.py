"""Response times of the demo's pages, beside a view that returns ready bytes, in the same run.

    make bench-pages                       200 requests a page
    make bench-pages ARGS="--requests 50"

Starts gunicorn as the demo does (the same workers and threads) on the demo's database, on a free port of the
loopback, and asks for one page after the other over one connection. Milliseconds depend on the machine; the
ratio to the bare view, which has the size of the page, is what can be compared between machines and days.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.reference import BARE
from cms.demo.__main__ import environment
from cms.demo.processes import HOST, ROOT

VAR = ROOT / "var"
PAGES = {
    "home": "/{lang}/",
    "organisation": "/{lang}/{organisation}/",
    "policy": "/{lang}/{organisation}/{policy}/",
    "history": "/{lang}/{organisation}/{policy}/history/",
    "compare": "/{lang}/{organisation}/{policy}/compare/{first}/{last}/",
}
LANGUAGES = ("fr", "en", "ar")
WARM_UP = 8  # requests that are not counted: both workers have compiled the template by then


@contextmanager
def served(var: Path = VAR) -> Iterator[http.client.HTTPConnection]:
    """A connection to the site of this ``var``, kept alive, while it is served."""
    with socket.create_server((HOST, 0)) as listener:
        # The connection is made before gunicorn sets this, and would pay 40 ms of delayed ACK a page.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}"]
        command += [
            "--worker-class",
            "gthread",
            "--workers",
            "2",
            "--threads",
            "4",
            "--keep-alive",
            "30",
        ]
        command += ["--no-control-socket", "--log-level", "warning", "bench.reference:application"]
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, cwd=ROOT, env=environment(port, 1025, var), pass_fds=[listener.fileno()]
        )
        connection = http.client.HTTPConnection(HOST, port, timeout=120)
        try:
            yield connection
        finally:
            connection.close()
            process.terminate()
            process.wait()


def measure(
    connection: http.client.HTTPConnection, address: str, requests: int
) -> tuple[list[float], int]:
    """Milliseconds of each request, and the size of the page in bytes."""
    times, size = [], 0
    for count in range(-WARM_UP, requests):
        began = time.perf_counter()
        connection.request("GET", address)
        response = connection.getresponse()
        size = len(response.read())
        if response.status != 200:
            raise SystemExit(f"{address} answered {response.status}")
        if count >= 0:
            times.append((time.perf_counter() - began) * 1000)
    return times, size


def longest_history() -> dict[str, Any]:
    """The organisation, slug and first and last version of the demo's policy with the most versions."""
    os.environ.update(environment(8000, 1025, VAR))
    import django
    from django.db.models import Count

    django.setup()
    from policies.publication.models import Policy

    policy = Policy.objects.annotate(count=Count("versions")).order_by("-count", "pk").first()
    if policy is None or policy.count < 2:
        raise SystemExit("The demo has no policy with two versions yet: run `make demo` first.")
    numbers = sorted(
        version.number for version in policy.versions.all() if set(LANGUAGES) <= set(version.languages)
    )
    return {
        "organisation": policy.organisation.slug,
        "policy": policy.slug,
        "first": numbers[0],
        "last": numbers[-1],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.pages", description="Response times of the demo."
    )
    parser.add_argument("--requests", type=int, default=200, help="requests per page (200)")
    requests = parser.parse_args().requests
    if not (VAR / "sijill.sqlite3").exists():
        raise SystemExit("There is no demo yet: run `make demo` first.")
    names = longest_history()
    print(
        f"{requests} requests a page, one after the other; policy {names['organisation']}/{names['policy']}"
    )
    print(f"{'page':<12}{'bytes':>9}{'median ms':>11}{'p95 ms':>9}{'bare ms':>9}{'ratio':>8}")
    with served() as connection:
        for page, pattern in PAGES.items():
            for lang in LANGUAGES:
                times, size = measure(connection, pattern.format(lang=lang, **names), requests)
                bare, _ = measure(connection, f"{BARE}?bytes={size}", requests)
                ratio = median(times) / median(bare)
                p95 = quantiles(times, n=20)[-1]
                print(
                    f"{page + ' ' + lang:<12}{size:>9}{median(times):>11.1f}{p95:>9.1f}"
                    f"{median(bare):>9.2f}{ratio:>8.1f}"
                )


if __name__ == "__main__":
    main()
