"""Two languages of one clause compared as texts: for first translations, and for gaps that nobody changed lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache, partial

from .clause import Clause, paired_sentences
from .counted_figures import Figure, figures_in
from .glossary_use import Term, terms_apart, variants_in
from .kinds import Divergence, Found, Kind
from .links import hosts_apart, mails_apart, paths_apart, targets_of
from .match_figures import Matched, match, money_apart, unit_apart
from .names import names_lacking
from .places import places_apart
from .structure import items_apart, parts_apart, sentences_apart
from .wording import duty_apart, negation_apart, wording_of


@lru_cache(maxsize=1024)
def texts_compared(
    source: Clause, translation: Clause, *, key: str = "", glossary: tuple[Term, ...] = ()
) -> tuple[Divergence, ...]:
    """How a translation diverges from its source, what stops a release first. What is missing, or a copy, has no
    divergence."""
    if source.empty or translation.empty or _is_copy(source, translation):
        return ()
    found = partial(Divergence, source=source.language, language=translation.language, key=key)
    every = [
        *_figures(source, translation, found),
        *_places(source, translation, found),
        *_links(source, translation, found),
        *_parts(source, translation, found),
        *_names(source, translation, found),
        *_wording(source, translation, found),
        *_terms(source, translation, glossary, found),
    ]
    return tuple(sorted(dict.fromkeys(every), key=lambda each: _ORDER[each.kind]))


def _is_copy(source: Clause, translation: Clause) -> bool:
    """Whether nobody translated it yet: what is written alike is read alike, by the rules of one language."""
    return source.heading == translation.heading and source.body == translation.body


def variants(
    clause: Clause, source: str, glossary: tuple[Term, ...], *, key: str = ""
) -> tuple[Divergence, ...]:
    """The forbidden variants of terms that a clause uses, be it the source or a translation of it."""
    return tuple(
        Divergence(
            kind=Kind.VARIANT,
            source=source,
            language=clause.language,
            there=use.term,
            here=use.said,
            key=key,
        )
        for use in variants_in(clause.text, clause.language, glossary)
    )


_ORDER = {kind: at for at, kind in enumerate(Kind)}


_KINDS = {
    "date": Kind.DATE,
    "amount": Kind.AMOUNT,
    "period": Kind.PERIOD,
    "reference": Kind.REFERENCE,
    "contact": Kind.CONTACT,
    "time": Kind.TIME,
    "number": Kind.NUMBER,
    "mark": Kind.NUMBER,
}


def _figures(source: Clause, translation: Clause, found: Found) -> Iterator[Divergence]:
    matched = match(source.figures, translation.figures)
    yield from _left(matched, found)
    for old, new in matched.pairs:
        if unit_apart(old, new):
            yield found(kind=Kind.UNIT, there=old.said, here=new.said)
        elif money_apart(old, new):
            yield found(kind=Kind.CURRENCY, there=old.said, here=new.said)
    yield from _currency_lost(matched, source, translation, found)
    yield from _marks(source, translation, found)
    yield from _named(source, translation, found)
    for each in matched.repeated:
        here = each in translation.figures
        yield found(kind=Kind.REPEATED, there="" if here else each.said, here=each.said if here else "")
    values = {each.values[0] for each in source.figures if each.strength == "strong"}
    if len(values) > 1 and not (matched.missing or matched.extra):
        yield from _exchanged(source, translation, found)


def _left(matched: Matched, found: Found) -> Iterator[Divergence]:
    """What stands on one side: of one sort in the same order it is one thing said otherwise."""
    extra = list(matched.extra)
    for old in matched.missing:
        new = next((each for each in extra if _same_thing(old, each)), None)
        if new is not None:
            extra.remove(new)
        yield found(kind=_KINDS[old.sort], there=old.said, here=new.said if new else "")
    for new in extra:
        yield found(kind=_KINDS[new.sort], there="", here=new.said)


def _marks(source: Clause, translation: Clause, found: Found) -> Iterator[Divergence]:
    """Marks of an enumeration, "(1) … (2)", as many and other ones."""
    old, new = (
        [each.values[0] for each in clause.figures if each.sort == "mark"]
        for clause in (source, translation)
    )
    if old != new and len(old) == len(new):
        yield found(kind=Kind.NUMBER, there=" · ".join(old), here=" · ".join(new), aspect="marks")


def _named(source: Clause, translation: Clause, found: Found) -> Iterator[Divergence]:
    """What both texts call by the same letters and other digits: "AES-256"."""
    old, new = (
        {(each.name, each.values[0]): each.said for each in clause.figures if each.name}
        for clause in (source, translation)
    )
    names = {name for name, _value in old} & {name for name, _value in new}
    missing = [
        f"{name} {said}"
        for (name, value), said in old.items()
        if name in names and (name, value) not in new
    ]
    extra = [
        f"{name} {said}"
        for (name, value), said in new.items()
        if name in names and (name, value) not in old
    ]
    for there, here in zip(missing, extra, strict=False):
        yield found(kind=Kind.REFERENCE, there=there, here=here)


def _same_thing(old: Figure, new: Figure) -> bool:
    return old.sort == new.sort or old.passage == new.passage


def _currency_lost(
    matched: Matched, source: Clause, translation: Clause, found: Found
) -> Iterator[Divergence]:
    """An amount whose currency the other text names nowhere."""
    codes = [
        frozenset[str]().union(*(figure.codes for figure in clause.figures))
        for clause in (source, translation)
    ]
    for old, new in matched.pairs:
        if (old.codes and not new.codes and codes[1].isdisjoint(old.codes)) or (
            new.codes and not old.codes and codes[0].isdisjoint(new.codes)
        ):
            yield found(kind=Kind.CURRENCY, there=old.said, here=new.said)


def _exchanged(source: Clause, translation: Clause, found: Found) -> Iterator[Divergence]:
    """The same figures, but not in the same passages, sentences or order."""
    for old, new in _figured_sentences(source, translation):
        if _values(old) != _values(new):
            yield found(kind=Kind.EXCHANGED, there=_said(old), here=_said(new))


def _figured_sentences(
    source: Clause, translation: Clause
) -> Iterator[tuple[list[Figure], list[Figure]]]:
    for old, new in paired_sentences(source, translation):
        yield (
            [each for each in figures_in(old, source.language) if each.strength == "strong"],
            [each for each in figures_in(new, translation.language) if each.strength == "strong"],
        )


def _values(figures: list[Figure]) -> Counter[str]:
    return Counter(each.values[0] for each in figures)


def _said(figures: list[Figure]) -> str:
    return " · ".join(each.said for each in figures)


def _places(source: Clause, translation: Clause, found: Found) -> Iterator[Divergence]:
    for there, here in places_apart(
        source.text, source.language, translation.text, translation.language
    ):
        yield found(kind=Kind.COUNTRY, there=there, here=here)


def _links(source: Clause, translation: Clause, found: Found) -> Iterator[Divergence]:
    old, new = (targets_of(clause.heading, clause.body) for clause in (source, translation))
    for kind, apart in (
        (Kind.MAIL, mails_apart),
        (Kind.HOST, hosts_apart),
        (Kind.PATH, paths_apart),
    ):
        for there, here in apart(old, new):
            yield found(kind=kind, there=there, here=here)
    if len(old.web) != len(new.web):
        yield found(kind=Kind.PARTS, there=str(len(old.web)), here=str(len(new.web)), aspect="links")


def _parts(source: Clause, translation: Clause, found: Found) -> Iterator[Divergence]:
    for kind, apart in (
        (Kind.ITEMS, items_apart),
        (Kind.PARTS, parts_apart),
        (Kind.SENTENCES, sentences_apart),
    ):
        for count in apart(source, translation):
            yield found(kind=kind, there=str(count.there), here=str(count.here), aspect=count.aspect)


def _names(source: Clause, translation: Clause, found: Found) -> Iterator[Divergence]:
    if translation.language == "ar":
        for name in names_lacking(translation.text, source.text):
            yield found(kind=Kind.NAME, there="", here=name)
    elif source.language == "ar":
        for name in names_lacking(source.text, translation.text):
            yield found(kind=Kind.NAME, there=name, here="")


def _wording(source: Clause, translation: Clause, found: Found) -> Iterator[Divergence]:
    for there, here in paired_sentences(source, translation):
        old, new = wording_of(there, source.language), wording_of(here, translation.language)
        if apart := duty_apart(old, new):
            yield found(kind=Kind.DUTY, there=apart[0], here=apart[1])
        if apart := negation_apart(old, new):
            yield found(kind=Kind.NEGATION, there=apart[0], here=apart[1])


def _terms(
    source: Clause, translation: Clause, glossary: tuple[Term, ...], found: Found
) -> Iterator[Divergence]:
    for there, here in terms_apart(
        source.text, source.language, translation.text, translation.language, glossary
    ):
        yield found(kind=Kind.TERM, there=there, here=here)
