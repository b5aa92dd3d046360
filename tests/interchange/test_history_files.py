"""Dated files: the day and the language of each, from a folder or an archive, bounded."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from policies.interchange.history_files import (
    by_day,
    dated_files,
    day_of,
    files_in,
    in_archive,
    language_of,
)
from policies.interchange.readers.parsed_text import UnreadableText


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2021-05-01.fr.docx", date(2021, 5, 1)),
        ("policy_20210501.md", date(2021, 5, 1)),
        ("Politique 01.05.2021.docx", date(2021, 5, 1)),
        ("2020/2021-05-01/fr.md", date(2021, 5, 1)),
        ("v2021-13-45.md", None),
        ("policy.md", None),
    ],
)
def test_a_name_says_its_day(name: str, day: date | None) -> None:
    assert day_of(name) == day


@pytest.mark.parametrize(
    ("name", "language"),
    [("fr/2021-05-01.md", "fr"), ("2021-05-01.ar.docx", "ar"), ("p_EN_2021.md", "en"), ("draft.md", "")],
)
def test_a_name_says_its_language(name: str, language: str) -> None:
    assert language_of(name) == language


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return buffer.getvalue()


def test_links_and_hidden_files_of_a_folder_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "2021-05-01.fr.md").write_text("a")
    (tmp_path / ".hidden.md").write_text("b")
    (tmp_path / "2022-05-01.fr.md").symlink_to("/etc/hostname")

    assert [file.name for file in files_in(tmp_path)] == ["2021-05-01.fr.md"]


def test_an_archive_of_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = archive(**{"2021-05-01.md": b"x" * 100})

    assert [name for name, _content in in_archive(content)] == ["2021-05-01.md"]
    monkeypatch.setattr("policies.interchange.history_files.MOST_BYTES", 50)
    with pytest.raises(UnreadableText, match="larger"):
        list(in_archive(content))


def test_days_are_in_order_and_no_day_has_a_language_twice() -> None:
    files = dated_files([("2022-01-01.fr.md", b"b"), ("2021-01-01.fr.md", b"a")])

    assert list(by_day(files)) == [date(2021, 1, 1), date(2022, 1, 1)]
    with pytest.raises(UnreadableText, match="same day"):
        by_day([*files, *files])
    with pytest.raises(UnreadableText, match="no day"):
        by_day(dated_files([("x.md", b"a")]))
