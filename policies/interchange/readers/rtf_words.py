"""The words of an RTF document in reading order, by a small reader of our own: what a converter is checked by."""

from __future__ import annotations

import codecs
import re
from typing import Final

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^A-Za-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
# What says how to show the text, or is no part of it.
_NO_TEXT: Final = frozenset(
    b"fonttbl colortbl stylesheet info listtable listoverridetable listtext pntext pict header headerl headerr headerf"
    b" footer footerl footerr footerf fldinst themedata datastore generator xmlnstbl revtbl rsidtbl pgdsctbl annotation"
    b" atnid atnauthor bkmkstart bkmkend object pnseclvl latentstyles mmathPr userprops nonshppict".split()
)
_BREAKS: Final = frozenset(
    (
        b"par",
        b"line",
        b"tab",
        b"cell",
        b"row",
        b"sect",
        b"page",
        b"nestcell",
        b"nestrow",
        b"emspace",
        b"enspace",
    )
)
_SIGNS: Final = {
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"endash": "–", b"emdash": "—",
    b"bullet": "•",
}  # fmt: skip
_DEEPEST: Final = 500


def rtf_text(content: bytes) -> str:
    """The text of the document, without notes of its pages, comments, and the numbers of lists."""
    page = "cp1252"
    said: list[str] = []
    groups: list[tuple[bool, int]] = []
    skipped, fallback, leave, starred = False, 1, 0, False
    for found in _TOKEN.finditer(content):
        word, value, code, sign, brace, text = found.groups()
        if brace == b"{" and len(groups) < _DEEPEST:
            groups.append((skipped, fallback))
        elif brace == b"}":
            skipped, fallback = groups.pop() if groups else (False, 1)
        elif word is not None:
            skipped = skipped or word in _NO_TEXT or starred
            if word == b"ansicpg" and value:
                page = _page(value.decode())
            elif word == b"uc" and value:
                fallback = min(int(value), 8)
            elif word == b"u" and value and not skipped:
                said.append(chr(int(value) % 0x10000))
                leave = fallback
            elif not skipped:
                said.append(" " if word in _BREAKS else _SIGNS.get(word, ""))
        elif code is not None or text is not None:
            letters = bytes.fromhex(code.decode()) if code is not None else text
            cut = min(leave, len(letters))
            leave -= cut
            if not skipped:
                said.append(letters[cut:].decode(page, "replace"))
        elif sign is not None and not skipped:
            said.append(
                {b"~": "\u00a0", b"_": "\u2011"}.get(sign, sign.decode() if sign in b"\\{}" else "")
            )
        starred = sign == b"*"
    return "".join(said)


def _page(number: str) -> str:
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"
