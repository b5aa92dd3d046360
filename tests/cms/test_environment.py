"""The script that makes ``.venv`` says in one sentence why it cannot."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent.parent / "cms" / "environment.py"
# Stands for a Python of long ago: this one, saying so of itself.
OLD = f"""#!/bin/sh
exec {sys.executable} -c 'import runpy, sys; sys.version_info = (3, 9, 2); del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")' "$@"
"""
# Answers what pip and venv are asked; an installation fails as pip does.
NO_INDEX = f"""#!/bin/sh
case "$*" in
  *"pip install"*) echo "NewConnectionError: Failed to establish a new connection" >&2; exit 1 ;;
  *) exec {sys.executable} "$@" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the script and an empty lock."""
    (tmp_path / "cms").mkdir()
    shutil.copy(SCRIPT, tmp_path / "cms")
    (tmp_path / "requirements.txt").write_text("")
    return tmp_path


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def run(
    checkout: Path, python: Path | str = sys.executable, path: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(python), "cms/environment.py", "requirements.txt"],
        cwd=checkout,
        env=os.environ | {"PATH": path or os.environ["PATH"], "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_script_can_be_read_by_an_old_python() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_python_too_old_is_one_sentence(checkout: Path, tmp_path: Path) -> None:
    old = program(tmp_path / "bin" / "python3", OLD)

    ended = run(checkout, old, path=str(tmp_path / "bin") + ":/nowhere")

    assert ended.returncode == 1
    assert ended.stderr == (
        "Sijill needs Python 3.11 or newer, and this one is 3.9: install a newer one, or name it with"
        " PYTHON=/path/to/python.\n"
    )


def test_unreachable_index_is_one_sentence_and_leaves_no_stamp(checkout: Path) -> None:
    program(checkout / ".venv" / "bin" / "python", NO_INDEX)

    ended = run(checkout)

    assert ended.returncode == 1
    assert ended.stderr == (
        "The package index cannot be reached: nothing was started; pip's own words are in var/log/pip.log.\n"
    )
    assert not (checkout / ".venv" / "requirements.txt.sha256").exists()


def test_half_made_environment_is_made_again_and_a_whole_one_is_kept(checkout: Path) -> None:
    (checkout / ".venv" / "lib").mkdir(parents=True)

    first, second = run(checkout), run(checkout)

    assert (first.returncode, first.stderr) == (0, "")
    assert "left half made" in first.stdout
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
