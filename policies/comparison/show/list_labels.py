"""The numbers of list items in a comparison, each side's own."""

from __future__ import annotations

from policies.document.html import HTML_STYLES
from policies.document.numbering import item_number

from ..form_ends import ListForm, read_form
from ..result import BlockChange, Side

__all__ = ["ListForm", "is_labelled", "labels_on", "read_form"]


def is_labelled(block: BlockChange) -> bool:
    """Whether the numbers of its items are written as text."""
    return bool(labels_on(block, "old") or labels_on(block, "new"))


def labels_on(block: BlockChange, side: Side) -> dict[int, str]:
    """The label of each item of this side by its position; empty where HTML writes the numbers itself."""
    form = read_form(block.old_form if side == "old" else block.new_form)
    typed = {
        position: item.old_form if side == "old" else item.new_form
        for item in block.children
        if (position := item.old if side == "old" else item.new) is not None
    }
    if not form.ordered or (form.style in HTML_STYLES and not any(typed.values())):
        return {}
    number, labels = form.start, {}
    for position in sorted(typed):
        labels[position] = typed[position] or item_number(number, form.style)
        number += 0 if typed[position] else 1
    return labels
