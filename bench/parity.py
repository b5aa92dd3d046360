"""The bars of the divergence finder: what it finds of seeded divergences, and how often it speaks of untouched clauses.

    make bench-parity PARALLEL=path

The variable ``PARALLEL`` names a directory with ``clauses.jsonl``, aligned clauses of real policies, and
``seeded.jsonl``, one divergence in one language of one clause each. Without it only the demo's own policies are read,
and the run says so. ``ARGS=--show=country`` prints what is found of a kind in untouched clauses, to be judged by eye;
``--missed=country`` the seeds that are not found.
"""

from __future__ import annotations

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

import django

django.setup()

from policies.authoring.divergence.changes_compared import changes_compared  # noqa: E402
from policies.authoring.divergence.clause import Clause  # noqa: E402
from policies.authoring.divergence.clauses import clauses_of  # noqa: E402
from policies.authoring.divergence.kinds import HINTS, Divergence, Kind  # noqa: E402
from policies.authoring.divergence.texts_compared import texts_compared  # noqa: E402

from .parity_samples import Sample, Seed, demo, demo_changes, document, samples, seeds  # noqa: E402

FIGURES = frozenset(
    {
        Kind.DATE,
        Kind.AMOUNT,
        Kind.PERIOD,
        Kind.NUMBER,
        Kind.REFERENCE,
        Kind.CONTACT,
        Kind.TIME,
        Kind.UNIT,
        Kind.CURRENCY,
    }
)
# What a seed must be found as, and how many of a hundred.
TEXTS: Mapping[str, tuple[frozenset[Kind], int]] = {
    "figure": (FIGURES, 98),
    "date": (FIGURES, 98),
    "amount": (FIGURES, 98),
    "spelled": (FIGURES, 98),
    "reference": (FIGURES, 98),
    "link-mail": (frozenset({Kind.MAIL}), 98),
    "item-dropped": (frozenset({Kind.ITEMS}), 95),
    "unit": (FIGURES, 98),
    "currency": (FIGURES, 97),
    "country": (frozenset({Kind.COUNTRY}), 97),
    "link-host": (frozenset({Kind.HOST}), 99),
    "link-path": (frozenset({Kind.PATH}), 90),
    "figures-swapped": (FIGURES | {Kind.EXCHANGED}, 70),
    "name in Arabic": (frozenset({Kind.NAME}), 95),
    "sentence-dropped": (frozenset({Kind.SENTENCES, Kind.PARTS, Kind.ITEMS}), 90),
    "modal": (frozenset({Kind.DUTY}), 70),
    "negation": (frozenset({Kind.NEGATION}), 65),
}
# The same of changes compared; where there is no bar, it is only told.
CHANGES: Mapping[str, int] = {
    "negation": 95,
    "modal": 95,
    "condition-dropped": 95,
    "recipient": 95,
    "unit": 0,
    "currency": 0,
    "country": 0,
    "sentence-dropped": 0,
    "item-dropped": 0,
}
Hits = dict[tuple[str, str], list[bool]]


def kind_of(seed: Seed) -> str:
    if seed.kind == "name":
        return "name in Arabic" if seed.language == "ar" else seed.kind
    kind, _dash, _how = seed.kind.partition("-")
    return kind if kind in ("negation", "recipient") else seed.kind


def by_texts(known: Mapping[str, Sample], planted: Iterable[Seed]) -> Hits:
    """Whether each seed is found against each other language, by kind and languages."""
    results: Hits = defaultdict(list)
    for seed in planted:
        name, sample = kind_of(seed), known.get(seed.clause)
        if name not in TEXTS or sample is None:
            continue
        for pair in sample.pairs:
            if seed.language not in pair:
                continue
            before = [sample.clause(code) for code in pair]
            after = [
                sample.clause(code, seed.body(sample) if code == seed.language else None)
                for code in pair
            ]
            fresh = Counter(texts_compared(*after)) - Counter(texts_compared(*before))
            hit = any(each.kind in TEXTS[name][0] for each in fresh)
            results[
                name, "/".join((seed.language, *(code for code in pair if code != seed.language)))
            ].append(hit)
            _tell(hit, name, seed)
    return results


