"""Reading the files of an import, one after the other, and the questions that they leave open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.document.languages import CODES
from policies.interchange.readers.parsed_json import texts_to_json
from policies.interchange.readers.parsed_text import Comment, ParsedText, Question, UnreadableText
from policies.interchange.readers.read_file import read_content
from policies.interchange.readers.worded import (
    refusal_of,
    worded,
    worded_from_json,
    worded_to_json,
)
from policies.interchange.said_words import in_words

from .import_record import ImportedFile, TextImport

State = ImportedFile.State
# Longer than any line that tells two encodings apart.
_SAMPLE = 160
_CHOICES: dict[str, Any] = {
    "accept": gettext_lazy("Accept them: the text as it is with the changes"),
    "reject": gettext_lazy("Reject them: the text as it was before the changes"),
    "both": gettext_lazy("Keep both: first a draft without the changes, then one with them"),
    "drop": gettext_lazy("Leave the comments out"),
}


def read_next(record: TextImport) -> None:
    """Read one of the files that wait. Ends early where the import was cancelled meanwhile."""
    for file in record.files.defer("texts"):
        if file.take_up():
            _read(record, file)
            return


def _read(record: TextImport, file: ImportedFile) -> None:
    language = file.language or record.organisation.authoritative

    def stopped() -> bool:
        return not TextImport.objects.filter(pk=record.pk).exists()

    refusal: Any = None
    texts: dict[str, ParsedText] = {}
    try:
        texts = read_content(bytes(file.content), language, file.answered(), stopped)
        _refuse_wrong_languages(file, texts)
    except UnreadableText as error:
        refusal, texts = worded_to_json(refusal_of(error)), {}
    state = State.READ if refusal is None else State.REFUSED
    ImportedFile.objects.filter(pk=file.pk).update(
        state=state, refusal=refusal, texts=texts_to_json(texts)
    )
    _gather(record)


def _refuse_wrong_languages(file: ImportedFile, texts: dict[str, ParsedText]) -> None:
    if not file.language and len(texts) == 1:
        raise UnreadableText(
            worded("it is no table with a column for each language: give it as the text of its language")
        )
    if file.language and file.language not in texts:
        raise UnreadableText(worded("it is a table of other languages: give it as a table"))


@transaction.atomic
def _gather(record: TextImport) -> None:
    """The texts of all files, once they are read: what is put right by hand begins there."""
    files = list(record.files.defer("content"))
    if record.history or not files or not all(file.state == State.READ for file in files):
        return
    texts: dict[str, ParsedText] = {}
    for file in files:
        for code, text in file.read.items():
            if code not in texts or code == file.language:
                texts[code] = text
    record.keep(texts)


def waiting(record: TextImport) -> list[ImportedFile]:
    return list(record.files.exclude(state=State.READ).defer("content", "texts"))


def refusal_words(file: ImportedFile) -> str:
    return in_words(worded_from_json(file.refusal)) if file.refusal is not None else ""


@dataclass(frozen=True)
class Asked:
    """A question of a file in words, with what can be answered: the value, its words, a sample of the text."""

    file: ImportedFile
    subject: str
    words: str
    choices: list[tuple[str, str, str]]
    comments: tuple[Comment, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.file.pk}-{self.subject}"


def questions_of(record: TextImport) -> list[Asked]:
    """What has to be answered before anything is written."""
    asked: list[Asked] = []
    for file in record.files.all():
        for text in file.read.values():
            asked += [_asked(file, text, each) for each in text.questions if each.required]
    return asked


def _asked(file: ImportedFile, text: ParsedText, question: Question) -> Asked:
    values = [*question.choices, *(["both"] if question.subject == "changes" else [])]
    choices = [_choice(file, question, value) for value in values]
    comments = text.comments if question.subject == "comments" else ()
    return Asked(file, question.subject, in_words(question.text), choices, comments)


def _choice(file: ImportedFile, question: Question, value: str) -> tuple[str, str, str]:
    if question.subject != "encoding":
        return value, str(_CHOICES.get(value, value)), ""
    lines = bytes(file.content).splitlines()
    telling: bytes = next((line for line in lines if not line.isascii()), b"")
    return value, value.upper(), telling.decode(value, "replace").strip()[:_SAMPLE]


class QuestionsForm(forms.Form):
    """One field for each question, none answered beforehand."""

    def __init__(self, asked: list[Asked], *sent: Any) -> None:
        super().__init__(*sent)
        self.asked = asked
        for each in asked:
            self.fields[each.name] = forms.ChoiceField(
                choices=[(value, words) for value, words, _ in each.choices],
                error_messages={"required": _("Choose one.")},
            )

    def shown(self) -> list[tuple[Asked, Any]]:
        return [(each, self[each.name]) for each in self.asked]

    def answer(self) -> None:
        """Every file that was answered about is read again."""
        answers: dict[int, dict[str, str]] = {}
        for each in self.asked:
            kept = answers.setdefault(each.file.pk, dict(each.file.answers))
            kept[each.subject] = self.cleaned_data[each.name]
        with transaction.atomic():
            for number, kept in answers.items():
                ImportedFile.objects.filter(pk=number).update(state=State.WAITING, answers=kept)


def texts_before(record: TextImport) -> dict[str, ParsedText] | None:
    """What the files say without their tracked changes, where both are to be kept; else none."""
    files = list(record.files.all())
    if not any(file.keeps_both for file in files):
        return None
    texts: dict[str, ParsedText] = {}
    for file in files:
        language = file.language or record.organisation.authoritative
        texts |= read_content(bytes(file.content), language, file.answered(before=True))
    return {code: texts[code] for code in CODES if code in texts}
