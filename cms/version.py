"""Which release this is: the version of ``pyproject.toml``, in one place, and the state of the code it was built from."""

from __future__ import annotations

import tomllib
from typing import Any, Final

from cms.variables import BASE_DIR


def _read() -> str:
    project: dict[str, Any] = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


VERSION: Final = _read()
