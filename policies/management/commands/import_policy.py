"""Import a policy's text from files: Word, OpenDocument, RTF, PDF, HTML, Markdown, plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext

from policies.document.languages import CODES
from policies.document.shape import KINDS
from policies.interchange.importing import CannotImport, Imported, Release, import_texts
from policies.interchange.readers.parsed_text import (
    Answers,
    Changes,
    Comments,
    ParsedText,
    UnreadableText,
)
from policies.interchange.readers.read_file import read_policy_file
from policies.management.register_command import RegisterCommand
from policies.publication.guards import refusal_to_run
from policies.publication.models import PolicyVersion

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_MAX_SLUG = 80

Choice = TypeVar("Choice", bound=str)


class Command(RegisterCommand):
    help = (
        "Import a policy's text, one file per language, as a draft or (--publish) as a version marked"
        " imported. Prints one JSON line; a bad input is one clear error and writes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--organisation", required=True, help="the organisation's slug; created when it is missing"
        )
        parser.add_argument(
            "--policy", required=True, help="the policy's slug; created when it is missing"
        )
        parser.add_argument(
            "--effective", metavar="DATE", help="YYYY-MM-DD, may be past; default: today"
        )
        parser.add_argument(
            "--significance",
            help=f"one of {', '.join(PolicyVersion.Significance.values)}; default: found out",
        )
        parser.add_argument("--note", help="the change note, in every language given")
        parser.add_argument(
            "--marked",
            metavar="REASON",
            default="",
            help="publish translations that follow an earlier text, with a mark and this reason; else leave them out",
        )
        parser.add_argument("--kind", help=f"one of {', '.join(KINDS)}; default: by slug and title")
        parser.add_argument("--publish", action="store_true", help="publish it as an imported version")
        parser.add_argument(
            "--changes", help="accept or reject the tracked changes of the files; default: refuse them"
        )
        parser.add_argument(
            "--comments", help="drop the comments of the files; default: refuse files with comments"
        )
        parser.add_argument(
            "--encoding", default="", help="the encoding of the files, where it cannot be told"
        )
        parser.add_argument(
            "files",
            nargs="+",
            metavar="LANGUAGE=PATH",
            help="for example en=privacy.docx fr=privacy.fr.txt; or one PATH, a Word table with a column per language",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if reason := refusal_to_run(connection):
            raise CommandError(reason)
        try:
            imported = import_texts(
                organisation=_slug("--organisation", options["organisation"]),
                policy=_slug("--policy", options["policy"]),
                kind=_choice("--kind", options["kind"], KINDS),
                release=_release(options),
                publish=options["publish"],
                texts=_texts(options),
            )
        except (CannotImport, UnreadableText) as error:
            raise CommandError(" ".join(str(error).split())) from error
        self.stdout.write(json.dumps(_report(imported, options), ensure_ascii=False))


def _texts(options: dict[str, Any]) -> dict[str, ParsedText]:
    """What the files say, by language; an open question is an error that names the option to answer it by."""
    answers = Answers(
        changes=_choice("--changes", options["changes"], get_args(Changes)) or "ask",
        comments=_choice("--comments", options["comments"], get_args(Comments)) or "ask",
        encoding=options["encoding"],
    )
    texts: dict[str, ParsedText] = {}
    for language, path in _paths(options["files"]).items():
        read = read_policy_file(path, language or CODES[0], answers)
        if not language and len(read) == 1:
            raise CommandError(
                f"{path}: write LANGUAGE=PATH: it is no table with a column for each language"
            )
        others = ", ".join(code for code in read if code != language)
        if language and language not in read:
            raise CommandError(f"{path}: it is a table in {others}, not in {language}")
        for code, text in read.items():
            for question in text.questions:
                if question.required:
                    ways = " or ".join(f"--{question.subject} {choice}" for choice in question.choices)
                    raise CommandError(f"{path}: {question.text} ({ways})")
            if code == language and others:
                text = text._replace(warnings=(*text.warnings, f"the file has columns in {others} too"))
            if not language or code == language:
                texts[code] = text._replace(
                    warnings=(*text.warnings, *(question.text for question in text.questions))
                )
    return texts


def _report(imported: Imported, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "policy": f"{options['organisation']}/{options['policy']}",
        "uuid": str(imported.page.policy_uuid),
        "version": imported.version.number if imported.version else None,
        "draft": None if imported.version else imported.revision.pk,
        "sections": len(imported.document.sections),
        "languages": list(imported.document.languages),
        "warnings": list(imported.warnings),
    }


def _release(options: dict[str, Any]) -> Release:
    note = {}
    for code in CODES:
        with translation.override(code):
            note[code] = options["note"] or gettext("Imported text.")
    return Release(
        by="import_policy",
        note=note,
        significance=_choice(
            "--significance", options["significance"], PolicyVersion.Significance.values
        ),
        effective=_date(options["effective"]),
        marked=options["marked"].strip(),
    )


def _slug(option: str, value: str) -> str:
    if not _SLUG.fullmatch(value) or len(value) > _MAX_SLUG:
        raise CommandError(
            f"{option} {value!r}: a slug is up to {_MAX_SLUG} small letters and digits, joined by hyphens"
        )
    return value


def _choice(option: str, value: Choice | None, choices: Sequence[Choice]) -> Choice | None:
    if value is not None and value not in choices:
        raise CommandError(f"{option} {value!r}: one of {', '.join(choices)}")
    return value


def _date(value: str | None) -> date | None:
    if value is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise CommandError(f"--effective {value!r}: a date is written YYYY-MM-DD") from None


def _paths(files: Sequence[str]) -> dict[str, Path]:
    """The files by language; ``""`` for one of several languages."""
    if len(files) == 1 and files[0].partition("=")[0] not in CODES and Path(files[0]).is_file():
        return {"": Path(files[0])}
    paths: dict[str, Path] = {}
    for file in files:
        language, separator, path = file.partition("=")
        if not separator or not path:
            raise CommandError(f"{file!r}: write LANGUAGE=PATH, for example en=privacy.md")
        if language not in CODES:
            raise CommandError(f"unknown language {language!r}: one of {', '.join(CODES)}")
        if language in paths:
            raise CommandError(f"language {language!r} is given twice")
        paths[language] = Path(path)
    return paths
