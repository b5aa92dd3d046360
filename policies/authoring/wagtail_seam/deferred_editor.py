"""The editor of a section's body, built only when its section is opened.

A StreamField editor costs the browser 30 ms and more. Forty sections in three languages are 120 of them, and an
author opens two or three. Until then the form carries the body as it is stored. The ``policy-section`` script
builds the editor in its place, and posts the stored form again if nothing in it was changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.blocks import BlockWidget, StreamBlock

from policies.authoring.draft import body_of
from policies.document.html import blocks_html

# What the rich text editor itself writes. Anything else is sent through it before it is stored.
_WRITTEN = re.compile(
    r"""(?:[^<]
      | </?(?:p|ul|ol|li|b|i)(?:\ data-block-key="[\w-]+")?>
      | <br/>
      | </?a(?:\ (?:href="(?:https?:|mailto:|tel:|\#|/)[^"<>]*"|linktype="\w+"|id="\d+"))*>
    )*""",
    re.VERBOSE | re.IGNORECASE,
)
# Strings in stored blocks that are no rich text.
_PLAIN = frozenset({"type", "id", "tone", "caption", "heading"})


class DeferredEditor(BlockWidget):
    """A StreamField's widget that stands for its editor until the section is opened.

    It is posted as the editor posts it, or as ``NAME-raw``: the stored JSON of a body that nobody opened or changed.
    It is not posted at all if it was only shown (``read_only``).
    """

    read_only = False

    def __init__(self, block_def: StreamBlock, attrs: Any = None) -> None:
        super().__init__(block_def, attrs)
        # What the browser is told of the block, by the language of its labels. Forms hold copies of this widget,
        # which share it: it is made once, not once per field.
        self._packed: dict[str, BlockWidget] = {}

    def render_with_errors(
        self, name: str, value: Any, attrs: Any = None, errors: Any = None, renderer: Any = None
    ) -> SafeString:
        """The editor at once if something is wrong in it; plain text if it may not be changed."""
        if errors:
            return super().render_with_errors(name, value, attrs, errors, renderer)
        if attrs and attrs.get("disabled"):
            language = name.rpartition("_")[2]
            shown = {"language": language, "html": SafeString(blocks_html(body_of(value), language))}
            return SafeString(render_to_string("policies/admin/_read_only_body.html", shown))
        raw = json.dumps(self.block_def.get_prep_value(value), ensure_ascii=False)
        context = {"name": name, "raw": raw}
        return SafeString(render_to_string("policies/admin/_deferred_editor.html", context))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return self.render_with_errors(name, value, attrs, None, renderer)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        raw = data.get(f"{name}-raw")
        if raw is not None:
            return self.block_def.to_python(self._cleaned(raw))
        if self.read_only:
            # Asked for by Django, and thrown away: the field is disabled.
            return self.block_def.get_default()
        return super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-raw" not in data and super().value_omitted_from_data(data, files, name)

    @property
    def js_context(self) -> Any:
        return self._in_this_language().js_context

    @property
    def block_json(self) -> str:
        return str(self._in_this_language().block_json)

    def _in_this_language(self) -> BlockWidget:
        return self._packed.setdefault(get_language() or "", BlockWidget(self.block_def))

    def _cleaned(self, raw: str) -> list[dict[str, Any]]:
        """The blocks of a posted body, with no markup in them that the rich text editor could not have written.

        What is not a list of blocks is no body: it counts as empty.
        """
        try:
            blocks = json.loads(raw)
        except ValueError:
            return []
        if not isinstance(blocks, list):
            return []
        kept = [
            block for block in blocks if isinstance(block, dict) and {"type", "value"} <= block.keys()
        ]
        for holder, name in _rich_texts(kept):
            if not _WRITTEN.fullmatch(holder[name]):
                holder[name] = self._as_the_editor_writes(holder[name])
        return kept

    def _as_the_editor_writes(self, html: str) -> str:
        """Into the editor's form and back: what it cannot show is lost."""
        editor = self.block_def.child_blocks["text"].field.widget
        return str(editor.value_from_datadict({"html": editor.format_value(html)}, {}, "html"))


def _rich_texts(held: Any) -> Iterator[tuple[Any, Any]]:
    """Where rich text is in stored blocks: containers, and the names or positions in them."""
    if isinstance(held, dict | list):
        for name, value in held.items() if isinstance(held, dict) else enumerate(held):
            if isinstance(value, str) and name not in _PLAIN:
                yield held, name
            else:
                yield from _rich_texts(value)
