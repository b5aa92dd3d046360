"""The program of the process that reads one file: a line of JSON and the file in, JSON out.

It limits itself before it reads. It opens no file and no connection; of the site it knows nothing.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from .parsed_json import texts_to_json
from .parsed_text import Answers, ParsedText, UnreadableText
from .returned_text import ReturnedText, returned_to_json
from .worded import refusal_of, worded_to_json

MEMORY = 768 * 1024 * 1024
SECONDS = 20
_OUT_OF_MEMORY = 3
_READERS = {"docx": (".word.read_word", "read_word"), "pdf": (".read_pdf", "read_pdf")}
# What translators give back.
_RETURNED = {
    "xliff": (".read_xliff", "read_xliff"),
    "table": (".read_translation_table", "read_translation_table"),
}

Texts = dict[str, ParsedText]


def main() -> int:
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    form = asked["form"]
    _limit(memory=form in (*_READERS, *_RETURNED))
    try:
        answer: dict[str, Any] = {"read": _read(form, content, asked)}
    except UnreadableText as error:
        answer = {"error": worded_to_json(refusal_of(error))}
    except (MemoryError, RecursionError):
        return _OUT_OF_MEMORY
    sys.stdout.buffer.write(json.dumps(answer).encode())
    return 0


def _read(form: str, content: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    if form in _RETURNED:
        module, name = _RETURNED[form]
        returned: ReturnedText = getattr(import_module(module, __package__), name)(content)
        return returned_to_json(returned)
    return texts_to_json(_reader(form)(content, asked["language"], Answers(*asked["answers"])))


def _limit(*, memory: bool) -> None:
    limits = {resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0}
    if memory:
        # The converter of the other formats reserves far more than it takes; it has a limit of its own.
        limits[resource.RLIMIT_AS] = MEMORY
    for limit, most in limits.items():
        _soft, hard = resource.getrlimit(limit)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, most))


def _reader(form: str) -> Callable[[bytes, str, Answers], Texts]:
    """The reader of a format: each loads its own libraries, and no other's, because the process lives for one file."""
    if form in _READERS:
        module, name = _READERS[form]
        reader: Callable[[bytes, str, Answers], Texts] = getattr(
            import_module(module, __package__), name
        )
        return reader
    convert = import_module(".read_converted", __package__).read_converted
    return lambda content, language, answers: convert(content, form, language, answers)


if __name__ == "__main__":
    sys.exit(main())
