"""A folder of dated files becomes consecutive versions, marked imported and told to nobody."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from policies.notification.ledger import Notice
from policies.publication.models import PolicyVersion
from tests.factories import home, make_organisation

pytestmark = pytest.mark.django_db

FIRST = "# Politique\n\n## 1. Objet\n\nNous gardons 30 jours.\n"


def run(folder: Path, **options: Any) -> list[dict[str, Any]]:
    out = StringIO()
    chosen = {"organisation": "atlas", "policy": "privacy", "language": "fr"} | options
    call_command("import_history", str(folder), stdout=out, **chosen)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home()
    make_organisation("atlas")
    texts = {
        "2020-01-01.md": FIRST,
        "2020-06-01.md": FIRST,
        "2021-01-01.md": FIRST.replace("30", "60"),
        "2022-01-01.md": FIRST.replace("30 jours", "**60** jours"),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_each_day_is_a_version_from_that_day_and_no_mail_is_sent(folder: Path) -> None:
    report = run(folder)

    versions = list(PolicyVersion.objects.order_by("number"))
    assert [(each["day"], each["version"], each["words_lost"]) for each in report] == [
        ("2020-01-01", 1, []),
        ("2020-06-01", None, []),
        ("2021-01-01", 2, []),
        ("2022-01-01", 3, []),
    ]
    assert [str(version.effective_from) for version in versions] == [
        "2020-01-01",
        "2021-01-01",
        "2022-01-01",
    ]
    assert {version.origin for version in versions} == {"imported"}
    assert not Notice.objects.exists()


def test_successor_in_which_no_word_changed_is_not_substantial(folder: Path) -> None:
    run(folder)

    assert [version.significance for version in PolicyVersion.objects.order_by("number")] == [
        "initial",
        "substantial",
        "minor",
    ]


def test_all_days_are_imported_or_none(folder: Path) -> None:
    (folder / "2023-01-01.md").write_bytes(b"\\documentclass{article}")

    with pytest.raises(CommandError, match="2023-01-01"):
        run(folder)
    assert not PolicyVersion.objects.exists()
