"""Mails use what mail programs know: no template brings in what carries meaning and is dropped by some."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policies.notification.mail_blocks import MailBlocks
from policies.notification.mail_look import end_side, start_side
from tests.notification.mail_features import unknown_features

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates/policies/mail").glob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_uses_what_mail_programs_know(path: Path) -> None:
    source = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    # The side that a filter writes.
    source = re.sub(r"\{\{[^}]*(?:start|end)_side \}\}|\{\{[^}]*(?:start|end)_side\}\}", "left", source)
    assert unknown_features(source) == set()


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ('<p style="padding-inline-start:4px;">', "padding-inline-start"),
        ("<bdi>Atlas</bdi>", "<bdi>"),
        ('<div style="display:flex;">', "display:flex"),
        ('<td style="background-image:none;">', "background-image"),
        ("<style>p { gap: 1px; }</style>", "gap"),
        ('<p style="color:var(--ink);">', "var("),
    ],
)
def test_what_some_programs_drop_is_found(markup: str, fault: str) -> None:
    assert fault in unknown_features(markup)


def test_sides_follow_the_direction_of_the_text() -> None:
    assert (start_side("ltr"), end_side("ltr")) == ("left", "right")
    assert (start_side("rtl"), end_side("rtl")) == ("right", "left")
    assert MailBlocks(language="ar").html([]) == ""
