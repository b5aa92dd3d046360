"""Numbers of Word's paragraphs as Word computes them: definitions, levels, overrides, restarts."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from lxml import etree

from .number_formats import BULLET, formatted, padded
from .word_package import w
from .word_styles import VAL, NumberRef, Styles, is_on, whole

LEVELS: Final = 9
_LEVEL_MARK = re.compile(r"%([1-9])")
MAX_NUMBER: Final = 32_767


class Level(NamedTuple):
    """One level of a definition; ``restart`` is the level, counted from 1, after which it begins again."""

    form: str = "decimal"
    pattern: str = ""
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False


class Numbered(NamedTuple):
    """A paragraph's number: ``label`` as Word shows it, its ``path`` of counts from the outside in."""

    definition: str
    instance: str
    level: int
    form: str
    label: str
    path: tuple[int, ...]

    @property
    def bullet(self) -> bool:
        return self.form == BULLET


class Numbering:
    """Counts paragraphs in reading order."""

    def __init__(self, root: etree._Element | None, styles: Styles, language: str) -> None:
        self._styles = styles
        self._language = language
        self._abstract: dict[str, etree._Element] = {}
        self._instances: dict[str, etree._Element] = {}
        for element in root if root is not None else ():
            if element.tag == w("abstractNum"):
                self._abstract[element.get(w("abstractNumId"), "")] = element
            elif element.tag == w("num"):
                self._instances[element.get(w("numId"), "")] = element
        self._levels: dict[str, tuple[str, list[Level], dict[int, int]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        self.unknown: set[str] = set()

    def level_of_style(self, number: str, style: str) -> int | None:
        """The level that a definition gives to a style of paragraphs."""
        abstract = self._definition(number)[1]
        for level in abstract.findall(w("lvl")) if abstract is not None else ():
            linked = level.find(w("pStyle"))
            if linked is not None and linked.get(VAL) == style:
                return whole(level.get(w("ilvl")))
        return None

    def number(self, reference: NumberRef) -> Numbered | None:
        """The number of the next paragraph that refers to this; ``None`` if nothing is shown."""
        if reference.number in ("", "0") or reference.number not in self._instances:
            return None
        definition, levels, overrides = self._of(reference.number)
        at = min(max(reference.level or 0, 0), LEVELS - 1)
        counts = self._counts.setdefault(definition, [None] * LEVELS)
        self._count(reference.number, counts, levels, overrides, at)
        level = levels[at]
        path = tuple(counts[each] or 0 for each in range(at + 1))
        label = level.text if level.form == BULLET else self._label(level, levels, counts)
        return Numbered(definition, reference.number, at, level.form, label.strip(), path)

    def _count(
        self,
        instance: str,
        counts: list[int | None],
        levels: list[Level],
        overrides: dict[int, int],
        at: int,
    ) -> None:
        for each in range(at):
            if counts[each] is None:
                # A level that was passed over counts as begun.
                counts[each] = overrides.get(each, levels[each].start)
        if at in overrides and (instance, at) not in self._begun:
            counts[at] = overrides[at]
        else:
            before = counts[at]
            counts[at] = levels[at].start if before is None else min(before + 1, MAX_NUMBER)
        self._begun.add((instance, at))
        for deeper in range(at + 1, LEVELS):
            restart = levels[deeper].restart
            if restart is None or 0 < at + 1 <= restart:
                counts[deeper] = None

    def _label(self, level: Level, levels: list[Level], counts: list[int | None]) -> str:
        def part(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            own = levels[at]
            number = counts[at] if counts[at] is not None else own.start
            if own.pattern and not level.legal:
                return padded(number or 0, own.pattern)
            text = formatted(number or 0, "decimal" if level.legal else own.form, self._language)
            if text is None:
                self.unknown.add(own.form)
            return str(number) if text is None else text

        return _LEVEL_MARK.sub(part, level.text)

    def _of(self, number: str) -> tuple[str, list[Level], dict[int, int]]:
        if number not in self._levels:
            key, abstract = self._definition(number)
            levels = [Level()] * LEVELS
            for element in abstract.findall(w("lvl")) if abstract is not None else ():
                _put(levels, element)
            overrides: dict[int, int] = {}
            for override in self._instances[number].findall(w("lvlOverride")):
                at = whole(override.get(w("ilvl")))
                if (own := override.find(w("lvl"))) is not None:
                    _put(levels, own)
                start = override.find(w("startOverride"))
                if at is not None and start is not None:
                    overrides[at] = min(max(whole(start.get(VAL)) or 0, 0), MAX_NUMBER)
            self._levels[number] = key, levels, overrides
        return self._levels[number]

    def _definition(self, number: str, depth: int = 0) -> tuple[str, etree._Element | None]:
        """The definition behind an instance, also where it is that of a style of numbering."""
        instance = self._instances.get(number)
        link = instance.find(w("abstractNumId")) if instance is not None else None
        key = link.get(VAL, "") if link is not None else ""
        abstract = self._abstract.get(key)
        styled = abstract.find(w("numStyleLink")) if abstract is not None else None
        if styled is not None and depth < LEVELS:
            reference = self._styles.numbering_of(styled.get(VAL, ""))
            if reference is not None and reference.number != number:
                return self._definition(reference.number, depth + 1)
        return key, abstract


def _put(levels: list[Level], element: etree._Element) -> None:
    at = whole(element.get(w("ilvl")))
    if at is None or not 0 <= at < LEVELS:
        return

    def value(name: str) -> str | None:
        found = next(element.iter(w(name)), None)
        return found.get(VAL) if found is not None else None

    form = next(element.iter(w("numFmt")), None)
    legal = element.find(w("isLgl"))
    levels[at] = Level(
        form=form.get(VAL, "decimal") if form is not None else "decimal",
        pattern=(form.get(w("format")) or "") if form is not None else "",
        text=value("lvlText") or "",
        start=min(max(whole(value("start")) or 0, 0), MAX_NUMBER),
        restart=whole(value("lvlRestart")),
        legal=legal is not None and is_on(legal),
    )
