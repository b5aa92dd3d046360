"""One row for each policy's newest draft: what lists show of it, and the words it is found by.

A row repeats what the draft says. It is written in the transaction that stores the draft, and holds nothing that is
not derived from it: ``record_entry`` may be called at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Q

from policies.document.languages import CODES, in_language
from policies.lexicon.folding import searched_words
from policies.lexicon.stems import stem, stemmed

from .draft import ordered_sections

LONGEST_QUESTION: Final = 200  # characters
MOST_AT_ONCE: Final = 200
_WORD: Final = re.compile(r"\S*\w\S*")


class DraftEntry(models.Model):
    """``titles`` and ``words`` (how many) are by language; ``searched`` holds each word once, folded, and its stem."""

    page = models.OneToOneField(
        "policies.PolicyPage", on_delete=models.CASCADE, related_name="entry", primary_key=True
    )
    titles = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    searched = models.TextField(blank=True, default="")
    # The day that the editor chose for it to apply from.
    planned_for = models.DateField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"draft of page {self.page_id}"


def record_entry(page: Any) -> None:
    """Write the row of this draft anew."""
    titles = {code: (in_language(page, "heading", code) or "").strip() for code in CODES}
    searched: set[str] = set()
    words: dict[str, int] = {}
    for code in CODES:
        count = 0
        for text in _texts(page, code):
            found, many = _words_of(text, code)
            searched |= found
            count += many
        if count:
            words[code] = count
    entry = DraftEntry(
        page_id=page.pk,
        titles={code: title for code, title in titles.items() if title},
        words=words,
        searched=f" {' '.join(sorted(searched))} ",
        planned_for=page.effective_date,
    )
    DraftEntry.objects.bulk_create(
        [entry],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["titles", "words", "searched", "planned_for"],
    )


def words_by_clause(page: Any) -> list[tuple[Any, dict[str, int]]]:
    """How many words each clause has in each language, in reading order."""
    return [
        (section, {code: _words_in(section, code) for code in CODES})
        for section in ordered_sections(page)
    ]


def _words_in(section: Any, code: str) -> int:
    body = "\n".join(_written_in(in_language(section, "body", code) or ()))
    return _words_of(in_language(section, "heading", code) or "", code)[1] + _words_of(body, code)[1]


def catch_up_entries(policy_pages: models.QuerySet[Any]) -> None:
    """Write the rows that are missing, so many at once: of drafts stored before there were any."""
    without = policy_pages.filter(entry=None, latest_revision__isnull=False)
    for page in without[:MOST_AT_ONCE]:
        with transaction.atomic():
            record_entry(page.get_latest_revision_as_object())


def holding(question: str) -> list[Q]:
    """For each word of the question, what is true of rows that hold it: a beginning of it, or another form of it."""
    return [
        Q(*(Q(entry__searched__contains=form) for form in sorted(forms)), _connector=Q.OR)
        for forms in asked_forms(question)
    ]


def asked_forms(question: str) -> Iterator[set[str]]:
    """For each word of the question, the forms of which one is in ``searched``, with the spaces around them."""
    for word in searched_words(question[:LONGEST_QUESTION].replace("\x00", "")):
        written = question[word.start : word.end]
        yield {f" {word.folded}"} | {f" {stem(written, word.folded, code)} " for code in CODES}


def _texts(page: Any, code: str) -> Iterator[str]:
    """Everything that readers see of the draft in this language, piece by piece."""
    yield in_language(page, "heading", code) or ""
    yield in_language(page, "summary", code) or ""
    for section in page.sections.all():
        yield in_language(section, "heading", code) or ""
        yield "\n".join(_written_in(in_language(section, "body", code) or ()))


def _written_in(value: Any) -> Iterable[str]:
    """The words of a body as it is stored, which need not be one that can be published."""
    left = [value]
    while left:
        at = left.pop()
        if isinstance(at, dict):
            left.extend(reversed(at.values()))
        elif isinstance(at, list | tuple):
            runs = [
                str(each.get("text", "")) for each in at if isinstance(each, dict) and "text" in each
            ]
            if runs:
                yield "".join(runs)  # a word may be half bold
            else:
                left.extend(reversed(at))


@lru_cache(maxsize=4_096)
def _words_of(text: str, language: str) -> tuple[frozenset[str], int]:
    """A save changes one clause: the words of the others are known."""
    found = {form for word in stemmed(text, language) for form in (word.folded, word.stem)}
    return frozenset(found), len(_WORD.findall(text))
