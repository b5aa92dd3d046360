"""The parts of the project agree with each other; no database needed."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template

from cms.variables import VARIABLES

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
# Mail programs know no style sheet: the mails' HTML carries its style with it.
PUBLIC = [
    path
    for path in TEMPLATES
    if path.suffix == ".html" and not {"mail", "notifications"} & set(path.parts)
]
STYLES = sorted((ROOT / "policies").rglob("static/**/*.css"))
SOURCES = [path for room in ("policies", "cms") for path in sorted((ROOT / room).rglob("*.py"))]

INLINE = re.compile(
    r"<style|<script(?![^>]*\ssrc=)(?![^>]*application/)|\sstyle=|\son[a-z]+=|javascript:", re.I
)
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)[\w-]*"
    r"|(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
COUNTED = re.compile(
    r"{% blocktranslate[^%]*? count (\w+)=(\S+)([^%]*)%}(.*?){% endblocktranslate %}", re.DOTALL
)
# What is the same in every language: names, formats, punctuation.
NAMES = {"Sijill", "سجل", "JSON", "json", "Markdown", "Atom", "SHA-256", "PDF", "RSS", "UTC"}
# Templates in the place of a library's own.
OVERRIDDEN = ("account/", "allauth/", "wagtailadmin/")
PIN = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)


def named(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


@pytest.mark.parametrize("path", named(TEMPLATES))
def test_template_compiles(path: Path) -> None:
    get_template(path.relative_to(ROOT / "templates").as_posix())


def test_every_template_is_used() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*TEMPLATES, *SOURCES)]
    mentions = {
        found for text in texts for found in re.findall(r"[\"']([\w/{}.]+\.(?:html|txt))[\"']", text)
    }
    # f"policies/mail/{name}.txt" stands for every name that is written somewhere as a word of its own.
    words = {found for text in texts for found in re.findall(r"[\"'](\w+)[\"']", text)}

    unused = [
        name
        for name in map(template_name, TEMPLATES)
        if not name.startswith(OVERRIDDEN) and not _mentioned(name, mentions, words)
    ]

    assert unused == []


def template_name(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def _mentioned(name: str, mentions: set[str], words: set[str]) -> bool:
    for mention in mentions:
        pattern = re.escape(mention).replace(r"\{name\}", r"(\w+)")
        found = re.fullmatch(pattern, name)
        if found and all(word in words for word in found.groups()):
            return True
    return False


@pytest.mark.parametrize("path", named(PUBLIC))
def test_public_template_has_no_inline_style_or_script(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", named(PUBLIC))
def test_public_template_has_no_text_outside_translation(path: Path) -> None:
    assert list(untranslated(path.read_text(encoding="utf-8"))) == []


def untranslated(source: str) -> Iterator[str]:
    """Words a reader would see in the same language on every page."""
    source = re.sub(r"{% comment.*?endcomment %}|{#.*?#}|<!--.*?-->", "", source, flags=re.DOTALL)
    source = re.sub(r"{% blocktrans.*?{% endblocktrans(?:late)? %}", "", source, flags=re.DOTALL)
    # A passage that says which language it is in is that language's own.
    source = re.sub(r"<(\w+)[^>]* lang=\"(?:fr|en|ar)\".*?</\1>", "", source, flags=re.DOTALL)
    # So are the names of files and what is typed into a terminal.
    source = re.sub(r"<code.*?</code>", "", source, flags=re.DOTALL)
    source = re.sub(r"{%.*?%}|{{.*?}}", "", source, flags=re.DOTALL)
    for text in re.findall(
        r">([^<>]+)<|\s(?:title|aria-label|alt|placeholder)=\"([^\"]+)\"", f">{source}<"
    ):
        for word in re.findall(r"[^\W\d_][^\W_]*(?:-\w+)*", re.sub(r"&\w+;", " ", "".join(text))):
            if word not in NAMES and len(word) > 1:
                yield word


@pytest.mark.parametrize(
    "path", named([path for path in TEMPLATES if path.parent.name in ("desk", "admin")])
)
def test_every_field_of_the_admin_says_its_type(path: Path) -> None:
    """The admin's style draws a border only around fields of a named type: others could not be seen."""
    fields = re.findall(r"<input\b[^>]*>", path.read_text(encoding="utf-8"))

    assert [field for field in fields if " type=" not in field] == []


