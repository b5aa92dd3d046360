"""Reading in a process of its own, with limits, that is killed with all it started when it takes too long.

Formats that strangers can make monstrous are read there: the site's process never parses them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from .detect_format import Format
from .parsed_json import texts_from_json
from .parsed_text import Answers, ParsedText, UnreadableText
from .returned_text import ReturnedText, returned_from_json
from .worded import worded, worded_from_json

Read = TypeVar("Read")
ReturnedForm = Literal["xliff", "table"]

SECONDS: Final = 60
_PATIENCE: Final = 1.0
_ROOT: Final = Path(__file__).resolve().parents[3]
_PROGRAM: Final = f"{__package__}.reading_child"
_KEPT: Final = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
_MOST_ANSWERED: Final = 64 * 1024 * 1024


def read_apart(
    content: bytes,
    form: Format,
    language: str,
    answers: Answers,
    stopped: Callable[[], bool] = lambda: False,
) -> dict[str, ParsedText]:
    """The texts of a file of this format, by language; raises ``UnreadableText``."""
    asked = {"form": form, "language": language, "answers": answers}
    return _read(asked, content, texts_from_json, stopped)


def returned_apart(content: bytes, form: ReturnedForm) -> ReturnedText:
    """What a translator's file of this form says; raises ``UnreadableText``."""
    return _read({"form": form}, content, returned_from_json, lambda: False)


def _read(
    asked: dict[str, Any],
    content: bytes,
    made: Callable[[dict[str, Any]], Read],
    stopped: Callable[[], bool],
) -> Read:
    returned, answer = _run(json.dumps(asked).encode() + b"\n" + content, stopped)
    if returned != 0 or len(answer) > _MOST_ANSWERED:
        raise UnreadableText(_why(returned))
    try:
        value: dict[str, Any] = json.loads(answer)
        if "error" in value:
            raise UnreadableText(worded_from_json(value["error"]))
        return made(value["read"])
    except (ValueError, KeyError, TypeError, IndexError) as error:
        if isinstance(error, UnreadableText):
            raise
        raise UnreadableText(worded("the file could not be read: {error}", error=str(error))) from error


def _run(sent: bytes, stopped: Callable[[], bool]) -> tuple[int, bytes]:
    """What the child returns and answers. Its environment holds no secret of the site."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=environment,
        start_new_session=True,
    ) as child:
        try:
            answer = _answer(child, sent, stopped)
        finally:
            _end(child)
    return child.returncode, answer


def _answer(child: subprocess.Popen[bytes], sent: bytes, stopped: Callable[[], bool]) -> bytes:
    until = time.monotonic() + SECONDS
    asked: bytes | None = sent
    while True:
        try:
            answer, _errors = child.communicate(asked, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            asked = None  # it has been told, and goes on where it was
            if stopped():
                raise UnreadableText(worded("reading it was cancelled")) from None
            if time.monotonic() > until:
                raise UnreadableText(
                    worded(
                        "reading it took more than {seconds} seconds: no policy does", seconds=SECONDS
                    )
                ) from None
        else:
            return answer


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child's group, so that nothing it started stays."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    if child.stdout is not None:
        child.stdout.close()
    child.wait()


def _why(returned: int) -> str:
    if -returned in (signal.SIGXCPU, signal.SIGKILL):
        return worded("reading it took longer than any policy does")
    if returned == 3:
        return worded("reading it took more memory than any policy does")
    return worded("the file could not be read: it is damaged")
