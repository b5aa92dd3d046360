"""OpenDocument and RTF by way of Pandoc, an extra: where it is missing, a sentence says what to do instead.

Pandoc loses numbers that a word processor computes before headings, and knows nothing of tracked changes. A file with
either is refused with advice, never renumbered or decided in silence.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Final

from .common_sentences import comments_asked, comments_left_out
from .named_images import listed
from .parsed_text import Answers, ParsedText, Question, UnreadableText
from .read_html import read_html
from .rtf_words import rtf_text
from .visible_lines import visible_lines
from .word.word_package import bounded_archive, parsed_xml, part_bytes
from .worded import worded

_NAMES: Final = {"odt": worded("an OpenDocument text (.odt)"), "rtf": worded("an RTF document")}
_WORD = re.compile(r"[^\W_]+")
_MEMORY: Final = "-M512M"
_SECONDS: Final = 20
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_RTF_CHANGES = re.compile(rb"\\(?:revised|deleted|crauth\d)")
_RTF_COMMENTS = re.compile(rb"\\(?:annotation|atnid)")
_RTF_NUMBERED_HEADING = re.compile(
    rb"\\outlinelevel[0-8][^\\]*(?:\\(?!pard)[a-z]+-?\d* ?){0,40}\\ls\d", re.DOTALL
)


def read_converted(content: bytes, form: str, language: str, answers: Answers) -> dict[str, ParsedText]:
    """The text by its language; raises ``UnreadableText``."""
    program = pandoc()
    if program is None:
        raise UnreadableText(
            worded(
                "{file} is read by Pandoc, which is not installed here: save it as .docx, or install the extra sijill[office]",
                file=_NAMES[form],
            )
        )
    warnings: list[str] = []
    questions: list[Question] = []
    comments = _odt(content) if form == "odt" else _rtf(content)
    if comments and answers.comments == "ask":
        questions.append(Question("comments", comments_asked(comments), ("drop",)))
    elif comments:
        warnings.append(comments_left_out(comments))
    if form == "rtf" and _RTF_NUMBERED_HEADING.search(content):
        raise UnreadableText(_numbered(form))
    html = _html(program, content, form)
    if form == "rtf" and _WORD.findall(rtf_text(content)) != _WORD.findall(
        "\n".join(visible_lines(html))
    ):
        # Seen with lists before tables: the words were there, in another order.
        raise UnreadableText(
            worded("Pandoc would lose or move words of this RTF document: save it as .docx")
        )
    if form == "odt" and (
        lost := Counter(_WORD.findall(_odt_text(content)))
        - Counter(_WORD.findall("\n".join(visible_lines(html))))
    ):
        raise UnreadableText(
            worded(
                "Pandoc would lose words of this OpenDocument text ({words}): save it as .docx",
                words=listed(list(lost)),
            )
        )
    parsed = read_html(html, answers)
    return {
        language: parsed._replace(
            warnings=(*warnings, *parsed.warnings),
            questions=(*questions, *parsed.questions),
            source=visible_lines(html),
        )
    }


def pandoc() -> Path | None:
    """Where Pandoc is, of the machine or of the extra; ``None`` if it is not installed."""
    found = shutil.which("pandoc")
    if found is None:
        with suppress(ImportError, OSError):
            # Only where the extra is installed.
            import pypandoc

            found = pypandoc.get_pandoc_path()
    return Path(found) if found else None


def _html(program: Path, content: bytes, form: str) -> str:
    """The document as HTML. Pandoc reads no other file and asks no host, and is told how much memory it may take."""
    command = [
        str(program),
        "+RTS",
        _MEMORY,
        "-RTS",
        "--sandbox",
        "--from",
        form,
        "--to",
        "html5",
        "--wrap=none",
    ]
    try:
        done = subprocess.run(  # noqa: S603 - the program found, no word of the file in the command
            command, input=content, capture_output=True, timeout=_SECONDS, check=False
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise UnreadableText(_not_converted(form, type(error).__name__)) from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0][:200]
        raise UnreadableText(_not_converted(form, said or worded("Pandoc stopped")))
    return done.stdout.decode("utf-8", "replace")


def _odt(content: bytes) -> int:
    """How many comments it has; refuses tracked changes and numbers that are computed before headings."""
    archive = bounded_archive(content)
    if "content.xml" not in archive.namelist():
        raise UnreadableText(worded("the OpenDocument file holds no text"))
    root = parsed_xml(part_bytes(archive, "content.xml"), "content.xml")
    if next(root.iter(f"{_TEXT}changed-region"), None) is not None:
        raise UnreadableText(
            worded(
                "an OpenDocument text with tracked changes: accept or reject them in your word processor, or save it as .docx and say here what to do"
            )
        )
    headed = {int(each.get(f"{_TEXT}outline-level", "1")) for each in root.iter(f"{_TEXT}h")}
    with suppress(KeyError):
        styles = parsed_xml(part_bytes(archive, "styles.xml"), "styles.xml")
        for level in styles.iter(f"{_TEXT}outline-level-style"):
            if level.get(f"{_STYLE}num-format") and int(level.get(f"{_TEXT}level", "0")) in headed:
                raise UnreadableText(_numbered("odt"))
    return sum(1 for _each in root.iter(f"{_OFFICE}annotation"))


def _odt_text(content: bytes) -> str:
    """The words of paragraphs and headings, without comments."""
    root = parsed_xml(part_bytes(bounded_archive(content), "content.xml"), "content.xml")
    for comment in list(root.iter(f"{_OFFICE}annotation")):
        comment.getparent().remove(comment)
    for space in root.iter(f"{_TEXT}line-break", f"{_TEXT}tab", f"{_TEXT}s"):
        space.text = " "
    return "\n".join("".join(each.itertext()) for each in root.iter(f"{_TEXT}p", f"{_TEXT}h"))


def _rtf(content: bytes) -> int:
    if _RTF_CHANGES.search(content):
        raise UnreadableText(
            worded(
                "an RTF document with tracked changes: accept or reject them in your word processor, or save it as .docx"
            )
        )
    return len(_RTF_COMMENTS.findall(content)) and max(1, content.count(b"\\annotation"))


def _numbered(form: str) -> str:
    return worded(
        "{file} numbers its headings by itself, and these numbers would be lost: save it as .docx",
        file=_NAMES[form],
    )


def _not_converted(form: str, why: str) -> str:
    return worded("{file} could not be converted: {why}", file=_NAMES[form], why=why)
