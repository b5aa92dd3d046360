"""Markdown as sections: CommonMark with tables, definition lists, footnotes and front matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from policies.document.shape import Block, Paragraph, Run
from policies.document.text import runs_text

from .parsed_text import ParsedSection, ParsedText, UnreadableText
from .read_html import MAX_DEPTH, Element, Heading, Reader
from .typed_numbers import resolved, split_label

_MAX_NESTING = 2 * MAX_DEPTH + 20
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\n(?P<yaml>.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
_KEY = re.compile(r"^[A-Za-z_][\w-]*[ \t]*:", re.MULTILINE)
_TITLE = re.compile(r"^title[ \t]*:[ \t]*(?P<title>.+?)[ \t]*$", re.MULTILINE)
_MAX_FRONT_MATTER = 64 * 1024
# One paragraph of 70,000 characters, or a thousand of 2,200.
_MAX_READING = 5_000_000_000
# Kramdown's attribute lists, alone on a line: formatting instructions, not text.
_ATTRIBUTES = re.compile(r"^[ \t]*\{:[^{}\n]*\}[ \t]*$\n?", re.MULTILINE)
_TAG = re.compile(r"<\s*/?\s*([A-Za-z][A-Za-z0-9-]*)")
_HTML = frozenset(
    [
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "dir",
        "div",
        "dl",
        "dt",
        "em",
        "fieldset",
        "figcaption",
        "figure",
        "font",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "legend",
        "li",
        "link",
        "main",
        "mark",
        "menu",
        "meta",
        "nav",
        "noscript",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "script",
        "section",
        "small",
        "span",
        "strike",
        "strong",
        "style",
        "sub",
        "summary",
        "sup",
        "svg",
        "table",
        "tbody",
        "td",
        "template",
        "tfoot",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
_MARKDOWN_SIGNS = (
    re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE),
    re.compile(r"^(?!\s)[^\n]{1,120}\n={3,}[ \t]*$", re.MULTILINE),
    re.compile(r"^ {0,3}\*\*[^*\n]{1,100}\*\*:?[ \t]*$", re.MULTILINE),
    re.compile(r"\[[^\]\n]+\]\((?:https?:|mailto:|/|#)[^)\s]*\)"),
    re.compile(r"^\|.*\|[ \t]*\n\|[ \t:|-]+\|[ \t]*$", re.MULTILINE),
)
_MAX_HEADING = 120
MAX_TITLE = 250


def looks_like_markdown(text: str) -> bool:
    """Whether the text is written in Markdown, whatever the file is called."""
    front = _FRONT_MATTER.match(text)
    return bool(front and _KEY.search(front["yaml"])) or any(
        sign.search(text) for sign in _MARKDOWN_SIGNS
    )


def read_markdown(text: str, language: str, *, fixed_levels: bool = False) -> ParsedText:
    """The sections of a Markdown text.

    Levels are the ranks of headings in use; with ``fixed_levels`` ``##`` is always level 1, and there is no
    title but the front matter's: that is how parts of a text are written. Raises ``UnreadableText`` when
    lists are nested absurdly deep or no text is left.
    """
    reader = Reader()
    facts, text = _front_matter(text, reader)
    if _ATTRIBUTES.search(text):
        text = _ATTRIBUTES.sub("", text)
        reader.warn("attribute lists ({: …}) were dropped")
    elements = reader.read(_html(text))
    title, summary = facts.get("title", ""), facts.get("summary", "")
    if fixed_levels:
        levels = {rank: max(1, min(rank - 1, 3)) for rank in range(1, 7)}
        return _parsed(elements, language, reader, levels, title=title, summary=summary, fixed=True)
    return parsed_text(elements, language, reader, title=title, summary=summary)


def parsed_text(
    elements: list[Element], language: str, reader: Reader, *, title: str = "", summary: str = ""
) -> ParsedText:
    """Headings and blocks as sections: levels by the ranks in use, typed numbers taken off."""
    title, elements = _title(_with_bold_headings(elements), title)
    ranks = sorted({element.rank for element in elements if isinstance(element, Heading)})
    levels = {rank: min(position, 3) for position, rank in enumerate(ranks, start=1)}
    return _parsed(elements, language, reader, levels, title=title, summary=summary)


def _parsed(
    elements: list[Element],
    language: str,
    reader: Reader,
    levels: Mapping[int, int],
    *,
    title: str,
    summary: str,
    fixed: bool = False,
) -> ParsedText:
    if len(title) > MAX_TITLE:
        elements = [Paragraph(runs=(Run(text=title, bold=True),)), *elements]
        title = ""
    sections = _sections(elements, levels)
    if not sections and not (fixed and (title or summary)):
        raise UnreadableText("no text was found in it")
    return ParsedText(
        language=language,
        title=title,
        summary=summary,
        sections=sections,
        warnings=reader.warnings,
    )


def _front_matter(text: str, reader: Reader) -> tuple[dict[str, str], str]:
    match = _FRONT_MATTER.match(text)
    if match is None or not _KEY.search(match["yaml"]) or len(match["yaml"]) > _MAX_FRONT_MATTER:
        return {}, text
    rest = text[match.end() :]
    try:
        value: Any = yaml.safe_load(match["yaml"])
    except (yaml.YAMLError, ValueError, RecursionError):
        reader.warn("the front matter is not valid YAML: only its title was read")
        title = _TITLE.search(match["yaml"])
        return ({"title": title["title"].strip("\"' ")} if title else {}), rest
    if not isinstance(value, dict):
        return {}, text
    facts = {}
    for name in ("title", "summary"):
        entry = value.get(name)
        if isinstance(entry, str | int | float) and str(entry).strip():
            facts[name] = str(entry).strip()
    return facts, rest


def _html(text: str) -> str:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"]).use(deflist_plugin).use(footnote_plugin)
    parser.core.ruler.before("inline", "bounded", _refuse_endless)
    tokens = parser.parse(text)
    for token in tokens:
        if token.level >= _MAX_NESTING - 4:
            # The parser stops reading there: what is deeper would be lost.
            raise UnreadableText(f"lists or quotations are nested more than {MAX_DEPTH} deep")
        _keep_placeholders(token)
        for child in token.children or ():
            _keep_placeholders(child)
    return str(parser.renderer.render(_footnotes_as_text(tokens), parser.options, {}))


def _refuse_endless(state: StateCore) -> None:
    """Reading a paragraph can take time in the square of its length: real ones are far below this."""
    if sum(len(token.content) ** 2 for token in state.tokens if token.type == "inline") > _MAX_READING:
        raise UnreadableText("paragraphs as long as these are in no policy: break the lines up")


def _keep_placeholders(token: Token) -> None:
    """``<Your Company>`` is text that looks like a tag; soft line breaks stay recognisable."""
    if token.type == "softbreak":
        token.type, token.content = "html_inline", '<br class="soft">'
    elif token.type in ("html_inline", "html_block"):
        match = _TAG.match(token.content.lstrip())
        if match and match.group(1).lower() not in _HTML:
            token.type = "text" if token.type == "html_inline" else "code_block"
            token.tag = "" if token.type == "text" else "code"


def _footnotes_as_text(tokens: list[Token]) -> list[Token]:
    """References become ``[1]``; the notes themselves a quotation at the end, which becomes a note."""
    result = []
    for token in tokens:
        if token.type == "footnote_anchor":
            continue
        if token.type in ("footnote_block_open", "footnote_block_close"):
            token = _html_token("<blockquote>" if token.nesting == 1 else "</blockquote>")
        elif token.type == "footnote_open":
            token = _html_token(f"<p>[{token.meta.get('id', 0) + 1}]</p>")
        elif token.type == "footnote_close":
            continue
        for child in token.children or ():
            if child.type == "footnote_ref":
                child.type, child.content = "text", f"[{child.meta['id'] + 1}]"
        result.append(token)
    return result


def _html_token(content: str) -> Token:
    return Token(type="html_block", tag="", nesting=0, content=content)


def _with_bold_headings(elements: list[Element]) -> list[Element]:
    """Where a text has no headings below its title, short paragraphs all in bold are its headings."""
    ranks = [element.rank for element in elements if isinstance(element, Heading)]
    if len(ranks) > 1:
        return elements
    rank = ranks[0] + 1 if ranks else 2
    return [
        Heading(text=text, rank=rank) if (text := _bold_line(element, following)) else element
        for element, following in zip(elements, [*elements[1:], None], strict=False)
    ]


def _bold_line(element: Element, following: Element | None) -> str:
    if not isinstance(element, Paragraph) or following is None:
        return ""
    text = runs_text(element.runs)
    bold = all(run.bold or not run.text.strip() for run in element.runs)
    short = len(text) <= _MAX_HEADING and "\n" not in text and not text.endswith((".", ",", ";"))
    return text.rstrip(" :\u00a0") if bold and short else ""


def _title(elements: list[Element], title: str) -> tuple[str, list[Element]]:
    """The title: the first heading, when it stands alone on its rank above all others."""
    headings = [element for element in elements if isinstance(element, Heading)]
    if headings:
        first, others = headings[0], headings[1:]
        alone = all(other.rank > first.rank for other in others)
        top = first.rank == 1 or (not title and elements[0] is first)
        if top and alone and (not title or first.rank == 1):
            return first.text, [element for element in elements if element is not first]
        numbered = split_label(first.text)[0] is not None
        if not title and first.rank == 1 and elements[0] is first and not numbered:
            return first.text, elements[1:]
    return title, elements


def _sections(elements: list[Element], levels: Mapping[int, int]) -> tuple[ParsedSection, ...]:
    headings: list[Heading | None] = [None]
    bodies: list[list[Block]] = [[]]
    for element in elements:
        if isinstance(element, Heading):
            headings.append(element)
            bodies.append([])
        else:
            bodies[-1].append(element)
    split = [split_label(heading.text) if heading else (None, "") for heading in headings]
    labels = resolved([label for label, _text in split])
    sections = [
        ParsedSection(
            heading=text,
            level=levels[heading.rank] if heading else 1,
            blocks=tuple(blocks),
            label=label,
            anchor=heading.anchor if heading else None,
        )
        for heading, (_label, text), label, blocks in zip(headings, split, labels, bodies, strict=True)
    ]
    return tuple(section for section in sections if section.heading or section.blocks)
