"""Reading under load: the shelf beside nginx serving the same bytes as a file, and what is made when nothing is kept.

    make bench-reading                              a register of three policies, on SQLite
    make bench-reading ARGS="--database postgresql://…"   a large one (400 organisations, 2,003 policies), filled once

Needs ``wrk`` and ``nginx``. Everything that is compared is measured in turn, several rounds, in one run; figures are
medians. Requests per second depend on the machine and on who else uses it, so only ratios have bars.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.measure_memory import resident
from cms.demo.__main__ import environment
from cms.demo.processes import HOST, ROOT

PAGE = "/fr/bench/long/"
WORKERS = 2
CONNECTIONS = 16
QUESTIONS = {
    "fr": [
        "données personnelles",
        "conservation",
        "droit accès",
        "transfert finalité",
        "cookies",
        "sécurité",
    ],
    "en": ["personal data", "retention", "right access", "transfer purpose", "security controller"],
    "ar": ["المعطيات الشخصية", "الحفظ", "حق الولوج", "الأمن", "المسؤول"],
}
MIXED = [
    PAGE, "/ar/bench/long/", "/fr/", "/en/bench/", "/fr/bench/history/", "/fr/bench/history/history/", "/fr/bench/history/v{n}/",
    "/en/bench/history/compare/{n}/{m}/", "/fr/search/?q=donn%C3%A9es", "/sitemap.xml", "/sitemap-1.xml", "/fr/bench/feed.atom",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    name: str
    port: int
    process: subprocess.Popen[bytes]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description="Reading under load.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2, help="of each measurement (2)")
    parser.add_argument("--database", default="", help="a PostgreSQL database; filled where it is empty")
    parser.add_argument("--walk", type=int, default=10_000, help="mixed requests before memory is asked")
    given = parser.parse_args()
    for tool in ("wrk", "nginx"):
        if not shutil.which(tool):
            raise SystemExit(f"{tool} is needed, and is not there")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        var = Path(folder)
        environ = environment(8000, 1025, var) | {"SIJILL_DEMO": "0"}
        environ.pop("SIJILL_LOG_KEY_FILE", None)
        if given.database:
            environ["SIJILL_DATABASE_URL"] = given.database
        prepare(environ, large=bool(given.database))
        body = packed()
        file = stack.enter_context(nginx(var, body))
        gunicorn = stack.enter_context(site("gunicorn", environ, "cms.wsgi"))
        granian = stack.enter_context(site("granian", environ, "cms.wsgi"))
        rendered = stack.enter_context(site("rendered", environ, "bench.reference:unshelved"))
        load(file, [gunicorn, granian], rendered, given.rounds, given.seconds)
        cold(rendered)
        if given.database:
            searches(rendered)
        memory(granian, given.walk)


def prepare(environ: dict[str, str], *, large: bool) -> None:
    os.environ.update(environ)
    import django

    django.setup()
    from django.core.management import call_command

    from bench.register import fill
    from policies.publication.models import Policy

    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    if not Policy.objects.exists():
        print("filling the register …", flush=True)
        fill(400 if large else 0, 5)
        call_command("index_texts")


def packed() -> bytes:
    """The page as the shelf packs it."""
    import brotli
    from django.test import Client

    response = Client(SERVER_NAME="127.0.0.1").get(PAGE)
    print(f"{PAGE}: {len(response.content):,} bytes", end="")
    body = brotli.compress(response.content, quality=9)
    print(f", {len(body):,} with brotli")
    return bytes(body)


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def nginx(var: Path, body: bytes) -> Iterator[Server]:
    root = var / "nginx"
    root.mkdir()
    (root / "page.html").write_bytes(body)
    port = free_port()
    (root / "nginx.conf").write_text(
        f"worker_processes {WORKERS}; error_log {root}/error.log; pid {root}/pid; daemon off; "
        "events {} http { access_log off; sendfile on; keepalive_requests 1000000; "
        f"client_body_temp_path {root}; proxy_temp_path {root}; fastcgi_temp_path {root}; "
        f"uwsgi_temp_path {root}; scgi_temp_path {root}; default_type text/html; "
        f"server {{ listen {HOST}:{port}; root {root}; add_header Content-Encoding br; "
        "add_header Vary Accept-Encoding; } }"
    )
    root.chmod(0o755)
    var.chmod(0o755)
    command = ["nginx", "-c", str(root / "nginx.conf"), "-p", str(root)]
    with running("nginx", port, command, dict(os.environ), "/page.html") as server:
        yield server


@contextmanager
def site(name: str, environ: dict[str, str], application: str) -> Iterator[Server]:
    port = free_port()
    if name == "granian":
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            HOST,
            "--port",
            str(port),
        ]
        command += [
            "--workers",
            str(WORKERS),
            "--blocking-threads",
            "4",
            "--no-ws",
            "--log-level",
            "warning",
        ]
        command += [f"{application}:application"]
    else:
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--bind",
            f"{HOST}:{port}",
            "--worker-class",
            "gthread",
        ]
        command += ["--workers", str(WORKERS), "--threads", "4", "--keep-alive", "30"]
        command += ["--no-control-socket", "--log-level", "warning", application]
    with running(name, port, command, environ, PAGE) as server:
        yield server


@contextmanager
def running(
    name: str, port: int, command: list[str], environ: dict[str, str], path: str
) -> Iterator[Server]:
    process = subprocess.Popen(  # noqa: S603 - our own processes
        command, cwd=ROOT, env=environ, start_new_session=True
    )
    try:
        for _ in range(600):
            try:
                if answer(port, path)[0] == 200:
                    break
            except OSError:
                pass
            time.sleep(0.1)
        else:
            raise SystemExit(f"{name} did not start")
        for _ in range(12):  # every worker has the page in its memory
            answer(port, path)
        time.sleep(1.5)
        yield Server(name=name, port=port, process=process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def answer(port: int, path: str) -> tuple[int, float, bytes]:
    """Status, milliseconds and body."""
    connection = http.client.HTTPConnection(HOST, port, timeout=120)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "br"})
    response = connection.getresponse()
    body = response.read()
    taken = (time.perf_counter() - began) * 1000
    connection.close()
    return response.status, taken, body


def wrk(server: Server, path: str, seconds: int, *headers: str) -> float:
    """Requests a second."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", "Accept-Encoding: br"]
    for header in headers:
        command += ["-H", header]
    said = subprocess.run(  # noqa: S603 - our own process
        [*command, f"http://{HOST}:{server.port}{path}"], capture_output=True, text=True, check=True
    ).stdout
    if "Non-2xx" in said and not headers:
        raise SystemExit(f"{server.name} failed:\n{said}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    return float(found[1]) if found else 0.0


def load(file: Server, sites: list[Server], rendered: Server, rounds: int, seconds: int) -> None:
    rates: dict[str, list[float]] = {}

    def note(name: str, rate: float) -> None:
        rates.setdefault(name, []).append(rate)

    for _ in range(rounds):
        note("nginx", wrk(file, "/page.html", seconds))
        for each in sites:
            note(each.name, wrk(each, PAGE, seconds))
            note(f"{each.name} 304", wrk(each, PAGE, seconds, f"If-None-Match: {tag(each)}"))
            note(f"{each.name} 1 version", wrk(each, "/fr/bench/single/", seconds))
            note(f"{each.name} 1,000 versions", wrk(each, "/fr/bench/history/", seconds))
        note("rendered", wrk(rendered, PAGE, seconds))
    middle = {name: median(found) for name, found in rates.items()}
    for name, rate in middle.items():
        print(
            f"{name:<28}{rate:>10,.0f} requests/s   {min(rates[name]):>8,.0f} … {max(rates[name]):,.0f}"
        )
    bars = {"gunicorn": 0.3, "granian": 0.6}
    for each in sites:
        name = each.name
        ratio = median(a / b for a, b in zip(rates[name], rates["nginx"], strict=True))
        told = middle[f"{name} 304"] / middle[name]
        versions = middle[f"{name} 1 version"] / middle[f"{name} 1,000 versions"]
        print(
            f"{name} ÷ nginx {ratio:.2f} (bar {bars[name]}); 304 ÷ full {told:.2f} (bar 1.2);", end=" "
        )
        print(
            f"1,000 versions ÷ 1 {versions:.2f} (bar 1.2); ÷ rendered {middle[name] / middle['rendered']:.0f}"
        )


def tag(server: Server) -> str:
    connection = http.client.HTTPConnection(HOST, server.port, timeout=60)
    connection.request("GET", PAGE, headers={"Accept-Encoding": "br"})
    response = connection.getresponse()
    response.read()
    return response.headers["ETag"] or ""


def cold(rendered: Server) -> None:
    """What a page takes that is on no shelf; all code is loaded and compiled."""
    paths = {
        "policy of 5,000 words": PAGE,
        "policy of 1,000 versions": "/fr/bench/history/",
        "its history": "/fr/bench/history/history/",
        "home": "/fr/",
        "organisation": "/fr/bench/",
        "sitemap index": "/sitemap.xml",
        "sitemap part": "/sitemap-1.xml",
    }
    for name, path in paths.items():
        taken = [answer(rendered.port, path) for _ in range(15)]
        print(
            f"cold {name:<26}{median(each[1] for each in taken):>8.1f} ms {len(taken[-1][2]):>12,} bytes"
        )


def searches(rendered: Server) -> None:
    from urllib.parse import quote

    for language, questions in QUESTIONS.items():
        taken = [
            answer(rendered.port, f"/{language}/search/?q={quote(question)}")[1]
            for question in questions
            for _ in range(8)
        ]
        print(
            f"search {language}: median {median(taken):.0f} ms, p95 {quantiles(taken, n=20)[-1]:.0f} ms"
        )


def memory(server: Server, requests: int) -> None:
    before = resident(server.process.pid)
    half: Any = None
    for at in range(requests):
        path = MIXED[at % len(MIXED)].format(n=1 + at % 997, m=2 + at % 997)
        answer(server.port, path)
        if at == requests // 2:
            half = resident(server.process.pid)
    after = resident(server.process.pid)
    megabytes = [f"{size / 1e6:.0f}" for size in (before, half or before, after)]
    print(
        f"largest worker's memory: {' → '.join(megabytes)} MB after 0, {requests // 2:,}, {requests:,} requests"
    )


if __name__ == "__main__":
    main()
