"""Sending: windows of batches and single confirmations, from the claim to the outcome."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from policies.publication.log_context import concerning

from . import canaries, rate_limit
from .compose_mail import Composer
from .confirmations import Confirmation
from .delivery_windows import (
    Claim,
    LostLease,
    Row,
    Settled,
    claim,
    next_window,
    settle,
    state_after,
)
from .ledger import Notice, State, lease
from .mail_template import Unfillable
from .transports import open_transport
from .transports.port import UNTOUCHED, Fate, Mail, Outcome, Transport

logger = logging.getLogger(__name__)

T = TypeVar("T")

_UNFILLABLE = Outcome(fate=Fate.REFUSED, reason="address_invalid")


class Unreachable(Exception):
    """The server takes no mail from us at all just now; everything was put back."""


@dataclass(kw_only=True)
class Sender:
    """What one worker sends with. ``stopping`` is asked between two windows."""

    stopping: Callable[[], bool] = lambda: False
    transport: Transport = field(default_factory=open_transport)
    # Confirmations have a transport of their own, to another server where the settings name one.
    confirming: Transport = field(default_factory=partial(open_transport, confirmations=True))
    composer: Composer = field(default_factory=Composer)
    counts: Counter[str] = field(default_factory=Counter)

    def close(self) -> None:
        """Leave the mail servers in good order."""
        self.transport.close()
        self.confirming.close()

    def send_confirmation(self) -> bool:
        """Send one confirmation; false when none is due. Raises ``Unreachable``."""
        row = Confirmation.objects.all().claim()
        if row is None:
            return False
        try:
            mail = self.composer.confirmation(row)
        except Exception:
            # A fault of ours: keep the mail, tell the operator, go on with the others.
            logger.exception("%s cannot be composed", row)
            row.put_back("not_composed")
            return True
        if mail is None:
            row.suppress("not_wanted")
            self.counts["suppressed"] += 1
            return True
        (outcome,) = self.confirming.send([mail], lambda: None) or [UNTOUCHED]
        if not row.settle(outcome):
            logger.warning("%s was sent after its lease had ended: it may be sent twice", row)
        self.counts[{Fate.SENT: "sent", Fate.REFUSED: "rejected"}.get(outcome.fate, "put back")] += 1
        if self.confirming.trouble:
            raise Unreachable(self.confirming.trouble)
        rate_limit.go_on(rate_limit.CONFIRMATIONS)
        return True

    def send_batch(self, until: float) -> bool:
        """Send a batch, or as much of it as fits before ``until`` (monotonic); false when none is due.

        Raises ``Unreachable``. A batch that was taken away in the meantime is left alone at once.
        """
        taken = claim()
        if taken is None:
            return False
        conversation = _Conversation(sender=self, taken=taken)
        with concerning(notice=str(taken.notice.uuid)):
            try:
                if self._ready(taken.notice):
                    self._send_canaries(taken.notice)
                    conversation.run(until)
                else:
                    settle(taken, [])
            except LostLease:
                logger.warning("batch %s was taken by another worker: stopped", taken.batch)
                self.transport.close()
        return True

    def _send_canaries(self, notice: Notice) -> None:
        """Beside the readers: what becomes of these holds nothing up."""
        for row in canaries.claim(notice):
            mail = self.composer.to_canary(notice, row)
            (outcome,) = self.transport.send([mail], lambda: None) or [UNTOUCHED]
            row.settle(outcome)

    def _ready(self, notice: Notice) -> bool:
        """Whether every language of the notice can be composed; if not, it stops before the first mail."""
        try:
            self.composer.prepare(notice, timezone.now())
        except Exception as error:
            logger.exception("%s cannot be composed: paused", notice)
            notice.pause(f"{type(error).__name__}: {error}")
            return False
        return True


@dataclass(kw_only=True)
class _Conversation:
    """One batch on its way."""

    sender: Sender
    taken: Claim
    # When the lease was last renewed for certain.
    _renewed: float = field(default_factory=time.monotonic)

    def run(self, until: float) -> None:
        settled: Settled = []
        healthy = False
        while not self.sender.stopping() and time.monotonic() < until:
            size = min(rate_limit.most_at_once(), max(1, len(self.taken.rows)))
            self._wait(rate_limit.reserve(size) if self.taken.rows else 0.0)
            wanted = self._insist(partial(self._commit, settled, size))
            self._count(settled)
            if wanted is None:
                return
            self._insist(partial(self.sender.composer.note, self.taken.notice, wanted))
            settled = self._transmit(wanted)
            if not healthy and any(outcome.fate is Fate.SENT for _row, outcome in settled):
                healthy = True
                rate_limit.go_on()
            if self.sender.transport.trouble or _mostly_deferred(settled):
                break
        self._insist(partial(settle, self.taken, settled))
        self._count(settled)
        if trouble := self.sender.transport.trouble:
            raise Unreachable(trouble)
        if _mostly_deferred(settled):
            rate_limit.slow_down(settled[-1][1].answer or settled[-1][1].reason)

    def _commit(self, settled: Settled, size: int) -> list[Row] | None:
        wanted = next_window(self.taken, settled, size)
        if wanted is not None:
            self.sender.counts["suppressed"] += self.taken.advance(size) - len(wanted)
        return wanted

    def _transmit(self, rows: Sequence[Row]) -> Settled:
        taken: list[int] = []
        outcomes = {row.pk: UNTOUCHED for row in rows}

        def composed() -> Iterator[Mail]:
            for row in rows:
                try:
                    mail = self.sender.composer.mail(self.taken.notice, row)
                except Unfillable:
                    outcomes[row.pk] = _UNFILLABLE
                else:
                    taken.append(row.pk)
                    yield mail

        known = self.sender.transport.send(composed(), self._keep)
        outcomes |= zip(taken, known, strict=True)
        wording = self.sender.composer.wording
        return [
            (row, replace(outcomes[row.pk], wording=wording(self.taken.notice, row)))
            if outcomes[row.pk].fate in (Fate.SENT, Fate.UNKNOWN)
            else (row, outcomes[row.pk])
            for row in rows
        ]

    def _keep(self) -> None:
        """Between two mails: nothing is transmitted under a lease that may have ended."""
        if time.monotonic() - self._renewed > lease().total_seconds() / 3:
            self._insist(self.taken.renew)

    def _insist(self, step: Callable[[], T]) -> T:
        """Do it in spite of a database that goes away, for as long as the lease lasts."""
        while True:
            try:
                done = step()
            except (OperationalError, InterfaceError):
                if time.monotonic() - self._renewed > lease().total_seconds():
                    raise
                connection.close()
                time.sleep(0.2)
                continue
            self._renewed = time.monotonic()
            return done

    def _wait(self, seconds: float) -> None:
        """For our place in the rate."""
        for _step in short_steps(seconds, self.sender.stopping):
            self._keep()

    def _count(self, settled: Settled) -> None:
        for row, outcome in settled:
            state = state_after(outcome, row.attempts)
            name = "put back" if state in (None, State.RETRY) else str(state)
            self.sender.counts[name] += 1


def short_steps(seconds: float, stopping: Callable[[], bool]) -> Iterator[None]:
    """Sleep, unless told to stop, step by step: a signal handler may only set a flag."""
    until = time.monotonic() + seconds
    while not stopping() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.2))
        yield


def _mostly_deferred(settled: Settled) -> bool:
    """Whether the server put off at least half of a window: it is overloaded, or does not want us now."""
    deferred = sum(outcome.fate is Fate.DEFERRED for _row, outcome in settled)
    return deferred * 2 >= max(len(settled), 1)
