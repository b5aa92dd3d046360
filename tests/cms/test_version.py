"""One version, in one place, and the command says it rather than Django's."""

from __future__ import annotations

import subprocess
import sys
import tomllib

from cms.version import VERSION
from tests.run import ROOT


def test_version_is_that_of_the_project_and_of_the_command() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    said = subprocess.run(
        [sys.executable, "manage.py", "version"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert project["version"] == VERSION
    assert said.stdout.strip() == VERSION
