"""Replace words that were found, in one new state of the draft.

New words take the look of the first words they stand for, and stay in a link where the old ones were its words. Links,
keys and numbers stay as they are. A translation that followed its source goes on following it where the same act
changed both, or where the editor says that the meaning stays; else it is out of date, as after any change.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from policies.document.blocks import Run, Runs
from policies.document.canonical import blocks_to_json
from policies.document.languages import CODES, in_language, put_in_language
from policies.document.text import joined
from policies.document.text_places import with_passages
from policies.publication.refusal import CannotChange, Refusal

from .draft import CURRENT, body_of
from .find_words import LONGEST, Hit
from .page_text_keys import KEYS
from .remarks import Remark, anchor
from .translation.page_texts import page_texts
from .translation.pins import Before, settle
from .writing_rights import languages_written_by

_FIELDS: Final = {str(key): field for field, key in KEYS.items()}

Spans = Sequence[tuple[int, int]]


@transaction.atomic
def replace_words(
    *, page: Any, hits: Iterable[Hit], words: str, by: Any, same_meaning: bool = False
) -> Any:
    """Put ``words`` in the place of each hit of ``page``, the newest draft; return the new revision.

    Raises ``CannotChange``, and ``StaleDraft`` where somebody saved meanwhile; then nothing was written.
    """
    words = unicodedata.normalize("NFC", words)
    hits = sorted(hits, key=lambda hit: hit.start)
    _refuse(page, hits, words, by)
    before = Before.of(page)
    parts: dict[tuple[str, str, str], dict[int, list[tuple[int, int]]]] = {}
    for hit in hits:
        place = hit.place
        held = parts.setdefault((place.key, place.language, place.part), {})
        held.setdefault(place.number, []).append((hit.start, hit.end))
    sections = {str(section.key): section for section in page.sections.all()}
    for (key, language, part), spans in parts.items():
        if part == "body":
            _in_body(sections[key], language, spans, words)
        else:
            _in_field(page if key in _FIELDS else sections[key], part, language, spans[0], words)
    page.sections = list(sections.values())
    _settle(page, before, {(key, language) for key, language, _part in parts}, same_meaning)
    try:
        page.full_clean()
    except ValidationError as error:
        message = " ".join(error.messages)
        raise CannotChange(Refusal(code="cannot_stand", message=message)) from error
    page.expected_revision = page.latest_revision_id
    page.from_form = True  # its translations are settled
    revision = page.save_revision(user=by, log_action="policies.replace_words")
    _move_remarks(page, hits, words)
    return revision


def _refuse(page: Any, hits: Sequence[Hit], words: str, by: Any) -> None:
    message = ""
    if not hits:
        message = _("Choose at least one place.")
    elif len(words) > LONGEST:
        message = _("Write at most %(most)s characters.") % {"most": LONGEST}
    elif any(unicodedata.category(character) in ("Cc", "Cs") for character in words):
        message = _("Write words of one line.")
    elif {hit.place.language for hit in hits} - set(languages_written_by(by, page)):
        message = _("You may not write every language of what you chose.")
    if message:
        raise CannotChange(Refusal(code="no_replacement", message=message))


def _in_field(row: Any, field: str, language: str, spans: Spans, words: str) -> None:
    text = in_language(row, field, language) or ""
    for start, end in reversed(spans):
        text = text[:start] + words + text[end:]
    most = row._meta.get_field(field).max_length
    if most is not None and len(text) > most:
        message = _("“%(text)s…” would be longer than %(most)s characters: nothing was replaced.")
        raise CannotChange(Refusal(code="too_long", message=message % {"text": text[:60], "most": most}))
    put_in_language(row, field, language, text)


def _in_body(section: Any, language: str, spans: Mapping[int, Spans], words: str) -> None:
    place = -1

    def changed(_at: str, runs: Runs) -> Runs:
        nonlocal place
        place += 1
        return with_words(runs, spans[place], words) if place in spans else runs

    body = with_passages(body_of(in_language(section, "body", language)), changed)
    put_in_language(section, "body", language, blocks_to_json(body))


def with_words(runs: Runs, spans: Spans, words: str) -> Runs:
    """The stretch with these words in the place of each span; spans are in order and apart."""
    for start, end in reversed(spans):
        kept: list[Run] = []
        covered: list[Run] = []
        at = place = 0
        for run in runs:
            stop = at + len(run.text)
            if at < end and stop > start:
                if not covered:
                    place = len(kept) + (at < start)
                covered.append(run)
            if head := run.text[: max(0, start - at)]:
                kept.append(run.with_part(head))
            if tail := run.text[max(0, end - at) :] if stop > end else "":
                kept.append(run.with_part(tail))
            at = stop
        if len({run.link for run in covered if run.link}) > 1:
            message = _("“%(text)s” reaches over two links: change it in the text.")
            text = "".join(run.text for run in covered)[:60]
            raise CannotChange(Refusal(code="two_links", message=message % {"text": text}))
        if words:
            kept.insert(place, _look(covered).with_part(words))
        runs = tuple(joined(kept))
    return runs


def _look(covered: Sequence[Run]) -> Run:
    """The look of the first words; a link that they reach into is kept."""
    return next((run for run in covered if run.link), covered[0])


def _settle(page: Any, before: Before, changed: set[tuple[str, str]], same_meaning: bool) -> None:
    """The pins of translations whose source changed, before any other rule looks at them."""
    authoritative = page.organisation_page.authoritative
    own = page_texts(page)
    for text in (*own, *page.sections.all()):
        key = str(text.key)
        if (key, authoritative) not in changed:
            continue
        for code in CODES:
            followed = before.translated(text, code, authoritative)
            if code == authoritative or followed is None:
                continue
            pin = in_language(text, "translated_from", code) or ""
            if pin not in ("", CURRENT, followed.digest):
                continue  # out of date already: other words of the source are not translated yet
            follows = same_meaning or (key, code) in changed
            put_in_language(text, "translated_from", code, CURRENT if follows else pin)
    for text in own:
        text.write_pins()
    settle(page, before)


def _move_remarks(page: Any, hits: Sequence[Hit], words: str) -> None:
    """Comments on words that were replaced are about the new words, in the clause and language where they were."""
    said: dict[tuple[str, str], set[str]] = {}
    for hit in hits:
        said.setdefault((hit.place.key, hit.place.language), set()).add(hit.said)
    for remark in Remark.objects.filter(page_id=page.pk, answers=None).exclude(quote=""):
        for old in said.get((str(remark.key), remark.language), ()):
            quote, before = remark.quote.replace(old, words), remark.before.replace(old, words)
            if quote.strip() and (quote, before) != (remark.quote, remark.before):
                anchor(remark=remark, key=str(remark.key), quote=quote, before=before)
