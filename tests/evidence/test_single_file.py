"""The programs that are published apart run on Python 3.9, and are the same bytes wherever they are made."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from policies.evidence.offline.archive import pack
from policies.evidence.single_file import MODULES, MONITOR, OFFLINE, sha256_of_program, single_file
from tests.evidence.register import KEY, Log

# What came after Python 3.9, by the call that it is an argument of.
YOUNGER = {"dataclass": {"slots", "kw_only"}, "zip": {"strict"}, "field": {"kw_only"}}
OLD = next(
    (
        found
        for found in (
            shutil.which("python3.9"),
            *map(str, Path.home().glob(".pyenv/versions/3.9.*/bin/python")),
        )
        if found
        and not subprocess.run([found, "-c", "pass"], capture_output=True, check=False).returncode
    ),
    None,
)


@pytest.mark.parametrize("name", sorted({*MODULES, *MONITOR}))
def test_module_uses_nothing_that_is_younger_than_python_3_9(name: str) -> None:
    source = (OFFLINE / f"{name}.py").read_text(encoding="utf-8")

    tree = ast.parse(source, feature_version=(3, 9))

    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Match)]
    assert "from __future__ import annotations" in source or "|" not in source
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            used = {keyword.arg for keyword in node.keywords}
            assert not used & YOUNGER.get(node.func.id, set()), (node.func.id, node.lineno)
        # At the level of a module an alias is evaluated: ``X | Y`` of types is of 3.10.
        if isinstance(node, ast.Assign) and node in tree.body and isinstance(node.value, ast.BinOp):
            assert not isinstance(node.value.op, ast.BitOr), node.lineno


@pytest.mark.parametrize("python", [sys.executable, OLD])
def test_programs_run_as_they_are_published(python: str | None, tmp_path: Path) -> None:
    if python is None:
        pytest.skip("there is no Python 3.9 here")
    (tmp_path / "verify.py").write_bytes(single_file())
    (tmp_path / "monitor.py").write_bytes(single_file(MONITOR))
    (tmp_path / "keys.txt").write_text(f"{KEY.public}\n")
    (tmp_path / "evidence.zip").write_bytes(pack(Log().files()))
    run = lambda *words: subprocess.run(  # noqa: E731 - two lines of the same
        [python, *words], cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8"
    )

    checked = run("verify.py", "evidence.zip", "--key", "keys.txt")
    helped = run("monitor.py", "--help")

    assert (checked.returncode, checked.stdout[:6]) == (0, "PROVEN"), checked.stderr
    assert helped.returncode == 0, helped.stderr


def test_program_is_the_same_bytes_in_another_process_and_place(tmp_path: Path) -> None:
    said = "from policies.evidence.single_file import sha256_of_program; print(sha256_of_program())"
    environment = {
        **os.environ,
        "PYTHONPATH": str(OFFLINE.parents[2]),
        "PYTHONHASHSEED": "7",
        "LC_ALL": "C",
    }

    made = subprocess.run(
        [sys.executable, "-c", said],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert made.stdout.strip() == sha256_of_program()
