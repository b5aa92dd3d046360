"""A folder or a ZIP archive of dated files: which day and which language each is of.

Names say it: a day as 2021-05-01, 20210501 or 01.05.2021 anywhere in the path, a language as a folder or a part of the
name (``fr/``, ``.fr.``, ``_fr``). Links are not followed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from policies.document.languages import CODES

from .readers.parsed_text import UnreadableText
from .readers.word.word_package import MAX_FILE
from .readers.worded import worded

MOST_FILES: Final = 120
MOST_BYTES: Final = 64 * 1024 * 1024
_DAYS: Final = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>\d\d)[-_.]?(?P<day>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d\d?)[-_.](?P<month>\d\d?)[-_.](?P<year>(?:19|20)\d\d)(?!\d)"),
)
_LANGUAGE: Final = re.compile(rf"(?:^|[/._\-( ])({'|'.join(CODES)})(?=[/._\-) ]|$)", re.IGNORECASE)


class DatedFile(NamedTuple):
    """``day`` and ``language`` are none and empty where the name does not say."""

    name: str
    content: bytes
    day: date | None
    language: str


def day_of(name: str) -> date | None:
    """The day that a path says; the last one, where it says several."""
    found = [match for pattern in _DAYS for match in pattern.finditer(name)]
    for match in sorted(found, key=lambda each: -each.start()):
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            continue
    return None


def language_of(name: str) -> str:
    found = _LANGUAGE.findall(name)
    return found[-1].lower() if found else ""


def files_in(path: Path) -> list[DatedFile]:
    """The files of a folder, or of a ZIP archive; raises ``UnreadableText``."""
    if path.is_dir():
        return dated_files(_in_folder(path))
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableText(f"{path}: {error.strerror or error}") from error
    return dated_files(in_archive(content))


def dated_files(files: Iterable[tuple[str, bytes]]) -> list[DatedFile]:
    """These files with what their names say; raises ``UnreadableText`` for too many, or too much."""
    result: list[DatedFile] = []
    total = 0
    for name, content in files:
        total += len(content)
        if len(result) == MOST_FILES:
            raise UnreadableText(worded("more than {most} files: give fewer at once", most=MOST_FILES))
        if total > MOST_BYTES:
            raise UnreadableText(
                worded("the files are larger than {most} MB in all", most=MOST_BYTES // 1024 // 1024)
            )
        result.append(DatedFile(name, content, day_of(name), language_of(name)))
    if not result:
        raise UnreadableText(worded("there is no file in it"))
    return result


def _in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or any(
            parent.is_symlink() for parent in path.parents if folder in parent.parents
        ):
            continue
        name = path.relative_to(folder).as_posix()
        if path.is_file() and _is_meant(name):
            with path.open("rb") as file:
                yield name, file.read(MAX_FILE + 1)


def in_archive(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of a ZIP archive, by their sizes as the archive declares them and as they are."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [
                info for info in archive.infolist() if not info.is_dir() and _is_meant(info.filename)
            ]
            if sum(info.file_size for info in infos) > MOST_BYTES:
                raise UnreadableText(
                    worded("the files are larger than {most} MB in all", most=MOST_BYTES // 1024 // 1024)
                )
            for info in sorted(infos, key=lambda each: each.filename):
                if info.flag_bits & 1:
                    raise UnreadableText(
                        worded("the file is protected by a password: save it without one")
                    )
                with archive.open(info) as file:
                    yield info.filename, file.read(MAX_FILE + 1)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, UnreadableText):
            raise
        raise UnreadableText(worded("the file is damaged: {error}", error=str(error))) from error


def _is_meant(name: str) -> bool:
    """Files of systems and hidden ones are no texts."""
    return not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def by_day(files: Iterable[DatedFile]) -> Mapping[date, list[DatedFile]]:
    """The files of each day, oldest first; raises ``UnreadableText`` for one without a day, and for two of one language."""
    days: dict[date, list[DatedFile]] = {}
    for file in files:
        if file.day is None:
            raise UnreadableText(
                worded("{name}: the name says no day, such as 2021-05-01", name=file.name)
            )
        if any(other.language == file.language for other in days.get(file.day, ())):
            raise UnreadableText(
                worded("{name}: another file is of the same day and language", name=file.name)
            )
        days.setdefault(file.day, []).append(file)
    return dict(sorted(days.items()))
