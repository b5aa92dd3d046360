"""What a history asks of all versions of a policy, read as plain values: of a thousand, a page shows a few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Exists, Model, OuterRef

from policies.publication.acts import Approval, Withholding
from policies.publication.models import Policy, PolicyVersion, Withdrawal
from policies.publication.withheld_text import Marks

# What says which version applies when, in the order of the model's own fields: ``from_db`` takes them so.
_FACTS: Final = (
    "id",
    "policy_id",
    "number",
    "sha256",
    "significance",
    "effective_from",
    "published_at",
    "origin",
    "time_zone",
    "authoritative",
    "languages",
    "emergency",
)
# At most one row of each belongs to a version. Their other columns are read where they are asked for.
_BESIDE: Final[dict[str, tuple[type[Model], tuple[str, ...]]]] = {
    "withdrawal": (Withdrawal, ("id", "version_id", "reason", "withdrawn_at")),
    "approval": (Approval, ("id", "version_id", "approved_at")),
}
_COLUMNS: Final = (
    *_FACTS,
    *(f"{name}__{column}" for name, (_model, columns) in _BESIDE.items() for column in columns),
)
_AT: Final = {name: at for at, name in enumerate(_COLUMNS)}
# Read of those that are shown: ``timeline.with_words``.
WORDS: Final = ("titles", "notes", "issuer", "marked")


class StoredFacts:
    """One version as its row has it; ``version`` is the model's instance, made when it is first asked for."""

    __slots__ = ("_made", "_row", "_withholdings", "policy")

    def __init__(self, policy: Policy, row: Sequence[Any], withholdings: Iterable[Withholding]) -> None:
        self.policy = policy
        self._row = row
        self._withholdings = withholdings
        self._made: PolicyVersion | None = None

    @property
    def number(self) -> int:
        return int(self._row[_AT["number"]])

    @property
    def effective_from(self) -> date:
        day: date = self._row[_AT["effective_from"]]
        return day

    @property
    def languages(self) -> Sequence[str]:
        languages: Sequence[str] = self._row[_AT["languages"]]
        return languages

    @property
    def origin(self) -> str:
        return str(self._row[_AT["origin"]])

    @property
    def is_withdrawn(self) -> bool:
        return self._row[_AT["withdrawal__id"]] is not None

    @property
    def published_on(self) -> date:
        return self.version.published_on

    @property
    def version(self) -> PolicyVersion:
        if self._made is None:
            self._made = self._make()
        return self._made

    def _make(self) -> PolicyVersion:
        using = self.policy._state.db
        made: Any = PolicyVersion.from_db(using, _FACTS, self._row[: len(_FACTS)])
        made.policy = self.policy
        at = len(_FACTS)
        for name, (model, columns) in _BESIDE.items():
            values = self._row[at : at + len(columns)]
            at += len(columns)
            beside: Any = None if values[0] is None else model.from_db(using, columns, values)
            made._state.fields_cache[name] = beside
            if beside is not None:
                beside._state.fields_cache["version"] = made
        made.__dict__["withheld"] = Marks(tuple(each.mark(made) for each in self._withholdings))
        version: PolicyVersion = made
        return version


def facts_of(policies: Sequence[Policy]) -> dict[int, list[StoredFacts]]:
    """All versions of these policies by the policies' keys, by number: one query, and one more where a text is withheld."""
    known = {policy.pk: policy for policy in policies}
    in_effect = Withholding.objects.in_effect()
    rows = (
        PolicyVersion.objects.filter(policy__in=list(known))
        .annotate(is_withheld=Exists(in_effect.filter(version=OuterRef("pk"))))
        .order_by("number")
        .values_list(*_COLUMNS, "is_withheld")
    )
    found = list(rows)
    held = [row[0] for row in found if row[-1]]
    withholdings: dict[int, list[Withholding]] = defaultdict(list)
    for each in in_effect.filter(version__in=held) if held else ():
        withholdings[each.version_id].append(each)
    by_policy: dict[int, list[StoredFacts]] = defaultdict(list)
    for row in found:
        policy = known[row[_AT["policy_id"]]]
        by_policy[policy.pk].append(StoredFacts(policy, row, withholdings.get(row[0], ())))
    return by_policy
