"""Text as XML holds it."""

from __future__ import annotations

import re
from html import escape
from typing import Final

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml(text: str) -> str:
    """The text escaped; a character that XML cannot hold is shown as one that was lost."""
    return escape(_NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text))
