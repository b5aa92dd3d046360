"""Catalogues are extracted, checked and compiled as gettext's own tools would."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from cms import catalogues

SOURCE = """
from django.utils.translation import gettext as _, ngettext
def title(count):
    return _("Policy of %(name)s"), ngettext("%(count)s version", "%(count)s versions", count)
"""
TEMPLATE = """
{% load i18n %}
   {% if x %}  Don't fall over "quotes
 {% translate "History" %}{% endif %}
{% blocktranslate trimmed with name=organisation %}
    By {{ name }},
    for ever
{% endblocktranslate %}
"""
COMPLETE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Policy of %(name)s"
msgstr "سياسة %(name)s"

msgid "%(count)s version"
msgid_plural "%(count)s versions"
msgstr[0] "لا نسخ"
msgstr[1] "نسخة واحدة"
msgstr[2] "نسختان"
msgstr[3] "%(count)s نسخ"
msgstr[4] "%(count)s نسخة"
msgstr[5] "%(count)s نسخة"

msgid "History"
msgstr "السجل"

msgid "By %(name)s, for ever"
msgstr "من %(name)s، على الدوام"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one module, one template and a complete Arabic catalogue."""
    monkeypatch.setattr(catalogues, "TRANSLATED", {"ar": catalogues.TRANSLATED["ar"]})
    for name, text in {"policies/titles.py": SOURCE, "templates/page.html": TEMPLATE}.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    write(tmp_path, COMPLETE)
    return tmp_path


def write(root: Path, catalogue: str) -> None:
    path = catalogues.path_of("ar", root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(catalogue, encoding="utf-8")


def test_messages_of_python_and_of_templates_are_found(project: Path) -> None:
    found = {message.id for message in catalogues.extracted(project) if message.id}

    assert found == {
        "Policy of %(name)s",
        ("%(count)s version", "%(count)s versions"),
        "History",
        "By %(name)s, for ever",
    }


def test_complete_catalogue_has_no_problem(project: Path) -> None:
    assert catalogues.problems(project) == []


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        ('msgstr "السجل"', 'msgstr ""', "'History' (templates/page.html) is not translated"),
        ('msgstr[4] "%(count)s نسخة"', 'msgstr[4] ""', "is not translated"),
        ('msgstr[4] "%(count)s نسخة"', 'msgstr[4] "نسخة"', "lacks count"),
        ('"سياسة %(name)s"', '"سياسة"', "lacks name"),
        ('"سياسة %(name)s"', '"سياسة %(nom)s"', "unknown %(nom)s"),
        ('msgid "History"', '#, fuzzy\nmsgid "History"', "is marked fuzzy"),
        ('msgid "History"', 'msgid "Histories"', "'Histories' is no longer used: run `make messages`"),
    ],
)
def test_incomplete_catalogue_is_told(project: Path, good: str, bad: str, problem: str) -> None:
    write(project, COMPLETE.replace(good, bad))

    assert any(problem in found for found in catalogues.problems(project))


def test_update_keeps_translations_and_writes_the_same_bytes_again(project: Path) -> None:
    catalogues.update_all(project)
    once = catalogues.path_of("ar", project).read_bytes()
    catalogues.update_all(project)

    assert catalogues.path_of("ar", project).read_bytes() == once
    assert catalogues.problems(project) == []


def test_compiled_catalogue_counts_in_arabic(project: Path) -> None:
    (compiled,) = catalogues.compile_all(project)
    with compiled.open("rb") as file:
        translations = gettext.GNUTranslations(file)

    said = [translations.ngettext("%(count)s version", "%(count)s versions", n) for n in (0, 1, 2, 3)]

    assert said == ["لا نسخ", "نسخة واحدة", "نسختان", "%(count)s نسخ"]


def test_compiled_catalogue_is_not_written_again(project: Path) -> None:
    catalogues.compile_all(project)

    assert catalogues.compile_all(project) == []
