"""Whom one trusts: logs, witnesses, and how many of them must have cosigned (C2SP tlog-policy)."""

from __future__ import annotations

from typing import NamedTuple

from . import proofs


class Witness(NamedTuple):
    name: str
    key: proofs.Key
    url: str


class Policy(NamedTuple):
    """``groups`` map names to how many of which members; ``quorum`` is a name, or ``none``."""

    logs: list[proofs.Key]
    witnesses: list[Witness]
    groups: dict[str, tuple[int, list[str]]]
    quorum: str

    def cosigners(self, note: proofs.Note) -> set[str]:
        """The names of the witnesses whose cosignature holds."""
        return {witness.name for witness in self.witnesses if witness.key.signed(note)}

    def accepts(self, note: proofs.Note) -> bool:
        """Whether one of the logs signed the checkpoint, and a quorum cosigned it."""
        signed = any(key.name == note.origin and key.signed(note) for key in self.logs)
        return signed and (self.quorum == "none" or self._holds(self.quorum, self.cosigners(note)))

    def _holds(self, name: str, cosigned: set[str]) -> bool:
        if name not in self.groups:
            return name in cosigned
        threshold, members = self.groups[name]
        return sum(self._holds(member, cosigned) for member in members) >= threshold


def read_policy(text: str) -> Policy:
    """Raises ``ValueError`` quoting the line that is not of its form."""
    policy = Policy([], [], {}, "")
    named: set[str] = set()
    members: set[str] = set()
    quorum = ""
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            quorum = _read_line(words, policy, named, members, quorum)
        except (IndexError, ValueError) as error:
            raise ValueError(f"line {number} of the policy: {error or 'not of its form'}") from None
    if not quorum:
        raise ValueError("the policy says no quorum")
    return policy._replace(quorum=quorum)


def _read_line(words: list[str], policy: Policy, named: set[str], members: set[str], quorum: str) -> str:
    kind, *rest = words
    points = {key.point for key in [*policy.logs, *(w.key for w in policy.witnesses)]}
    if kind == "log" and len(rest) in (1, 2):
        policy.logs.append(_key(rest[0], points, witness=False))
    elif kind == "witness" and len(rest) in (2, 3):
        _name(rest[0], named)
        policy.witnesses.append(Witness(rest[0], _key(rest[1], points, witness=True), "".join(rest[2:])))
    elif kind == "group" and len(rest) > 2:
        name, many, *of = rest
        if len(set(of)) != len(of) or not named.issuperset(of) or members.intersection(of):
            raise ValueError("a member is defined before, and is in one group once")
        threshold = {"any": 1, "all": len(of)}.get(many) or int(many)
        if not 1 <= threshold <= len(of):
            raise ValueError(f"{many} of {len(of)} members")
        _name(name, named)
        members.update(of)
        policy.groups[name] = (threshold, of)
    elif kind == "quorum" and len(rest) == 1 and not quorum:
        if rest[0] != "none" and rest[0] not in named:
            raise ValueError(f"{rest[0]} is not defined before")
        return rest[0]
    else:
        raise ValueError("not of its form")
    return quorum


def _name(name: str, named: set[str]) -> None:
    if name == "none" or name in named:
        raise ValueError(f"the name {name} is taken")
    named.add(name)


def _key(text: str, points: set[bytes], *, witness: bool) -> proofs.Key:
    (key,) = proofs.read_keys(f"{text}\n".encode())
    if key.witness != witness or key.point in points:
        raise ValueError("a key of another kind, or one that is there already")
    return key
