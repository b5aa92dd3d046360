"""The port: what is handed over, and what can be known about it afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail for one recipient. ``content`` is whole, 7-bit, with CRLF line ends.

    ``key`` names the row of the ledger; providers give it back in their webhooks.
    """

    key: str
    sender: str
    recipient: str
    content: bytes


LONGEST_ANSWER = 160


class Fate(Enum):
    """What became of a mail, as far as this side can know."""

    SENT = "the server took it"
    REFUSED = "the server refused it for good, or no server could take it"
    DEFERRED = "the server refused it for now"
    UNKNOWN = "it was handed over, and no answer came: the server may have it or not"
    UNTOUCHED = "it was not handed over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``reason`` is a short code such as ``smtp_554`` and never quotes an address.

    It begins with ``address_`` where the address was refused for good, not this text or this sender. ``answer`` is what
    the server said and which one it was, in one line without addresses. ``wording`` is the text that was sent.
    """

    fate: Fate
    reason: str = ""
    answer: str = ""
    wording: int | None = None


SENT = Outcome(fate=Fate.SENT)
UNTOUCHED = Outcome(fate=Fate.UNTOUCHED)

# Called between two answers of the server: renews the worker's lease, and raises to stop transmitting.
Keep = Callable[[], None]


class Transport(Protocol):
    """One way to hand mails over, used by one worker. It keeps its connections until ``close``."""

    # Why the last window ended early: the server takes nothing from us just now. Empty when all is well.
    trouble: str

    def send(self, mails: Iterable[Mail], keep: Keep) -> list[Outcome]:
        """Hand the mails over in order; one outcome for each that was taken from ``mails``.

        A mail may be composed as it is taken, while the server is busy with the one before. Raises only
        what ``mails`` and ``keep`` raise. In trouble, it takes no more mails.
        """

    def close(self) -> None:
        """Leave the server in good order, if it is still there."""


class OneByOne:
    """A transport whose mails are handed over each by itself."""

    trouble = ""

    def send(self, mails: Iterable[Mail], keep: Keep) -> list[Outcome]:
        self.trouble = ""
        outcomes = []
        for mail in mails:
            keep()
            outcomes.append(self._hand_over(mail))
            if self.trouble:
                break
        return outcomes

    def close(self) -> None:
        pass

    def _hand_over(self, mail: Mail) -> Outcome:
        raise NotImplementedError


def smtp_outcome(code: int, answer: str = "") -> Outcome:
    """The outcome of a mail that the server answered with this reply code (RFC 5321, 4.2.1)."""
    if 200 <= code < 300:
        return Outcome(fate=Fate.SENT, answer=answer)
    fate = Fate.REFUSED if code >= 500 else Fate.DEFERRED
    return Outcome(fate=fate, reason=f"smtp_{code}", answer=answer)


# Anything that could be an address: servers quote the one they refuse.
_ADDRESS = re.compile(r"\S+@\S+")


def answer_kept(said: bytes | str) -> str:
    """What a server said, in one printable line, with ``<…>`` in the place of every address."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return _ADDRESS.sub("<…>", line)[:LONGEST_ANSWER]
