"""What the editor adds to Wagtail's rich text."""

from __future__ import annotations

from policies.authoring.editor_blocks import DefinitionBlock, SectionBody


def test_lists_nest_three_deep_and_no_deeper() -> None:
    for block in (SectionBody().child_blocks["text"], DefinitionBlock().child_blocks["meaning"]):
        assert block.field.widget.options["maxListNesting"] == 2
