"""Files that strangers can make monstrous are read in a process of its own, and it ends."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from policies.document.blocks import Table
from policies.interchange.readers import reading_process
from policies.interchange.readers.parsed_text import Answers, UnreadableText
from policies.interchange.readers.reading_process import read_apart
from policies.interchange.readers.word.read_word import read_word

from .word.word_files import cell, docx, levels, numbering, p, r, row, table

BODY = (
    p("Title", style="Title")
    + p("Scope", style="H1", number="1")
    + p(r("a") + r("b", "<w:b/>"))
    + table(row(cell("x", span=2)), row(cell("y"), cell("z")))
)


def test_what_is_read_apart_is_what_is_read_here() -> None:
    content = docx(BODY, numbering=numbering(levels("Article %1")))

    apart = read_apart(content, "docx", "fr", Answers())

    assert apart == read_word(content, "fr", Answers())
    assert isinstance(apart["fr"].sections[0].blocks[1], Table)


def test_refusal_comes_back_in_the_readers_words() -> None:
    with pytest.raises(UnreadableText, match="no Word document"):
        read_apart(docx(p("x")).replace(b"document.xml", b"documenX.xml"), "docx", "fr", Answers())


def test_process_that_does_not_end_is_killed_with_what_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    started = f"{tmp_path}/started"
    monkeypatch.setattr(reading_process, "SECONDS", 4)
    monkeypatch.setattr(reading_process, "_PROGRAM", "this")
    real = subprocess.Popen
    script = (
        "import subprocess, sys, time; each = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        f" open({started!r}, 'w').write(str(each.pid)); time.sleep(600)"
    )

    def start(_command: object, **options: object) -> subprocess.Popen[bytes]:
        return real([sys.executable, "-c", script], **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(subprocess, "Popen", start)
    with pytest.raises(UnreadableText, match="more than 4 seconds"):
        read_apart(b"x", "docx", "fr", Answers())

    with open(started) as file:  # noqa: PTH123
        grandchild = int(file.read())
    assert _is_gone(grandchild)


def _is_gone(process: int) -> bool:
    """Whether a process has ended; one that nobody has fetched yet has."""
    try:
        with open(f"/proc/{process}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_process_knows_no_secret_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIJILL_SECRET_KEY", "secret")
    seen: dict[str, object] = {}
    real = subprocess.Popen

    def start(command: object, **options: object) -> subprocess.Popen[bytes]:
        seen.update(options)
        return real(command, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(subprocess, "Popen", start)
    read_apart(docx(p("x")), "docx", "fr", Answers())

    environment = seen["env"]
    assert isinstance(environment, dict)
    assert "SIJILL_SECRET_KEY" not in environment
    assert environment.keys() <= os.environ.keys()
