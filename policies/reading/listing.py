"""The register's own page: organisations by letter, so many at a time, and what changed lately, without reading all of it."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Max, Min, Q
from django.http import QueryDict
from django.utils import timezone

from policies.document.languages import CODES
from policies.lexicon.folding import unaccented
from policies.publication.models import Organisation, Policy, PolicyVersion

from .timeline import Entry, Timeline, timelines, with_words

PER_PAGE: Final = 24
NEWS: Final = 6  # versions under “What changed lately”
# Below so many organisations all of them are on one page, without letters.
FEW: Final = 24
ARABIC: Final = "arabic"
OTHER: Final = "other"
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_READERS_MUST_KNOW: Final = ("initial", "substantial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an address of the register's page asks for; anything unknown is the default."""

    letter: str = ""
    page: int = 1
    all_changes: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> Shown:
        letter, page = query.get("letter", ""), query.get("page", "1")
        return cls(
            letter=letter if letter in (*LETTERS, ARABIC, OTHER) else "",
            page=int(page)
            if page.isascii() and page.isdecimal() and 1 <= len(page) <= 4 and int(page)
            else 1,
            all_changes=query.get("changes") == "all",
        )

    def query(self, **changes: Any) -> str:
        """As an address writes it, without its question mark; empty for the default."""
        asked = {"letter": self.letter, "page": self.page, "changes": self.all_changes} | changes
        named = [("letter", asked["letter"]), ("page", asked["page"] if asked["page"] != 1 else "")]
        named.append(("changes", "all" if asked["changes"] else ""))
        return "&".join(f"{name}={value}" for name, value in named if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One organisation in the list, with the one thing that is said about it."""

    organisation: Organisation
    texts: int
    announced: date | None
    changed: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """``letters`` are those that begin a name, with how many; empty where all are on one page."""

    rows: tuple[Row, ...]
    letters: dict[str, int]
    count: int
    pages: int
    page: int
    in_force: int
    news: tuple[tuple[Timeline, Entry], ...]


def overview(language: str, shown: Shown) -> Overview:
    """A page of the register, in a handful of queries however large it is."""
    names = _names(language)
    letters: dict[str, int] = defaultdict(int)
    for name, _key in names:
        letters[letter_of(name)] += 1
    chosen = [pair for pair in names if not shown.letter or letter_of(pair[0]) == shown.letter]
    pages = max(-(-len(chosen) // PER_PAGE), 1)
    page = min(shown.page, pages)
    return Overview(
        rows=_rows([key for _name, key in chosen[(page - 1) * PER_PAGE : page * PER_PAGE]]),
        letters=dict(letters) if len(names) > FEW else {},
        count=len(names),
        pages=pages,
        page=page,
        in_force=Policy.objects.public().not_retired().count(),
        news=news(all_changes=shown.all_changes),
    )


def letter_of(name: str) -> str:
    """The letter under which a name is found: Latin, or all Arabic ones together, or neither."""
    first = unaccented(name.strip())[:1].upper()
    if first in LETTERS and first:
        return first
    return ARABIC if first and "ARABIC" in unicodedata.name(first, "") else OTHER


def _names(language: str) -> list[tuple[str, int]]:
    """Every organisation with a public policy, by its name in this language, in the order of that name."""
    columns = [f"name_{code}" for code in (language, *CODES)]
    rows = Organisation.objects.public().order_by().values_list("pk", "slug", *dict.fromkeys(columns))
    names = [(next(filter(None, names), slug), key) for key, slug, *names in rows]
    return sorted(names, key=lambda pair: (unaccented(pair[0]), pair[1]))


def _rows(keys: Sequence[int]) -> tuple[Row, ...]:
    """Counted by the database: no history is read."""
    organisations = Organisation.objects.in_bulk(keys)
    policies = Policy.objects.public().filter(organisation__in=keys).order_by()
    owners = dict(policies.values_list("pk", "organisation"))
    by_day: dict[date, list[int]] = defaultdict(list)
    for policy, owner in owners.items():
        by_day[organisations[owner].today()].append(policy)
    announced: dict[int, date] = {}
    changed: dict[int, date] = {}
    for day, there in by_day.items():
        # By policy, which has an index: by organisation, all versions of the register would be read.
        versions = PolicyVersion.objects.filter(policy__in=there).order_by()
        begun = versions.standing().filter(effective_from__lte=day)
        for policy, last in begun.values_list("policy").annotate(Max("effective_from")):
            changed[owners[policy]] = max(changed.get(owners[policy], last), last)
        # ``upcoming`` orders its rows, which would part the groups.
        soon = versions.upcoming(day).order_by()
        for policy, next_one in soon.values_list("policy").annotate(Min("effective_from")):
            announced[owners[policy]] = min(announced.get(owners[policy], next_one), next_one)
    texts = Counter(owners.values())
    return tuple(
        Row(
            organisation=organisations[key],
            texts=texts[key],
            announced=announced.get(key),
            changed=changed.get(key),
        )
        for key in keys
    )


def news(
    *,
    all_changes: bool = False,
    organisation: Organisation | None = None,
    known: Iterable[Timeline] = (),
    most: int = NEWS,
) -> tuple[tuple[Timeline, Entry], ...]:
    """What readers could know of last: of imported texts by the day they apply from, once past.

    Without ``all_changes``, what readers must know. Histories that are ``known`` are not read again.
    """
    versions = PolicyVersion.objects.all()
    if organisation is not None:
        versions = versions.filter(policy__organisation=organisation)
    if not all_changes:
        versions = versions.filter(significance__in=_READERS_MUST_KNOW)
    today = timezone.now().date()
    past = Q(origin=PolicyVersion.Origin.IMPORTED, effective_from__lte=today)
    found = [
        *versions.exclude(past).order_by("-published_at", "-pk").values_list("policy", "number")[:most],
        *versions.filter(past).order_by("-effective_from", "-pk").values_list("policy", "number")[:most],
    ]
    histories = {each.policy.pk: each for each in known}
    lacking = {policy for policy, _number in found} - histories.keys()
    if lacking:
        policies = Policy.objects.filter(pk__in=lacking).select_related("organisation", "retirement")
        histories |= {each.policy.pk: each for each in timelines(list(policies))}
    entries = [(histories[policy], histories[policy].entry(number)) for policy, number in found]
    pairs = [(history, entry) for history, entry in entries if entry is not None]
    pairs.sort(key=lambda pair: (pair[1].known_on, pair[1].version.pk), reverse=True)
    with_words(entry for _history, entry in pairs[:most])
    return tuple(pairs[:most])
