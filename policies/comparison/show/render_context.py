"""What all changes of one page are written with: language, labels, change numbers, source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

from policies.document.bidi import has_own
from policies.document.html import part_html, plain_runs_html, runs_html
from policies.document.languages import direction

from ..result import (
    BlockChange,
    Comparison,
    Part,
    Parts,
    Passage,
    Place,
    SectionChange,
    Side,
    runs_of,
    text_of,
)
from .isolation import grouped

_TAGS: Final[dict[Side, Literal["ins", "del"]]] = {"old": "del", "new": "ins"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What a screen reader says, already in the reader's language."""

    insertion: str
    end_of_insertion: str
    deletion: str
    end_of_deletion: str
    moved_from: str  # at the new place: the link to the old one
    moved_to: str  # at the old place: the link to the new one
    form: str  # the same lines, and the same words, in blocks of another form
    form_edited: str  # the same, but words changed in them
    formatting: str  # the formatting of this text changed
    link_changed: str  # the target of this link changed
    typographic: str  # only the typography of this text changed
    vowels: str  # the vowel marks of this text changed
    previous: str  # the link to the previous change
    next: str  # the link to the next change
    unchanged: Callable[[int], str]  # so many unchanged passages were left out
    sections: Callable[[int], str]  # so many unchanged sections were left out
    old: str  # the name of the old text, for example “Version 1”
    new: str


def labels_in(
    gettext: Callable[[str], str],
    ngettext: Callable[[str, str, int], str],
    *,
    number: Callable[[int], str] = str,
    old: str = "",
    new: str = "",
) -> Labels:
    """The labels as these functions translate them and write numbers: this room has no catalogue of its own."""

    def unchanged(count: int) -> str:
        words = ngettext("%(count)s unchanged passage", "%(count)s unchanged passages", count)
        return words % {"count": number(count)}

    def sections(count: int) -> str:
        words = ngettext("%(count)s unchanged section", "%(count)s unchanged sections", count)
        return words % {"count": number(count)}

    return Labels(
        insertion=gettext("inserted:"),
        end_of_insertion=gettext("end of insertion"),
        deletion=gettext("deleted:"),
        end_of_deletion=gettext("end of deletion"),
        moved_from=gettext("moved here; see where it stood"),
        moved_to=gettext("moved; see where it stands now"),
        form=gettext("form changed, no word changed"),
        form_edited=gettext("form changed"),
        formatting=gettext("the formatting of this text changed"),
        link_changed=gettext("the target of this link changed"),
        typographic=gettext("only the typography changed"),
        vowels=gettext("the vowel marks changed"),
        previous=gettext("previous change"),
        next=gettext("next change"),
        unchanged=unchanged,
        sections=sections,
        old=old or gettext("Before"),
        new=new or gettext("After"),
    )


