"""What a program for translators, or a hand in a word processor, does with a file: it fills in targets and sets states."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable

from lxml import etree

V1 = "{urn:oasis:names:tc:xliff:document:1.2}"
V2 = "{urn:oasis:names:tc:xliff:document:2.0}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

Translate = Callable[[str], str]
Edit = Callable[[etree._Element], None]


def in_capitals(text: str) -> str:
    return text.upper()


def translated(file: bytes, translate: Translate = in_capitals, edit: Edit | None = None) -> bytes:
    """Every passage that has no translation, or an outdated one, translated from its source; then ``edit``."""
    root = etree.fromstring(file)
    for unit in root.iter(f"{V1}trans-unit"):
        if unit.get("approved") != "yes":
            target = _filled(unit, unit.find(f"{V1}source"), V1, translate)
            target.set("state", "translated")
    for segment in root.iter(f"{V2}segment"):
        if segment.get("state") != "final":
            _filled(segment, segment.find(f"{V2}source"), V2, translate)
            segment.attrib.pop("subState", None)
            segment.set("state", "translated")
    if edit is not None:
        edit(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _filled(
    unit: etree._Element, source: etree._Element | None, namespace: str, translate: Translate
) -> etree._Element:
    assert source is not None
    old = unit.find(f"{namespace}target")
    if old is not None:
        unit.remove(old)
    target = copy.deepcopy(source)
    target.tag = f"{namespace}target"
    for element in target.iter():
        element.text = translate(element.text) if element.text else element.text
        if element is not target and element.tail:
            element.tail = translate(element.tail)
    unit.insert(unit.index(source) + 1, target)
    return target


def table_translated(file: bytes, translate: Translate = in_capitals, edit: Edit | None = None) -> bytes:
    """The same in a Word table: the source's runs in the last column, their words translated, their codes kept."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    for row in root.iter(f"{W}tr"):
        cells = row.findall(f"{W}tc")
        if len(cells) == 3 and row.find(f"{W}trPr") is None:
            if "".join(cells[2].itertext()).strip() and "EDF3EE" in etree.tostring(cells[2]).decode():
                continue
            for paragraph in cells[2].findall(f"{W}p"):
                cells[2].remove(paragraph)
            for paragraph in cells[1].findall(f"{W}p"):
                kept = copy.deepcopy(paragraph)
                for text in kept.iter(f"{W}t"):
                    if not re.fullmatch(r"\{/?t?\d+/?\}", text.text or ""):
                        text.text = translate(text.text or "")
                cells[2].append(kept)
    if edit is not None:
        edit(root)
    parts["word/document.xml"] = etree.tostring(root)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def unit_at(root: etree._Element, place: str, key: object = "") -> etree._Element:
    """The unit of the passage at this place of the clause with this key, or of the first that has one."""
    return next(
        element
        for element in root.iter(f"{V1}trans-unit", f"{V2}unit")
        if element.get("id", "").startswith(str(key)) and element.get("id", "").split(".", 3)[3] == place
    )


def target_of(unit: etree._Element) -> etree._Element:
    found = next(unit.iter(f"{V1}target", f"{V2}target"), None)
    assert found is not None
    return found
