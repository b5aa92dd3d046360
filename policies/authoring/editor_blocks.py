"""The blocks an editor writes a section with; each has its counterpart in ``document.shape``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ChoiceBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

# A feature of our own, see ``editor_hooks``.
NESTED_LISTS = "nested-lists"
INLINE = ["bold", "italic", "link"]
PROSE = [*INLINE, "ol", "ul", NESTED_LISTS]


class DefinitionBlock(StructBlock):
    term = RichTextBlock(features=INLINE, label=_("term"))
    meaning = RichTextBlock(features=PROSE, label=_("meaning"), required=False)


class NoteBlock(StructBlock):
    tone = ChoiceBlock(
        choices=[("info", _("information")), ("important", _("important")), ("warning", _("warning"))],
        default="info",
        label=_("tone"),
    )
    text = RichTextBlock(features=PROSE, label=_("text"))


class SectionBody(StreamBlock):
    text = RichTextBlock(features=PROSE, label=_("text"), icon="pilcrow")
    definitions = ListBlock(DefinitionBlock(), label=_("definitions"), icon="list-ul")
    table = TypedTableBlock(
        [("text", RichTextBlock(features=INLINE, label=_("text")))], label=_("table"), icon="table"
    )
    note = NoteBlock(label=_("note"), icon="info-circle")

    class Meta:
        required = False
