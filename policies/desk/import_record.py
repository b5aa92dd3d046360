"""What a person is bringing in: files and what was read of them, kept until a draft is written, or for two days.

It belongs to one account and is no part of any policy. At most ``MOST_AT_ONCE`` of a person are kept: an earlier one
goes when another begins.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from policies.authoring.models import PolicyPage
from policies.document.languages import CODES
from policies.interchange.history_files import DatedFile
from policies.interchange.readers.parsed_json import texts_from_json, texts_to_json
from policies.interchange.readers.parsed_text import Answers, ParsedText
from policies.publication.models import Organisation

KEPT: Final = timedelta(days=2)
MOST_AT_ONCE: Final = 3
# Longer than any file is read: who read it is gone.
ABANDONED: Final = timedelta(seconds=90)

Texts = dict[str, ParsedText]


class TextImports(models.QuerySet["TextImport"]):
    def expired(self) -> Self:
        return self.filter(touched_at__lt=timezone.now() - KEPT)


class TextImport(models.Model):
    """``page`` is none for a policy to be. ``rows`` says which sections are one clause, once somebody said so."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    page = models.ForeignKey(PolicyPage, models.CASCADE, related_name="+", null=True)
    touched_at = models.DateTimeField(auto_now=True, db_index=True)
    texts = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    # Files of past days, which become versions and no draft.
    history = models.BooleanField(default=False)

    objects = TextImports.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"import of {self.person_id} into {self.page or self.organisation}"

    @property
    def read(self) -> Texts:
        """The texts as they are now, put right or not, in the order of languages."""
        found = texts_from_json(self.texts)
        return {code: found[code] for code in CODES if code in found}

    def keep(self, texts: Mapping[str, ParsedText]) -> None:
        """The texts, put right; which sections are one clause is found out anew."""
        self.texts, self.rows = texts_to_json(dict(texts)), []
        self.save(update_fields=["texts", "rows", "touched_at"])


class ImportedFile(models.Model):
    """One file. ``language`` is empty for a table with a column for each language."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READING = "reading"
        READ = "read"
        REFUSED = "refused"

    text_import = models.ForeignKey(TextImport, models.CASCADE, related_name="files")
    language = models.CharField(max_length=5, blank=True)
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    answers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    since = models.DateTimeField(null=True)
    texts = models.JSONField(default=dict)
    refusal = models.JSONField(null=True)
    day = models.DateField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def read(self) -> Texts:
        return texts_from_json(self.texts)

    @property
    def keeps_both(self) -> bool:
        """Whether the text without the tracked changes becomes a draft too."""
        return bool(self.answers.get("changes") == "both")

    def answered(self, *, before: bool = False) -> Answers:
        """What was decided about it; ``before``: what to read for the draft without the changes."""
        changes = self.answers.get("changes", "ask")
        if changes == "both":
            changes = "reject" if before else "accept"
        return Answers(changes, self.answers.get("comments", "ask"), self.answers.get("encoding", ""))

    def take_up(self) -> bool:
        """Whether this caller is the one who reads it now."""
        now = timezone.now()
        waiting = models.Q(state=self.State.WAITING)
        waiting |= models.Q(state=self.State.READING, since__lt=now - ABANDONED)
        own = ImportedFile.objects.filter(waiting, pk=self.pk)
        return bool(own.update(state=self.State.READING, since=now))


@transaction.atomic
def begin(
    *,
    by: Any,
    organisation: Organisation,
    page: PolicyPage | None,
    files: Mapping[str, tuple[str, bytes]],
) -> TextImport:
    """An import of these files, by language; ``""`` is a table of several."""
    begun = _begun(by, organisation, page, history=False)
    ImportedFile.objects.bulk_create(
        ImportedFile(text_import=begun, language=language, name=name[-255:], content=content)
        for language, (name, content) in files.items()
    )
    return begun


@transaction.atomic
def begin_history(
    *, by: Any, organisation: Organisation, page: PolicyPage | None, files: Iterable[DatedFile]
) -> TextImport:
    """An import of the files of past days."""
    begun = _begun(by, organisation, page, history=True)
    ImportedFile.objects.bulk_create(
        ImportedFile(
            text_import=begun,
            language=file.language or organisation.authoritative,
            name=file.name[-255:],
            content=file.content,
            day=file.day,
        )
        for file in files
    )
    return begun


def _begun(by: Any, organisation: Organisation, page: PolicyPage | None, *, history: bool) -> TextImport:
    TextImport.objects.expired().delete()
    earlier = TextImport.objects.filter(person=by).order_by("-touched_at")
    TextImport.objects.filter(pk__in=[each.pk for each in earlier[MOST_AT_ONCE - 1 :]]).delete()
    return TextImport.objects.create(person=by, organisation=organisation, page=page, history=history)
