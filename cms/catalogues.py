"""The catalogues of translations: extracted, completed, checked and compiled with Babel alone.

Fresh machines have no gettext tools. Message ids are plain English, so English needs no catalogue.

    python -m cms.catalogues update     add new messages to locale/*/LC_MESSAGES/django.po, drop unused ones
    python -m cms.catalogues check      say what is missing; exit 1 if anything is
    python -m cms.catalogues compile    write the .mo files that are older than their .po
"""

from __future__ import annotations

import argparse
import gettext
import io
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
# Language: number of plural forms, and the rule that chooses one. Arabic's are zero, one, two, few (3–10), many
# (11–99) and other, in the order of GNU gettext and of Django's own catalogue; Babel's default has the last two
# the other way round.
TRANSLATED = {
    "fr": (2, "(n > 1)"),
    "ar": (
        6,
        "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5)",
    ),
}
HEADER = (
    "# Translations of Sijill. Written by `make messages`; the translations are typed in by hand.\n#"
)
SOURCES = ("cms/**/*.py", "policies/**/*.py", "templates/**/*.html", "templates/**/*.txt")
TAG = "Translators"
KEYWORDS = (
    DEFAULT_KEYWORDS
    | {"gettext_noop": None}
    # What readers of files say, who know no catalogue (policies/interchange/readers/worded.py).
    | {"worded": None, "worded_many": (1, 2)}
    | {f"{name}_lazy": arguments for name, arguments in DEFAULT_KEYWORDS.items()}
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)\}")
# A form for "none", "one" or "two" things need not write the number. Tried on this many.
COUNTS = range(1000)


def path_of(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def extracted(root: Path = ROOT) -> Catalog:
    """Every message of the Python sources and of the templates under ``root``."""
    catalog = Catalog(project="Sijill", charset="utf-8")
    for pattern in SOURCES:
        for path in sorted(root.glob(pattern)):
            if "migrations" in path.parts:
                continue
            name = path.relative_to(root).as_posix()
            source = path.read_text(encoding="utf-8")
            if path.suffix != ".py":
                # What is no message is blanked out; the indentation left over is not Python's.
                source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
            found = extract("python", io.BytesIO(source.encode()), KEYWORDS, [TAG])
            for line, message, comments, context in found:
                catalog.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return catalog


def read(language: str, root: Path = ROOT) -> Catalog:
    """The catalogue of a language; empty where there is no file yet."""
    path = path_of(language, root)
    catalog = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    forms, rule = TRANSLATED[language]
    catalog.mime_headers = [("Plural-Forms", f"nplurals={forms}; plural={rule};")]
    return catalog


def update_all(root: Path = ROOT) -> None:
    """Bring every catalogue to the messages of today, keeping the translations there are."""
    template = extracted(root)
    for language in TRANSLATED:
        catalog = read(language, root)
        created = catalog.creation_date
        catalog.update(template, no_fuzzy_matching=True)
        # The same catalogue is the same bytes: no date of today, no placeholder of gettext's.
        catalog.creation_date = catalog.revision_date = created
        catalog.header_comment, catalog.fuzzy = HEADER, False
        catalog.project, catalog.version = "Sijill", "0.1"
        catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "Sijill"
        path = path_of(language, root)
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        # No line numbers: a catalogue changes when a message does, not when a line moves.
        write_po(buffer, catalog, width=105, ignore_obsolete=True, include_lineno=False)
        path.write_bytes(buffer.getvalue())


def problems(root: Path = ROOT) -> list[str]:
    """What keeps the catalogues from being complete, one sentence each."""
    template = extracted(root)
    return [
        f"{language}: {problem}"
        for language in TRANSLATED
        for problem in _problems(template, read(language, root))
    ]


def _problems(template: Catalog, catalog: Catalog) -> Iterator[str]:
    for message in template:
        if not message.id:
            continue  # the header
        translated = catalog.get(message.id, message.context)
        if translated is None or not all(_forms(translated.string)):
            yield f"{_quoted(message)} is not translated"
        elif translated.fuzzy:
            yield f"{_quoted(message)} is marked fuzzy"
        elif bool(message.pluralizable) != bool(translated.pluralizable):
            yield f"{_quoted(message)} is counted on one side only"
        elif message.pluralizable and len(_forms(translated.string)) != catalog.num_plurals:
            yield f"{_quoted(message)} needs {catalog.num_plurals} plural forms"
        else:
            yield from _placeholder_problems(message, translated, catalog)
    for message in catalog:
        if message.id and template.get(message.id, message.context) is None:
            yield f"{_quoted(message)} is no longer used: run `make messages`"


def _placeholder_problems(message: Message, translated: Message, catalog: Catalog) -> Iterator[str]:
    originals = _forms(message.id)
    allowed = _placeholders(originals[-1])
    plural = gettext.c2py(catalog.plural_expr)
    for index, form in enumerate(_forms(translated.string)):
        used = _placeholders(form)
        for name in sorted(used - allowed):
            yield f"{_quoted(message)}: the translation has an unknown %({name})s"
        lost = allowed - used
        counts = [n for n in COUNTS if plural(n) == index] if message.pluralizable else []
        # French writes "0 or 1" in one form: it may drop the number where the English "one" does.
        dropped = allowed - _placeholders(originals[0])
        if lost and not (
            len(lost) == 1 and (len(counts) == 1 or (lost <= dropped and len(counts) == 2))
        ):
            yield f"{_quoted(message)}: the translation lacks {', '.join(sorted(lost))}"


def _forms(words: str | Sequence[str] | None) -> list[str]:
    """The one form of a message, or its forms by number."""
    return [words] if isinstance(words, str) else list(words or [""])


def _placeholders(text: str) -> set[str]:
    return {match[1] or match[2] for match in PLACEHOLDER.finditer(text)}


def _quoted(message: Message) -> str:
    where = f" ({message.locations[0][0]})" if message.locations else ""
    return f"{_forms(message.id)[0]!r}{where}"


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write the ``.mo`` files that are missing or older than their catalogue; return their paths."""
    written = []
    for language in TRANSLATED:
        source = path_of(language, root)
        target = source.with_suffix(".mo")
        if not source.exists():
            continue
        changed = source.stat().st_mtime_ns
        if target.exists() and target.stat().st_mtime_ns == changed:
            continue
        partial = target.with_suffix(f".{os.getpid()}.part")
        with partial.open("wb") as file:
            write_mo(file, read(language, root))
        # The same time as the source: also an older catalogue that is checked out again is compiled.
        os.utime(partial, ns=(changed, changed))
        partial.replace(target)
        written.append(target)
    return written


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m cms.catalogues", description="Catalogues.")
    parser.add_argument("action", choices=("update", "check", "compile"))
    action = parser.parse_args().action
    if action == "update":
        update_all()
    elif action == "compile":
        compile_all()
    elif found := problems():
        print(*found, sep="\n")
        print(f"{len(found)} problems in the catalogues (locale/*/LC_MESSAGES/django.po)")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
