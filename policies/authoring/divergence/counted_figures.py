"""The figures of one passage with what they count: dates, amounts, periods, references, numbers in digits and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from policies.lexicon.currencies import Money, money_in
from policies.lexicon.figures import NUMBER
from policies.lexicon.folding import FoldedText, folded_text
from policies.lexicon.measures import TIMES as TIME_UNITS
from policies.lexicon.measures import measure_at, measure_before, unnumbered
from policies.lexicon.numerals import META, NUMERALS, ORDINALS, written_numbers
from policies.lexicon.written_dates import WrittenDate, dates_in

from . import figure_patterns as patterns
from .figure_values import (
    after_particle,
    ambiguous,
    bare_digits,
    is_power_of_digits,
    phone,
    power_words,
    roman,
    times_power,
    values_of,
)

Sort = Literal["date", "amount", "period", "reference", "time", "contact", "mark", "number"]
# Strong: its absence elsewhere is a finding. Soft: only beside another of the same unit. Weak: never.
Strength = Literal["strong", "soft", "weak"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``values``: what it may be in digits, the likeliest first; ``said``: as written, with its unit.

    ``codes`` are the currencies that it may be in. ``spelled``: written in words alone. ``name`` is what stands before
    it in one word, as in "IPv6" and "AES-256".
    """

    sort: Sort
    values: tuple[str, ...]
    said: str
    strength: Strength = "strong"
    unit: str = ""
    qualifier: str = ""
    codes: frozenset[str] = frozenset()
    spelled: bool = False
    name: str = ""
    start: int = 0
    end: int = 0
    passage: int = 0


_NUMBER: Final = re.compile(NUMBER)
_LETTERS_BEFORE: Final = re.compile(r"[^\W\d_]+-?$")
_ARABIC_PARTICLE: Final = re.compile(r"(?:[وفبلك]|ال|لل|بال|وال)*-?")
_LEAST_SPELLED: Final = 3
_IN_DIGITS: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{4}")
_BLANK: Final = "\x00"
_TO_MONEY: Final = re.compile(r"[ )(-]*(?:d'|de |of |من )?")


@lru_cache(maxsize=4096)
def figures_in(written: str, language: str) -> tuple[Figure, ...]:
    """The figures of a passage in its order."""
    # Folded, the Arabic comma of «3،4» would look like a decimal mark.
    text = folded_text(written.replace("،", "، "))
    return tuple(sorted(_Reader(text, language).figures(), key=lambda figure: figure.start))


