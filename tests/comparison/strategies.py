"""Generated documents, and pairs of them that share sections, blocks and words as versions do."""

from __future__ import annotations

import uuid

from hypothesis import strategies as st

from policies.document.shape import (
    TONES,
    Block,
    Definition,
    Definitions,
    Document,
    Item,
    List,
    Note,
    Paragraph,
    Run,
    Section,
    Table,
)

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
plain = st.builds(Run, text=texts)
runs = st.lists(plain | run, max_size=3).map(tuple)
paragraphs = st.builds(Paragraph, runs=runs)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(0, 3))
    row = st.tuples(*[runs] * width)
    header = draw(st.just(()) | row)
    return Table(
        caption=draw(st.just(()) | runs), header=header, rows=tuple(draw(st.lists(row, max_size=3)))
    )


def _containers(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    bodies = st.lists(inner, max_size=2).map(tuple)
    items = st.lists(st.builds(Item, runs=runs, children=bodies), max_size=3).map(tuple)
    definitions = st.lists(st.builds(Definition, term=runs, blocks=bodies), max_size=3).map(tuple)
    return (
        st.builds(List, ordered=st.booleans(), items=items)
        | st.builds(Definitions, items=definitions)
        | st.builds(Note, tone=st.sampled_from(TONES), blocks=bodies)
    )


blocks = st.recursive(paragraphs | tables(), _containers, max_leaves=4)


@st.composite
def documents(draw: st.DrawFn, pool: st.SearchStrategy[Block] = blocks) -> Document:
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=5))
    sections = tuple(
        Section(
            key=key,
            level=draw(st.integers(1, 3)),
            heading={LANGUAGE: draw(texts)} if draw(st.booleans()) else {},
            body={LANGUAGE: tuple(draw(st.lists(pool, max_size=4)))} if draw(st.booleans()) else {},
        )
        for key in keys
    )
    return Document(
        policy=POLICY,
        kind="other",
        languages=(LANGUAGE,),
        authoritative=LANGUAGE,
        issuer=draw(texts),
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
        issuer="",
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
