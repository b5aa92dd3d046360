"""The pages in files: private, whole or absent, and no more than they may take."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policies.publication.editions import editions
from policies.reading.shelf.page_files import Files
from tests.reading.shelf.test_page import make_page


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "shelf", "release", largest=1_000_000)


def test_page_is_found_by_its_address_alone(files: Files) -> None:
    files.put(make_page())

    assert files.find(("/fr/atlas/privacy/", "")) is not None
    assert files.find(("/fr/atlas/privacy/", "x")) is None
    assert files.find(("/en/atlas/privacy/", "")) is None


def test_nobody_else_on_the_machine_can_read_or_change_a_page(files: Files) -> None:
    files.put(make_page())

    for path in files.folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


def test_damaged_page_is_none(files: Files) -> None:
    files.put(make_page())
    (file,) = (path for path in files.pages.glob("*/*"))
    file.write_bytes(file.read_bytes()[:-3])

    assert files.find(("/fr/atlas/privacy/", "")) is None


def test_page_that_another_address_wrote_there_is_none(files: Files) -> None:
    files.put(make_page())
    (file,) = (path for path in files.pages.glob("*/*"))
    other = files._place(("/fr/other/", ""))
    other.parent.mkdir(exist_ok=True)
    file.rename(other)

    assert files.find(("/fr/other/", "")) is None


def test_folder_that_cannot_be_written_costs_no_page(tmp_path: Path) -> None:
    (tmp_path / "shelf").write_text("a file, where a folder should be")
    files = Files(tmp_path / "shelf", "release", largest=1_000)

    files.put(make_page())
    files.keep_editions(editions({(1, 2): 3}))
    files.touch()

    assert files.find(("/fr/atlas/privacy/", "")) is None
    assert files.kept_editions() == (editions({}), 0.0)
    assert files.former() == []


def test_what_was_written_first_makes_room(tmp_path: Path) -> None:
    files = Files(tmp_path, "release", largest=40_000)
    for number in range(100):
        files.put(make_page(f"/fr/{number}/", body=os.urandom(1_000)))
        os.utime(files._place((f"/fr/{number}/", "")), (number, number))

    files.make_room()

    assert files.find(("/fr/0/", "")) is None
    assert files.find(("/fr/99/", "")) is not None
    assert sum(path.stat().st_size for path in files.pages.glob("*/*")) <= 40_000


def test_process_that_starts_without_a_database_knows_what_was_known_last(files: Files) -> None:
    files.keep_editions(editions({(1, 0): 5, (1, 2): 7}))

    known, contact = files.kept_editions()

    assert known.of((1, 2)) == 12
    assert contact > 0


def test_pages_of_a_former_release_are_named_and_removed(files: Files) -> None:
    former = Files(files.folder, "former", largest=1_000)
    former.put(make_page())

    (found,) = files.former()
    assert list(found.addresses()) == [("/fr/atlas/privacy/", "")]

    found.remove()
    assert files.former() == []
