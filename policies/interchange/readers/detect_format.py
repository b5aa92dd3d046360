"""What a file is, told by its content and never by its name; what cannot be read is refused by what it is."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import Final, Literal

from .parsed_text import UnreadableText
from .read_markdown import looks_like_markdown
from .worded import worded

Format = Literal["docx", "odt", "rtf", "pdf", "text"]
TextFormat = Literal["html", "markdown", "plain", "akn"]

_IMAGES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
_MAGIC: Final = {
    **dict.fromkeys(_IMAGES, "an image: a policy is text"),
    b"\x1f\x8b": worded("a compressed file: unpack it first"),
    b"7z\xbc\xaf": worded("a compressed file: unpack it first"),
    b"Rar!": worded("a compressed file: unpack it first"),
    b"BZh": worded("a compressed file: unpack it first"),
    b"\xfd7zXZ": worded("a compressed file: unpack it first"),
    b"\xffWPC": worded("a WordPerfect file: save it as .docx"),
    b"\x7fELF": worded("a program"),
    b"MZ": worded("a program"),
    b"SQLite format 3": worded("a database"),
    b"%!PS": worded("PostScript: save it as .docx or as text"),
}
_PARTS: Final = (
    ("xl/", worded("an Excel workbook")),
    ("ppt/", worded("a PowerPoint presentation")),
    ("visio/", worded("a Visio drawing")),
    ("Index/", worded("an Apple Pages file: export it as Word (.docx)")),
    ("META-INF/container.xml", worded("an e-book (EPUB): export it as Word (.docx) or HTML")),
)
_TEXT_MIMETYPES: Final = (
    b"application/vnd.oasis.opendocument.text",
    b"application/vnd.oasis.opendocument.text-template",
)
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_PDF_HEAD: Final = 1024


def format_of(content: bytes) -> Format:
    """The format of these bytes; raises ``UnreadableText`` for one that is never read."""
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if _ENCRYPTED in content:
            raise UnreadableText(worded("a Word file protected by a password: save it without one"))
        raise UnreadableText(worded("an office document in the old format (.doc): save it as .docx"))
    if content.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if b"%PDF-" in content[:_PDF_HEAD]:
        return "pdf"
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            raise UnreadableText(worded("this is {kind}", kind=kind))
    return "text"


def _archive(content: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mimetype = archive.read("mimetype").strip()
                if mimetype in _TEXT_MIMETYPES:
                    return "odt"
                if b"opendocument" in mimetype:
                    raise UnreadableText(worded("an OpenDocument file that is no text (.odt)"))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise UnreadableText(
            worded("a ZIP archive or an office document that is damaged: {error}", error=str(error))
        ) from error
    if any(name.startswith("word/") or name == "[Content_Types].xml" for name in names):
        if not any(name.startswith("word/") for name in names):
            for start, kind in _PARTS:
                if any(name.startswith(start) for name in names):
                    raise UnreadableText(worded("this is {kind}: a policy is text", kind=kind))
        return "docx"
    for start, kind in _PARTS:
        if any(name.startswith(start) for name in names):
            raise UnreadableText(worded("this is {kind}", kind=kind))
    raise UnreadableText(
        worded("a ZIP archive, and no Word document (.docx) in it: give its files one by one")
    )


# Texts

_HTML_PAGE = re.compile(
    r"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|body|br|center|dd|details|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header"
    r"|hr|html|li|main|nav|ol|p|pre|section|span|strong|b|table|tbody|td|th|thead|tr|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_STARTS_WITH_BLOCK = re.compile(
    r"\A\s*(?:<!--.*?-->\s*)*<(?:address|article|aside|blockquote|center|details|div|dl|figure|footer|form|h[1-6]|header"
    r"|main|meta|nav|ol|p|pre|section|span|table|ul|b|strong|i|em|title|style|link)(?:\s[^<>]*)?>",
    re.IGNORECASE | re.DOTALL,
)
_AKOMA_NTOSO = re.compile(
    r"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:[\w.-]+:)?akomaNtoso[\s>]", re.DOTALL
)
_XML = re.compile(r"\A\s*(?:<\?xml|<\?mso-)")
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_SIGNS: Final[tuple[tuple[str, int, re.Pattern[str]], ...]] = (
    (worded("a LaTeX source"), 1, re.compile(r"^[^%\n]*\\(?:documentclass|begin\{document\}|usepackage)|^\\(?:section|chapter|title)\*?\{", re.MULTILINE)),
    (worded("reStructuredText"), 1, re.compile(
        r"^\.\. (?:[\w-]+::|_[^\n:]+:|\[[^\]\n]+\] |\|[^|\n]+\| \w+::)|(?<![\w`]):[a-z][\w:+-]*:`[^`\n]+`|`[^`<\n]+<[^>\n]+>`__?"
        r"|^[^\s\n][^\n]{0,100}\n([+^\"'`])\1{3,}[ \t]*$", re.MULTILINE)),
    (worded("reStructuredText"), 2, re.compile(r"^#\. \S|``[^`\n]+``|^::$|\w::$|^:[\w ]+: \S", re.MULTILINE)),
    (worded("an AsciiDoc source"), 1, re.compile(
        r"^:(?:toc|icons|sectnums|source-highlighter|doctype|numbered|author|revdate)!?:|^\[(?:NOTE|TIP|WARNING|CAUTION|IMPORTANT|quote|source)[^\]\n]*\]\s*$"
        r"|\A\s*= \S[^\n]*\n(?:[^\n]*\n){0,12}?\s*==+ \S|^(?:include|image|toc)::[^\s\[]*\[|^==+ \S[^=\n]*$\n\s*\n", re.MULTILINE)),
    (worded("an AsciiDoc source"), 2, re.compile(r"^\. \S|https?://[^\s()\[\]]+\[[^\]\n]+\]|(?<![^\n]\n)^={4,}$|^\|===$|^(?:NOTE|TIP|WARNING|IMPORTANT): ", re.MULTILINE)),
    (worded("wiki markup"), 1, re.compile(
        r"^(={2,6})[^=\n]+\1[ \t]*$|^\{\|[^\n]*$|\[\[[^\[\]\n|]+\|[^\[\]\n]+\]\]|^h[1-6]\. \S|^\{(?:panel|info|note|warning|toc)[^}\n]*\}\s*$"
        r"|^__(?:TOC|NOTOC)__|\[\[(?:File|Image|Category|Fichier|Catégorie|ملف|تصنيف):", re.MULTILINE)),
    (worded("wiki markup"), 2, re.compile(r"'''[^'\n]+'''|\[\[[^\[\]\n]+\]\]|\[https?://[^\s()\[\]]+ [^\]\n]+\]", re.MULTILINE)),
    (worded("an Org file"), 1, re.compile(r"^#\+(?:TITLE|OPTIONS|AUTHOR|BEGIN_\w+):?", re.MULTILINE | re.IGNORECASE)),
    (worded("a manual page (roff)"), 1, re.compile(r"^\.(?:TH|SH|PP) ?", re.MULTILINE)),
    (worded("a Typst source"), 1, re.compile(r"^#(?:set|show|let|import) \w", re.MULTILINE)),
    (worded("a template"), 1, re.compile(
        r"\{\{[<%#/!>&-]?|\{%-?\s*\w|\{#[^#\n]+#\}|<%[=\-\s]|<\?(?:php|=)|\$\{[A-Za-z_][\w.]*\}|\[%\s*\w|@@[A-Z_]+@@", re.MULTILINE)),
    (worded("MDX"), 1, re.compile(r"^(?:import [\w{},* ]+ from ['\"]|export (?:const|default) )", re.MULTILINE)),
    (worded("a saved web page (MHTML): save it as HTML"), 1, re.compile(r"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,15}.*multipart/related", re.IGNORECASE | re.DOTALL)),
)  # fmt: skip
_XML_KINDS: Final = {
    "worddocument": worded("a Word document of 2003: save it as .docx"),
    "package": worded("a flat Word document: save it as .docx"),
    "document": worded("a flat office document: save it as .docx"),
    "book": "DocBook",
    "article": "DocBook",
    "svg": worded("an image: a policy is text"),
    "xliff": worded("a file for translators (XLIFF)"),
    "rss": worded("a feed"),
    "feed": worded("a feed"),
}
_MOST_ROWS_TRIED: Final = 400


def text_format_of(text: str) -> TextFormat:
    """The format of this text; raises ``UnreadableText`` for markup that no reader here knows."""
    if _HTML_PAGE.match(text):
        return "html"
    if _AKOMA_NTOSO.match(text):
        return "akn"
    _refuse_data(text)
    markup = _without_code(text)
    for kind, _least, found in _signs(markup):
        raise UnreadableText(
            worded(
                "this looks like {kind} (“{found}”): save it as Word, HTML or Markdown",
                kind=kind,
                found=found,
            )
        )
    if _is_fragment(text):
        return "html"
    return "markdown" if looks_like_markdown(text) else "plain"


def _signs(text: str) -> list[tuple[str, int, str]]:
    """The kinds of markup whose signs are there often enough, each with the first sign."""
    found = []
    for kind, least, sign in _SIGNS:
        matches = [match.group().strip() for match in _few(sign, text, least)]
        if len(matches) >= least:
            found.append((kind, least, " ".join(matches[0].split())[:40]))
    return found


def _few(sign: re.Pattern[str], text: str, least: int) -> list[re.Match[str]]:
    matches = []
    for match in sign.finditer(text):
        matches.append(match)
        if len(matches) >= least:
            break
    return matches


def _refuse_data(text: str) -> None:
    stripped = text.strip().removeprefix("\ufeff")
    if _XML.match(stripped):
        body = re.sub(r"<[?!][^>]*>", "", stripped[:4000])
        root = _ROOT.search(body)
        name = root.group(1) if root else ""
        if name.lower() != "html":
            kind = _XML_KINDS.get(name.lower(), f"XML ({name})" if name else "XML")
            raise UnreadableText(worded("this is {kind}", kind=kind))
    if re.match(r"<svg[\s>]", stripped):
        raise UnreadableText(worded("this is {kind}", kind=_XML_KINDS["svg"]))
    if stripped[:1] in "{[" and stripped[-1:] in "}]":
        try:
            json.loads(stripped)
        except (ValueError, RecursionError):
            if not _is_json_lines(stripped):
                return
        raise UnreadableText(worded("this is JSON: save the text as Word, HTML or Markdown"))
    if delimiter := _delimiter(stripped):
        raise UnreadableText(
            worded(
                "this is a table of values (CSV, parted by {sign}): save the text as Word, HTML or Markdown",
                sign=repr(delimiter),
            )
        )


def _is_json_lines(text: str) -> bool:
    """Whether each line is an object or a list of its own."""
    lines = [line for line in text.split("\n")[:_MOST_ROWS_TRIED] if line.strip()]
    try:
        return all(isinstance(json.loads(line), dict | list) for line in lines)
    except (ValueError, RecursionError):
        return False


def _delimiter(text: str) -> str:
    """What parts the values of a table written as lines, where the text is nothing else."""
    lines = text.split("\n")[:_MOST_ROWS_TRIED]
    if len(lines) < 2 or not all(line.strip() for line in lines):
        return ""
    for delimiter in (",", ";", "|", "\t"):
        # Prose has a space after a comma.
        if re.search(rf"[^\s\"]{re.escape(delimiter)}\s", lines[0]) or delimiter not in lines[0]:
            continue
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=delimiter, strict=True)}
        except csv.Error:
            continue
        # A number and a tab begin the items of texts, too.
        if len(widths) == 1 and widths.pop() > (2 if delimiter == "\t" else 1):
            return delimiter
    return ""


def _without_code(text: str) -> str:
    """Without what a text shows as code, which is no markup of it."""
    return re.sub(
        r"^(```|~~~).*?^\1[ \t]*$|(?<![`:])`[^`\n<]+`(?![`_])", "", text, flags=re.MULTILINE | re.DOTALL
    )


def _is_fragment(text: str) -> bool:
    """Whether the text is a part of a web page: it begins with a block, and its lines are mostly markup."""
    if not _STARTS_WITH_BLOCK.match(text):
        return False
    lines = [line for line in re.split(r"\n\s*\n", text.strip()) if line.strip()]
    marked = sum(bool(_BLOCK_TAG.search(line)) for line in lines)
    return len(_BLOCK_TAG.findall(text)) >= 2 and marked * 3 >= len(lines) * 2
