"""Changes compared: what the guard finds of a change in one language, and does not find in the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from policies.authoring.substantiality.detect import substantial_findings
from policies.authoring.substantiality.findings import Finding
from policies.authoring.substantiality.findings import Kind as Changed
from policies.document.shape import Document

from .clauses import OWN_KEYS, clauses_of
from .kinds import Divergence, Kind
from .texts_compared import texts_compared

# One language may say a period where another says a number.
_FAMILIES: Final[Mapping[Changed, frozenset[Changed]]] = {
    kind: frozenset(family)
    for family in (
        (Changed.AMOUNT, Changed.PERIOD, Changed.DATE, Changed.NUMBER),
        (Changed.OBLIGATION, Changed.NEGATION),
        (Changed.RECIPIENT, Changed.COUNTRY),
        (Changed.CLAUSE_REWRITTEN, Changed.PASSAGE_ADDED, Changed.PASSAGE_REMOVED),
    )
    for kind in family
}
# Where the other language changed too, words of these kinds may only have been missed there.
_WORDS_MISSED: Final = frozenset(
    {
        Changed.OBLIGATION,
        Changed.CONDITION,
        Changed.RECIPIENT,
        Changed.PURPOSE,
        Changed.BASIS,
        Changed.RIGHT,
        Changed.DATA,
        Changed.LIABILITY,
        Changed.CLAUSE_REWRITTEN,
        Changed.PASSAGE_ADDED,
        Changed.PASSAGE_REMOVED,
    }
)
# What the comparison of the texts calls a change of this kind: where it went away, the change was a repair.
_TEXTUAL: Final[Mapping[Changed, frozenset[Kind]]] = {
    **dict.fromkeys(
        (Changed.AMOUNT, Changed.PERIOD, Changed.DATE, Changed.NUMBER),
        frozenset(
            {
                Kind.DATE,
                Kind.AMOUNT,
                Kind.CURRENCY,
                Kind.PERIOD,
                Kind.UNIT,
                Kind.NUMBER,
                Kind.REFERENCE,
                Kind.TIME,
            }
        ),
    ),
    Changed.COUNTRY: frozenset({Kind.COUNTRY}),
    Changed.OBLIGATION: frozenset({Kind.DUTY}),
    Changed.NEGATION: frozenset({Kind.NEGATION}),
}
# Hints are no proof that the change was a repair.
_BY_HINTS: Final = frozenset({Changed.OBLIGATION, Changed.NEGATION})
_ISSUER: Final = frozenset({Changed.ISSUER, Changed.CLAUSE_ADDED, Changed.CLAUSE_REMOVED})


def changes_compared(old: Document, new: Document, *, corrects: bool = False) -> tuple[Divergence, ...]:
    """What changed in one language since ``old`` and not in the other, each language against the authoritative one.

    ``corrects``: the release says that it changes translations only. What changes there alone is then a hint.
    """
    source = new.authoritative
    if source not in old.languages:
        return ()
    changes = _by_clause(substantial_findings(old, new))
    original = _Language(old, new, source, changes)
    return tuple(
        dict.fromkeys(
            divergence
            for language in new.languages
            if language != source and language in old.languages
            for divergence in _between(original, _Language(old, new, language, changes), corrects)
        )
    )


def _by_clause(findings: Iterable[Finding]) -> Mapping[tuple[str, str], list[Finding]]:
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.kind not in _ISSUER:
            found[finding.key, finding.language].append(finding)
    return found


class _Language:
    """One language of both documents, and what the guard found there."""

    def __init__(
        self,
        old: Document,
        new: Document,
        code: str,
        changes: Mapping[tuple[str, str], list[Finding]],
    ) -> None:
        self.code = code
        self.old, self.new = clauses_of(old, code), clauses_of(new, code)
        self._changes = changes

    def changes(self, key: str) -> list[Finding]:
        """The guard names no section for what stands outside of them: that is the summary's."""
        if key == OWN_KEYS[0]:
            return []
        return self._changes.get(("" if key == OWN_KEYS[1] else key, self.code), [])


def _between(source: _Language, other: _Language, corrects: bool) -> Iterator[Divergence]:
    for key in source.new:
        for one, lacking in ((source, other), (other, source)):
            before, now = lacking.old.get(key), lacking.new[key]
            if before is None or before.empty or now.empty:
                continue
            found = {finding.kind for finding in lacking.changes(key)}
            for finding in one.changes(key):
                family = _FAMILIES.get(finding.kind, frozenset({finding.kind}))
                if found & family:
                    continue
                repaired = _is_repair(source, other, key, finding)
                if (
                    finding.kind in _TEXTUAL
                    and finding.kind not in _BY_HINTS
                    and (repaired or before != now)
                ):
                    continue  # the comparison of the texts tells whether they say the same now
                sure = before == now or finding.kind not in _WORDS_MISSED
                sure = sure and not repaired and not (corrects and one is other)
                words = f"{finding.before or '–'} → {finding.after or '–'}"
                yield Divergence(
                    kind=Kind.CHANGE if sure else Kind.LIKELY_CHANGE,
                    source=source.code,
                    language=other.code,
                    there=words if one is source else "",
                    here=words if one is other else "",
                    key=key,
                    aspect=finding.kind,
                )


def _is_repair(source: _Language, other: _Language, key: str, finding: Finding) -> bool:
    """Whether both texts said different things before and say the same now."""
    kinds = _TEXTUAL.get(finding.kind)
    if not kinds:
        return False
    before, now = (
        sum(each.kind in kinds for each in texts_compared(one, another))
        for one, another in (
            (source.old[key], other.old[key]),
            (source.new[key], other.new[key]),
        )
    )
    return now < before
