"""Lines of the log: no reader can write one, and none holds an address of mail or the token of a link."""

from __future__ import annotations

import copy
import json
import logging
import re
from datetime import UTC, datetime
from typing import Any, Final

from policies.publication.log_context import about

ADDRESS: Final = "(address)"
TOKEN: Final = "(token)"  # noqa: S105 - what stands in its place
# What stands around an address in a message, an address of a page, a traceback or a mail server's answer.
_WORD = re.compile(r"""(?:"[^"]*"(?=@))?[^\s<>()\[\],;:"'/?&=]+(?:(?<=@)\[[^\]\s]{1,64}\])?""")
# The signed token of a link (``notification.signed_links``), wherever it stands.
_TOKEN = re.compile(r"\b[0-9a-f]{32}(?::|%3A)[0-9A-Za-z]{4,8}(?::|%3A)[0-9A-Za-z_-]{20,}", re.IGNORECASE)
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
    return "".join(map(_shown, _WORD.sub(_without_address, _TOKEN.sub(TOKEN, text))))


def _indented(text: str) -> str:
    return "\n".join(f"  | {line_of(line)}" for line in text.split("\n"))


def _shown(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def _without_address(word: re.Match[str]) -> str:
    return ADDRESS if _AT.search(word.group()) else word.group()


class JsonFormatter(LineFormatter):
    """One object a line, for programs that read logs: of whom nothing is known but numbers of requests and notices."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": line_of(record.getMessage()),
            **about(),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def logging_of(form: str) -> dict[str, Any]:
    """Django's setting. Every line by one handler, gunicorn's too: what readers sent forges none, and no address is in one."""
    line = {
        "()": "cms.logs.LineFormatter",
        "format": "{asctime} {levelname} {name}: {message}",
        "style": "{",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line, "json": {"()": "cms.logs.JsonFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "policies": {"level": "INFO"},
            "django": {"level": "WARNING"},  # named, so that Django's own handlers go
            "gunicorn.error": {"handlers": ["console"], "level": "INFO"},
            "gunicorn.access": {"handlers": ["console"], "level": "INFO"},
        },
    }
