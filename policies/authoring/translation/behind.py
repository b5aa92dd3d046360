"""What of a translation is not published as it stands: parts that are missing, incomplete or out of date.

A part that is incomplete or out of date can be published with a mark: the number of the version whose source it
follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from policies.authoring.draft import CURRENT
from policies.authoring.page_text_keys import KEYS
from policies.document.languages import column, put_in_language
from policies.document.shape import Document
from policies.evidence.digests import digest

from .page_texts import page_texts, paragraphs_of
from .source_texts import Source
from .translation_state import State, Translation, translations_of

# The pin of a translation whose source nobody has.
UNKNOWN: Final = digest(b"")
Marks = Mapping[UUID, Mapping[str, int]]


class Gap(NamedTuple):
    """One part of a draft that a language does not follow. ``field`` is of the page, where it is the page's own text."""

    text: Any
    language: str
    state: State
    pin: str
    field: str

    @property
    def markable(self) -> bool:
        """Whether it can be published with a mark. What is not there cannot, nor a note on this very release."""
        return self.state != State.MISSING and not self.field.startswith("change_note")


def gaps_of(page: Any, language: str) -> list[Gap]:
    """Every part of the draft that this language does not follow, in reading order."""
    authoritative = page.organisation_page.authoritative
    if language == authoritative:
        return []
    texts = [*page_texts(page), *sorted(page.sections.all(), key=lambda each: each.sort_order or 0)]
    found = (translations_of(text, authoritative)[language] for text in texts)
    return [_gap(each) for each in found if each.state not in (None, State.UP_TO_DATE)]


def _gap(translation: Translation) -> Gap:
    field = getattr(translation.text, "field", "")
    return Gap(
        text=translation.text,
        language=translation.language,
        state=State(str(translation.state)),
        pin=translation.pin,
        field=column(field, translation.language) if field else "",
    )


def marks_of(page: Any, languages: Iterable[str]) -> Marks:
    """The marks of these languages, by the key of the part: the number of the version whose source it follows.

    0 where that source was never published, or is not known.
    """
    gaps = [gap for code in languages for gap in gaps_of(page, code) if gap.markable]
    if not gaps:
        return {}
    published = _published(page, {(gap.text.key, gap.pin) for gap in gaps if gap.pin})
    marks: dict[UUID, dict[str, int]] = {}
    for gap in gaps:
        number = published.get((gap.text.key, gap.pin), 0)
        marks.setdefault(gap.text.key, {})[gap.language] = number
    return marks


def _published(page: Any, wanted: set[tuple[UUID, str]]) -> dict[tuple[UUID, str], int]:
    """The newest version in which each part had the source of this digest."""
    found: dict[tuple[UUID, str], int] = {}
    policy = page.policy
    if policy is None or not wanted:
        return found
    for version in policy.versions.order_by("-number").iterator(chunk_size=1):
        digests = set(sources_in(version.published.document))
        for each in wanted & digests:
            found[each] = version.number
        wanted = wanted - digests
        if not wanted:
            break
    return found


def pin_as_published(page: Any, document: Document) -> None:
    """After ``document`` was written into the draft: what it was published with is what each translation follows."""
    own = page_texts(page)
    texts = {text.key: text for text in (*page.sections.all(), *own)}
    parts = {"title": KEYS["heading"], "summary": KEYS["summary"]}
    for where, behind in document.marks():
        text = texts.get(parts.get(where) or UUID(where))
        for code in document.languages:
            if text is not None and code != document.authoritative:
                pin = CURRENT if code not in behind else _source_at(page, behind[code], text.key)
                put_in_language(text, "translated_from", code, pin)
    for each in own:
        each.write_pins()


def _source_at(page: Any, number: int, key: UUID) -> str:
    """The digest of a part's authoritative text in this version; of nothing, where it was not published."""
    versions = page.policy.versions.filter(number=number) if page.policy else ()
    found = (
        pin for version in versions for at, pin in sources_in(version.published.document) if at == key
    )
    return next(found, UNKNOWN)


def sources_in(document: Document) -> Iterator[tuple[UUID, str]]:
    """Every part of a published text with the digest of its authoritative text, as a pin names it."""
    code = document.authoritative
    title, summary = document.title.get(code, ""), document.summary.get(code, "")
    yield KEYS["heading"], Source(language=code, heading=title, body=()).digest
    yield KEYS["summary"], Source(language=code, heading="", body=paragraphs_of(summary)).digest
    for section in document.sections:
        heading, body = section.heading.get(code, ""), section.body.get(code, ())
        yield section.key, Source(language=code, heading=heading, body=body).digest
