"""Publishing from several processes at once: real processes, real database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from policies.publication.models import PolicyVersion
from policies.publication.verification import verify
from tests.databases import url_of
from tests.factories import make_organisation, make_policy_page, publish

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]

PUBLISH_MANY = """
import sys, django
django.setup()
from policies.authoring.models import PolicyPage
page = PolicyPage.objects.get(pk=int(sys.argv[1]))
for number in range(int(sys.argv[2])):
    for code in ("fr", "en", "ar"):
        setattr(page, f"heading_{code}", f"{sys.argv[3]} {number}")
    page.save_revision(clean=False).publish()
"""

PUBLISH_ONE = """
import sys, django
django.setup()
from wagtail.models import Revision
revision = Revision.objects.get(pk=int(sys.argv[1]))
sys.stdin.readline()
revision.publish()
"""


def start(
    code: str, *arguments: object, stdout: int | None = None, database: str = ""
) -> subprocess.Popen[str]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "SIJILL_DATABASE_URL": database or url_of(connection),
        "SIJILL_VAR": str(settings.VAR),
    }
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


def finish(*processes: subprocess.Popen[str], timeout: float = 120) -> list[str]:
    return [process.communicate("go\n", timeout=timeout)[1] for process in processes]


def chain() -> list[str]:
    """What is wrong with the chain of versions, or with one of them."""
    return [fault for kind, fault in verify().faults if kind == "version"]


def test_versions_from_two_processes_have_no_gap_and_no_fork() -> None:
    page = make_policy_page()
    publish(page)

    errors = finish(*(start(PUBLISH_MANY, page.pk, 5, name) for name in "ab"))

    assert errors == [""] * 2
    assert list(PolicyVersion.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, 12)
    )
    assert chain() == []


def test_one_revision_published_by_three_processes_is_one_version() -> None:
    page = make_policy_page(make_organisation())
    revision = page.save_revision()
    processes = [start(PUBLISH_ONE, revision.pk) for _ in range(3)]

    errors = finish(*processes)

    assert errors == [""] * 3
    assert PolicyVersion.objects.get().source_revision == revision.pk