def by_changes(known: Mapping[str, Sample], planted: Iterable[Seed]) -> Hits:
    """Whether each seed is found, and stops, when it is all that changed since the last version."""
    results: Hits = defaultdict(list)
    for seed in planted:
        name, sample = kind_of(seed), known.get(seed.clause)
        if name not in CHANGES or sample is None:
            continue
        old = {code: sample.clause(code) for code in sample.body}
        new = old | {seed.language: sample.clause(seed.language, seed.body(sample))}
        found = changes_compared(document(old), document(new))
        hit = any(each.kind in (Kind.CHANGE, Kind.LIKELY_CHANGE) for each in found)
        results[name, seed.language].append(hit)
        _tell(hit, f"change-{name}", seed)
    return results


def _tell(hit: bool, name: str, seed: Seed) -> None:
    if not hit and f"--missed={name}" in sys.argv:
        print(f"  missed {seed.name}: {seed.before[:120]!r} → {seed.after[:120]!r}")


def report(bars: Mapping[str, int], results: Hits) -> int:
    """Print a line for each kind; return how many bars are not met."""
    missed = 0
    for name, bar in bars.items():
        rows = {where: hits for (each, where), hits in sorted(results.items()) if each == name}
        hits = [hit for each in rows.values() for hit in each]
        if not hits:
            continue
        share = 100 * sum(hits) / len(hits)
        mark = ("met" if share >= bar else "NOT MET") if bar else ""
        detail = " ".join(f"{where} {sum(each)}/{len(each)}" for where, each in rows.items())
        print(f"{name:<18}{f'≥ {bar}' if bar else '':<6}{share:6.1f} %  {mark:<8}{detail}")
        missed += bool(bar) and share < bar
    return missed


def alarms(what: str, pairs: Iterable[tuple[str, Clause, Clause]]) -> None:
    """Print what is found in untouched clauses, by kind and languages. Not every such finding is false."""
    count, found = 0, defaultdict[Kind, Counter[str]](Counter)
    for name, source, translation in pairs:
        count += 1
        for each in texts_compared(source, translation):
            found[each.kind][f"{source.language}/{translation.language}"] += 1
            _show(name, each)
    _print_alarms(what, count, found)


def changed_alarms() -> None:
    """The same of changes compared, over the versions of the demo, which changed in all languages at once."""
    count, found = 0, defaultdict[Kind, Counter[str]](Counter)
    for old, new in demo_changes():
        for language in new.languages:
            before, now = clauses_of(old, language), clauses_of(new, language)
            if language != new.authoritative:
                count += sum(key in before and before[key] != clause for key, clause in now.items())
        for each in changes_compared(old, new):
            found[each.kind][f"{each.source}/{each.language} {each.aspect}"] += 1
            _show(each.key, each)
    _print_alarms("changed clauses of the demo", count, found)


def _show(name: str, each: Divergence) -> None:
    if f"--show={each.kind}" in sys.argv:
        print(
            f"  {name} {each.source}/{each.language} {each.kind} {each.aspect}: {each.there!r} | {each.here!r}"
        )


def _print_alarms(what: str, count: int, found: Mapping[Kind, Counter[str]]) -> None:
    stopping = sum(each.total() for kind, each in found.items() if kind not in HINTS)
    print(f"{what}: {count} pairs; findings that stop: {10 * stopping / count:.2f} in 10")
    for kind in Kind:
        if kind in found:
            detail = " ".join(f"{where} {number}" for where, number in sorted(found[kind].items()))
            hint = "(hint) " if kind in HINTS else ""
            print(f"  {kind:<14}{10 * found[kind].total() / count:5.2f} in 10  {hint}{detail}")


def main() -> int:
    missed = 0
    folder = Path(os.environ.get("PARALLEL", ""))
    if (folder / "clauses.jsonl").is_file():
        known = {each.name: each for each in samples(folder)}
        planted = seeds(folder)
        print("texts compared")
        missed += report({name: bar for name, (_kinds, bar) in TEXTS.items()}, by_texts(known, planted))
        print("changes compared")
        missed += report(CHANGES, by_changes(known, planted))
        alarms(
            "untouched clauses of the samples",
            (
                (each.name, each.clause(source), each.clause(language))
                for each in known.values()
                for source, language in each.pairs
            ),
        )
    else:
        print(
            "No parallel clauses: their bars are left out. Name the directory that holds them: PARALLEL=…"
        )
    newest = [versions[-1] for versions in demo()]
    alarms(
        "clauses of the demo",
        (
            (key, clause, clauses_of(version, language)[key])
            for version in newest
            for language in version.languages
            if language != version.authoritative
            for key, clause in clauses_of(version, version.authoritative).items()
        ),
    )
    changed_alarms()
    print(f"{missed} bars not met" if missed else "all bars met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
