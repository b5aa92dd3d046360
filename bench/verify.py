"""How long `verify_versions` takes over 10,000 versions of 30 kB, beside reading and hashing them bare; and how long a
version's evidence takes there.

    make bench-verify                                  on a PostgreSQL of this machine
    make bench-verify ARGS="--versions 2000"
    TEST_POSTGRES_URL=postgresql://user:password@host:5432 make bench-verify

Makes a database of its own there and drops it again. The reference is one psycopg cursor that reads the same
bytes and computes their SHA-256: what no check can be quicker than.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import statistics
import sys
import time
import uuid
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from tests.run import find_postgresql, with_database

NAME = "sijill_bench_verify"
POLICIES = 100
SIZE = 30_000  # bytes of a version
BAR = 3.0  # seconds for 10,000 versions
EVIDENCE_BAR = 0.050  # seconds of processor time for one version's evidence.zip, once a process is warm
RUNS = 3


def filled(count: int) -> None:
    """Migrate, then write ``count`` chained versions and their entries as publishing would."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from policies.evidence.notes import new_key
    from policies.publication.models import Organisation, Policy

    organisation = Organisation.objects.create(slug="bench", name="Bench")
    for place in range(POLICIES):
        policy = Policy.objects.create(
            organisation=organisation, slug=f"policy-{place}", uuid=uuid.uuid4()
        )
        publish(policy, count // POLICIES)
    from django.conf import settings

    settings.LOG_KEY = new_key("bench.example/log").text
    with TemporaryDirectory() as folder:
        settings.LOG_MEMORY_FILE = f"{folder}/log.signed"
        call_command("publish_checkpoint", verbosity=0)


def publish(policy: Any, count: int) -> None:
    """The rows that publishing would leave, written in bulk."""
    from policies.evidence.digests import digest
    from policies.evidence.entries import event_entry
    from policies.publication.log import LogEntry
    from policies.publication.models import PolicyVersion
    from policies.publication.version_record import Record

    versions, previous = [], ""
    for number in range(1, count + 1):
        facts: dict[str, Any] = {
            "number": number,
            "significance": "minor" if previous else "initial",
            "effective_from": date(2024, 1, 1),
            "origin": "imported",
            "time_zone": policy.organisation.time_zone,
        }
        record = Record(document=document(policy.uuid, number), previous=previous, **facts)
        content = record.content()
        sha256 = digest(content)
        versions.append(PolicyVersion(policy=policy, content=content, sha256=sha256, **record.columns()))
        previous = sha256
    PolicyVersion.objects.bulk_create(versions, batch_size=100)
    position = LogEntry.objects.count()
    LogEntry.objects.bulk_create(
        LogEntry(
            position=position + version.number - 1,
            subject=f"version {version.sha256}",
            policy=policy,
            content=event_entry(
                "version",
                policy=str(policy.uuid),
                number=version.number,
                sha256=version.sha256,
                effective_from=version.effective_from,
                published_at=version.published_at,
            ),
        )
        for version in policy.versions.defer("content").order_by("number")
    )


def document(policy: uuid.UUID, number: int) -> Any:
    from policies.document.blocks import Paragraph, Run
    from policies.document.shape import Document, Section

    # Words that do not compress to nothing: PostgreSQL would read less than it says.
    words = [hashlib.md5(f"{policy}{number}{n}".encode()).hexdigest()[:8] for n in range(SIZE // 9)]  # noqa: S324
    sections = tuple(
        Section(
            key=uuid.uuid5(policy, str(place)),
            level=1,
            heading={"en": f"Clause {place}"},
            body={"en": (Paragraph(runs=(Run(text=" ".join(words[place::20])),)),)},
        )
        for place in range(20)
    )
    return Document(
        policy=policy, kind="privacy", languages=("en",), authoritative="en", issuer={"en": "Bench"},
        title={"en": "Privacy"}, sections=sections,
    )  # fmt: skip


def bare(url: str) -> float:
    began = time.perf_counter()
    with psycopg.connect(url) as connection, connection.cursor(name="bare", binary=True) as cursor:
        cursor.itersize = 200
        for (content,) in cursor.execute("SELECT content FROM policies_policyversion"):
            hashlib.sha256(content).hexdigest()
    return time.perf_counter() - began


def checked(count: int) -> float:
    from django.core.management import call_command

    said = io.StringIO()
    began = time.perf_counter()
    call_command("verify_versions", as_json=True, stdout=said)
    taken = time.perf_counter() - began
    summary = json.loads(said.getvalue())
    if summary["versions"] != count or summary["faults"]:
        raise SystemExit(f"the check did not hold: {said.getvalue()[:500]}")
    return taken


def evidence(count: int) -> list[float]:
    """Processor seconds of one request after the other for the evidence of different versions."""
    from django.test import Client

    client, taken = Client(SERVER_NAME="127.0.0.1"), []
    client.get("/en/bench/policy-0/v1.json")  # what every first request of a process loads
    for place in range(11):
        began = time.process_time()
        answer = client.get(f"/en/bench/policy-{place}/v{count // POLICIES}/evidence.zip")
        taken.append(time.process_time() - began)
        if answer.status_code != 200:
            raise SystemExit(f"no evidence: {answer.status_code}")
    return taken


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.verify", description="Time verify_versions.")
    parser.add_argument("--versions", type=int, default=10_000)
    count = parser.parse_args().versions // POLICIES * POLICIES
    server = find_postgresql()
    if server is None:
        print("no PostgreSQL answers: name one with TEST_POSTGRES_URL", file=sys.stderr)
        return 1
    with psycopg.connect(with_database(server, "postgres"), autocommit=True) as outside:
        outside.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        outside.execute(f"CREATE DATABASE {NAME}")
        try:
            return measure(with_database(server, NAME), count)
        finally:
            from django.db import connections

            connections.close_all()
            outside.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def measure(url: str, count: int) -> int:
    os.environ.update(DJANGO_SETTINGS_MODULE="cms.settings", SIJILL_DATABASE_URL=url)
    began = time.perf_counter()
    filled(count)
    print(f"{count} versions of {SIZE} bytes written in {time.perf_counter() - began:.0f} s")
    bar = BAR * count / 10_000
    pairs = [(bare(url), checked(count)) for _ in range(RUNS)]
    for reference, taken in pairs:
        print(
            f"read and hashed bare {reference:.2f} s, verify_versions {taken:.2f} s, ratio {taken / reference:.2f}"
        )
    best = min(taken for _reference, taken in pairs)
    print(f"best {best:.2f} s; the bar is {bar:.2f} s: {'held' if best <= bar else 'MISSED'}")
    first, *others = evidence(count)
    usual = statistics.median(others)
    print(
        f"evidence.zip: first of a process {first * 1000:.0f} ms, then {usual * 1000:.0f} ms; "
        f"the bar is {EVIDENCE_BAR * 1000:.0f} ms: {'held' if usual <= EVIDENCE_BAR else 'MISSED'}"
    )
    return 0 if best <= bar and usual <= EVIDENCE_BAR else 1


if __name__ == "__main__":
    sys.exit(main())
