"""Where paragraphs were inserted after words at the end of another one: written so that every program rejects them alike.

LibreOffice joins a paragraph to what follows when both its last words and the whole next paragraph are insertions.
Word itself writes it the other way when somebody goes on typing: the first paragraph's mark is the new one, and the
last new paragraph ends with the old mark (ISO/IEC 29500-1, 17.13.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import takewhile
from typing import Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_INS, _DEL = f"{W}ins", f"{W}del"
_CHANGES: Final = (_INS, _DEL, f"{W}moveFrom", f"{W}moveTo")
_PLACES: Final = (f"{W}bookmarkStart", f"{W}bookmarkEnd")


def with_settled_ends(part: str) -> str:
    """The part of a file (the document, or its notes) with such places written in the other way."""
    root = etree.fromstring(part.encode())
    for paragraph in list(root.iter(f"{W}p")):
        following = paragraph.getnext()
        if _mark(paragraph) is None and following is not None and _is_new(following):
            _settle(paragraph)
    body = root.find(f"{W}body")
    if body is not None:
        _close(body)
    head = part[: part.index("<w:")]
    return head + etree.tostring(root, encoding="unicode")


def _settle(paragraph: etree._Element) -> None:
    tail = list(takewhile(_kind, _content(paragraph)))
    if not tail or _kind(tail[0]) != _INS:
        return
    gone = [each for each in tail if _kind(each) == _DEL]
    if not gone:
        _give_mark(paragraph)
    for each in gone:
        # What went stands last: the new words do not touch the new paragraph.
        tail[0].addnext(each)


def _give_mark(paragraph: etree._Element) -> None:
    """The mark of the last new paragraph to the one before the first."""
    new = list(takewhile(_is_new, paragraph.itersiblings()))
    last = new[-1]
    mark = _mark(last)
    held, own = _properties(paragraph), _properties(last)
    if mark is None:  # for the type checker: it is new
        return
    before = [deepcopy(child) for child in held if child.tag != f"{W}rPr"]
    own.remove(mark.getparent())
    holder = etree.Element(f"{W}rPr")
    holder.append(mark)
    changed = held.find(f"{W}pPrChange")
    held.insert(len(held) if changed is None else held.index(changed), holder)
    if list(map(etree.tostring, before)) != list(map(etree.tostring, own)):
        number = f"{W}id"
        change = etree.SubElement(own, f"{W}pPrChange", dict(mark.attrib))
        # Numbers of changes are given in order: none is as high as one with a nine before it.
        change.set(number, f"9{mark.get(number):0>6}")
        etree.SubElement(change, f"{W}pPr").extend(
            each for each in before if each.tag != f"{W}pPrChange"
        )


def _close(body: etree._Element) -> None:
    """A last paragraph that comes or goes is followed by one that stays: no program takes the last one away."""
    last = body.find(f"{W}sectPr").getprevious()
    if last is not None and last.tag == f"{W}p" and _mark(last) is not None:
        closing = etree.Element(f"{W}p")
        style = etree.SubElement(etree.SubElement(closing, f"{W}pPr"), f"{W}pStyle")
        style.set(f"{W}val", "Cell")
        # Joined to an empty one, LibreOffice would leave the number of an item that is gone.
        space = etree.SubElement(etree.SubElement(closing, f"{W}r"), f"{W}t")
        space.text = " "
        space.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        last.addnext(closing)


def _properties(paragraph: etree._Element) -> etree._Element:
    found = paragraph.find(f"{W}pPr")
    if found is None:
        found = etree.Element(f"{W}pPr")
        paragraph.insert(0, found)
    return found


def _mark(paragraph: etree._Element) -> etree._Element | None:
    """That a paragraph's mark came, went or moved."""
    return next((each for each in paragraph.iterfind(f"{W}pPr/{W}rPr/*") if each.tag in _CHANGES), None)


def _is_new(element: etree._Element) -> bool:
    mark = _mark(element) if element.tag == f"{W}p" else None
    return mark is not None and mark.tag == _INS


def _content(paragraph: etree._Element) -> Iterator[etree._Element]:
    """What stands in it, from its end."""
    return (each for each in paragraph.iterchildren(reversed=True) if each.tag not in _PLACES)


def _kind(element: etree._Element) -> str:
    """Whether all of it came or went; a link is what it holds."""
    if element.tag == f"{W}hyperlink":
        kinds = {_kind(each) for each in element}
        return kinds.pop() if len(kinds) == 1 else ""
    return element.tag if element.tag in (_INS, _DEL) else ""
