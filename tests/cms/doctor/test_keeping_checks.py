"""Advisories are read from the operator's file, and compared with what is installed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cms.doctor.keeping_checks import is_affected, packages_without_advisories
from policies.publication.site_checks import Seen, Unasked


def advisory(package: str, **affected: Any) -> dict[str, Any]:
    return {
        "id": "PYSEC-1",
        "summary": "It leaks.",
        "affected": [{"package": {"ecosystem": "PyPI", "name": package}, **affected}],
    }


ALL = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]


def test_zip_of_advisories_names_the_package_that_is_installed(tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("PYSEC-1.json", json.dumps(advisory("Wagtail", ranges=ALL)))
        archive.writestr("PYSEC-2.json", json.dumps(advisory("not-installed-here", ranges=ALL)))
    settings.ADVISORIES_FILE = str(file)

    (said,) = packages_without_advisories()

    assert not isinstance(said, Seen | Unasked)
    assert said.startswith("wagtail ")
    assert said.endswith("PYSEC-1 It leaks.")


def test_withdrawn_advisory_counts_as_none(tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "all.json"
    file.write_text(json.dumps([advisory("wagtail", ranges=ALL) | {"withdrawn": "2026-01-01"}]))
    settings.ADVISORIES_FILE = str(file)

    (said,) = packages_without_advisories()

    assert isinstance(said, Seen)


@pytest.mark.parametrize("content", [None, "no json"])
def test_file_that_cannot_be_read_is_not_taken_for_good_news(
    tmp_path: Path, settings: Any, content: str | None
) -> None:
    settings.ADVISORIES_FILE = str(tmp_path / "all.json")
    if content:
        (tmp_path / "all.json").write_text(content)

    (said,) = packages_without_advisories()

    assert isinstance(said, Unasked)


@pytest.mark.parametrize(
    ("version", "events", "affected"),
    [
        ("1.9", [{"introduced": "0"}, {"fixed": "2.0"}], True),
        ("2.0", [{"introduced": "0"}, {"fixed": "2.0"}], False),
        ("2.0", [{"introduced": "1.0"}, {"last_affected": "2.0"}], True),
        ("2.1", [{"introduced": "1.0"}, {"last_affected": "2.0"}], False),
        ("3.1", [{"introduced": "1.0"}, {"fixed": "2.0"}, {"introduced": "3.0"}], True),
        ("2.10", [{"introduced": "2.9"}], True),
    ],
)
def test_version_is_in_a_range_as_the_specification_says(
    version: str, events: list[dict[str, str]], affected: bool
) -> None:
    assert is_affected(version, {"ranges": [{"type": "ECOSYSTEM", "events": events}]}) is affected


def test_version_that_is_listed_is_affected() -> None:
    assert is_affected("1.2.3", {"versions": ["1.2.3"]})
