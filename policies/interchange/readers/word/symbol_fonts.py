"""Characters of the symbol fonts as Unicode: what lists, boxes to tick and formulas of real texts use."""

from __future__ import annotations

from typing import Final

_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_SMALL_GREEK = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOL: Final = (
    {0x41 + at: letter for at, letter in enumerate(_GREEK)}
    | {0x61 + at: letter for at, letter in enumerate(_SMALL_GREEK)}
    | {code: chr(code) for code in range(0x20, 0x41)}
    | dict(
        zip(
            range(0xA1, 0xFF),
            "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\ufffd⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
            strict=False,
        )
    )
)
_WINGDINGS: Final = {
    0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑",
    0x72: "❒", 0x74: "◆", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "◻", 0xD8: "➢",
    0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒",
    0xFE: "☑",
}  # fmt: skip
_FONTS: Final = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}


def symbol(font: str, code: str) -> str | None:
    """The character that a font shows for a code, in hexadecimal; ``None`` if it is not known."""
    try:
        number = int(code, 16)
    except ValueError:
        return None
    private = 0xF000 <= number <= 0xF0FF
    known = _FONTS.get(font.strip().lower())
    if known is not None:
        return known.get(number & 0xFF)
    # Any other font shows the character of the code, unless it is one of nobody's.
    return None if private or not 0x20 <= number < 0xD800 else chr(number)
