"""A log with a few publications and a checkpoint, without a database."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

from policies.document.blocks import Definition, Definitions, Item, List, Note, Run, Table
from policies.evidence.bundle import Evidence, files_of
from policies.evidence.digests import digest
from policies.evidence.entries import event_entry
from policies.evidence.merkle import Tree, leaf_hash
from policies.evidence.notes import SigningKey, new_key, signed_checkpoint
from policies.evidence.offline.census import Census
from policies.evidence.offline.proofs import CENSUS
from policies.publication.version_record import Dismissed, Record, Waived, Waiver
from tests.factories import NOTES, make_document, make_section, paragraph

ORIGIN = "policies.example.org/log"
KEY = new_key(ORIGIN)
ZONE = "Africa/Casablanca"
POLICY = uuid.UUID("5b1d0f0e-8a49-4c6e-9d6e-0a4b0c9c1d11")
OTHER = uuid.UUID("0d3a7c52-9d0f-4b6f-8a39-2f4a1c5e6b77")
DISMISSED = Dismissed(
    clause=str(uuid.UUID(int=1)),
    kind="figure",
    source="fr",
    language="ar",
    there="30",
    here="",
    reason="Written in words.",
    by="L. Haddad",
)
RICH = (
    paragraph("Écrivez à privacy@atlas.example.", bold=True),
    List(ordered=True, items=(Item(runs=(Run(text="Un"),), children=(paragraph("Deux"),)),)),
    Definitions(items=(Definition(term=(Run(text="Durée"),), blocks=(paragraph("Un an"),)),)),
    Table(header=((Run(text="A"),), (Run(text="B"),)), rows=(((Run(text="1"),), (Run(text="2"),)),)),
    Note(tone="info", blocks=(paragraph("Voir", link="https://atlas.example/"),)),
)


def contents(count: int, policy: uuid.UUID = POLICY, zone: str = ZONE) -> list[bytes]:
    """The bytes of a policy's first versions."""
    made: list[bytes] = []
    sections = (
        make_section(key=uuid.UUID(int=1)),
        make_section(key=uuid.UUID(int=2), level=2, body=dict.fromkeys(("fr", "en", "ar"), RICH)),
    )
    for number in range(1, count + 1):
        record = Record(
            document=make_document(policy=policy, sections=sections, summary=NOTES),
            number=number,
            previous=digest(made[-1]) if made else "",
            significance="substantial" if made else "initial",
            effective_from=date(2024, number, 1),
            origin="authored",
            time_zone=zone,
            note=NOTES,
            waivers={Waived.SUBSTANTIALITY: Waiver(reason="A comma.", by="L. Haddad")} if made else {},
            dismissed=(DISMISSED,) if made else (),
        )
        made.append(record.content())
    return made


def entry(content: bytes, number: int, policy: uuid.UUID = POLICY) -> bytes:
    return event_entry(
        "version",
        policy=str(policy),
        number=number,
        sha256=digest(content),
        effective_from=date(2024, number, 1),
        published_at=datetime(2024, number, 1, 8, 30, tzinfo=UTC) - timedelta(days=3),
    )


def resumed(entry: tuple[str, bytes]) -> bool:
    """Whether this is the act by which a log was resumed."""
    return b'"entry":"resumption"' in entry[1]


class Log:
    """Two policies' publications, interleaved; ``evidence(n)`` is of POLICY's version ``n``."""

    def __init__(self, versions: int = 3, *, withdrawn: int | None = None, zone: str = ZONE) -> None:
        self.contents = contents(versions, zone=zone)
        self.entries: list[tuple[str, bytes]] = []
        for number, content in enumerate(self.contents, start=1):
            self.entries.append((str(POLICY), entry(content, number)))
            self.entries.append((str(OTHER), entry(content, number, OTHER)))
        if withdrawn:
            leaf = event_entry(
                "withdrawal",
                policy=str(POLICY),
                number=withdrawn,
                sha256=digest(self.contents[withdrawn - 1]),
                reason=NOTES,
                withdrawn_at=datetime(2024, 12, 1, tzinfo=UTC),
            )
            self.entries.append((str(POLICY), leaf))
        self.end()

    def end(self) -> None:
        """Count the events of each policy in the last entry, as signing does; and the tree over it all."""
        self.census = Census()
        self.entries = [pair for pair in self.entries if pair[0] or resumed(pair)]
        for place, (policy, _leaf) in enumerate(self.entries):
            if not policy:
                continue
            self.census.set(
                policy, sum(other == policy for other, _ in self.entries[: place + 1]), place
            )
        leaf = event_entry(
            "census",
            at=datetime(2024, 12, 2, tzinfo=UTC),
            size=len(self.entries),
            policies=self.census.policies,
            resumptions=sum(map(resumed, self.entries)),
            root=self.census.root().hex(),
        )
        self.entries.append(("", leaf))
        self.tree = Tree(leaf_hash(leaf) for _policy, leaf in self.entries)

    def checkpoint(self, size: int | None = None, *keys: SigningKey) -> str:
        size = size or self.tree.size
        extension = CENSUS if size == self.tree.size else ""
        root = self.tree.root(size)
        return signed_checkpoint(keys or (KEY,), size=size, root=root, extension=extension)

    def evidence(self, number: int = 2, *, first: int | str | None = None, **others: object) -> Evidence:
        values: dict[str, object] = {
            "content": self.contents[number - 1],
            "entries": [
                (position, leaf)
                for position, (policy, leaf) in enumerate(self.entries)
                if policy == str(POLICY) or resumed((policy, leaf))
            ],
            "position": (number - 1) * 2,
            "census": self.entries[-1][1],
            "counted": self.census.path(str(POLICY)),
            "latest": self.checkpoint(),
            "first": first if isinstance(first, str) else self.checkpoint(first or number * 2),
            "keys": [KEY.public],
        }
        return Evidence(**values | others)  # type: ignore[arg-type]

    def files(self, number: int = 2, **others: object) -> dict[str, bytes]:
        return files_of(self.evidence(number, **others), self.tree)  # type: ignore[arg-type]
