"""The typed difference between two documents in one language.

A comparison is a tree in reading order. Whatever both sides hold stands once; what is only in the old text
stands where it was, before what took its place; what moved stands at both ends, as the same change seen
from its ``departure`` (old place) and its ``arrival`` (new place). Reading the tree without arrivals,
additions and inserted words gives the old text, without departures, removals and deleted words the new one.

What was split stands as its fragments, one per new piece, all with the same ``old`` position; what was merged
as one fragment per old piece, all with the same ``new`` position. Every fragment but the first in reading order
says so in ``continues``: on that side it goes on with a piece that began before.

Changes are numbered from 1 in reading order (``change``): an edit (deleted and inserted words side by side are
one), a stretch of other formatting or vowel marks, a piece added, removed, moved, split or merged, a list or
note of another form, blocks that hold the same lines in another form, a section of another level. Both ends of a move, all fragments of a piece and all cells
of an added or removed column share one number. What is inside an added or removed piece, typographic
differences and renumbering have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from policies.document.blocks import Run, Runs
from policies.document.shape import Numbering

ENGINE_VERSION: Final = "11"
"""To be part of every cache key: raised whenever the same two documents could compare otherwise, or the values
below are of another shape."""

Side = Literal["old", "new"]
Fragmented = tuple[Side, int | None]
"""A piece that is several on the other side: the side on which it is one, and its position there."""

SIDES: Final[tuple[Side, Side]] = ("old", "new")
PartKind = Literal["same", "inserted", "deleted", "formatting", "typographic", "vowels"]
BlockKind = Literal[
    "unchanged",
    "edited",
    "added",
    "removed",
    "moved",
    "split",
    "merged",
    "form",
    "formatting",
    "typographic",
]
SectionKind = Literal[
    "unchanged",
    "edited",
    "form",
    "formatting",
    "typographic",
    "added",
    "removed",
    "moved",
    "split",
    "merged",
    "renamed",
    "renumbered",
    "level",
]
TWO_SIDED: Final = frozenset({"formatting", "typographic", "vowels"})
Place = Literal["here", "departure", "arrival"]
NodeType = Literal[
    "paragraph",
    "list",
    "item",
    "definitions",
    "definition",
    "table",
    "header",
    "row",
    "cell",
    "note",
    "footnotes",
    "footnote",
]
COVERED: Final = "covered"
"""The form of a cell that another one spans."""


Passage = str | Runs
"""Running text: as a plain string where it has no formatting, which is the usual case, else as runs."""
_PLAIN: Final = Run(text="")


def passage_of(runs: Runs) -> Passage:
    """These runs, which must be in normal form (see ``document.text.joined``), as a part holds them."""
    if not runs:
        return ""
    first = runs[0]
    return first.text if len(runs) == 1 and first.plain else runs


def runs_of(passage: Passage) -> Runs:
    if isinstance(passage, str):
        return (_PLAIN.with_part(passage),) if passage else ()
    return passage


def text_of(passage: Passage) -> str:
    return passage if isinstance(passage, str) else "".join([run.text for run in passage])


class Part(NamedTuple):
    """A stretch of running text with one fate.

    ``same``, ``inserted`` and ``deleted`` hold their text in ``now``; the other kinds hold it as it is now
    in ``now`` and as it was in ``was``:

    ``formatting``: characters that read the same, of which bold, italic, another style or the link's target differ.
    ``typographic``: other characters that read the same (see ``tokens.weak_form``): quotes, kinds of space,
    tatweel, bidi controls. Either side may be empty.
    ``vowels``: Arabic words that differ in their vowel marks, and perhaps in typography: the meaning may differ.

    Words that differ in their vowel marks and in formatting at once are deleted and inserted.
    """

    kind: PartKind
    now: Passage
    was: Passage = ""
    change: int | None = None

    @property
    def runs(self) -> Runs:
        return runs_of(self.now)

    @property
    def before(self) -> Runs:
        return runs_of(self.was)

    @property
    def text(self) -> str:
        return text_of(self.now)

    def on(self, side: Side) -> Passage:
        """What this part contributes to one side."""
        if self.kind == "same":
            return self.now
        if self.kind in TWO_SIDED:
            return self.was if side == "old" else self.now
        return self.now if (self.kind == "deleted") == (side == "old") else ""

    @property
    def relinked(self) -> bool:
        """A link was set, removed or given another target."""
        return self.kind == "formatting" and _links(self.was) != _links(self.now)


Parts = tuple[Part, ...]


class BlockChange(NamedTuple):
    """What became of one block, or of one piece inside it: an item, a definition, a row, a cell.

    ``old`` and ``new`` are positions among the siblings of each side, from 0; ``None`` where the piece is
    not on that side. ``parts`` is the piece's own running text: a paragraph, the line of an item, a term,
    a caption, a cell. ``children`` are the pieces inside, in reading order. ``old_form`` and ``new_form``
    are ``ordered``/``unordered`` for lists (with style and start where they are not 1, 2, 3), the tone of a note, the
    label of an item or footnote, ``HEIGHTxWIDTH`` or ``covered`` for a cell, else empty. ``move`` numbers the two ends of
    a move within the whole comparison; the other end may stand in another section. A moved, split or merged
    piece may be edited too: see ``edited``.
    """

    kind: BlockKind
    type: NodeType
    parts: Parts = ()
    children: tuple[BlockChange, ...] = ()
    old: int | None = None
    new: int | None = None
    old_form: str = ""
    new_form: str = ""
    place: Place = "here"
    move: int | None = None
    continues: Side | None = None
    change: int | None = None

    @property
    def changed(self) -> bool:
        return self.kind != "unchanged"

    @property
    def recast(self) -> bool:
        """One of the blocks that hold the same lines in another form: of kind ``form`` where no word changed.

        The old ones are departures, the new ones after them arrivals: see ``form_ends``.
        """
        return self.place != "here" and self.move is None

    @property
    def fragment_of(self) -> Fragmented | None:
        """Of a fragment, the piece that is whole on one side."""
        if self.kind == "split":
            return "old", self.old
        return ("new", self.new) if self.kind == "merged" else None

    @property
    def edited(self) -> bool:
        """Words, formatting or pieces inside differ between the two sides."""
        return (
            any(part.kind != "same" for part in self.parts)
            or any(child.changed for child in self.children)
            or self.reformed
        )

    @property
    def reformed(self) -> bool:
        """Bullets became numbers, a label or a span is another one, or a note got another tone."""
        return self.old is not None and self.new is not None and self.old_form != self.new_form


class SectionChange(NamedTuple):
    """What became of one section. ``kinds`` holds ``unchanged`` alone, or everything that applies.

    ``old`` and ``new`` are positions among the sections of each side, from 0. Numbers are those readers saw
    ("2.1", "2 bis"), empty for an introduction. Keys differ where a section was recognised by its content.
    A fragment of a split or merged section names the key, number and level of both the sections it joins.
    """

    kinds: tuple[SectionKind, ...]
    heading: Parts
    blocks: tuple[BlockChange, ...]
    old_key: str | None = None
    new_key: str | None = None
    old: int | None = None
    new: int | None = None
    old_number: str | None = None
    new_number: str | None = None
    old_level: int | None = None
    new_level: int | None = None
    place: Place = "here"
    move: int | None = None
    continues: Side | None = None
    change: int | None = None

    @property
    def key(self) -> str:
        """The stable anchor: the new text's key, the old one's where the section is gone."""
        return self.new_key or self.old_key or ""

    @property
    def changed(self) -> bool:
        return self.kinds != ("unchanged",)

    @property
    def fragment_of(self) -> Fragmented | None:
        """Of a fragment, the section that is whole on one side."""
        if "split" in self.kinds:
            return "old", self.old
        return ("new", self.new) if "merged" in self.kinds else None

    @property
    def level(self) -> int:
        return self.new_level or self.old_level or 1

    @property
    def number(self) -> str:
        return (self.old_number if self.new_number is None else self.new_number) or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much of what. Both ends of a move and all fragments of one piece count once.

    Sections: ``sections_changed`` are on both sides and edited, renamed, reformatted, of another level, split or
    merged (``typographic`` alone does not count); a moved one counts in ``moved``, and here too when edited.
    Words count once per inserted or deleted word, also in the title, the summary and headings; words that
    only moved do not. ``forms`` are blocks that hold the same lines in another form. ``formatting`` are stretches, ``links`` those of them whose target differs; ``typographic``
    and ``vowels`` are stretches too. ``changes`` is the highest change number.
    """

    changes: int = 0
    sections_changed: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0
    renamed: int = 0
    split: int = 0
    merged: int = 0
    renumbered: int = 0
    blocks_moved: int = 0
    blocks_split: int = 0
    blocks_merged: int = 0
    forms: int = 0
    formatting: int = 0
    links: int = 0
    typographic: int = 0
    vowels: int = 0
    words_inserted: int = 0
    words_deleted: int = 0

    @property
    def restyled(self) -> int:
        """Stretches of other formatting whose links lead where they led."""
        return self.formatting - self.links

    @property
    def quiet(self) -> int:
        """What readers need not look for: the words and links are what they were."""
        cut = self.blocks_split + self.blocks_merged
        return self.renumbered + self.restyled + self.typographic + cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything that differs between two documents in ``language``, and everything that does not."""

    language: str
    title: Parts
    summary: Parts
    issuer: Parts
    old_numbering: Numbering
    new_numbering: Numbering
    sections: tuple[SectionChange, ...]
    counts: Counts

    @property
    def identical(self) -> bool:
        """Nothing a reader could notice differs; section keys alone do not count."""
        return (
            not any(section.changed for section in self.sections)
            and not is_changed(self.title + self.summary + self.issuer)
            and self.old_numbering == self.new_numbering
        )

    @property
    def changed_sections(self) -> tuple[SectionChange, ...]:
        """In reading order; a moved section at both its ends."""
        return tuple(section for section in self.sections if section.changed)


def is_changed(parts: Parts) -> bool:
    return any(part.kind != "same" for part in parts)


def text_on(parts: Parts, side: Side) -> str:
    return "".join([text_of(part.on(side)) for part in parts])


def _links(passage: Passage) -> list[str | None]:
    """The targets along the text, however it is cut into runs."""
    targets = [run.link for run in runs_of(passage) if run.text]
    return [link for at, link in enumerate(targets) if not at or targets[at - 1] != link]
