"""XLIFF 1.2 and 2.x as a translator's program gives it back: segments joined, markers passed through, codes by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from policies.document.inline_codes import Mark, Piece, Pieces

from .parsed_text import UnreadableText
from .returned_text import ReturnedText, ReturnedUnit, bounded, merged
from .word.word_package import parsed_xml
from .worded import worded

V1: Final = "urn:oasis:names:tc:xliff:document:1.2"
V2: Final = ("urn:oasis:names:tc:xliff:document:2.0", "urn:oasis:names:tc:xliff:document:2.2")
_BEGUN: Final = frozenset(("new", "needs-translation", "needs-adaptation", "needs-l10n"))
_LONGEST_CODE: Final = 20
_THROUGH: Final = frozenset(("mrk",))
_NOTHING: Final = frozenset(("sm", "em"))
# What tools put beside a text within it: native codes, that are no words.
_ALONE: Final = frozenset(("x", "ph"))
_OPENS: Final = frozenset(("bx", "bpt", "sc"))
_CLOSES: Final = frozenset(("ex", "ept", "ec"))


def read_xliff(content: bytes) -> ReturnedText:
    """What the file says; raises ``UnreadableText``."""
    root = parsed_xml(content, worded("the file"))
    namespace, name = _name(root)
    if name != "xliff" or namespace not in (V1, *V2):
        raise UnreadableText(worded("this is XML, but no XLIFF 1.2 or 2.x"))
    files = [child for child in root if _name(child) == (namespace, "file")]
    if not files:
        raise UnreadableText(worded("the file holds no passages"))
    read = _file_1 if namespace == V1 else _file_2
    parts = [read(root, file) for file in files]
    first = parts[0]
    if any(part[:3] != first[:3] for part in parts):
        raise UnreadableText(
            worded(
                "the file holds texts of several policies or languages: give each as a file of its own"
            )
        )
    return bounded(first._replace(units=tuple(unit for part in parts for unit in part.units)))


def _name(element: etree._Element) -> tuple[str, str]:
    if not isinstance(element.tag, str):
        return "", ""
    name = etree.QName(element)
    return name.namespace or "", name.localname


def _file_1(_root: etree._Element, file: etree._Element) -> ReturnedText:
    units = []
    for unit in file.iter(f"{{{V1}}}trans-unit"):
        source, target = unit.find(f"{{{V1}}}source"), unit.find(f"{{{V1}}}target")
        reading = _Text(V1)
        state = target.get("state") if target is not None else None
        done = None if state is None else state not in _BEGUN
        units.append(
            ReturnedUnit(
                unit.get("id", ""),
                reading.pieces([source]),
                reading.pieces([target]),
                True if unit.get("approved") == "yes" else done,
                reading.foreign,
            )
        )
    languages = file.get("source-language", ""), file.get("target-language", "")
    return ReturnedText(file.get("original", ""), *languages, tuple(units))


def _file_2(root: etree._Element, file: etree._Element) -> ReturnedText:
    namespace, _file = _name(root)
    units = []
    for unit in file.iter(f"{{{namespace}}}unit"):
        parts = [part for part in unit if _name(part)[1] in ("segment", "ignorable")]
        segments = [part for part in parts if _name(part)[1] == "segment"]
        reading = _Text(namespace)
        sources = [part.find(f"{{{namespace}}}source") for part in parts]
        states = {part.get("state") for part in segments}
        done = None if states == {None} else states.isdisjoint({None, "initial"})
        units.append(
            ReturnedUnit(
                unit.get("id", ""),
                reading.pieces(sources),
                reading.pieces(_targets_2(namespace, parts)),
                done,
                reading.foreign,
            )
        )
    languages = root.get("srcLang", ""), root.get("trgLang", "")
    return ReturnedText(file.get("original", ""), *languages, tuple(units))


def _targets_2(namespace: str, parts: list[etree._Element]) -> list[etree._Element | None]:
    """The targets in the order that they ask for; none if a segment has none: the passage is not whole."""
    found: list[tuple[int, etree._Element]] = []
    for at, part in enumerate(parts, start=1):
        target = part.find(f"{{{namespace}}}target")
        if target is None:
            if _name(part)[1] == "segment":
                return []
            target = part.find(f"{{{namespace}}}source")  # what stands between two segments
        if target is not None:
            order = target.get("order", "")
            found.append((int(order) if order.isdecimal() and len(order) < 6 else at, target))
    return [target for _at, target in sorted(found, key=lambda each: each[0])]


class _Text:
    """Reads running text; ``foreign`` is the first element that is none of the standard's."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self._pairs: dict[str, str] = {}
        self.foreign = ""

    def pieces(self, elements: list[etree._Element | None]) -> Pieces:
        return merged(
            [piece for element in elements if element is not None for piece in self._within(element)]
        )

    def _within(self, element: etree._Element) -> Iterator[Piece]:
        yield element.text or ""
        for child in element:
            yield from self._child(child)
            yield child.tail or ""

    def _child(self, child: etree._Element) -> Iterator[Piece]:
        namespace, name = _name(child)
        code = child.get("id", "")[:_LONGEST_CODE]
        if namespace != self._namespace or not name:
            self.foreign = self.foreign or name or "&"
        elif name in _THROUGH:
            yield from self._within(child)
        elif name in ("g", "pc"):
            yield Mark("open", code)
            yield from self._within(child)
            yield Mark("close", code)
        elif name in _ALONE:
            yield Mark("alone", code)
        elif name in _OPENS:
            self._pairs[child.get("rid", code)] = code
            yield Mark("open", code)
        elif name in _CLOSES:
            named = child.get("startRef") or child.get("rid") or code
            yield Mark("close", self._pairs.get(named, named[:_LONGEST_CODE]))
        elif name == "cp":
            yield " "  # a character that XML cannot hold is none of a policy
        elif name not in _NOTHING:
            self.foreign = self.foreign or name