class _Reader:
    """Takes one sort of figure after the other from the text; what was taken is blank for the next."""

    def __init__(self, text: FoldedText, language: str) -> None:
        self.text, self.language = text, language
        self.rest = text.text
        self.money = money_in(text, language)

    def figures(self) -> Iterator[Figure]:
        for pattern in (patterns.ADDRESS, patterns.ALWAYS):
            self.rest = pattern.sub(lambda match: _BLANK * len(match[0]), self.rest)
        for date in [*dates_in(self.rest)]:
            yield self._taken("date", self._days(date), date.start, date.end)
        yield from self._contacts()
        yield from self._times()
        yield from self._references()
        yield from self._periods()
        yield from self._indefinite()
        yield from self._spelled()
        yield from self._marks()
        yield from self._digits()
        yield from self._ordinals()

    def _taken(
        self, sort: Sort, values: tuple[str, ...], start: int, end: int, strength: Strength = "strong"
    ) -> Figure:
        self._blank(start, end)
        return Figure(
            sort=sort,
            values=values,
            said=self.text.said(start, end),
            strength=strength,
            start=start,
            end=end,
        )

    def _blank(self, start: int, end: int) -> None:
        self.rest = self.rest[:start] + _BLANK * (end - start) + self.rest[end:]

    def _days(self, date: WrittenDate) -> tuple[str, ...]:
        """In English "03/04/2026" may be either day."""
        written = _IN_DIGITS.fullmatch(self.text.text, date.start, date.end)
        if self.language != "en" or written is None or int(written[1]) > 12 or int(written[2]) > 12:
            return (date.value,)
        year, month, day = date.value.split("-")
        return (date.value, f"{year}-{day}-{month}")

    def _contacts(self) -> Iterator[Figure]:
        for match in [*patterns.IBAN.finditer(self.rest)]:
            if sum(map(str.isdigit, match[0])) >= 10:
                yield self._taken("contact", (match[0].replace(" ", ""),), *match.span())
        for match in [*patterns.PHONE.finditer(self.rest)]:
            if number := phone(match[0]):
                yield self._taken("contact", (number,), *match.span())

    def _times(self) -> Iterator[Figure]:
        for match in [*patterns.TIMES[self.language].finditer(self.rest)]:
            hour, minute = (
                int(match["hour"] or match["hour2"]),
                match["minute"] or match["minute2"] or "00",
            )
            if hour > 24:
                continue
            values = [f"{hour}:{minute}"]
            if (match["half"] or "") in patterns.AFTERNOON and hour < 12:
                values.insert(0, f"{hour + 12}:{minute}")
            if minute == "00":
                values += [value.partition(":")[0] for value in values]
            yield self._taken("time", tuple(values), *match.span())

    def _references(self) -> Iterator[Figure]:
        for match in [*patterns.REFERENCES[self.language].finditer(self.rest)]:
            start, end = match.span("names")
            names = self.rest[start:end].rstrip(" .,;)(")
            for part in re.finditer(r"\d+", names):
                low, high = start + part.start(), start + part.end()
                figure = self._taken("reference", (bare_digits(part[0]),), low, high)
                yield replace(figure, said=self.text.said(start, start + len(names)))

    def _periods(self) -> Iterator[Figure]:
        for value, unit, start, end in unnumbered(self.rest, self.language):
            if _BLANK not in self.rest[start:end]:
                yield replace(
                    self._taken("period", (str(value),), start, end, "soft"), unit=unit, spelled=True
                )

    def _spelled(self) -> Iterator[Figure]:
        for number in written_numbers(self.rest, NUMERALS[self.language]):
            start, end = number.start, number.end
            word = self.rest[start:end]
            if is_power_of_digits(self.rest, start, word, self.language):
                continue
            if self.text.said(start, end).endswith(META):
                continue
            values: tuple[str, ...] = (str(number.value),)
            strength: Strength = "strong" if number.value >= _LEAST_SPELLED else "soft"
            if word in patterns.INDEFINITE[self.language]:
                continue
            if ten := self._ordinal_with_ten(start, number.value):
                self._blank(start, end)
                yield replace(ten, end=end)
                continue
            again = re.compile(r" ?\( ?(\d[\d., ]*)\)").match(self.rest, end)
            if again and str(number.value) in values_of(again[1].strip()):
                self._blank(*again.span())
            figure = self._measured(values, start, end, strength, spelled=True)
            surely = strength == "strong" and word not in patterns.ALSO_WORDS
            counts = surely or figure.unit or figure.codes
            yield figure if counts else replace(figure, strength="weak")

    def _indefinite(self) -> Iterator[Figure]:
        """ "Thousands of" is no number, but another than "millions of"."""
        for match in re.finditer(r"[^\W\d_]+", self.rest):
            word = after_particle(match[0])
            before = self.text.text[max(0, match.start() - 3) : match.start()]
            power = patterns.INDEFINITE[self.language].get(word)
            if power and not re.search(r"\d ?$", before):
                yield self._taken("number", (f"~{power}",), *match.span(), "weak")

    def _ordinal_with_ten(self, start: int, value: int) -> Figure | None:
        """«الحادي والعشرين», the twenty-first; «السادسة عشرة», the sixteenth."""
        joined = value == 10 or self.rest.startswith("وال", start)
        if self.language != "ar" or value % 10 or not joined:
            return None
        one = re.compile(r"(\w+) $").search(self.rest, max(0, start - 12), start)
        unit = ORDINALS.get(after_particle(one[1])) if one else None
        if one is None or unit is None:
            return None
        return self._taken("number", (str(value + unit),), one.start(1), one.end(1), "weak")

    def _marks(self) -> Iterator[Figure]:
        """Labels and the marks of an enumeration inside a text: another language has (i), (a) or a list."""
        if label := patterns.LABEL.match(self.rest):
            for part in [*re.finditer(r"\d+", label[0])]:
                yield self._taken("number", (bare_digits(part[0]),), *part.span(), "weak")
        for match in [*patterns.IN_BRACKETS.finditer(self.rest)]:
            at = match.lastindex or 0
            if not self._repeats(match.start()):
                yield self._taken("mark", (bare_digits(match[at]),), *match.span(at), "weak")
        for match in [*patterns.ROMAN_MARK.finditer(self.rest)]:
            if value := roman(match[1]):
                yield self._taken("mark", (str(value),), *match.span(1), "weak")

    def _repeats(self, at: int) -> bool:
        """Whether a number in words ends where the bracket opens: "trente (40)" says two numbers."""
        before = self.text.text[:at].rstrip()
        return any(
            number.end == len(before)
            for number in written_numbers(before[-60:].rjust(len(before)), NUMERALS[self.language])
        )

    def _digits(self) -> Iterator[Figure]:
        for match in [*_NUMBER.finditer(self.rest)]:
            start, end = match.span()
            letters = _LETTERS_BEFORE.search(self.rest, max(0, start - 20), start)
            strength: Strength = "strong"
            name = ""
            if letters and self._is_name(letters[0], start):
                strength, name = "weak", letters[0].rstrip("-")
            values = values_of(match[0])
            if len(values) == 1 or ambiguous(match[0]):
                power = self._power(end)
                if power:
                    values = (times_power(values[0], power), *values)
                yield replace(self._measured(values, start, end, strength), name=name)
            else:
                for value, at in zip(values, re.finditer(r"\d+", match[0]), strict=False):
                    yield self._measured((value,), start + at.start(), start + at.end(), strength)

    def _is_name(self, letters: str, at: int) -> bool:
        if _ARABIC_PARTICLE.fullmatch(letters):
            return False
        return not any(money.end == at for money in self.money)

    def _power(self, end: int) -> int:
        following = re.compile(r" ?([^\W\d_]+)").match(self.rest, end)
        return patterns.POWERS[self.language].get(following[1], 0) if following else 0

    def _measured(
        self,
        values: tuple[str, ...],
        start: int,
        end: int,
        strength: Strength,
        *,
        spelled: bool = False,
    ) -> Figure:
        """A number with the unit or the currency beside it."""
        self._blank(start, end)
        after = end
        if skipped := power_words(self.language).match(self.text.text, end):
            after = skipped.end()
        measure = measure_at(self.text.text, after, self.language)
        unit, qualifier = (measure.unit, measure.qualifier) if measure else ("", "")
        if not unit and self.language == "ar":
            unit = measure_before(self.text.text, start)
        money = self._money_beside(start, after)
        low = min(start, money.start) if money else start
        high = max(end, measure.end if measure else 0, money.end if money else 0)
        sort: Sort = (
            "amount" if money or unit == "percent" else "period" if unit in TIME_UNITS else "number"
        )
        return Figure(
            sort=sort,
            values=values,
            said=self.text.said(low, high).strip(" ,;."),
            strength=strength,
            unit=unit,
            qualifier=qualifier,
            codes=money.codes if money else frozenset(),
            spelled=spelled,
            start=start,
            end=end,
        )

    def _money_beside(self, start: int, end: int) -> Money | None:
        text = self.text.text
        for money in self.money:
            if end <= money.start and _TO_MONEY.fullmatch(text, end, money.start):
                return money
            if money.end <= start and not text[money.end : start].strip(" "):
                return money
        return None

    def _ordinals(self) -> Iterator[Figure]:
        """Words and Roman numerals that another language may write in digits."""
        for match in re.finditer(r"[^\W\d_]+", self.rest):
            value = (
                ORDINALS.get(match[0])
                or ORDINALS.get(after_particle(match[0]))
                or patterns.ABOUT.get(match[0])
            )
            if value:
                yield self._taken("number", (str(value),), *match.span(), "weak")
        for match in patterns.ROMAN.finditer(self.rest):
            if value := roman(match[0]):
                yield self._taken("number", (str(value),), *match.span(), "weak")