@pytest.mark.parametrize(
    "path", named([path for path in TEMPLATES if "count " in path.read_text("utf-8")])
)
def test_template_sets_the_thousands_of_what_it_counts_apart(path: Path) -> None:
    """The plural is the number's; what is shown is the number as the language writes it, under another name."""
    counted = COUNTED.findall(path.read_text(encoding="utf-8"))

    assert [name for name, _count, _values, shown in counted if f"{{{{ {name} }}}}" in shown] == []
    assert [count for _name, count, values, _shown in counted if f" {count}=" in values] == []


@pytest.mark.parametrize(
    "path", named([path for path in SOURCES if "ngettext(" in path.read_text("utf-8")])
)
def test_message_sets_the_thousands_of_what_it_counts_apart(path: Path) -> None:
    filled = [
        node.right
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)
    ]
    counts = [
        value
        for values in filled
        if isinstance(values, ast.Dict)
        for key, value in zip(values.keys, values.values, strict=True)
        if isinstance(key, ast.Constant) and key.value in ("count", "days")
    ]

    assert [
        ast.unparse(value)
        for value in counts
        if not (isinstance(value, ast.Call) and ast.unparse(value.func) in ("grouped", "number"))
    ] == []


@pytest.mark.parametrize("path", named(STYLES))
def test_style_has_logical_properties_only(path: Path) -> None:
    assert PHYSICAL.findall(path.read_text(encoding="utf-8")) == []


def test_readme_lists_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [name for name in VARIABLES if f"`{name}`" not in readme] == []
    assert [name for name in re.findall(r"SIJILL_[A-Z_]+", readme) if name not in VARIABLES] == []


def test_readme_names_every_make_target_it_should() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")]

    mentioned = {name for text in texts for name in re.findall(r"`make ([a-z-]+)", text)}

    assert mentioned - targets == set()
    assert {"demo", "test", "check"} <= mentioned


def test_both_locks_pin_the_same_versions() -> None:
    site, development = (
        dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))
        for name in ("requirements.txt", "requirements-dev.txt")
    )

    assert {name: development.get(name) for name in site} == site


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_lock_names_no_address(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")

    assert (
        re.findall(r"^(?!\s*#).*(?:https?:|file:|--index|--find-links|--extra)", lock, re.MULTILINE)
        == []
    )
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=[a-z0-9])", lock)[1:])


def test_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": project["dependency-groups"]["dev"],
    }
    for lock, requirements in asked.items():
        pinned = dict(PIN.findall((ROOT / lock).read_text(encoding="utf-8")))
        names = [re.match(r"[\w.-]+", requirement)[0].lower() for requirement in requirements]

        assert [name for name in names if name not in pinned] == []


def test_every_test_that_the_security_page_names_is_there() -> None:
    table = [
        line for line in (ROOT / "docs/security.md").read_text("utf-8").splitlines() if line[:3] == "| V"
    ]
    missing, named_tests = [], []
    for line in table:
        chapter, met, _how, tests = (cell.strip() for cell in line.strip("|").split(" | "))
        found = re.findall(r"`([^`]+)`", tests)
        named_tests += found
        if met != "–" and not found:
            missing.append(f"{chapter}: no test")
        for name in found:
            path, _colons, function = name.partition("::")
            place = ROOT / "tests" / path
            source = place.read_text("utf-8") if place.is_file() else ""
            if not (name == "make check" or place.is_dir() or source):
                missing.append(f"{chapter}: {path}")
            if function and f"def {function}(" not in source:
                missing.append(f"{chapter}: {name}")

    assert len(table) == 17
    assert missing == []
    assert len(named_tests) > 25