class RenderContext:
    """``numbers`` are those of the changes that the page marks. ``cite`` is an address, ``datetime`` a date: they say
    where it is told that the text changed, and when (HTML, "Edits"). ``scope`` begins every anchor where a page
    holds several contexts.
    """

    def __init__(
        self,
        language: str,
        labels: Labels,
        *,
        numbers: Iterable[int] = (),
        cite: str = "",
        datetime: str = "",
        scope: str = "",
    ) -> None:
        self.language = language
        self.labels = labels
        self.numbers = sorted(set(numbers))
        self._scope = scope
        self._waiting = {number: at for at, number in enumerate(self.numbers)}
        self._forms: set[int | None] = set()
        # A direction of its own isolates an insertion from the text around it (Unicode TR9): the language's, or within
        # a stretch of the other direction that one.
        rtl = direction(language) == "rtl"
        self._direction, self._turned = (' dir="rtl"', ' dir="ltr"') if rtl else ("", ' dir="rtl"')
        self._isolating = f"<bdi{self._turned}>"
        self._within = False
        told = {"cite": cite, "datetime": datetime}
        self._attributes = "".join(f' {name}="{escape(value)}"' for name, value in told.items() if value)

        self._previous, self._next = escape(labels.previous), escape(labels.next)
        self._announced = {
            tag: (self.said(first), f"{self.said(last)}</{tag}>")
            for tag, first, last in (
                ("ins", labels.insertion, labels.end_of_insertion),
                ("del", labels.deletion, labels.end_of_deletion),
            )
        }

    def html(self, passage: Passage) -> str:
        if self._within and not has_own(text_of(passage), direction(self.language)):
            return plain_runs_html(runs_of(passage))
        if isinstance(passage, str):
            return part_html(passage, self.language)
        return runs_html(passage, self.language, whole=False)

    def passage(self, parts: Parts, sides: Sequence[Side], write: Callable[[Part], str]) -> str:
        """What ``write`` makes of each part as these sides have it; stretches of the other direction are kept together."""
        result = ""
        for isolated, group in grouped(parts, sides, self.language):
            self._within = isolated
            html = "".join([write(part) for part in group])
            result += f"{self._isolating}{html}</bdi>" if isolated and html else html
        self._within = False
        return result

    def mark(self, change: int | None) -> str:
        """The number of a change where it begins, with links to the one before and after; the first time only.

        A mark holds no text of its own, so that the text around it stays what it is: its links are named by
        ``aria-label``, its number and arrows are the style sheet's, from ``data-n``.
        """
        at = None if change is None else self._waiting.pop(change, None)
        if at is None:
            return ""
        back = self._link(self.numbers[at - 1], "prev", self._previous) if at else ""
        later = self.numbers[at + 1 : at + 2]
        on = self._link(later[0], "next", self._next) if later else ""
        return (
            f'<span class="mark" id="change-{self._scope}{change}" data-n="{change}">{back}{on}</span>'
        )

    def _link(self, change: int, rel: str, label: str) -> str:
        return f'<a href="#change-{self._scope}{change}" rel="{rel}" aria-label="{label}"></a>'

    def form(self, change: BlockChange) -> str:
        """Says once of a change of form that it is one: to all, but by the style sheet (see ``end_link``)."""
        if change.change in self._forms:
            return ""
        self._forms.add(change.change)
        label = self.labels.form if change.kind == "form" else self.labels.form_edited
        return f'<span class="recast" data-label="{escape(label)}">{self.said(label)}</span>'

    def said(self, label: str) -> str:
        return f'<span class="visually-hidden"> {escape(label)} </span>'

    def marked(self, tag: str, html: str, classes: str = "", words: str = "") -> str:
        """``html`` as an insertion or a deletion, announced to those who do not see it."""
        first, last = self._announced[tag]
        return f"{self.opening(tag, classes, words)}{first}{html}{last}"

    def opening(self, tag: str, classes: str = "", words: str = "") -> str:
        """The tag of an insertion or deletion of these words."""
        named = f' class="{classes}"' if classes else ""
        turned = self._within and not has_own(words, direction(self.language))
        return f"<{tag}{named}{self._turned if turned else self._direction}{self._attributes}>"

    def part(self, part: Part, *sides: Side) -> str:
        """A stretch of running text as these sides have it, announced where it changed; of another formatting as the
        last of them has it."""
        if part.kind == "same":
            return self.html(part.now)
        if part.kind == "formatting" and (len(sides) == 1 or text_of(part.was) == text_of(part.now)):
            return self.mark(part.change) + self._formatting(part, self.html(part.on(sides[-1])))
        if part.kind in ("inserted", "deleted"):
            side: Side = "old" if part.kind == "deleted" else "new"
            html = self.html(part.now) if side in sides else ""
            marked = self.marked(_TAGS[side], html, words=text_of(part.now)) if html else ""
            return self.mark(part.change) + marked if html else ""
        shown = ((each, part.on(each)) for each in sides)
        found = [
            (_TAGS[each], html, text_of(words)) for each, words in shown if (html := self.html(words))
        ]
        if not found:
            return ""
        if part.kind in ("typographic", "formatting"):
            # Quietly: announced once, not as words that went and came.
            label = self.labels.typographic
            inner = "".join(
                f"{self.opening(tag, '', words)}{html}</{tag}>" for tag, html, words in found
            )
            if part.kind == "formatting":
                quiet = f'<span class="typographic">{inner}</span>'
                return self.mark(part.change) + self._formatting(part, quiet)
            return f'<span class="typographic" title="{escape(label)}">{self.said(label)}{inner}</span>'
        inner = "".join(self.marked(tag, html, words=words) for tag, html, words in found)
        if part.kind == "vowels":
            inner = f'<span class="vowels">{self.said(self.labels.vowels)}{inner}</span>'
        return self.mark(part.change) + inner

    def _formatting(self, part: Part, html: str) -> str:
        """Where a link leads elsewhere, ``title`` says from where to where."""
        classes, title, label = "formatting", "", self.labels.formatting
        if part.relinked:
            classes, label = "formatting formatting--link", self.labels.link_changed
            old, new = (" ".join(_links(passage)) or "–" for passage in (part.was, part.now))
            title = f' title="{escape(f"{label} ({old} → {new})")}"'
        return f'<span class="{classes}"{title}>{self.said(label)}{html}</span>'

    def end_link(self, move: int | None, place: Place, *, anchor: bool = False) -> str:
        """At an end of a move, the link to the other end; with ``anchor``, what that one links to."""
        if move is None or place == "here":
            return ""
        there: Place = "arrival" if place == "departure" else "departure"
        label = escape(self.labels.moved_to if place == "departure" else self.labels.moved_from)
        identity = self.anchor(move, place) if anchor else ""
        # Its words are no words of the text: hidden, and shown by the style sheet from data-label.
        return (
            f'<a class="move move--{place}"{identity} href="#{self._name(move, there)}" data-label="{label}">'
            f'<span class="visually-hidden">{label} </span></a>'
        )

    def anchor(self, move: int, place: Place) -> str:
        """The attribute that an end of a move is linked to by."""
        return f' id="{self._name(move, place)}"'

    def _name(self, move: int, place: Place) -> str:
        return f"move-{self._scope}{move}-{'from' if place == 'departure' else 'to'}"

    def with_gaps(self, passages: Iterable[str | None], *, sections: bool = False) -> str:
        """These passages, or sections, of which those that are ``None`` are left out: it says how many."""
        result, left_out = "", 0
        for html in passages:
            if html is None:
                left_out += 1
            else:
                result += self._gap(left_out, sections) + html
                left_out = 0
        return result + self._gap(left_out, sections)

    def _gap(self, count: int, sections: bool) -> str:
        if not count:
            return ""
        label = escape(self.labels.sections(count) if sections else self.labels.unchanged(count))
        # The label is in the page's language, amid text of another.
        return f'<p class="gap" dir="auto" data-label="{label}"><span class="visually-hidden">{label}</span></p>'


def _links(passage: Passage) -> list[str]:
    return list(dict.fromkeys(run.link for run in runs_of(passage) if run.link is not None))


def numbers_of(comparison: Comparison) -> range:
    """The numbers of all changes."""
    return range(1, comparison.counts.changes + 1)


def numbers_in(sections: Iterable[SectionChange]) -> Iterator[int]:
    """The numbers of the changes in these sections."""
    for section in sections:
        yield from _in(section.change, section.heading, section.blocks)


def _in(change: int | None, parts: Parts, blocks: Iterable[BlockChange]) -> Iterator[int]:
    yield from (number for number in (change, *[part.change for part in parts]) if number is not None)
    for block in blocks:
        if block.changed:
            yield from _in(block.change, block.parts, block.children)
