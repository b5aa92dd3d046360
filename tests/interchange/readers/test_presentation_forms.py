"""Shaped letters are the letters they stand for."""

from __future__ import annotations

import pytest

from policies.document.text import body_text
from policies.interchange.readers.presentation_forms import with_plain_letters

from .texts import read


@pytest.mark.parametrize(
    ("shaped", "plain"),
    [("ﺍﻟﻨﻄﺎﻕ", "النطاق"), ("ﻻ ﻳﺠﻮﺯ", "لا يجوز"), ("ﷺ x", "ﷺ x"), ("﴿ x ﴾", "﴿ x ﴾")],
)
def test_forms(shaped: str, plain: str) -> None:
    text = with_plain_letters(read(f"# T\n\n## A\n\n{shaped}\n"))

    assert body_text(text.sections[0].blocks) == plain
    assert bool(text.warnings) == (shaped != plain)
