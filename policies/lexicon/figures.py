"""Numbers in digits, written the same way whatever the language they were written in."""

from __future__ import annotations

import re
from typing import Final

# In a folded text. Groups of three behind a separator are thousands; a single one before other digits is decimal.
NUMBER: Final = r"(?<!\d)\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*"

# "1.234.567", "1,234" and "1,234.5"; then "12,5".
_THOUSANDS = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*)(?:(?!(?P=mark))[.,](?P<cents>\d+))?"
)
_DECIMAL = re.compile(r"(?P<whole>0|[1-9]\d*)[.,](?P<cents>\d+)")


def in_digits(written: str) -> list[str]:
    """The number that ``NUMBER`` matched, or the several of a reference: "1.09.15" and "09.08" name a law or a clause."""
    digits = re.sub("[ ']", "", written)
    if match := _THOUSANDS.fullmatch(digits) or _DECIMAL.fullmatch(digits):
        whole, cents = re.sub(r"\D", "", match["whole"]), match["cents"]
        # A price with its cents is the price without, where there are none: "1,000.00" and "1 000".
        return [whole if cents in (None, "00") else f"{whole}.{cents}"]
    return [part.lstrip("0") or "0" for part in re.split("[.,]", digits)]
