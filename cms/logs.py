"""Lines of the log: no reader can write one, and none holds an address of mail."""

from __future__ import annotations

import copy
import logging
import re
from typing import Any, Final

ADDRESS: Final = "(address)"
# What stands around an address in a message, an address of a page, a traceback or a mail server's answer.
_WORD = re.compile(r"""(?:"[^"]*"(?=@))?[^\s<>()\[\],;:"'/?&=]+(?:(?<=@)\[[^\]\s]{1,64}\])?""")
_AT = re.compile(r"[^@](?:@|%40)", re.IGNORECASE)


class LineFormatter(logging.Formatter):
    """One line a record, and indented ones for its traceback.

    What a terminal or a viewer would not show as a character of this line (line ends, escape sequences, bidirectional
    controls) is written as its escape, so that nothing sent forges a line or hides one (OWASP ASVS 16.4.1).
    """

    def format(self, record: logging.LogRecord) -> str:
        own = copy.copy(record)
        own.exc_text = None  # another formatter's words are kept there
        return super().format(own)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        return line_of(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return _indented(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - logging's name
        return _indented(super().formatStack(stack_info))


def line_of(text: str) -> str:
    """The text on one line, without what no reader of a log should meet."""
    return "".join(map(_shown, _WORD.sub(_without_address, text)))


def _indented(text: str) -> str:
    return "\n".join(f"  | {line_of(line)}" for line in text.split("\n"))


def _shown(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def _without_address(word: re.Match[str]) -> str:
    return ADDRESS if _AT.search(word.group()) else word.group()


# Every line by one handler, gunicorn's too: what readers sent forges none, and no address is in one.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "cms.logs.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "policies": {"level": "INFO"},
        "django": {"level": "WARNING"},  # named, so that Django's own handlers go
        "gunicorn.error": {"handlers": ["console"], "level": "INFO"},
        "gunicorn.access": {"handlers": ["console"], "level": "INFO"},
    },
}
