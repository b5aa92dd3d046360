"""Markdown as sections: CommonMark with tables, definition lists, footnotes and front matter."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from .common_sentences import too_deep
from .headed_sections import parsed_text
from .named_images import image_questions, image_warnings, listed
from .parsed_text import ParsedText, UnreadableText
from .read_html import MAX_DEPTH, HtmlReader
from .worded import worded

_MAX_NESTING = 2 * MAX_DEPTH + 20
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\n(?P<yaml>.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
_TOML = re.compile(r"\A\ufeff?\+\+\+[ \t]*\n(?P<toml>.*?\n)\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^[A-Za-z_][\w-]*[ \t]*:", re.MULTILINE)
_TITLE = re.compile(r"^title[ \t]*:[ \t]*(?P<title>.+?)[ \t]*$", re.MULTILINE)
_MAX_FRONT_MATTER = 64 * 1024
# One paragraph of 70,000 characters, or a thousand of 2,200.
_MAX_READING = 5_000_000_000
# Kramdown's attribute lists, alone on a line: formatting instructions, not text.
_ATTRIBUTES = re.compile(r"^[ \t]*\{:[^{}\n]*\}[ \t]*$\n?", re.MULTILINE)
_HTML_TAGS = (
    "a|abbr|address|article|aside|b|bdi|bdo|blockquote|body|br|button|caption|center|cite|code|col|colgroup"
    "|dd|del|details|dfn|dir|div|dl|dt|em|fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hr"
    "|html|i|img|input|ins|kbd|label|legend|li|link|main|mark|menu|meta|nav|noscript|ol|p|pre|q|s|samp|script"
    "|section|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|tfoot|th|thead|time"
    "|title|tr|tt|u|ul|var|wbr"
)
# The name of a heading, and the kind of a note: they are kept, and are no words.
_UNSEEN = re.compile(
    r"\s*\{:?\s*#[A-Za-z][\w.:-]*[^{}\n]*\}(?=</h[1-6]>)"
    r"|(?<=<p>)\s*\[!(?:note|tip|important|warning|caution)\]",
    re.IGNORECASE,
)
# What looks like a tag and is none: ``<Your Company>``.
_PLACEHOLDER = re.compile(
    rf"\s*<\s*/?\s*(?!(?:{_HTML_TAGS})(?![A-Za-z0-9-]))[A-Za-z]", re.IGNORECASE | re.ASCII
)
_MARKDOWN_SIGNS = re.compile(
    r"^ {0,3}#{1,6}[ \t]+\S"
    r"|^(?!\s)[^\n]{1,120}\n={3,}[ \t]*$"
    r"|^ {0,3}\*\*[^*\n]{1,100}\*\*:?[ \t]*$"
    r"|\[[^\]\n]+\]\((?:https?:|mailto:|/|#)[^)\s]*\)"
    r"|^\|.*\|[ \t]*\n\|[ \t:|-]+\|[ \t]*$",
    re.MULTILINE,
)
# Soft breaks stay visible; a note is told by its identifier, and its mark by a link to it.
_RENDERED = {
    "softbreak": '<br class="soft">',
    "footnote_ref": '<sup><a href="#fn-{number}">{label}</a></sup>',
    "footnote_block_open": "<section>",
    "footnote_open": '<div id="fn-{number}">',
    "footnote_anchor": "",
    "footnote_close": "</div>",
    "footnote_block_close": "</section>",
}


def looks_like_markdown(text: str) -> bool:
    """Whether the text is written in Markdown, whatever the file is called."""
    front = _FRONT_MATTER.match(text)
    return bool(_TOML.match(text)) or bool(
        (front and _KEY.search(front["yaml"])) or _MARKDOWN_SIGNS.search(text)
    )


def read_markdown(text: str, *, fixed_levels: bool = False) -> ParsedText:
    """The sections of a Markdown text.

    Levels are the ranks of headings in use; with ``fixed_levels`` ``##`` is always level 1, and there is no
    title but the front matter's: that is how parts of a text are written. Raises ``UnreadableText`` when
    lists are nested absurdly deep or no text is left.
    """
    reader = HtmlReader()
    facts, text = _front_matter(text, reader)
    text, attributes = _ATTRIBUTES.subn("", text)
    if attributes:
        reader.warn(worded("attribute lists ({{: …}}) were dropped"))
    elements = reader.read(_html(text))
    parsed = parsed_text(elements, **facts, warnings=(), fixed_levels=fixed_levels)
    if (given := facts.get("title", "")) and given.split() != parsed.title.split():
        _name_what_is_left({"title": given}, reader)
    return parsed._replace(
        warnings=(*reader.warnings, *image_warnings(reader.images, described=True)),
        questions=image_questions(reader.images),
        left_out=tuple(reader.left_out),
    )


def shown_html(text: str) -> str:
    """What a reader of the text sees, the title that its front matter gives first."""
    facts, text = _front_matter(text, HtmlReader())
    html = _UNSEEN.sub("", _html(_ATTRIBUTES.sub("", text)))
    return f"<p>{escape(facts.get('title', ''))}</p>{html}"


def _front_matter(text: str, reader: HtmlReader) -> tuple[Mapping[str, str], str]:
    """The title and summary it gives, and the text without it."""
    if toml := _TOML.match(text):
        return _toml(toml, text, reader)
    match = _FRONT_MATTER.match(text)
    if match is None or not _KEY.search(match["yaml"]) or len(match["yaml"]) > _MAX_FRONT_MATTER:
        return {}, text
    rest = text[match.end() :]
    try:
        value: Any = yaml.safe_load(match["yaml"])
    except (yaml.YAMLError, ValueError, RecursionError):
        reader.leave_out(
            match["yaml"].strip(), worded("the front matter is not valid YAML: only its title was read")
        )
        title = _TITLE.search(match["yaml"])
        return ({"title": title["title"].strip("\"' ")} if title else {}), rest
    if not isinstance(value, dict):
        return {}, text
    found = {name: value.get(name) for name in ("title", "summary")}
    _name_what_is_left(_without_used(value), reader)
    return {
        name: str(fact).strip() for name, fact in found.items() if isinstance(fact, str | int | float)
    }, rest


def _toml(found: re.Match[str], text: str, reader: HtmlReader) -> tuple[Mapping[str, str], str]:
    try:
        value = tomllib.loads(found["toml"])
    except (tomllib.TOMLDecodeError, RecursionError):
        reader.leave_out(
            found["toml"].strip(), worded("the front matter is not valid TOML: it was left out")
        )
        return {}, text[found.end() :]
    facts = {
        name: str(value[name]).strip()
        for name in ("title", "summary")
        if isinstance(value.get(name), str)
    }
    _name_what_is_left(_without_used(value), reader)
    return facts, text[found.end() :]


def _without_used(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in ("title", "summary")}


def _name_what_is_left(facts: Mapping[str, Any], reader: HtmlReader) -> None:
    others = [f"{name}: {value}" for name, value in facts.items()]
    if others:
        reader.leave_out(
            "\n".join(others),
            worded("facts before the text were left out: {facts}", facts=listed(others)),
        )


def _html(text: str) -> str:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"]).use(deflist_plugin).use(footnote_plugin)
    parser.core.ruler.before("inline", "bounded", _refuse_endless)
    for name in _RENDERED:
        parser.add_render_rule(name, _rendered)
    for name in ("html_inline", "html_block"):
        parser.add_render_rule(name, _tag_or_text)
    tokens = parser.parse(text)
    if any(token.level >= _MAX_NESTING - 4 for token in tokens):
        # The parser stops reading there: what is deeper would be lost.
        raise UnreadableText(too_deep(MAX_DEPTH))
    return str(parser.renderer.render(tokens, parser.options, {}))


def _refuse_endless(state: StateCore) -> None:
    """Reading a paragraph can take time in the square of its length: real ones are far below this."""
    if sum(len(token.content) ** 2 for token in state.tokens if token.type == "inline") > _MAX_READING:
        raise UnreadableText(worded("paragraphs as long as these are in no policy: break the lines up"))


def _rendered(_renderer: RendererHTML, tokens: Sequence[Token], at: int, *_rest: object) -> str:
    meta = tokens[at].meta
    number = meta.get("id", 0) + 1
    label = escape(str(meta.get("label") or number))
    return _RENDERED[tokens[at].type].format(number=number, label=label)


def _tag_or_text(renderer: RendererHTML, tokens: Sequence[Token], at: int, *rest: Any) -> str:
    token = tokens[at]
    if not _PLACEHOLDER.match(token.content):
        return token.content
    as_text = renderer.text if token.type == "html_inline" else renderer.code_block
    return as_text(tokens, at, *rest)
