"""The editor of a section's body, built only when its section is opened.

A StreamField editor costs the browser 30 ms and more. Forty sections in three languages are 120 of them, and an
author opens two or three. Until then the form carries the body as it is stored; the ``policy-section`` script
builds the editor in its place, and posts the stored form again while nothing in it was changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.admin.telepath import JSContext
from wagtail.blocks import StreamBlock
from wagtail.blocks.base import BlockWidget

from policies.document.html import blocks_html

from .blocks import PROSE

# What the rich text converter itself writes. Anything else is sent through it before it is stored.
_WRITTEN = re.compile(
    r"""(?:[^<]
      | </?(?:p|ul|ol|li|b|i)(?:\ data-block-key="[\w-]+")?>
      | <br/>
      | </?a(?:\ (?:href="(?:https?:|mailto:|tel:|\#|/)[^"<>]*"|linktype="\w+"|id="\d+"))*>
    )*""",
    re.VERBOSE | re.IGNORECASE,
)


class DeferredEditor(BlockWidget):
    """A StreamField's widget that stands for its editor until the section is opened.

    Posted either as the editor posts it, or as ``NAME-raw``: the stored JSON of a body nobody opened or changed;
    not at all where it was only shown (``read_only``).
    """

    read_only = False

    def render_with_errors(
        self, name: str, value: Any, attrs: Any = None, errors: Any = None, renderer: Any = None
    ) -> SafeString:
        """At once where something is wrong in it; as plain text where it may not be changed."""
        if errors:
            return super().render_with_errors(name, value, attrs, errors, renderer)
        if attrs and attrs.get("disabled"):
            return self._read_only(name, value)
        context = {"name": name, "raw": stored(self.block_def, value)}
        return SafeString(render_to_string("policies/admin/_deferred_editor.html", context))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return self.render_with_errors(name, value, attrs, None, renderer)

    def _read_only(self, name: str, value: Any) -> SafeString:
        from .draft import body_of

        language = name[-2:]
        context = {"language": language, "html": SafeString(blocks_html(body_of(value), language))}
        return SafeString(render_to_string("policies/admin/_read_only_body.html", context))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        raw = data.get(f"{name}-raw")
        if raw is None and self.read_only:
            # Asked for by Django, and thrown away: the field is disabled.
            return self.block_def.get_default()
        if raw is None:
            return super().value_from_datadict(data, files, name)
        return self.block_def.to_python(cleaned(raw))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-raw" not in data and super().value_omitted_from_data(data, files, name)

    @property
    def js_context(self) -> Any:
        return _packed(self.block_def)[0]

    @property
    def block_json(self) -> str:
        return _packed(self.block_def)[1]


# By the identity of the block, which lives as long as its model, and the language its labels were packed in.
_PACKED: dict[tuple[int, str], tuple[Any, str]] = {}


def _packed(block: StreamBlock) -> tuple[Any, str]:
    """A block's definition for the browser, made once per process and language, not once per widget."""
    name = (id(block), get_language() or "")
    if name not in _PACKED:
        context = JSContext()
        _PACKED[name] = context, json.dumps(context.pack(block))
    return _PACKED[name]


def stored(block: StreamBlock, value: Any) -> str:
    """A body as JSON, as the database holds it."""
    return json.dumps(block.get_prep_value(value), ensure_ascii=False)


def cleaned(raw: str) -> list[dict[str, Any]]:
    """The blocks of a posted body, with no markup in them that the rich text editor could not have written.

    What is not such a list is no body: it counts as empty.
    """
    try:
        blocks = json.loads(raw)
    except ValueError:
        return []
    if not isinstance(blocks, list):
        return []
    kept = [block for block in blocks if isinstance(block, dict) and {"type", "value"} <= block.keys()]
    for holder, name in _rich_texts(kept):
        if isinstance(holder[name], str) and not _WRITTEN.fullmatch(holder[name]):
            holder[name] = _converted(holder[name])
    return kept


def _converted(html: str) -> str:
    # Knows the page model: not before all models are loaded.
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

    converter = ContentstateConverter(features=PROSE)
    return str(converter.to_database_format(converter.from_database_format(html)))


def _rich_texts(blocks: list[dict[str, Any]]) -> Iterator[tuple[Any, Any]]:
    """Where rich text stands in stored blocks: containers and the names or positions in them."""
    for block in blocks:
        value = block["value"]
        match block["type"]:
            case "text":
                yield block, "value"
            case "note" if isinstance(value, dict):
                yield value, "text"
            case "definitions":
                for item in value:
                    held = item.get("value", item) if isinstance(item, dict) else {}
                    yield from ((held, name) for name in ("term", "meaning") if name in held)
            case "table" if isinstance(value, dict):
                for row in value.get("rows", ()):
                    yield from ((row["values"], index) for index in range(len(row["values"])))


class TranslatedFromInput(forms.HiddenInput):
    """Carries which source text a translation was made from, and the tick that says "this one".

    A ticked box posts ``NAME-current``; its value is then ``CURRENT`` until the draft is saved.
    """

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        from .translating import CURRENT

        if data.get(f"{name}-current"):
            return CURRENT
        pin = super().value_from_datadict(data, files, name) or ""
        return pin if re.fullmatch(r"[0-9a-f]{64}", pin) else ""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """A form without the field says nothing about the pin: it stays."""
        return name not in data and f"{name}-current" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        from .translating import CURRENT

        ticked = value == CURRENT
        context = {
            "input": super().render(name, "" if ticked else value, attrs, renderer),
            "name": name,
            "ticked": ticked,
            "locked": bool(attrs and attrs.get("disabled")),
        }
        return SafeString(render_to_string("policies/admin/_translated_from.html", context))
