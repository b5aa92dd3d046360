"""What the log tells, entry after entry: whether moments, addresses and names follow on one another, and end where the
register is today.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from policies.document.languages import CODES, in_language
from policies.evidence.offline.census import Census
from policies.evidence.offline.whole_proof import MOMENTS, canonical

from .models import Organisation, Policy

# Before moments were taken under the log's head, publications at the same time could cross: there, no event of a
# policy is earlier than its own last, nor than any other by more than this. The log has such moments from its first
# census on.
HONEST_CROSSING: Final = timedelta(hours=1)

Said = dict[str, Any]


def without_standing(said: Said) -> bytes:
    """The entry without where its policy stood and without its commitment: what the row of a version can say again."""
    left = ("organisation", "slug", "committed")
    return canonical({name: fact for name, fact in said.items() if name not in left})


def without_commitment(said: Said) -> bytes:
    return canonical({name: fact for name, fact in said.items() if name != "committed"})


def moment_of_entry(said: Said) -> datetime | None:
    """When the event happened; none if the entry does not say it in its form."""
    try:
        return next(datetime.fromisoformat(said[name]) for name in MOMENTS if name in said)
    except (StopIteration, TypeError, ValueError):
        return None


@dataclass(slots=True)
class Story:
    """The log, read from its beginning."""

    last: datetime | None = None
    of_policy: dict[str, datetime] = field(default_factory=dict)
    addresses: dict[str, tuple[str, str]] = field(default_factory=dict)
    organisations: dict[str, Said] = field(default_factory=dict)
    position: int = 0
    events: dict[str, int] = field(default_factory=dict)
    lasts: dict[str, int] = field(default_factory=dict)
    census: Census = field(default_factory=Census)
    resumptions: int = 0
    counted: bool = False
    counted_since: datetime | None = None

    def read(self, leaf: bytes) -> Said:
        """The facts of an entry; none of what is no entry."""
        try:
            said = json.loads(leaf)
        except (ValueError, RecursionError):
            return {}
        return said if isinstance(said, dict) else {}

    def faults_of(self, said: Said) -> Iterator[str]:
        """What of this entry does not follow on those before it."""
        yield from self._disorder(said)
        yield from self._miscount(said)
        try:
            yield from self._displacement(said)
        except (AttributeError, KeyError, TypeError):
            yield "does not say where it stands in its form"

    def _miscount(self, said: Said) -> Iterator[str]:
        """A census says how many events each policy has before it, and how often the log was resumed."""
        policy = said.get("policy")
        if policy is not None:
            policy = str(policy)
            self.events[policy] = self.events.get(policy, 0) + 1
            self.lasts[policy] = self.position
        if said.get("entry") == "census":
            self.counted = True
            for name, last in self.lasts.items():  # what happened since the census before
                self.census.set(name, self.events[name], last)
            self.lasts.clear()
            self.counted_since = self.counted_since or moment_of_entry(said)
            right = (self.position, len(self.events), self.census.root().hex())
            same = said.get("resumptions", self.resumptions) == self.resumptions
            if not same or (said.get("size"), said.get("policies"), said.get("root")) != right:
                yield "is a census that counts otherwise than the log"
        self.resumptions += said.get("entry") == "resumption"
        self.position += 1

    def _disorder(self, said: Said) -> Iterator[str]:
        try:
            written = next(said[name] for name in MOMENTS if name in said)
            moment = datetime.fromisoformat(written)
            if said["entry"] == "resumption":  # by another clock, or after less than there was
                self.last, self.of_policy = None, {}
            policy, last = str(said.get("policy", "")), self.last
            before = self.of_policy.get(policy)
            crossing = timedelta() if self.counted else HONEST_CROSSING
            if (last and moment < last - crossing) or (before and policy and moment < before):
                yield f"is earlier than the one before it: {written}"
            self.last = max(moment, last or moment)
        except (KeyError, StopIteration, TypeError, ValueError):
            yield "says no moment"
            return
        self.of_policy[policy] = moment

    def _displacement(self, said: Said) -> Iterator[str]:
        named = said.get("organisation")
        if named is None:
            return
        if said["entry"] != "move":
            known = self.organisations.get(named["id"], named)
            if known != named and said["entry"] != "organisation":
                yield f"calls its organisation {named}, and before it was {known}, without an event"
            self.organisations[named["id"]] = named
        if "policy" in said:
            address = named["id"], said["slug"]
            stood = self.addresses.get(said["policy"], address)
            if stood != address and said["entry"] != "move":
                yield f"stands at {address[1]}, and its policy at {stood[1]}, without an event"
            self.addresses[said["policy"]] = address

    def may_lack(self, subject: str, leaf: bytes) -> bool:
        """Whether an event was of before the log had its kind: approvals are in it since it counts."""
        moment = moment_of_entry(self.read(leaf))
        since = self.counted_since
        return subject.startswith("approval ") and (since is None or (moment or since) < since)

    def faults_at_the_end(self) -> Iterator[str]:
        """Where policies and organisations are today, and the log says otherwise."""
        rows = Policy.objects.values_list("uuid", "organisation_id", "slug")
        for uuid, place, slug in rows.iterator(chunk_size=5_000):
            stood = self.addresses.get(str(uuid), (str(place), slug))
            if stood != (str(place), slug):
                yield (
                    f"policy {uuid} stands at organisation {place}, {slug!r}; the log says "
                    f"organisation {stood[0]}, {stood[1]!r}: it was moved without an event"
                )
        for organisation in Organisation.objects.all():
            names = {code: in_language(organisation, "name", code) or "" for code in CODES}
            now = {"id": str(organisation.pk), "slug": organisation.slug} | names
            known = self.organisations.get(now["id"], now)
            if known != now:
                yield f"organisation {organisation.pk} is called {now}, and the log says {known}"
