"""Tracked changes: counted, and settled by accepting or rejecting all, by the rules of Word (ISO/IEC 29500-1, 17.13).

What is settled holds no trace of a change: readers of it need to know nothing of them.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from lxml import etree

from .word_package import w

_COMING: Final = (w("ins"), w("moveTo"))
_GOING: Final = (w("del"), w("moveFrom"))
_PROPERTIES: Final = tuple(
    w(f"{name}Change")
    for name in ("rPr", "pPr", "tblPr", "trPr", "tcPr", "sectPr", "tblGrid", "tblPrEx")
)
_WRAPPERS: Final = (w("sdt"), w("smartTag"), w("customXml"), w("dir"), w("bdo"))
_MARKERS: Final = frozenset(
    w(f"{name}{end}")
    for name in ("bookmark", "commentRange", "moveFromRange", "moveToRange", "perm", "proofErr")
    for end in ("Start", "End", "")
) | {w("proofErr")}
_MARK_HOLDERS: Final = frozenset(w(name) for name in ("rPr", "trPr", "tcPr", "numPr"))
# What the numbers of a question call them.
_KINDS: Final = {
    w("ins"): "insertions",
    w("cellIns"): "insertions",
    w("del"): "deletions",
    w("cellDel"): "deletions",
    w("moveFrom"): "moves",
    w("cellMerge"): "merged cells",
    w("numberingChange"): "changes of formatting",
} | dict.fromkeys(_PROPERTIES, "changes of formatting")


def count_changes(root: etree._Element) -> Counter[str]:
    """How many changes of each kind are tracked here."""
    return Counter(_KINDS[element.tag] for element in root.iter(*_KINDS))


def unwrapped(root: etree._Element) -> None:
    """Put what content controls and tags hold in their place."""
    for wrapper in list(root.iter(*_WRAPPERS)):
        content = wrapper.find(w("sdtContent")) if wrapper.tag == w("sdt") else wrapper
        kept = [] if content is None else [child for child in content if not child.tag.endswith("Pr")]
        _replace(wrapper, kept)


def settle(root: etree._Element, *, accept: bool) -> None:
    """Accept all changes below this element, or reject all."""
    coming, going = (_COMING, _GOING) if accept else (_GOING, _COMING)
    _settle_properties(root, accept=accept)
    _settle_rows(root, going, gone_cell=w("cellDel") if accept else w("cellIns"))
    gone = _settle_runs(root, coming, going)
    if not accept:
        for element in root.iter(w("delText"), w("delInstrText")):
            element.tag = w("t") if element.tag == w("delText") else w("instrText")
    for paragraph in gone:
        _join_to_next(paragraph)


def _settle_properties(root: etree._Element, *, accept: bool) -> None:
    for change in list(root.iter(*_PROPERTIES)):
        parent = change.getparent()
        if parent is None:
            continue
        parent.remove(change)
        if accept:
            continue
        before = change[0] if len(change) else None
        # These are no part of what was before: the mark's own changes, the section, the cell's merging.
        for child in list(parent):
            if child.tag not in (
                *_COMING,
                *_GOING,
                w("rPr"),
                w("sectPr"),
                w("cellIns"),
                w("cellDel"),
                w("cellMerge"),
            ):
                parent.remove(child)
        for at, child in enumerate(list(before) if before is not None else ()):
            if child.tag != w("cellMerge"):
                parent.insert(at, child)
    for change in list(root.iter(w("numberingChange"))):
        change.getparent().remove(change)
    for merge in list(root.iter(w("cellMerge"))):
        parent = merge.getparent()
        how = merge.get(w("vMerge") if accept else w("vMergeOrig"))
        parent.remove(merge)
        if how and parent.find(w("vMerge")) is None:
            etree.SubElement(parent, w("vMerge"), {w("val"): "restart" if how == "rest" else "continue"})


def _settle_rows(root: etree._Element, going: tuple[str, ...], gone_cell: str) -> None:
    for properties in list(root.iter(w("trPr"))):
        if any(properties.find(tag) is not None for tag in going):
            _remove(properties.getparent())
    for change in list(root.iter(gone_cell)):
        _remove(change.getparent().getparent())
    for table in list(root.iter(w("tbl"))):
        if table.find(w("tr")) is None:
            _remove(table)


def _settle_runs(
    root: etree._Element, coming: tuple[str, ...], going: tuple[str, ...]
) -> list[etree._Element]:
    """Settle changes of running text; the paragraphs whose marks are gone."""
    gone = []
    for change in list(root.iter(*coming, *going)):
        parent = change.getparent()
        if parent is None:
            continue
        if parent.tag in _MARK_HOLDERS:
            outer = parent.getparent()
            if change.tag in going and outer is not None and outer.tag == w("pPr"):
                gone.append(outer.getparent())
            if change.tag in going and parent.tag == w("numPr") and outer is not None:
                outer.remove(parent)
            else:
                parent.remove(change)
        elif change.tag in going:
            parent.remove(change)
        else:
            _replace(change, list(change))
    return list(dict.fromkeys(gone))


def _join_to_next(paragraph: etree._Element) -> None:
    """The paragraph's text before that of the next one, whose mark stays and with it the next one's properties."""
    parent = paragraph.getparent()
    if parent is None:
        return
    following = paragraph.getnext()
    while following is not None and following.tag in _MARKERS:
        following = following.getnext()
    content = [child for child in paragraph if child.tag != w("pPr")]
    if following is not None and following.tag == w("p"):
        start = 1 if len(following) and following[0].tag == w("pPr") else 0
        following[start:start] = content
        parent.remove(paragraph)
    elif all(child.tag in _MARKERS for child in content) and (
        # A cell keeps its last paragraph.
        parent.tag != w("tc") or len(parent.findall(w("p"))) > 1
    ):
        parent.remove(paragraph)


def _remove(element: etree._Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if parent is not None:
        parent.remove(element)


def _replace(element: etree._Element, children: list[etree._Element]) -> None:
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        parent[at : at + 1] = children
