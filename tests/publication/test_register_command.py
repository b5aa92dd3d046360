"""A command of the register ends well whatever becomes of its output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.databases import url_of


@pytest.mark.django_db(transaction=True)
def test_reader_of_the_output_who_has_seen_enough_gets_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    environment = os.environ | {
        "SIJILL_DATABASE_URL": url_of(connection),
        "SIJILL_VAR": str(settings.VAR),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_versions"],
        cwd=Path(__file__).resolve().parents[2],
        env=environment,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (141, "")
