"""The bars of the comparison, all measured in one run beside git, lxml's htmldiff and Wagtail's.

    make bench-compare

Times are processor times (git's with its start), so that a busy machine changes them little; what can be
compared between machines and days are the ratios. Real versions are read from ``samples/histories`` beside the
checkout (see ``tests/comparison/samples.py``); without them their bars are left out, and the table says so.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

import django

django.setup()

import html5lib  # noqa: E402 - Django first: Wagtail's comparison needs it

from policies.comparison.compare import compare  # noqa: E402
from policies.comparison.result import Comparison  # noqa: E402
from policies.comparison.show.as_json import to_json  # noqa: E402
from policies.comparison.show.redline import redline_html  # noqa: E402
from policies.document.shape import Document  # noqa: E402
from policies.reading.comparison_cache import compared, forget  # noqa: E402
from tests.comparison.from_json import from_json  # noqa: E402
from tests.comparison.page import LABELS, texts_of, texts_of_page  # noqa: E402
from tests.comparison.rebuild import rebuild, text_of  # noqa: E402
from tests.comparison.samples import HISTORIES, HISTORY_NAMES, history  # noqa: E402
from tests.comparison.test_mutations import differs, mutated_bodies  # noqa: E402

from .readability import tallies  # noqa: E402
from .rivals import cpu_seconds, git_seconds, lxml_seconds, wagtail_seconds  # noqa: E402
from .texts import LANGUAGE, Writer, document, one_paragraph  # noqa: E402

WORDS = 100_000
MUTANTS_STEP = 40
# Of so many runs the quickest counts, ours and the others'; of fewer where one takes seconds.
RUNS = 5
RUNS_OF_LXML = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: ``met`` is none where it is only told."""

    what: str
    bar: str
    measured: str
    met: bool | None = None


def real_pairs() -> Iterator[tuple[Document, Document, str]]:
    for name in HISTORY_NAMES:
        for old, new in combinations(history(name), 2):
            yield old, new, name.split("/")[1]


def exactness() -> Iterator[Row]:
    """Both sides again, from the JSON and from the page, of all pairs of real versions in both directions."""
    pairs = wrong = invalid = pages = 0
    for old, new, language in real_pairs():
        for one, other in ((old, new), (new, old)):
            comparison = compare(one, other, language)
            again = from_json(json.loads(json.dumps(to_json(comparison))))
            html = redline_html(comparison, LABELS)
            pairs += 1
            for side, whole in (("old", one), ("new", other)):
                text = text_of(whole, language)
                wrong += rebuild(again, side) != text
                wrong += texts_of_page(html, side) != texts_of(text)
    for name in HISTORY_NAMES:
        for old, new in pairwise(history(name)):
            html = redline_html(compare(old, new, name.split("/")[1]), LABELS)
            pages += 1
            parser = html5lib.HTMLParser()
            parser.parse(f"<!DOCTYPE html><title>x</title>{html}")
            invalid += len(parser.errors)
    yield Row("sides rebuilt, JSON and page", "all", f"{4 * pairs - wrong} of {4 * pairs}", wrong == 0)
    yield Row("invalid HTML introduced", "0", f"{invalid} in {pages} pages", invalid == 0)


def silence() -> Iterator[Row]:
    mutants = silent = 0
    for name in ("website-terms/ar", "browser-privacy-notice/fr"):
        language = name.split("/")[1]
        version = history(name)[-1]
        for mutant in mutated_bodies(version, language, MUTANTS_STEP):
            comparison = compare(version, mutant, language)
            mutants += 1
            silent += comparison.identical or not any(
                differs(section.blocks) for section in comparison.sections
            )
    yield Row("silent single-token mutations", "0", f"{silent} of {mutants}", silent == 0)


def readability() -> Iterator[Row]:
    comparisons = [compare(old, new, language) for old, new, language in real_pairs()]
    found = tallies(comparisons)
    mine, least, git = found["ours"], found["rapidfuzz"], found["git"]
    per_100 = mine.islands_per_100
    others = f"git {git.islands_per_100:.0f}, rapidfuzz {least.islands_per_100:.0f}"
    yield Row("islands per 100 edit runs", "≤ 4", f"{per_100:.1f} ({others})", per_100 <= 4)
    # Of whole comparisons, in which blocks that only one side has are changed words too, however words are aligned.
    whole = sum(each.counts.words_inserted + each.counts.words_deleted for each in comparisons)
    ratio = whole / (whole - mine.changed + least.changed)
    yield Row("words changed / fewest possible", "≤ 1.02", f"{ratio:.3f}", ratio <= 1.02)
    yield Row("  inside edited passages alone", "", f"{mine.changed / least.changed:.3f}")


def render(old: Document, new: Document) -> Callable[[], str]:
    return lambda: redline_html(compare(old, new, LANGUAGE), LABELS)


