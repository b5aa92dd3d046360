"""A line of the log is one line, shows all that it holds, and holds no address."""

from __future__ import annotations

import json
import logging
import re
import smtplib
import sys
import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cms.logs import JsonFormatter, LineFormatter, line_of
from policies.notification.signed_links import Purpose, make_token
from policies.publication.log_context import concerning


def formatted(message: str, *arguments: object, error: BaseException | None = None) -> str:
    """As the configured handler writes it."""
    raised = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("policies", logging.ERROR, __file__, 1, message, arguments, raised)
    (handler,) = (one for one in logging.root.handlers if isinstance(one.formatter, LineFormatter))
    return handler.format(record)


@given(sent=st.text())
@example(sent="\n2026-11-26 04:30:37,711 ERROR policies: forged")
@example(sent="\x1b[2K\u2028\u202e\ud800\x85")
def test_whatever_was_sent_is_on_one_line_and_in_sight(sent: str) -> None:
    line = formatted("asked for %s", sent)

    assert re.match(r"[-\d]{10} [:,\d]{12} ERROR policies: asked for ", line)
    assert line.isprintable()


def test_escape_says_which_character_it_was() -> None:
    assert line_of("a\n\x1b\u2028\u202eb é سجلّ") == r"a\n\x1b\u2028\u202eb é سجلّ"


def test_lines_of_a_traceback_are_not_taken_for_records() -> None:
    error = ValueError("no\n2026-11-26 04:30:37,711 ERROR policies: forged\r\x1b[2K")

    first, *rest = formatted("it failed", error=error).split("\n")

    assert first.endswith("policies: it failed")
    assert all(line.startswith("  | ") and line.isprintable() for line in rest)
    assert any("forged" in line for line in rest)


@pytest.mark.parametrize(
    "address",
    [
        "reader@personal.example", "r.e+a'd@personal.example", '"a reader"@personal.example', "reader@[127.0.0.1]",
        "قارئ@personal.example", "reader%40personal.example", "READER@PERSONAL.EXAMPLE",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "around",
    ["{}", "Not Found: /fr/{}/", "?email={}&q=x", "<{}>: no such user", "{{'{}': (550, b'5.1.1 <{}> unknown')}}", "mailto:{},"],
)  # fmt: skip
def test_address_is_not_in_a_line(address: str, around: str) -> None:
    line = line_of(around.replace("{}", address))

    assert "(address)" in line
    assert "read" not in line.lower()
    assert "personal" not in line.lower()
    assert "127.0.0.1" not in line


@pytest.mark.parametrize("colon", [":", "%3A"])
@pytest.mark.parametrize("purpose", list(Purpose))
def test_token_of_a_link_is_not_in_a_line(purpose: Purpose, colon: str) -> None:
    named = uuid.uuid4()
    token = make_token(purpose, named).replace(":", colon)

    line = line_of(f'127.0.0.1 "GET /fr/review/{token}/code/ HTTP/1.1" 410')

    assert line == '127.0.0.1 "GET /fr/review/(token)/code/ HTTP/1.1" 410'


def test_what_a_mail_server_answers_is_logged_without_the_address() -> None:
    error = smtplib.SMTPRecipientsRefused(
        {"reader@personal.example": (550, b"<reader@personal.example> no")}
    )

    assert "personal" not in formatted("not sent", error=error)


def test_what_is_no_address_stays() -> None:
    for said in ("@transaction.atomic", "batch 12 of 3: 50 %", "policy atlas/privacy v3", "a @ b"):
        assert line_of(said) == said


def test_nobody_else_writes_lines() -> None:
    for name in (
        "django",
        "django.request",
        "django.security",
        "policies",
        "gunicorn.error",
        "gunicorn.access",
    ):
        logger = logging.getLogger(name)
        assert all(isinstance(one.formatter, LineFormatter) for one in logger.handlers), name
        assert logger.handlers or logger.propagate


def test_json_line_has_the_numbers_it_is_about_and_no_address() -> None:
    try:
        raise ValueError("reader@example.org\nforged")
    except ValueError:
        record = logging.LogRecord(
            "policies", logging.ERROR, "x.py", 1, "to %s\n", ("a@b.org",), sys.exc_info()
        )
    with concerning(request="0123abcd"), concerning(notice="77"):
        said = JsonFormatter().format(record)

    assert "\n" not in said
    line = json.loads(said)
    assert (line["request"], line["notice"], line["level"]) == ("0123abcd", "77", "ERROR")
    assert line["message"] == "to (address)\\n"
    assert "(address)" in line["traceback"]
    assert "example.org" not in said
    assert "request" not in json.loads(JsonFormatter().format(record))
