"""Import a policy's past texts: a folder or a ZIP archive of dated files becomes consecutive versions."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import connection

from policies.document.languages import CODES
from policies.document.shape import KINDS
from policies.interchange.history_files import DatedFile, by_day, files_in
from policies.interchange.history_import import Brought, import_history
from policies.interchange.importing import CannotImport
from policies.interchange.readers.parsed_text import Answers, ParsedText, UnreadableText
from policies.interchange.readers.read_file import read_content
from policies.management.register_command import RegisterCommand
from policies.publication.guards import refusal_to_run


class Command(RegisterCommand):
    help = (
        "Import a policy's past texts from a folder or a ZIP archive of dated files (2021-05-01.fr.docx, fr/2021-05-01.md):"
        " consecutive versions marked imported, told to nobody. Prints one JSON line for each day; all days are"
        " imported, or none is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", required=True, help="the organisation's slug")
        parser.add_argument(
            "--policy", required=True, help="the policy's slug; created when it is missing"
        )
        parser.add_argument(
            "--language", choices=CODES, help="the language of files whose name says none"
        )
        parser.add_argument("--kind", choices=KINDS, help="default: by slug and title")
        parser.add_argument("--note", default="", help="the change note of every version")
        parser.add_argument("--changes", choices=("accept", "reject"), default="ask")
        parser.add_argument("--comments", choices=("drop",), default="ask")
        parser.add_argument(
            "--encoding", default="", help="the encoding of texts, where it cannot be told"
        )
        parser.add_argument("path", help="a folder, or a ZIP archive")

    def handle(self, *args: Any, **options: Any) -> None:
        if reason := refusal_to_run(connection):
            raise CommandError(reason)
        try:
            days = {
                day: _texts(files, options) for day, files in by_day(_with_language(options)).items()
            }
            brought = import_history(
                organisation=options["organisation"],
                policy=options["policy"],
                days=days,
                by="import_history",
                kind=options["kind"],
                note=options["note"],
            )
        except (CannotImport, UnreadableText) as error:
            raise CommandError(" ".join(str(error).split())) from error
        for each in brought:
            self.stdout.write(json.dumps(_report(each), ensure_ascii=False))


def _with_language(options: dict[str, Any]) -> list[DatedFile]:
    files = []
    for file in files_in(Path(options["path"])):
        language = file.language or options["language"] or ""
        if not language:
            raise CommandError(f"{file.name}: its name says no language: give --language")
        files.append(file._replace(language=language))
    return files


def _texts(files: list[DatedFile], options: dict[str, Any]) -> dict[str, ParsedText]:
    answers = Answers(options["changes"], options["comments"], options["encoding"])
    texts: dict[str, ParsedText] = {}
    for file in files:
        try:
            read = read_content(file.content, file.language, answers)
        except UnreadableText as error:
            raise UnreadableText(f"{file.name}: {error}") from error
        for code, text in read.items():
            for question in text.questions:
                if question.required:
                    ways = " or ".join(f"--{question.subject} {choice}" for choice in question.choices)
                    raise CommandError(f"{file.name}: {question.text} ({ways})")
            if code == file.language or code not in texts:
                texts[code] = text
    return texts


def _report(brought: Brought) -> dict[str, Any]:
    day: date = brought.day
    return {
        "day": day.isoformat(),
        "version": brought.version.number if brought.version else None,
        "significance": brought.version.significance if brought.version else None,
        "languages": list(brought.languages),
        "words": brought.words.total,
        "words_lost": list(brought.words.lost),
        "warnings": list(brought.warnings),
    }
