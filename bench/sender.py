"""One worker in a process of its own: sends what is due and says how long it took.

python -m bench.sender [fan-out | send [CONNECTIONS] | publish]
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.audience import publish  # noqa: E402
from policies.notification.compose_mail import Composer  # noqa: E402
from policies.notification.fan_out import fan_out  # noqa: E402
from policies.notification.ledger import Notice  # noqa: E402
from policies.notification.worker import Crew, Worker  # noqa: E402
from policies.publication.models import Policy  # noqa: E402


def send() -> dict[str, float]:
    crew = Crew(int(sys.argv[2]) if sys.argv[2:] else 1, stopping=lambda: False)
    # What a process loads once in its life (templates, addresses, dates) is no part of sending; the
    # worker itself composes the notice within the time that is measured.
    Composer().prepare(Notice.objects.latest("pk"), timezone.now())
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    crew.work(Worker.drain)
    return {"seconds": time.perf_counter() - began, "sent": crew.counts["sent"]}


def write() -> dict[str, float]:
    print("ready", flush=True)
    sys.stdin.readline()
    began, longest, rows = time.perf_counter(), 0.0, 0
    while True:
        chunk = time.perf_counter()
        written = fan_out()
        longest = max(longest, time.perf_counter() - chunk)
        if written is None:
            break
        rows += written
    return {"seconds": time.perf_counter() - began, "longest": longest, "rows": rows}


def announce() -> dict[str, float]:
    """The median of five publications, each with its notice, and the transaction undone."""
    policy = Policy.objects.get()
    print("ready", flush=True)
    sys.stdin.readline()
    times = []
    for _ in range(5):
        began = time.perf_counter()
        with transaction.atomic():
            publish(policy)
            transaction.set_rollback(True)
        times.append(time.perf_counter() - began)
    return {"seconds": sorted(times)[2]}


def most_memory() -> float:
    """The most this program held, in MB. ``ru_maxrss`` would begin with what the bench held when it forked."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)[1]) / 1024  # type: ignore[index]


def main() -> None:
    does = {"send": send, "fan-out": write, "publish": announce}[sys.argv[1]]
    found = does()
    found["memory"] = most_memory()
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
