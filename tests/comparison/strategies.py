"""Generated documents, and pairs of them that share sections, blocks and words as versions do."""

from __future__ import annotations

import uuid
from dataclasses import replace

from hypothesis import strategies as st

from policies.document.blocks import (
    LIST_STYLES,
    ROLES,
    SCRIPTS,
    TONES,
    Block,
    Definition,
    Definitions,
    Footnote,
    Footnotes,
    Item,
    List,
    Note,
    Paragraph,
    Run,
    Span,
    Table,
)
from policies.document.shape import Document, Section

LANGUAGE = "ar"
POLICY = uuid.UUID(int=1)
KEYS = [uuid.UUID(int=number) for number in range(1, 8)]
PIECES = [
    *("data", "rights", "retention", "the", "of", "l’accord", "d'un", "aujourd’hui", "données"),
    *("بيانات", "قَانُونِيَّة", "مـــعالجة", "لا", "\u200fنص\u200f", "e\u0301", "\u0301", "\u064e"),
    *("👩‍👩‍👧", "👍🏽", "🇲🇦", "©\ufe0f", "<b>", "&amp;", '"', "1 000 000,50", "12/05/2026"),
    *("https://example.org/a?b=c&d=e", "x@example.org", ".", ",", "؛", "(", ")", "–"),
    *(" ", " ", " ", " ", "  ", "\u00a0", "\u202f", "\n", "\t"),
]
WORDS = [*(piece for piece in PIECES if not piece.isspace()), *(f"كلمة{number}" for number in range(40))]
LINKS = [None, None, None, "https://example.org/", "/fr/", "#a", "mailto:x@example.org"]

texts = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
run = st.builds(Run, text=texts, bold=st.booleans(), italic=st.booleans(), link=st.sampled_from(LINKS))
styled = st.builds(
    Run,
    text=texts,
    struck=st.booleans(),
    script=st.sampled_from(SCRIPTS),
    link=st.just(f"#{KEYS[0]}"),
    role=st.sampled_from(ROLES),
)
labels = st.sampled_from(["", "", "", "2 bis", "(iv)", "ثالثاً", "أ.", "1°"])
plain = st.builds(Run, text=texts)
runs = st.lists(plain | run | styled, max_size=3).map(tuple)
paragraphs = st.builds(Paragraph, runs=runs)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(0, 3))
    row = st.tuples(*[runs] * width)
    header = draw(st.just(()) | row)
    rows = draw(st.lists(row, max_size=3))
    spans: tuple[Span, ...] = ()
    if width > 1 and rows and draw(st.booleans()):
        first = 1 if header else 0
        spans = (Span(row=first, column=0, height=draw(st.integers(1, len(rows))), width=2),)
        for at in range(spans[0].height):
            rows[at] = (rows[at][0] if at == 0 else (), (), *rows[at][2:])
    return Table(caption=draw(st.just(()) | runs), header=header, rows=tuple(rows), spans=spans)


@st.composite
def lists(draw: st.DrawFn, bodies: st.SearchStrategy[tuple[Block, ...]]) -> List:
    ordered = draw(st.booleans())
    items = st.builds(Item, runs=runs, children=bodies, label=labels if ordered else st.just(""))
    return List(
        ordered=ordered,
        items=tuple(draw(st.lists(items, max_size=3))),
        style=draw(st.sampled_from(LIST_STYLES)) if ordered else "decimal",
        start=draw(st.sampled_from([1, 1, 0, 5])) if ordered else 1,
    )


def _containers(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    bodies = st.lists(inner, max_size=2).map(tuple)
    definitions = st.lists(st.builds(Definition, term=runs, blocks=bodies), max_size=3).map(tuple)
    return (
        lists(bodies)
        | st.builds(Definitions, items=definitions)
        | st.builds(Note, tone=st.sampled_from(TONES), blocks=bodies)
    )


footnotes = st.lists(
    st.builds(
        Footnote,
        label=st.sampled_from(["1", "2", "*", "أ"]),
        blocks=st.lists(paragraphs, max_size=2).map(tuple),
    ),
    max_size=3,
    unique_by=lambda footnote: footnote.label,
).map(lambda items: Footnotes(items=tuple(items)))
blocks = st.recursive(paragraphs | tables(), _containers, max_leaves=4)


@st.composite
def documents(draw: st.DrawFn, pool: st.SearchStrategy[Block] = blocks) -> Document:
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=5))
    sections = tuple(
        Section(
            key=key,
            level=draw(st.integers(1, 3) | st.integers(1, 9)),
            heading={LANGUAGE: draw(texts)} if draw(st.booleans()) else {},
            body={
                LANGUAGE: (*draw(st.lists(pool, max_size=4)), *draw(st.just([]) | st.tuples(footnotes)))
            }
            if draw(st.booleans())
            else {},
            label={LANGUAGE: label} if (label := draw(labels)) else {},
        )
        for key in keys
    )
    return Document(
        policy=POLICY,
        kind="other",
        languages=(LANGUAGE,),
        authoritative=LANGUAGE,
        issuer={LANGUAGE: draw(texts)},
        title={LANGUAGE: draw(texts)},
        summary={LANGUAGE: draw(texts)} if draw(st.booleans()) else {},
        sections=sections,
        numbering=draw(st.sampled_from(["decimal", "outline", "none"])),
    )


