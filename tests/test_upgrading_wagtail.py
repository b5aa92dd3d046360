"""What docs/upgrading-wagtail.md names is there: files, tests, and names of Wagtail; and nothing is left out."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import django
import modelcluster
import pytest
import wagtail

from tests import next_wagtail

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("wagtail.", "django.", "modelcluster.", "modelsearch.", "csp.", "babel.")
# Modules of Wagtail whose names the house uses as Wagtail's documentation describes them.
DOCUMENTED = {
    "modelcluster.fields",
    "wagtail",
    "wagtail.admin",
    "wagtail.admin.action_menu",
    "wagtail.admin.filters",
    "wagtail.admin.forms",
    "wagtail.admin.menu",
    "wagtail.admin.panels",
    "wagtail.admin.ui.components",
    "wagtail.admin.ui.tables",
    "wagtail.admin.views",
    "wagtail.admin.views.reports",
    "wagtail.admin.viewsets.base",
    "wagtail.admin.viewsets.model",
    "wagtail.blocks",
    "wagtail.contrib.typed_table_block.blocks",
    "wagtail.documents",
    "wagtail.fields",
    "wagtail.log_actions",
    "wagtail.models",
    "wagtail.permission_policies",
    "wagtail.permission_policies.pages",
    "wagtail.permissions",
    "wagtail.rich_text",
    "wagtail.search",
    "wagtail.search.backends",
    "wagtail.search.query",
    "wagtail.users.models",
}


class Row(NamedTuple):
    file: str
    leans_on: list[str]
    tests: list[str]


def rows() -> list[Row]:
    found = []
    for line in (ROOT / "docs" / "upgrading-wagtail.md").read_text(encoding="utf-8").splitlines():
        cells = [re.findall(r"`([^`]+)`", cell) for cell in line.split("|")]
        if line.startswith("|") and cells[2]:
            (file,) = cells[2]
            found.append(Row(file, cells[3], cells[4]))
    return found


ROWS = rows()
NAMES = sorted({name for row in ROWS for name in row.leans_on})


def test_the_table_is_read() -> None:
    assert len(ROWS) > 35
    assert all(row.leans_on and row.tests for row in ROWS)


@pytest.mark.parametrize("file", sorted({row.file for row in ROWS}))
def test_file_is_there(file: str) -> None:
    assert (ROOT / file).is_file()


@pytest.mark.parametrize("test", sorted({test for row in ROWS for test in row.tests}))
def test_test_that_breaks_first_is_there(test: str) -> None:
    path, _, name = test.partition("::")
    assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(PACKAGES)])
def test_dotted_name_is_there(name: str) -> None:
    assert resolved(name) is not None


def resolved(name: str) -> Any:
    """The module, class or attribute of this name. Raises ``AttributeError`` if there is none."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: Any = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(name)


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith(PACKAGES)])
def test_word_is_in_wagtail_or_beneath_it(name: str) -> None:
    assert (wagtail_template(name)) or name in sources()


def wagtail_template(name: str) -> bool:
    return (package(wagtail) / "admin" / "templates" / name).is_file()


@cache
def sources() -> str:
    """Wagtail's admin with its scripts, styles and templates, and the forms beneath it."""
    folders = (package(wagtail) / "admin", package(modelcluster), package(django) / "forms")
    return "\n".join(
        path.read_text(encoding="utf-8", errors="replace")
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".py", ".js", ".css", ".html"}
    )


def package(module: Any) -> Path:
    return Path(module.__file__).parent


@pytest.mark.parametrize(
    ("file", "name"),
    [(row.file, name) for row in ROWS for name in row.leans_on if "/" not in name],
)
def test_file_uses_what_the_table_says_it_leans_on(file: str, name: str) -> None:
    used = name.rpartition(".")[2] if name.startswith(PACKAGES) else name
    assert used in (ROOT / file).read_text(encoding="utf-8")


def test_every_import_from_an_undocumented_module_is_listed() -> None:
    listed = {(row.file, name) for row in ROWS for name in row.leans_on}
    missing = [
        (path.relative_to(ROOT).as_posix(), f"{node.module}.{alias.name}")
        for room in ("policies", "cms")
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.level == 0
        and str(node.module).startswith(("wagtail", "modelcluster", "modelsearch"))
        and node.module not in DOCUMENTED
        for alias in node.names
    ]

    assert [found for found in missing if found not in listed] == []


def test_that_there_is_no_newer_wagtail_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(next_wagtail, "newest", next_wagtail.locked)

    assert next_wagtail.main([]) == 0
    assert f"no Wagtail newer than {next_wagtail.locked()}" in capsys.readouterr().out
