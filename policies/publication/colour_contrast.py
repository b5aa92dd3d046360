"""How well a colour stands out from the ground it is on (WCAG 2.2, 1.4.11), and what a brand must keep."""

from __future__ import annotations

import re
from typing import Final

# The pages' and the mails' own grounds, light and dark (``reading.css``, ``mail_look``).
LIGHT_GROUND: Final = "#fbfaf5"
DARK_GROUND: Final = "#161613"
LEAST: Final = 3.0  # of graphical objects
COLOUR: Final = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def contrast(first: str, second: str) -> float:
    """From 1 to 21, of two colours written ``#rrggbb`` in lower case."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
