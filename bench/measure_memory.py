"""How much memory a process and its children take (Linux)."""

from __future__ import annotations

from pathlib import Path


def resident(parent: int) -> int:
    """Bytes that the largest child of this process has in memory."""
    return max((_resident(child) for child in children(parent)), default=_resident(parent))


def children(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(child) for child in found]


def _resident(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0
