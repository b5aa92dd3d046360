"""The house keeps its own rules (docs/style.md); no database needed."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = [
    path
    for top in ("policies", "cms")
    for path in sorted((ROOT / top).rglob("*.py"))
    if "migrations" not in path.parts
]
LONGEST_MODULE, LONGEST_FUNCTION = 350, 50
MOST_LOCAL_IMPORTS = 8
# Names that Django and Wagtail look for, in every app or package.
CONVENTIONAL = {"__init__", "__main__", "apps", "models", "urls"}
# Their text is the program that travels in an evidence bundle: it runs with its folder as the package and without.
OFFLINE = ROOT / "policies" / "evidence" / "offline"
# What a non-native reader stumbles over.
HEAVY = re.compile(
    r"\b(whoever|whomever|none where|whosoever|wherefore|thereof|therein)\b", re.IGNORECASE
)
DOCUMENTS = sorted((ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")


def named(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def local_imports(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of imports of our own modules inside functions."""
    lines = path.read_text("utf-8").splitlines()
    for function in functions(path):
        for node in ast.walk(function):
            ours = isinstance(node, ast.ImportFrom) and (
                node.level or (node.module or "").partition(".")[0] in ("policies", "cms")
            )
            if ours:
                yield node.lineno, _line_above(lines, node.lineno - 1)


def _line_above(lines: list[str], at: int) -> str:
    """The line above the block of imports to which the line at this index belongs."""
    while lines[at - 1].strip().startswith(("from ", "import ")):
        at -= 1
    return lines[at - 1].strip()


@pytest.mark.parametrize("path", named(MODULES))
def test_module_and_its_functions_are_short(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    lengths = {each.name: (each.end_lineno or each.lineno) - each.lineno + 1 for each in functions(path)}

    assert lines <= LONGEST_MODULE
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_local_imports_are_few_and_each_says_why() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}": before
        for path in MODULES
        if path.is_relative_to(ROOT / "policies") and OFFLINE not in path.parents
        for line, before in local_imports(path)
    }

    assert len(found) <= MOST_LOCAL_IMPORTS
    assert [place for place, before in found.items() if not before.startswith("#")] == []


def test_nothing_is_imported_for_its_type_alone() -> None:
    """What only a type checker may import is a circle that the contracts do not see."""
    hidden = [
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if "TYPE_CHECKING" in path.read_text("utf-8")
    ]

    assert hidden == []


def test_module_has_a_name_of_its_own() -> None:
    stems = Counter(path.stem for path in MODULES if path.parent.name != "commands")

    assert {stem for stem, count in stems.items() if count > 1} <= CONVENTIONAL
    assert stems.keys().isdisjoint({"utils", "helpers", "services", "common", "misc"})


@pytest.mark.parametrize("path", named(MODULES))
def test_words_about_the_code_are_plain(path: Path) -> None:
    source = path.read_text("utf-8")
    comments = re.findall(r"(?:^|\s)#\s(.*)$", source, re.MULTILINE)
    docstrings = [
        ast.get_docstring(node) or ""
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert [text for text in (*comments, *docstrings) if HEAVY.search(text)] == []


@pytest.mark.parametrize("path", named([*DOCUMENTS, ROOT / "README.md", ROOT / "CONTRIBUTING.md"]))
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    missing = [
        link for link in LINK.findall(path.read_text("utf-8")) if not (path.parent / link).exists()
    ]

    assert missing == []


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    decisions = [path.name for path in DOCUMENTS if path.parent.name == "decisions"]

    assert [name for name in decisions if f"decisions/{name}" not in index] == []


def test_rooms_of_the_app_are_the_rooms_of_the_architecture() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {path.parent.name for path in MODULES if path.parent.parent == ROOT / "policies"}
    rooms -= {"management", "templatetags", "migrations"}

    assert [room for room in sorted(rooms) if f"| `{room}/` |" not in page] == []
