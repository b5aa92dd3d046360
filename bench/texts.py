"""Generated policies of any length, their edited versions, and the same as HTML, plain lines and blocks."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable

from policies.document.blocks import Paragraph, Run
from policies.document.html import blocks_html
from policies.document.shape import Document, Section

LANGUAGE = "fr"
SECTION = 400  # words in a section
PARAGRAPH = 50  # words in a paragraph
_SYLLABLES = [
    "ba",
    "con",
    "da",
    "fé",
    "ga",
    "li",
    "mo",
    "né",
    "pri",
    "ra",
    "si",
    "ta",
    "ver",
    "vi",
    "tion",
]


class Writer:
    """Writes the same text at every run of one seed; frequent words are frequent as in a language."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same numbers at every run, no secret
        self.words = ["".join(self.chance.choices(_SYLLABLES, k=1 + at % 4)) for at in range(6000)]
        self.weights = [1 / (1 + at) for at in range(len(self.words))]

    def some(self, amount: int) -> list[str]:
        return self.chance.choices(self.words, self.weights, k=amount)

    def paragraph(self) -> str:
        words = self.some(PARAGRAPH)
        for at in range(0, len(words), 17):
            words[at] = words[at].capitalize()
        for at in range(16, len(words) - 1, 17):
            words[at] += "."
        return " ".join(words) + "."

    def sections(self, words: int) -> list[Section]:
        return [
            _section(
                uuid.UUID(int=self.chance.getrandbits(128)),
                " ".join(self.some(3)).capitalize(),
                [self.paragraph() for _ in range(SECTION // PARAGRAPH)],
            )
            for _ in range(max(1, words // SECTION))
        ]

    def foreign(self, words: int) -> list[Section]:
        """Sections none of whose words another writer knows."""
        self.words = [f"{word}o{word}" for word in self.words]
        return self.sections(words)

    def lined(self, lines: Iterable[str]) -> list[Section]:
        """One section of so many short paragraphs."""
        return [_section(uuid.UUID(int=1), "Liste", lines)]

    def edited(self, sections: Iterable[Section], share: float, *, moved: bool = True) -> list[Section]:
        """Each word replaced, dropped or doubled by another with this chance; one section in fifty moved."""
        result = [
            _section(
                section.key,
                section.heading[LANGUAGE],
                [self._edited(text, share) for text in texts_of(section)],
            )
            for section in sections
        ]
        for _ in range(len(result) // 50 if moved else 0):
            result.insert(
                self.chance.randrange(len(result)), result.pop(self.chance.randrange(len(result)))
            )
        return result

    def _edited(self, text: str, share: float) -> str:
        words: list[str] = []
        for word in text.split(" "):
            if self.chance.random() >= share:
                words.append(word)
                continue
            fate = self.chance.randrange(4)
            if fate == 0:
                continue
            words += [*([word] if fate == 1 else []), self.some(1)[0]]
        return " ".join(words)


def _section(key: uuid.UUID, heading: str, texts: Iterable[str]) -> Section:
    blocks = tuple(Paragraph(runs=(Run(text=text),)) for text in texts)
    return Section(key=key, level=1, heading={LANGUAGE: heading}, body={LANGUAGE: blocks})


def texts_of(section: Section) -> list[str]:
    """The text of each of its paragraphs."""
    return [
        "".join(run.text for run in block.runs)
        for block in section.body[LANGUAGE]
        if isinstance(block, Paragraph)
    ]


def document(sections: Iterable[Section]) -> Document:
    return Document(
        policy=uuid.UUID(int=1),
        kind="privacy",
        languages=(LANGUAGE,),
        authoritative=LANGUAGE,
        issuer={LANGUAGE: "Atlas"},
        title={LANGUAGE: "Politique"},
        sections=tuple(sections),
    )


def one_paragraph(words: Iterable[str]) -> Document:
    return document([_section(uuid.UUID(int=1), "Objet", [" ".join(words)])])


def html(sections: Iterable[Section]) -> str:
    return "".join(
        f"<section><h2>{section.heading[LANGUAGE]}</h2>{blocks_html(section.body[LANGUAGE], LANGUAGE)}</section>"
        for section in sections
    )


def lines(sections: Iterable[Section]) -> str:
    """One line per heading and paragraph: what a text file under version control looks like."""
    return "".join(
        f"{line}\n" for section in sections for line in (section.heading[LANGUAGE], *texts_of(section))
    )


def stream(sections: Iterable[Section]) -> list[dict[str, str]]:
    """Wagtail's raw blocks, one per paragraph, each with an id that its edited version keeps."""
    return [
        {
            "type": "text",
            "value": f"<p>{text}</p>",
            "id": str(uuid.uuid5(section.key, str(at))),
        }
        for section in sections
        for at, text in enumerate(texts_of(section))
    ]