def speed() -> Iterator[Row]:
    writer = Writer(1)
    old = writer.sections(WORDS)
    for share, least_lxml in ((0.01, 60), (0.1, 25), (0.5, 15)):
        new = writer.edited(old, share)
        mine = cpu_seconds(render(document(old), document(new)), RUNS)
        lxml = lxml_seconds(old, new, RUNS_OF_LXML)
        wagtail, git = wagtail_seconds(old, new, RUNS), git_seconds(old, new, RUNS)
        what = f"100,000 words, {share:.0%} edited"
        yield Row(what, "", f"{mine * 1000:.0f} ms (best of {RUNS}; lxml of {RUNS_OF_LXML})")
        yield Row(
            "  lxml htmldiff / ours", f"≥ {least_lxml}", f"{lxml / mine:.0f}", lxml / mine >= least_lxml
        )
        # A difference of few words is what is usual; at more of them these two are only told.
        usual = share == 0.01
        yield Row(
            "  Wagtail / ours",
            "≥ 8" if usual else "",
            f"{wagtail / mine:.1f}",
            wagtail / mine >= 8 if usual else None,
        )
        yield Row(
            "  ours / git --word-diff",
            "≤ 6" if usual else "",
            f"{mine / git:.1f}",
            mine / git <= 6 if usual else None,
        )
    small = writer.sections(WORDS // 10)
    times = [
        cpu_seconds(render(document(side), document(writer.edited(side, 0.1))), RUNS)
        for side in (small, old)
    ]
    growth = times[1] / times[0]
    yield Row("growth 10,000 → 100,000 words", "≤ 12", f"{growth:.1f}", growth <= 12)


def worst_cases() -> dict[str, tuple[Document, Document]]:
    writer = Writer(2)
    words = writer.some(WORDS)
    other = [f"{word}x" for word in writer.some(WORDS)]
    edited = [word if writer.chance.random() > 0.1 else "autre" for word in words]
    shuffled = random.Random(3).sample(words, len(words))  # noqa: S311 - the same at every run
    lines = [f"{a} {b}" for a, b in pairwise(writer.some(WORDS // 2))]
    return {
        "nothing in common": (
            document(writer.sections(WORDS)),
            document(Writer(7).foreign(WORDS)),
        ),
        "one paragraph, 10% edited": (one_paragraph(words), one_paragraph(edited)),
        "one paragraph, nothing in common": (one_paragraph(words), one_paragraph(other)),
        "one paragraph, shuffled": (one_paragraph(words), one_paragraph(shuffled)),
        "one word 100,000 times": (one_paragraph(["a"] * WORDS), one_paragraph(["a"] * (WORDS - 999))),
        "two words at random": (
            one_paragraph(writer.chance.choices("ab", k=WORDS)),
            one_paragraph(writer.chance.choices("ab", k=WORDS)),
        ),
        "50,000 lines of two words": (
            document(writer.lined(lines)),
            document(writer.lined(lines[::-1])),
        ),
    }


def _worst(name: str, results: multiprocessing.SimpleQueue[tuple[float, float]]) -> None:
    old, new = worst_cases()[name]
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _memory("VmRSS")
    began = time.process_time()
    comparison = compare(old, new, LANGUAGE)
    seconds = time.process_time() - began
    results.put((seconds, (_memory("VmHWM") - before) / 1024))
    del comparison


def _memory(name: str) -> int:
    """Kilobytes of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith(name))


def bounds() -> Iterator[Row]:
    """Each worst case in a new process: a fork would find room that others have freed, and words they have met."""
    spawning = multiprocessing.get_context("spawn")
    for name in worst_cases():
        results: multiprocessing.SimpleQueue[tuple[float, float]] = spawning.SimpleQueue()
        process = spawning.Process(target=_worst, args=(name, results))
        process.start()
        seconds, megabytes = results.get()
        process.join()
        met = seconds <= 1 and megabytes <= 64
        yield Row(f"worst: {name}", "≤ 1 s, ≤ 64 MB", f"{seconds:.2f} s, {megabytes:.0f} MB", met)


def latency() -> Iterator[Row]:
    uncached, cached, shared = [], [], []
    for number, (old, new, language) in enumerate(real_pairs()):

        def once(old: Document = old, new: Document = new, language: str = language) -> Comparison:
            return compare(old, new, language)

        uncached.append(cpu_seconds(once, times=3))

        def again(number: int = number, language: str = language) -> Comparison:
            return compared(
                old=f"bench-{number}",
                new=f"bench-{number}",
                language=language,
                documents=lambda: (old, new),  # noqa: B023 - asked for at once
            )

        again()
        cached.append(cpu_seconds(again, times=3))
        forget()
        shared.append(cpu_seconds(again))
    for name, times, bar in (
        ("uncached", uncached, 25.0),
        ("cached", cached, 1.0),
        ("shared cache", shared, 0.0),
    ):
        p99 = 1000 * sorted(times)[int(0.99 * (len(times) - 1))]
        middle = 1000 * sorted(times)[len(times) // 2]
        measured = f"{p99:.2f} ms (p50 {middle:.2f})"
        yield Row(
            f"real pairs, p99, {name}",
            f"≤ {bar:g} ms" if bar else "",
            measured,
            p99 <= bar if bar else None,
        )


def main() -> int:
    parts: list[Callable[[], Iterator[Row]]] = [exactness, silence, readability, speed, bounds, latency]
    if not HISTORIES.is_dir():
        print(f"No real versions in {HISTORIES}: their bars are left out.", file=sys.stderr)
        parts = [speed, bounds]
    missed = 0
    for part in parts:
        for row in part():
            mark = {True: "met", False: "NOT MET", None: ""}[row.met]
            print(f"{row.what:<36}{row.bar:<16}{row.measured:<36}{mark}", flush=True)
            missed += row.met is False
    print(f"{missed} bars not met" if missed else "all bars met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
