"""What all changes of one page are written with: language, labels, numbers, source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

from policies.document.html import runs_html, text_html
from policies.document.languages import direction
from policies.document.shape import Runs

from ..result import Part, Passage, Place
from .labels import Labels
from .marks import Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """``isolation`` and ``source`` are attributes of every ``ins`` and ``del``: a direction of its own isolates
    an insertion from the text around it (Unicode TR9); ``datetime`` and ``cite`` say when the text changed
    and where that is told (HTML, "Edits"). ``scope`` begins every anchor where a page holds several sheets.
    ``frames`` keeps what is written around insertions and deletions.
    """

    language: str
    labels: Labels
    marks: Marks
    isolation: str
    source: str
    scope: str = ""
    frames: dict[tuple[str, str], tuple[str, str]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def html(self, passage: Passage) -> str:
        if isinstance(passage, str):
            return text_html(passage, self.language)
        return runs_html(passage, self.language)

    def said(self, label: str) -> str:
        return f'<span class="visually-hidden"> {escape(label)} </span>'

    def marked(self, tag: str, html: str, classes: str = "") -> str:
        """``html`` as an insertion or a deletion, announced to those who do not see it."""
        before, after = self.frames.get((tag, classes)) or self._frame(tag, classes)
        return before + html + after

    def _frame(self, tag: str, classes: str) -> tuple[str, str]:
        labels = self.labels
        first, last = (
            (labels.insertion, labels.end_of_insertion)
            if tag == "ins"
            else (labels.deletion, labels.end_of_deletion)
        )
        frame = self.opening(tag, classes) + self.said(first), f"{self.said(last)}</{tag}>"
        self.frames[tag, classes] = frame
        return frame

    def opening(self, tag: str, classes: str = "") -> str:
        named = f' class="{classes}"' if classes else ""
        return f"<{tag}{named}{self.isolation}{self.source}>"

    def formatting(self, part: Part, html: str) -> str:
        """A stretch of other formatting; where a link leads elsewhere, ``title`` says from where to where."""
        if not part.relinked:
            return f'<span class="formatting">{self.said(self.labels.formatting)}{html}</span>'
        old, new = (" ".join(_links(runs)) or "–" for runs in (part.before, part.runs))
        title = escape(f"{self.labels.link_changed} ({old} → {new})")
        return (
            f'<span class="formatting formatting--link" title="{title}">'
            f"{self.said(self.labels.link_changed)}{html}</span>"
        )

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
        return f"move-{self.scope}{move}-{'from' if place == 'departure' else 'to'}"

    def gap(self, count: int, *, sections: bool = False) -> str:
        """Where so many unchanged passages, or sections, were left out; nothing where none were."""
        if not count:
            return ""
        label = escape(self.labels.sections(count) if sections else self.labels.unchanged(count))
        # The label is in the page's language, amid text of another.
        return f'<p class="gap" dir="auto" data-label="{label}"><span class="visually-hidden">{label}</span></p>'


def sheet(
    language: str,
    labels: Labels,
    *,
    numbers: Iterable[int] = (),
    cite: str = "",
    datetime: str = "",
    scope: str = "",
) -> Sheet:
    """``numbers`` are those of the changes that the page marks; ``cite`` is an address, ``datetime`` a date."""
    attributes = (("cite", cite), ("datetime", datetime))
    return Sheet(
        language=language,
        labels=labels,
        marks=Marks(numbers, labels, scope),
        isolation=' dir="rtl"' if direction(language) == "rtl" else "",
        source="".join(f' {name}="{escape(value)}"' for name, value in attributes if value),
        scope=scope,
    )


def _links(runs: Runs) -> list[str]:
    return list(dict.fromkeys(run.link for run in runs if run.link is not None))