@st.composite
def document_pairs(draw: st.DrawFn) -> tuple[Document, Document]:
    """Two documents whose blocks come mostly from the same few, so that they are kept, moved and doubled."""
    shared = draw(st.lists(blocks, min_size=1, max_size=5))
    pool = st.sampled_from(shared) | st.sampled_from(shared) | blocks
    return draw(documents(pool)), draw(documents(pool))


@st.composite
def rearranged_pairs(draw: st.DrawFn) -> tuple[Document, Document]:
    """A document, and the same with paragraphs split, merged, edited, and moved, whole or in part, within and between
    its sections."""
    sentence = st.lists(st.sampled_from(WORDS), min_size=6, max_size=20).map(" ".join)
    bodies = [draw(st.lists(sentence, min_size=1, max_size=4)) for _ in range(draw(st.integers(1, 3)))]
    return _of_lines(bodies), _of_lines(_rearranged(draw, bodies))


@st.composite
def recast_pairs(draw: st.DrawFn) -> tuple[Document, Document]:
    """Two documents of the same lines in blocks of any form, some of the lines edited, gone or new."""
    sentence = st.lists(st.sampled_from(WORDS), min_size=2, max_size=8).map(" ".join)
    lines = draw(st.lists(sentence, min_size=1, max_size=6))
    others = [*lines]
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(others)))
        others[at : at + draw(st.integers(0, 1))] = draw(st.lists(sentence, max_size=1))
    return _holding(_formed(draw, lines)), _holding(_formed(draw, others))


def _formed(draw: st.DrawFn, lines: list[str]) -> tuple[Block, ...]:
    """Blocks that hold these lines in their order."""
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        end = at + draw(st.integers(1, 4))
        some = [(Run(text=line, bold=draw(st.booleans())),) for line in lines[at:end]]
        match draw(st.sampled_from(["paragraphs", "list", "nested", "note", "table", "definitions"])):
            case "paragraphs":
                blocks += [Paragraph(runs=each) for each in some]
            case "list":
                ordered = draw(st.booleans())
                blocks.append(List(ordered=ordered, items=tuple(Item(runs=each) for each in some)))
            case "nested":
                inner = (List(ordered=False, items=tuple(Item(runs=each) for each in some[1:])),)
                item = Item(runs=some[0], children=inner if some[1:] else ())
                blocks.append(List(ordered=False, items=(item,)))
            case "note":
                blocks.append(Note(tone="info", blocks=tuple(Paragraph(runs=each) for each in some)))
            case "table":
                blocks.append(Table(rows=tuple((each,) for each in some)))
            case _:
                inside = tuple(Paragraph(runs=each) for each in some[1:])
                blocks.append(Definitions(items=(Definition(term=some[0], blocks=inside),)))
        at = end
    return tuple(blocks)


def _holding(blocks: tuple[Block, ...]) -> Document:
    whole = _of_lines([[]])
    (section,) = whole.sections
    return replace(whole, sections=(replace(section, body={LANGUAGE: blocks}),))


def _rearranged(draw: st.DrawFn, bodies: list[list[str]]) -> list[list[str]]:
    result = [[*lines] for lines in bodies]
    for _ in range(draw(st.integers(1, 4))):
        lines = result[draw(st.integers(0, len(result) - 1))]
        if not lines:
            continue
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["split", "merge", "move", "part", "edit"])):
            case "split":
                words = lines[at].split(" ")
                cut = draw(st.integers(1, max(1, len(words) - 1)))
                lines[at : at + 1] = [" ".join(words[:cut]), " ".join(words[cut:])]
            case "part":
                words = lines[at].split(" ")
                cut = len(words) // 2
                halves = [" ".join(words[:cut]), " ".join(words[cut:])]
                there = result[draw(st.integers(0, len(result) - 1))]
                lines[at] = halves.pop(draw(st.integers(0, 1)))
                there.insert(draw(st.integers(0, len(there))), halves[0])
            case "merge":
                lines[at : at + 2] = [" ".join(lines[at : at + 2])]
            case "move":
                there = result[draw(st.integers(0, len(result) - 1))]
                there.insert(draw(st.integers(0, len(there))), lines.pop(at))
            case _:
                lines[at] = f"{lines[at]} {draw(st.sampled_from(WORDS))}"
    return result


def _of_lines(bodies: list[list[str]]) -> Document:
    return Document(
        policy=POLICY,
        kind="other",
        languages=(LANGUAGE,),
        authoritative=LANGUAGE,
        issuer={LANGUAGE: ""},
        title={LANGUAGE: ""},
        sections=tuple(
            Section(
                key=key,
                level=1,
                body={
                    LANGUAGE: tuple(Paragraph(runs=(Run(text=line),) if line else ()) for line in lines)
                },
            )
            for key, lines in zip(KEYS, bodies, strict=False)
        ),
    )
