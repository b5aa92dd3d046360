"""LibreOffice shows the numbers that we read, on generated definitions; it is an oracle of tests only."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from policies.interchange.readers.word.word_numbers import Numbering
from policies.interchange.readers.word.word_package import WordPackage, w
from policies.interchange.readers.word.word_paragraphs import Paragraphs
from policies.interchange.readers.word.word_styles import Styles

from .word_files import docx, p

# Without the Arabic letters: LibreOffice writes the first, fifth and tenth bare, and goes on in another way after the last.
FORMS = ("decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "decimalZero")
FILES = 12

pytestmark = [
    pytest.mark.long,
    pytest.mark.one_database,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


def generated(seed: int) -> bytes:
    draw = random.Random(seed)  # noqa: S311 - no secret
    definition = ""
    for at in range(4):
        whole = "".join(f"%{each + 1}." for each in range(at + 1))
        text = draw.choice([whole, f"(%{at + 1})", f"%{at + 1})", f"Article %{at + 1}", f"%{at + 1}-"])
        definition += (
            f'<w:lvl w:ilvl="{at}"><w:start w:val="{draw.choice([1, 1, 1, 3, 5])}"/><w:numFmt w:val="{draw.choice(FORMS)}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )
    numbering = (
        f'<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{definition}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    body, level = "", 0
    for at in range(40):
        level = max(0, min(3, level + draw.choice([-3, -1, -1, 0, 0, 0, 1])))
        body += p(f"item{at}", number="1", level=level) if draw.random() < 0.85 else p(f"plain{at}")
    return docx(body, numbering=numbering)


def ours(content: bytes) -> dict[str, str]:
    package = WordPackage(content)
    styles = Styles(package.part("styles"))
    body = package.document.find(w("body"))
    paragraphs = Paragraphs(styles, Numbering(package.part("numbering"), styles, "en"), body)
    found = {}
    for paragraph in body.iter(w("p")):
        numbered = paragraphs.facts(paragraph).numbered
        found["".join(text.text for text in paragraph.iter(w("t")))] = numbered.label if numbered else ""
    return found


def theirs(text: str) -> dict[str, str]:
    lines = re.findall(r"^\s*(.*?)\s*((?:item|plain)\d+)$", text, re.MULTILINE)
    return {name: label for label, name in lines}


def test_labels_are_those_that_libreoffice_shows(tmp_path: Path) -> None:
    for seed in range(FILES):
        (tmp_path / f"{seed}.docx").write_bytes(generated(seed))

    subprocess.run(
        [
            "soffice",
            "--headless",
            "--convert-to",
            "txt:Text",
            *(f"{seed}.docx" for seed in range(FILES)),
        ],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        timeout=300,
        check=True,
    )

    for seed in range(FILES):
        shown = theirs((tmp_path / f"{seed}.txt").read_text("utf-8-sig"))
        assert ours((tmp_path / f"{seed}.docx").read_bytes()) == shown, seed
