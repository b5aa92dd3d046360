"""The program of the process that sets one PDF: a line of JSON in, the file out.

It limits itself first. It reads the template and the fonts beside it and nothing else, and opens no connection: the
root is an empty folder, and no package is ever fetched.
"""

from __future__ import annotations

import io
import json
import os
import re
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

MEMORY: Final = 2 * 1024 * 1024 * 1024
"""Of addresses, of which the fonts and the compiler reserve far more than they use."""
SECONDS: Final = 20
_HERE: Final = Path(__file__).resolve().parent
_STANDARDS: Final = ("ua-1", "a-3a")
_OUT_OF_MEMORY: Final = 3
# What no face has is shown as its number. The compiler names one character at a time.
_MOST_REPLACED: Final = 100
_UNSHOWN: Final = re.compile(r"the (?:text|PDF contains the codepoint) `\"(?:\\u\{([0-9a-f]+)\}|(.))")
_FAR: Final = 0x2E80  # from here on, scripts that none of our faces has, but for forms of Arabic letters
_ARABIC_FORMS: Final = ((0xFB50, 0xFE00), (0xFE70, 0xFF00))


def main() -> int:
    asked = json.loads(sys.stdin.buffer.readline())
    _limit()
    try:
        sys.stdout.buffer.write(_set(asked))
    except (MemoryError, RecursionError):
        return _OUT_OF_MEMORY
    return 0


def _limit() -> None:
    # Three megabytes of fonts and one text: more threads take more memory, not less time.
    os.environ["RAYON_NUM_THREADS"] = "1"
    for limit, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY),
    ):
        _soft, hard = resource.getrlimit(limit)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, most))


def _set(asked: dict[str, Any]) -> bytes:
    # After the limits: its threads are counted when it is loaded.
    import typst

    inputs, unshown = dict(asked["inputs"]), set[int]()
    faces = typst.Fonts(include_system_fonts=False, font_paths=[str(_HERE / "fonts")])
    with tempfile.TemporaryDirectory() as root:
        for _time in range(_MOST_REPLACED):
            inputs["data"] = _shown(asked["inputs"]["data"], unshown)
            try:
                pdf = typst.compile(  # type: ignore[call-overload]  # its stub wants each name as a literal
                    (_HERE / "policy.typ").read_bytes(),
                    root=root,
                    font_paths=faces,
                    package_path=root,
                    format="pdf",
                    sys_inputs=inputs,
                    pdf_standards=list(_STANDARDS),
                    timestamp=asked["timestamp"],
                )
            except typst.TypstError as error:
                found = _UNSHOWN.search(str(error))
                if found is None:
                    raise
                unshown.add(int(found[1], 16) if found[1] else ord(found[2]))
                continue
            return _packed(pdf)
    raise ValueError(f"more than {_MOST_REPLACED} characters that no face has")


def _shown(data: str, unshown: set[int]) -> str:
    """The text with every character that no face has as its number."""
    if not unshown:
        return data
    far = any(code >= _FAR for code in unshown)
    gone = {
        code: f"[U+{code:04X}]"
        for code in set(map(ord, data))
        if code in unshown
        or (far and code >= _FAR and not any(low <= code < high for low, high in _ARABIC_FORMS))
    }
    return data.translate(gone)


def _packed(pdf: bytes) -> bytes:
    """The same file with its objects in compressed streams: two thirds of the size."""
    # Loaded only now: the compiler has given back its memory.
    import pikepdf

    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        file.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


if __name__ == "__main__":
    sys.exit(main())
